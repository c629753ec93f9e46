//! Where a session may connect to.
//!
//! Whoever may press "Test" chooses a host and a port, and learns what answers there: without a policy the button is a scanner of the
//! server's own network. The addresses are judged after the name was resolved, and the session connects to just these, so a
//! name that changes its address between two looks gains nothing.

use alloc::string::String;
use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::json::{Object, Value};
use crate::problem::Problem;

/// Which addresses are open to a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    /// All of them.
    Any,
    /// Those at which a mail server may stand: neither link-local, nor a cloud's metadata service, nor multicast and its like.
    #[default]
    MailServers,
    /// Those of the public Internet: neither loopback, nor private networks, nor any other special range.
    Public,
}

/// The scopes and their names.
const SCOPES: [(Scope, &str); 3] = [
    (Scope::Any, "any"),
    (Scope::MailServers, "mail-servers"),
    (Scope::Public, "public"),
];

impl Scope {
    /// The name, as in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        let mut scopes = SCOPES.iter();
        scopes
            .find(|(scope, _)| *scope == self)
            .map_or("", |(_, name)| name)
    }
}

/// Where a session may connect to: addresses of the scope or of the networks, and the ports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destinations {
    scope: Scope,
    networks: Vec<IpNet>,
    ports: Vec<u16>,
}

/// Why an address is not a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Denial {
    /// It lies in a range that is closed.
    Range(Range),
    /// The port is none of the open ones.
    Port,
    /// The address is not known: a host that neither looks names up nor tells its peer cannot be held to the public Internet.
    Unknown,
}

/// A range of special addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Range {
    Loopback,
    Private,
    LinkLocal,
    Metadata,
    /// Documentation, benchmarks, protocols: unused on the Internet, not harmful.
    Reserved,
    /// Never one server: unspecified, multicast, broadcast.
    NoServer,
}

impl Denial {
    /// Every reason.
    pub(crate) const ALL: [Self; 8] = [
        Self::Range(Range::Loopback),
        Self::Range(Range::Private),
        Self::Range(Range::LinkLocal),
        Self::Range(Range::Metadata),
        Self::Range(Range::Reserved),
        Self::Range(Range::NoServer),
        Self::Port,
        Self::Unknown,
    ];

    /// It in words, after an address.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Range(Range::Loopback) => "this machine itself",
            Self::Range(Range::Private) => "a private network",
            Self::Range(Range::LinkLocal) => "a link-local address",
            Self::Range(Range::Metadata) => "the metadata service of a cloud",
            Self::Range(Range::Reserved) => "a range that the Internet does not use",
            Self::Range(Range::NoServer) => "not the address of one server",
            Self::Port => "not an open port",
            Self::Unknown => "an address that is not known",
        }
    }
}

impl Destinations {
    /// All addresses of a scope, at every port.
    #[must_use]
    pub fn of(scope: Scope) -> Self {
        Self {
            scope,
            ..Self::default()
        }
    }

    /// Reads `{ "scope": "any" | "mail-servers" | "public", "networks": ["10.1.0.0/16"], "ports": [25, 465, 587, 2525] }`. Every
    /// key may be absent. `networks` are open beside the scope, each an address or a network; no `ports` are all ports.
    ///
    /// # Errors
    /// Every problem of the text.
    pub fn from_json(text: &str) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut found = Self::default();
        if let Some(mut object) = Object::parse(text, &mut problems) {
            if let Some(value) = object.take("scope") {
                found.scope = read_scope(&value, &mut problems).unwrap_or_default();
            }
            if let Some(value) = object.take("networks") {
                let items = value.list(&mut problems).unwrap_or_default();
                let networks = items
                    .iter()
                    .filter_map(|item| read_network(item, &mut problems));
                found.networks = networks.collect();
            }
            if let Some(value) = object.take("ports") {
                let expected = "a list of port numbers, 1 to 65535";
                found.ports = value.read(expected, &mut problems).unwrap_or_default();
            }
            object.finish(&mut problems);
        }
        if problems.is_empty() {
            Ok(found)
        } else {
            Err(problems)
        }
    }

    /// Whether a session may connect to this address, as text without brackets, and port.
    pub(crate) fn judge(&self, address: &str, port: u16) -> Result<(), Denial> {
        self.judge_port(port)?;
        if self.scope == Scope::Any {
            return Ok(());
        }
        let without_zone = address.split('%').next().unwrap_or_default();
        let address = match without_zone.parse::<IpAddr>() {
            Ok(address) => innermost(address),
            Err(_) if self.scope == Scope::Public => return Err(Denial::Unknown),
            Err(_) => return Ok(()),
        };
        if self
            .networks
            .iter()
            .any(|network| network.contains(&address))
        {
            return Ok(());
        }
        match range_of(address) {
            Some(Range::Loopback | Range::Private | Range::Reserved)
                if self.scope == Scope::MailServers =>
            {
                Ok(())
            }
            Some(range) => Err(Denial::Range(range)),
            None => Ok(()),
        }
    }

    /// Whether the port is open, before the name is looked up.
    pub(crate) fn judge_port(&self, port: u16) -> Result<(), Denial> {
        if self.ports.is_empty() || self.ports.contains(&port) {
            Ok(())
        } else {
            Err(Denial::Port)
        }
    }
}

fn read_scope(value: &Value<'_>, problems: &mut Vec<Problem>) -> Option<Scope> {
    let expected = "any, mail-servers or public";
    let name: String = value.read(expected, problems)?;
    let known = SCOPES.iter().find(|(_, known)| *known == name);
    if known.is_none() {
        problems.push(value.wrong_type(expected));
    }
    known.map(|(scope, _)| *scope)
}

fn read_network(value: &Value<'_>, problems: &mut Vec<Problem>) -> Option<IpNet> {
    let expected = "an IP address or a network such as 10.1.0.0/16";
    let text: String = value.read(expected, problems)?;
    let network = text.parse::<IpNet>().ok();
    let network = network.or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
    if network.is_none() {
        problems.push(value.wrong_type(expected));
    }
    network.map(|network| network.trunc())
}

/// The IPv4 address that an IPv6 address carries (mapped, NAT64, 6to4): that is where the connection ends.
fn innermost(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address.to_canonical() else {
        return address.to_canonical();
    };
    let v4 =
        |high: u16, low: u16| IpAddr::V4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
    match v6.segments() {
        [0x0064, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => v4(high, low),
        _ => IpAddr::V6(v6),
    }
}

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(a: u16, b: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), prefix)
}

const fn v6_host(a: u16, b: u16, g: u16, h: u16) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, g, h), 128)
}

/// Special ranges of IPv4, the most specific first: the IANA registry of RFC 6890, and the metadata services of the large clouds.
const V4: &[(Ipv4Net, Range)] = &[
    (v4(169, 254, 169, 254, 32), Range::Metadata),
    (v4(169, 254, 170, 0, 23), Range::Metadata),
    (v4(168, 63, 129, 16, 32), Range::Metadata),
    (v4(100, 100, 100, 200, 32), Range::Metadata),
    (v4(192, 0, 0, 192, 32), Range::Metadata),
    (v4(127, 0, 0, 0, 8), Range::Loopback),
    (v4(10, 0, 0, 0, 8), Range::Private),
    (v4(100, 64, 0, 0, 10), Range::Private),
    (v4(172, 16, 0, 0, 12), Range::Private),
    (v4(192, 168, 0, 0, 16), Range::Private),
    (v4(169, 254, 0, 0, 16), Range::LinkLocal),
    (v4(0, 0, 0, 0, 8), Range::NoServer),
    (v4(192, 0, 0, 0, 24), Range::Reserved),
    (v4(192, 0, 2, 0, 24), Range::Reserved),
    (v4(192, 88, 99, 0, 24), Range::Reserved),
    (v4(198, 18, 0, 0, 15), Range::Reserved),
    (v4(198, 51, 100, 0, 24), Range::Reserved),
    (v4(203, 0, 113, 0, 24), Range::Reserved),
    (v4(224, 0, 0, 0, 3), Range::NoServer),
];

/// The same of IPv6. What lies outside `2000::/3` was never given out.
const V6: &[(Ipv6Net, Range)] = &[
    // All services of Amazon beside the network: metadata, and the credentials of a pod.
    (v6(0xfd00, 0x0ec2, 32), Range::Metadata),
    (v6_host(0xfd00, 0x00c1, 0xa9fe, 0xa9fe), Range::Metadata),
    (v6_host(0xfd00, 0x0100, 0x0100, 0x0200), Range::Metadata),
    (v6_host(0xfd20, 0x00ce, 0, 0x254), Range::Metadata),
    (v6_host(0, 0, 0, 1), Range::Loopback),
    (v6(0xfc00, 0, 7), Range::Private),
    (v6(0xfe80, 0, 10), Range::LinkLocal),
    (v6(0x2001, 0x0db8, 32), Range::Reserved),
    (v6(0x2001, 0, 23), Range::Reserved),
    (v6(0x3fff, 0, 20), Range::Reserved),
];

const GLOBAL_UNICAST: Ipv6Net = v6(0x2000, 0, 3);

fn range_of(address: IpAddr) -> Option<Range> {
    match address {
        IpAddr::V4(address) => {
            let mut ranges = V4.iter();
            ranges
                .find(|(network, _)| network.contains(&address))
                .map(|(_, range)| *range)
        }
        IpAddr::V6(address) => {
            let mut ranges = V6.iter();
            let found = ranges.find(|(network, _)| network.contains(&address));
            let elsewhere = || (!GLOBAL_UNICAST.contains(&address)).then_some(Range::NoServer);
            found.map(|(_, range)| *range).or_else(elsewhere)
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    fn judged(policy: &str, address: &str) -> Result<(), Denial> {
        Destinations::from_json(policy).unwrap().judge(address, 25)
    }

    #[test]
    fn ranges_are_open_by_scope() {
        use Range::{LinkLocal, Loopback, Metadata, NoServer, Private, Reserved};
        for (address, range) in [
            ("127.0.0.1", Some(Loopback)),
            ("127.255.255.254", Some(Loopback)),
            ("::1", Some(Loopback)),
            ("::ffff:127.0.0.1", Some(Loopback)),
            ("64:ff9b::7f00:1", Some(Loopback)),
            ("2002:7f00:1::", Some(Loopback)),
            ("10.0.0.1", Some(Private)),
            ("100.127.255.255", Some(Private)),
            ("172.31.0.1", Some(Private)),
            ("192.168.1.1", Some(Private)),
            ("fd00::1", Some(Private)),
            ("169.254.0.1", Some(LinkLocal)),
            ("fe80::1", Some(LinkLocal)),
            ("fe80::1%eth0", Some(LinkLocal)),
            ("169.254.169.254", Some(Metadata)),
            ("::ffff:169.254.169.254", Some(Metadata)),
            ("169.254.170.2", Some(Metadata)),
            ("168.63.129.16", Some(Metadata)),
            ("100.100.100.200", Some(Metadata)),
            ("fd00:ec2::254", Some(Metadata)),
            ("fd00:ec2::23", Some(Metadata)),
            ("fd00:c1::a9fe:a9fe", Some(Metadata)),
            ("fd00:100::100:200", Some(Metadata)),
            ("fd20:ce::254", Some(Metadata)),
            ("fd00:ec3::254", Some(Private)),
            ("192.0.2.1", Some(Reserved)),
            ("2001:db8::1", Some(Reserved)),
            ("2001::1", Some(Reserved)),
            ("0.0.0.0", Some(NoServer)),
            ("255.255.255.255", Some(NoServer)),
            ("239.1.1.1", Some(NoServer)),
            ("::", Some(NoServer)),
            ("ff02::1", Some(NoServer)),
            ("4000::1", Some(NoServer)),
            ("172.32.0.1", None),
            ("40.97.1.1", None),
            ("2a00:1450::1", None),
            ("64:ff9b::2861:101", None),
        ] {
            let denied = |closed: bool| match range {
                Some(range) if closed => Err(Denial::Range(range)),
                _ => Ok(()),
            };
            let is_harmless = matches!(range, Some(Loopback | Private | Reserved));
            assert_eq!(judged(r#"{"scope":"any"}"#, address), Ok(()), "{address}");
            assert_eq!(judged("{}", address), denied(!is_harmless), "{address}");
            let public = judged(r#"{"scope":"public"}"#, address);
            assert_eq!(public, denied(true), "{address}");
        }
    }

    #[test]
    fn networks_are_open_beside_the_scope_and_ports_bound_all() {
        let policy = r#"{"scope":"public","networks":["10.1.2.3/16","127.0.0.2","fd01::/16"],"ports":[25,587]}"#;
        for address in [
            "10.1.255.1",
            "127.0.0.2",
            "::ffff:10.1.0.1",
            "fd01:2::3",
            "8.8.8.8",
        ] {
            assert_eq!(judged(policy, address), Ok(()), "{address}");
        }
        for address in ["10.2.0.1", "127.0.0.1", "fd02::1"] {
            assert!(judged(policy, address).is_err(), "{address}");
        }
        let policy = Destinations::from_json(policy).unwrap();
        assert_eq!(policy.judge("8.8.8.8", 22), Err(Denial::Port));
        assert_eq!(policy.judge("8.8.8.8", 587), Ok(()));
    }

    #[test]
    fn what_is_not_known_is_not_public() {
        let public = r#"{"scope":"public"}"#;
        for unknown in ["", "mail.example.com", "1.2.3"] {
            assert_eq!(judged(public, unknown), Err(Denial::Unknown));
            assert_eq!(judged("{}", unknown), Ok(()));
        }
    }

    #[test]
    fn what_is_wrong_in_a_policy_is_told_where_it_stands() {
        let text = r#"{"scope":"all","networks":["10.0.0.0/33",5],"ports":[70000],"deny":[]}"#;
        let problems = Destinations::from_json(text).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(
            fields,
            ["scope", "networks[0]", "networks[1]", "ports", "deny"]
        );
        assert!(problems.iter().all(|one| one.position.is_some()));
    }

    #[test]
    fn scopes_are_named_as_they_are_read() {
        for (scope, name) in SCOPES {
            let read = Destinations::from_json(&format!(r#"{{"scope":"{name}"}}"#));
            assert_eq!(read, Ok(Destinations::of(scope)));
            assert_eq!(scope.name(), name);
        }
    }
}
