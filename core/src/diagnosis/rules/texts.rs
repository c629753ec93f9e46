//! What servers say, whoever runs them. The groups stand in the order in which they are asked: a reply about SPF speaks of a sender too, one
//! about a blocklist of spam, one about a quota of a mailbox. [Patterns](super::words) are words as the well-known servers write them:
//! Postfix, Exim, Sendmail, qmail, Exchange, Dovecot, OpenSMTPD, Haraka, `MDaemon`, Domino, `hMailServer`, and the large services.

use super::rule::{Row, Rule, Table, count, rows, says, tokens};
use super::words::Token;
use crate::wire::Stage::{Auth, Body, Data, Ehlo, Greeting, Mail, Rcpt, StartTls};

pub(super) static TABLE: Table = Table {
    rows: &ROWS,
    tokens: &TOKENS,
};
static ROWS: [Row; RULES.len()] = rows(RULES);
static TOKENS: [Token; count(RULES)] = tokens(RULES);

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    // Whole replies that tell by the stage alone, or nothing at all.
    says("relay-denied", "^ administrative prohibition $").at(&[Rcpt]),
    says("content-refused", "^ administrative prohibition $").at(&[Data, Body]),
    says("unknown", "\
        ^ $ | ^ rejected $ | transaction failed $ | unknown error | mail refused $ | message not allowed $ | \
        not allowed to send mail to | ^ command rejected $ | permanent failure $ | ^ error $ | ^ denied $ | ^ blocked $ | ^ failed $\
    ").at(&[Mail, Rcpt, Data, Body]).codes(500, 599),
    // hMailServer and others greylist so.
    says("throttled", "^ please try again later $ | ^ try again later $").codes(450, 451),

    says("recipient-refused", "recipient/mailbox/user temporarily unavailable").at(&[Rcpt]).codes(400, 499).later(),
    says("recipient-refused", "recipient preferences | NOT .. accepted at this address"),

    // Postfix' anvil speaks of commands, and means speed; what its helpers cannot look up is its own trouble.
    says("throttled", "too many mail/auth/rcpt/new .. from").codes(400, 499),
    says("server-fault", "\
        lookup timeout | lookup failure | dns .. timeout/timed/failure/unavailable/servfail | dns not available | dns query | primary target | \
        mysql | ldap | milter | local problem | temporary failure | verify callout | server configuration | temporary lookup | policy server | policy service problem | plugin | reconfigur* | restarting | shutting down\
    ").at(&[Greeting, Ehlo, Mail, Rcpt, Data, Body]).codes(400, 499),

    // TLS.
    says("wrong-security-mode", "\
        ssl/tls attempted over a non | first record does not look like a tls | wrong version number | sent to https/tls/ssl port | \
        plaintext .. on .. tls/ssl port | client sent .. handshake | ssl .. non ssl socket | speak tls/ssl first | \
        port .. require*/need*/must/mandatory .. implicit | implicit tls/ssl\
    "),
    says("tls-version", "\
        tls 1 0/1 .. NOT supported/ALLOWED | tls 1 2/3 .. required/needed/minimum/higher/later/above/newer | upgrade .. tls 1 | \
        use tls 1 | tls/ssl/protocol version | tlsv1 .. NOT | tls 1 0 and 1 1 | tls 1 0/1 .. deprecated/longer/retired/disabled | \
        requires tls 1/v1 | outdated/obsolete/old/older/weak/deprecated/legacy tls/ssl | sslv3 | tlsv1 2 or\
    "),
    says("client-fault", "\
        no commands allowed to pipeline | starttls may not be repeated | tls already | already .. tls | when tls | tls active | starttls .. syntax | \
        no parameters | helo/ehlo/hello first | helo or ehlo\
    ").at(&[StartTls]),
    says("throttled", "too many").at(&[StartTls]),
    says("tls-handshake-failed", "\
        handshake .. fail* | tls/ssl .. handshake | negotiation failed | tls/ssl negotiation | tls/ssl error | tls/ssl fail* | \
        NOT/failed/unable .. negotiate | tls/ssl .. could not be established/started/negotiated | cipher\
    "),
    says("starttls-not-offered", "\
        tls/starttls/ssl .. NOT available/supported/advertised/enabled/implemented | tls/starttls .. unavailable/disabled | \
        NOT .. starttls\
    ").at(&[StartTls, Ehlo]).codes(500, 599),
    // 454 is for now (RFC 3207, section 4).
    says("starttls-not-offered", "\
        tls/starttls/ssl .. NOT available/supported/advertised/enabled/implemented | tls/starttls .. unavailable/disabled | \
        NOT .. starttls\
    ").at(&[StartTls, Ehlo]).codes(400, 499).later(),
    says("tls-required", "\
        must/please issue .. starttls | starttls command first | starttls first | starttls .. require*/need*/must/mandatory | \
        tls/ssl/encryption .. required/mandatory | require*/need*/must/only/use .. encryption/encrypted/tls/ssl/starttls | \
        encryption/encrypted .. needed | cleartext/plaintext/unencrypted .. REFUSED/disabled | secure connection required | \
        over .. secure/encrypted connection | NOT .. unencrypted/insecure | insecure connection* | unencrypted connection* | \
        NOT encrypted | without tls/ssl/encryption/starttls | disallowed on non secure | starttls before | tls before | \
        verschlusselte* verbindung | connexion securisee\
    ").codes(400, 537),
    says("tls-required", "\
        must/please issue .. starttls | starttls .. required | encryption/tls/ssl .. required | require* encryption/tls/ssl | \
        unencrypted connection* | use starttls | starttls first\
    "),

    says("tls-required", "").codes(538, 538),

    // The login. Only at AUTH: "disabled" is about another account elsewhere.
    says("account-blocked", "account is locked due to | account is not subscribed").at(&[Auth]),
    says("auth-required", "unauthenticated senders NOT ALLOWED | ^ authentication required $"),
    says("client-fault", "bad protocol cancel").at(&[Auth]),
    says("app-password-required", "\
        app/application password* | specific password* | mot de passe d application | password for app* | \
        third party client password | 2 step/factor verification | two factor/step | 2fa | mfa | multi factor | device password | \
        authorization code | generate/create .. password\
    ").at(&[Auth]),
    says("oauth-required", "\
        basic auth* .. disabled/deprecated/retired/blocked/NOT | oauth* .. required/only/instead | password auth* .. NOT/disabled .. oauth* | \
        use/require*/need* .. oauth*/xoauth2 | modern auth* | less secure app* | password .. no longer | passwords are not\
    ").at(&[Auth]),
    says("quota", "OVER .. messaging/sending/daily/hourly LIMIT").at(&[Auth]),
    says("sender-not-verified", "verification record").at(&[Auth]),
    says("auth-not-offered", "authentication NOT ALLOWED on/over").at(&[Auth]),
    says("auth-mechanism", "unsupported/unknown auth* mechanism*/method* | password transition").at(&[Auth]),
    says("bad-credentials", "failed too many invalid logon | no authentication type succeeded").at(&[Auth]),
    says("account-policy", "\
        log in/on via/with/through your .. browser | browser and then try again | security defaults | conditional access | \
        did not meet the criteria | blocked by .. policy | policy .. REFUSED | sign in .. blocked/attempt | \
        suspicious .. login/sign/logon/activity | login .. blocked/denied .. ip/country/location/region | \
        ip .. NOT .. ALLOWED/whitelisted/listed/recognized | NOT ALLOWED from .. ip/address/location/country/network | unauthorized ip | \
        country | geo* | web login required | captcha | password .. expired | must/should change .. password | change your password | \
        access policy | admin* policy | security policy | new/unknown/unrecognized location/device | verify .. identity | ip address .. REFUSED\
    ").at(&[Auth]),
    says("auth-disabled", "\
        smtpclientauth* is disabled | smtp flag | smtp auth* .. disabled/off | \
        smtp/imap/pop/pop3 .. disabled/off/inactive/deactivated | \
        smtp/imap/pop/pop3 .. NOT .. ALLOWED/activated/active/open/available | enable .. smtp/pop/imap | \
        access rights to this service | NOT permission | NOT ALLOWED to use smtp | smtp access | smtp service .. NOT | \
        user/account .. NOT .. ALLOWED to | authentication/auth is disabled | authentication/auth disabled for | \
        logins/login .. disabled for .. service | NOT enabled for .. user/account/mailbox | sending .. disabled | \
        external/third .. disabled\
    ").at(&[Auth]),
    says("quota", "\
        credits exceeded | credit* .. exhausted | insufficient credits/balance | limit .. plan | plan .. limit | monthly .. LIMIT\
    ").at(&[Auth]).after_change(),
    says("throttled", "\
        too many | rate limit* | try again in | login attempts .. OVER | attempts .. wait | exceed* .. login | login rate | connection limit | \
        login frequency | frequency limited | slow down | concurrent | too much\
    ").at(&[Auth]),
    says("account-blocked", "\
        account/user/mailbox/login/domain/username/email/key/server/subscription/sender .. STOPPED | STOPPED account/user | password/passphrase locked | \
        account/user/domain .. NOT .. activated/active/yet/approved | NOT yet activated | account is under | under review | \
        compromised | access .. revoked | abuse | payment | unpaid | overdue | billing | invoice | plan/subscription .. expired | \
        blacklisted | black list* | blocked using | blocklist* | spamhaus*\
    ").at(&[Auth]),
    says("throttled", "temporarily/temporary .. blocked/locked/banned").at(&[Auth]),
    says("auth-not-offered", "auth/authentication NOT available/enabled/supported | auth* .. NOT .. on this port").at(&[Auth]),
    says("server-fault", "\
        temporary .. failure/error/problem/issue | temporar* unavailable | temporarily .. unavailable/unable | \
        unable to authenticate at | cannot authenticate .. temporary | internal .. error/failure | system problem | \
        authentication service/server/system/backend/temporarily/currently unavailable | authentication unavailable | \
        service unavailable | backend | database | ldap | server error | try again later | try later | \
        connection lost to authentication server | NOT connect | technical | service was unreachable | \
        NOT .. contact/reach .. server | maintenance\
    ").at(&[Auth]),
    says("auth-not-offered", "\
        command unrecognized/unknown | unrecognized/unknown/unsupported command | command not recognized/implemented/supported | \
        not implemented\
    ").at(&[Auth]).codes(500, 503),
    says("client-fault", "\
        invalid/bad/malformed .. auth/base64/initial/encoding/argument* | base64 .. invalid/error/decode*/failed | NOT decode | \
        unable to decode | decode error | decoding failed | syntax error | syntax auth | already authenticated | line too long | \
        auth .. not permitted during | authentication .. aborted/cancelled/canceled | malformed | auth protocol exchange | \
        helo first | ehlo first | say hello/helo\
    ").at(&[Auth]),
    says("auth-mechanism", "\
        mechanism .. invalid/unsupported/NOT/too/unknown/unavailable/disabled | \
        invalid/unsupported/unrecognized/unrecognised/unknown/no/unimplemented .. mechanism*/method* | \
        mechanism/method/type .. NOT supported | unrecogni* auth* | auth* type/method/mechanism/scheme | NOT support* .. mechanism\
    ").at(&[Auth]),
    says("auth-not-offered", "\
        NOT advertised | \
        auth* .. NOT .. ALLOWED/available/supported/offered/configured/implemented/recognized | \
        auth* .. unavailable/disabled | unimplemented | command not implemented/recognized/supported/allowed | \
        unsupported/unrecognized/unknown/unrecognised/invalid/disabled command | not implemented | unrecognized | \
        command unrecognized/disabled/unknown | bad sequence\
    ").at(&[Auth]).codes(500, 534),
    says("bad-credentials", "\
        credential* .. invalid/incorrect/wrong/fail*/bad/NOT/expired | \
        invalid/incorrect/wrong/bad/unknown .. password/login/credential*/username/user/account/token/key | \
        password .. incorrect/invalid/wrong/NOT/mismatch/fail*/simple/weak | token .. expired/invalid/revoked | \
        auth* .. fail*/unsuccessful/rejected/denied/error/invalid/unauthorized | \
        login/logon .. fail*/incorrect/denied/invalid/error | fail* .. login/auth*/logon | user/account .. unknown/NOT/unregistered | \
        unauthorized | NOT authenticated | no such user | access denied | NOT ALLOWED | incorrect auth* | ^ denied | rejected | \
        fehlgeschlagen | passwort | zugangsdaten | mot de passe | identifiant* | contrasena | utente | non valid* | senha | haslo | \
        autenticacion | authentification | autenticazione\
    ").at(&[Auth]),
    says("bad-credentials", "credential* .. NOT/invalid/expired/incorrect | invalid credential*").at(&[Mail, Rcpt]).codes(500, 559),

    // Form: ours to mend in the program, not in the settings.
    says("auth-required", "issue an auth | auth command first | auth first | authenticate first | log in first | login first").codes(500, 559),
    says("content-refused", "too many mime parts | ^ message denied $"),
    says("client-fault", "\
        duplicate header* | multiple .. headers | bare lf/lfs/linefeed*/newline*/cr/crs/crlf/line | barelinefeed* | line length | \
        line too long | line is too long | lines longer | long lines | lines .. too long | received headers | mail loop | \
        email loop | loop detected | routing loop | message .. looping | too many hops | hop count | 50 hops | hops exceeded | \
        NOT rfc 5322/2822/822/5321 | NOT rfc5322/rfc2822/rfc822/rfc5321 | NOT rfc compliant | \
        rfc 5322/2822/822 .. compliant/violation/NOT | rfcmessagenoncompliant | NOT compliant with rfc | missing .. from header | \
        contain* .. from header | valid address in from | must include a valid from | headers fail | lone cr/lf | \
        missing/invalid/malformed date/message/header/headers/mime | header* too large/long/big | header size | \
        message is malformed | message malformed | missing final | mime .. error/invalid/malformed | smtputf8 | 8bitmime | \
        unicode address | non ascii | address .. too long | multiple addresses in .. from | more than one .. from | \
        invalid/malformed/missing from | from header .. invalid/malformed/missing/syntax | transaction failed expected | \
        too many headers | 8/eight bit | 8bit | smtplf html | nul character* | control character* | \
        missing/no/without .. header*/headers | header* .. missing/required/invalid | must have/contain/include .. header* | \
        NOT conform/comply .. rfc/rfc5322/rfc2822/standard/standards | mime parts | boundary | hop limit | possible loop | loops back to\
    "),
    says("recipient-refused", "\
        NOT valid recipient*/rcpt | at least one valid recipient | need rcpt | all rcpt commands were rejected | no recipients accepted | \
        all recipients .. rejected/refused/invalid/failed | no acceptable recipients\
    ").at(&[Data, Body]),
    says("client-fault", "\
        synchroni* | talk too soon | NOT following .. protocol | pipelin* | protocol violation | protocol error | too many .. commands | too many .. errors | \
        too many unrecogni* | bad sequence | out of sequence | out of order | wrong order | helo/ehlo/hello first | \
        send hello/helo/ehlo | say hello/helo/ehlo | use ehlo | use helo | ehlo helo | before mail | introduce yourself | \
        mail/rcpt first | mail from first | need mail | sender already | nested mail | no recipient* specified | no recipients | \
        rcpt command must precede | precede data | syntax error | invalid syntax | syntax should | invalid command | bad command | \
        unrecognized/unknown/unrecognised/unsupported command | command unrecognized/unknown/unrecognised | \
        command NOT recognized/implemented/recognised/understood | not implemented | unimplemented | \
        invalid/bad/illegal/unrecognized/unsupported .. parameter*/argument*/option* | \
        parameters .. NOT recognized/recognised/implemented | bad .. address syntax | mailbox syntax | syntactically invalid | \
        illegal character* | syntax incorrect | malformed address | address is not valid | too many nonmail | \
        invalid/bad/malformed sender address | invalid mail from | sender address .. malformed/syntax\
    ").at(&[Mail, Data, Body, Greeting]).codes(400, 599),
    says("client-fault", "\
        synchroni* | talk too soon | NOT following .. protocol | pipelin* | protocol violation | protocol error | too many .. commands | too many .. errors | \
        too many unrecogni* | bad sequence | out of sequence | mail/rcpt first | mail from first | need mail | \
        helo/ehlo/hello first | syntax error | invalid syntax | unrecognized/unknown/bad command | command not | address syntax | \
        unrecognized parameter | command unrecognized\
    ").at(&[Rcpt, Ehlo]),

    // The name in EHLO.
    says("ehlo-name", "\
        helo/ehlo .. invalid/REFUSED/mismatch/bad/does/NOT/syntactically/need/must/should/argument/requires/resolve | \
        invalid/bad/bogus/REFUSED/fake/forged .. helo/ehlo | in helo | helo hostname | helo/ehlo name | fully qualified host* | \
        impersonat* | helo .. your\
    "),

    // The sender's domain must vouch for us: SPF, DKIM, DMARC (RFC 7208, 6376, 7489).
    says("server-fault", "spf/dkim/dmarc .. temp*/temporary | temporary .. spf/dkim/dmarc").codes(400, 499),
    says("dkim-required", "\
        spf | dkim | dmarc | sender policy framework | openspf* | sender is unauthenticated | it is unauthenticated | \
        unauthenticated email | domainkeys | required authentication level | authentication requirements | arc seal | \
        email authentication | NOT ALLOWED to send .. for/from domain\
    ").at(&[Mail, Rcpt, Data, Body, Ehlo, Greeting]),

    // Haraka, of a domain that is not its own.
    says("relay-denied", "NOT deliver mail for | mail to .. NOT accepted here").at(&[Rcpt]),
    // MDaemon's dynamic screening, which ends by itself.
    says("account-blocked", "dynamically screened"),
    says("sender-not-allowed", "credentials NOT match sender").at(&[Mail, Rcpt]),
    says("client-fault", "corrupt message content"),
    // Postfix, to one who may not relay because nobody logged in. Exchange says it of unknown people, with 550.
    says("relay-denied", "recipient address rejected access denied").at(&[Rcpt]).codes(554, 554),
    // OpenSMTPD, of an alias that leads nowhere.
    says("recipient-refused", "mailing list expansion").codes(500, 599),

    // Wanting a login. Exchange says it of groups that take mail of their own organisation only.
    says("message-too-big", "recipsizelimit | sendsizelimit | message too large for this | message is larger"),
    says("recipient-refused", "\
        resolver rst | resolver adr | restricted to .. senders | only accept* .. authenticated senders | authenticated senders only\
    "),
    says("auth-required", "please authenticate").at(&[Mail, Rcpt, Data, Body]),
    says("relay-denied", "relaying/relay REFUSED | relay access denied | relay not permitted | relaying .. NOT ALLOWED | NOT ALLOWED .. relayed | require*/need*/must/mandatory ptr"),
    says("auth-required", "\
        auth*/login .. required/needed/mandatory/first | authenticate before | please/must/need/should .. authenticate | \
        must be authenticated | must/please/have log in | please/must login/logon | need to log in | NOT authenticated | \
        NOT logged in | unauthenticated | without auth* | require*/need* .. auth* | turn on smtp auth* | use smtp auth* | \
        enable smtp auth* | send auth* | only authenticated | pop before smtp | check mail first | client was not auth* | \
        client not auth* | permission/permissions to submit | anonymous .. NOT ALLOWED | no authentication | authentifizier* | \
        authentification requise | autenticazione richiesta | must be logged | login to send\
    ").at(&[Greeting, Ehlo, Mail, Rcpt, Data, Body]),

    says("throttled", "server busy | server is busy | werent sent please try again | limits for how many").codes(400, 499),
    says("sender-not-allowed", "NOT local sender | unresolvable .. from domain | must match auth*/login/user | from .. auth* NOT .. same/match | mail from .. NOT .. auth*"),

    says("server-fault", "server is out | on the server spool | disk full | out of disk"),
    says("mailbox-full", "mailbox/inbox .. full/over/exceed* | overquota | over quota | user over").at(&[Rcpt]),

    // Speed: "too many" of something, or strangers who have to come again (greylisting, RFC 6647; address verification).
    says("message-too-big", "message size .. exceed* | message size limit*").codes(500, 599),
    says("quota", "monthly | per month | this month | month .. LIMIT").at(&[Greeting, Mail, Rcpt, Data, Body]).after_change(),
    says("quota", "\
        daily | per day | 24 hours | 24 hour | 24h | 24 h | today | this hour | hourly | per hour | emails .. hour | a day | \
        an hour | max .. hour* | within .. hours/hour | \
        sending/send/submission/relay/message*/messaging/mail/mailing/email/outgoing/outbound LIMIT .. OVER | \
        OVER .. sending/messaging/mailing/outgoing/outbound/submission LIMIT | exceed* .. your .. LIMIT | \
        send/sending/submission/outgoing quota | submissionquota* | quota .. sending/sent | message/email quota | \
        reached .. sending/daily/message/mail/email LIMIT | LIMIT for sending | reached .. limit .. sending\
    ").at(&[Greeting, Mail, Rcpt, Data, Body]).codes(400, 599),
    says("quota", "\
        credits | NOT enough .. quota | insufficient balance | upgrade your plan/account/subscription | upgrade to | plan .. OVER/LIMIT | LIMIT .. plan | free plan | trial | out of credit*\
    ").at(&[Mail, Rcpt, Data, Body]).after_change(),
    says("throttled", "\
        too many .. recipients | recipients .. limit | too many rcpt* | maximum .. recipients | limit .. recipients | number of rcpt*/recipients\
    ").at(&[Mail, Rcpt, Data, Body]).codes(500, 599).after_change(),
    says("throttled", "number of messages/connections/sessions .. OVER").codes(400, 599),
    says("throttled", "\
        greylist* | rate overlimit | graylist* | grey list* | gray list* | postgrey | verification in progress | \
        unverified address address verification | too many .. connections | too many concurrent | concurrent .. connections | \
        simultaneous connections | too many .. sessions | too many connected/clients | hl icc/ifc/iuc/itc | connection limit | trop de connexions | connection/connections rate | connection/connections .. LIMIT OVER | \
        connections from your | concurrency limit | rate limit* | ratelimit* | rate .. exceed* | exceed* .. rate | \
        message/sending/connection rate | throttl* | frequency limit* | too fast | slow down | too frequent* | too much mail | \
        too much traffic | too many .. messages | too many .. emails/mails/mail | too many .. recipients | too many rcpt* | \
        too many new | too many auth | limit of .. recipients | maximum .. recipients | recipients .. limit* | \
        receiving mail at a rate | receiving mail too | excessive .. volume/rate/traffic | unusual rate | unexpected volume | \
        volume .. limit* | exceeded .. messages | messages .. limit* | messages per | per second | per minute | max message* | \
        max* .. connections | maximum number of messages | thread limit | high load | temporarily deferred | temporarily rate | \
        permanently deferred | deferred due | please try/retry .. seconds/minutes | try again in .. seconds/minutes/sec/min/hours | \
        retry in .. seconds/minutes | come back .. seconds/minutes/in/later | wait .. seconds/minutes | seconds .. try | new sender | \
        first time | recipient address rejected .. later | policy rejection | veuillez essayer plus tard | velocity | \
        temporarily blocked | temporarily rejected .. try | delayed | ports are busy | service refused please try later | \
        resource* .. temporarily unavailable .. mimecast | exceed* .. connections | bursts | envelope blocked | retry after | \
        minutes and try\
    ").codes(400, 499),
    says("throttled", "\
        rate limit* | throttl* | too many .. connections | too many concurrent | simultaneous/concurrent connections | \
        receiving mail at a rate | too fast | too many .. messages/emails/mails/mail | exceed* .. rate | try again later .. rate | \
        too many bad recipients | too frequent* | frequency limit* | sending rate | greylist* | rate overlimit\
    ").codes(500, 599),

    // Our network address, or the account, is in bad books.
    says("relay-denied", "\
        reverse dns | reverse hostname | reverse lookup | reverse name | reverse record | rdns | ptr | NOT find your .. hostname | \
        ip name lookup failed | fix reverse | invalid hostname .. ip | hostname .. NOT match* | generic .. hostname/reverse/dynamic | \
        dynamic ip/ips | dialup | residential | fcrdns | forward dns | unresolvable relay | forward confirmed | must resolve | ip .. resolve | NOT have .. dns | \
        no dns | dynamic .. address/addresses/pool | NOT .. reverse\
    "),
    says("account-blocked", "policy rejection abuse | unpaid | payment .. required/overdue | billing | subscription .. expired/inactive | account .. NOT ALLOWED to send | account is NOT ALLOWED").at(&[Greeting, Ehlo, Mail, Rcpt, Data, Body]),
    says("account-policy", "change your password | password expired").at(&[Mail, Rcpt, Data, Body]),
    says("content-refused", "file extension | surbl | url/uri .. blacklisted/listed/blocked | blacklisted url | uribl | blocked by our filter*").at(&[Data, Body]),
    says("recipient-refused", "blocked by the recipient | user rules | refuses to receive | members only | closed mailing list | NOT subscribed to this/the").at(&[Rcpt, Data, Body]),
    says("content-refused", "blocked by spam*/header/body/antivirus/anti/virus/content/clam*/filter* | message was/has blocked by/been").at(&[Data, Body]),
    says("account-blocked", "\
        blacklist* | black listed/list/lists | blocklist* | block list* | blocked using | denylist* | spamhaus* | spamcop | sorbs | \
        barracudacentral | uceprotect* | invaluement | dnsbl | rbl | surbl | banned .. ip/send*/address/host/server | reputation | \
        senderscore | senderbase | ip .. REFUSED/bloquee | blocked .. ip/abuse | client host .. blocked | blocked for spamming | \
        blocked by | listed at/in/by/on | is listed | messages from .. werent sent | bad outbound sender | tenant .. threshold | \
        not yet activated | license expired | is not activated | unusual .. activity | suspicious activity | outgoing .. STOPPED | \
        permanently deferred | your isp | block address | delisting | delist | unblock* | csi cloudmark | \
        s3140 | s3150 | spam abuse | spam source | spammer | compromised | \
        your/the host/server/network/ip/mta/account/domain/connection .. REFUSED/STOPPED | network .. blocked | ^ blocked | \
        blocked see | due to abuse | anti spam system | ask your postmaster | karma | excessive .. failures | ipcheck | \
        too many bad | rejected .. ip | rejected because .. list | abuse .. from your | aup | comcast block | listing in\
    ").at(&[Greeting, Ehlo, Mail, Rcpt, Data, Body]),
    says("account-blocked", "spam*/abuse/abus/proxy/unwanted/zombied | from/by your ip | bad .. ip | passed validation").at(&[Greeting, Ehlo]),
    says("sender-not-allowed", "sender .. blacklisted | sender .. my black list | badmailfrom").at(&[Mail, Rcpt, Data, Body]),
    says("account-blocked", "spam sender").at(&[Mail]),
    says("account-blocked", "sending .. STOPPED | account .. STOPPED .. sending | account .. paused | account .. suspended .. abuse/spam"),
    // At RCPT the account is the recipient's.
    says("account-blocked", "\
        account/domain/server/user .. STOPPED | account/domain .. NOT .. activated/active/approved | sandbox | account .. review | pending approval\
    ").at(&[Greeting, Ehlo, Mail, Data, Body]),
    says("account-blocked", "service currently unavailable | service unavailable $").at(&[Greeting]).codes(521, 521),

    // The client's address may not relay.
    says("recipient-refused", "user not local please try | recipient .. NOT in .. list | recipient preferences"),
    says("relay-denied", "^ access denied $ | access denied for/your host/ip/client/address").at(&[Mail, Rcpt]).codes(500, 599),
    says("relay-denied", "\
        client host rejected | relay* .. REFUSED/disabled | relay* .. NOT ALLOWED/supported | relay NOT | relaying NOT | no relay* | \
        allow relay* | relay .. list | unable to relay | NOT .. relay | NOT ALLOWED/configured .. relay* | as a relay | \
        attempt to relay | open relay | relay operation | rcpthost* | NOT handle mail for | specified domain is not allowed | not a gateway | mail relay | relay for | \
        delivery is not allowed to this address | ip address .. NOT .. ALLOWED/registered | ip .. not ALLOWED | \
        host network not allowed | NOT ALLOWED to connect | tenantattribution* | servers without a valid sender domain | not local | non local | \
        not a local domain | not our domain | not handled here | not hosted here | NOT accept mail for | not responsible for | \
        weiterleitung | relais | not in my list | host not allowed | not in .. allowed hosts | connecting host | \
        connection .. not allowed from | is not .. allowed to send mail through | not .. whitelist* | ip not in | \
        not in .. whitelist | unauthorized host/relay/ip/client | NOT ALLOWED .. through this server | address .. NOT in .. list | \
        NOT trusted network*\
    "),

    // A recipient's mailbox.
    says("mailbox-full", "\
        mailbox/inbox/box/quota/maildir .. full | overquota | over .. storage | out of .. storage/space | \
        quota .. OVER/violation/full | OVER .. quota | NOT enough .. space .. mailbox/user | insufficient .. mailbox | \
        no space .. mailbox/user | mailbox .. exceed* | mailbox .. size limit | user is over | storage .. exceeded | disk quota | \
        quotaexceeded* | mapiexceptionshutoffquota* | mailbox .. no .. space | boite .. pleine | postfach .. voll | \
        casella .. piena | buzon lleno | kotak penuh | user has exhausted | mailbox size | message would exceed\
    ").at(&[Rcpt, Data, Body]),
];
