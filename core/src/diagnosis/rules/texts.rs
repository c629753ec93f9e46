//! What servers say, whoever runs them. The groups stand in the order in which they are asked: a reply about SPF speaks of a sender too, one
//! about a blocklist of spam, one about a quota of a mailbox. [Patterns](super::words) are words as the well-known servers write them:
//! Postfix, Exim, Sendmail, qmail, Exchange, Dovecot, OpenSMTPD, Haraka, `MDaemon`, Domino, `hMailServer`, and the large services.

use super::rule::{Rule, Table, count, patterns, says};
use super::words::Pattern;
use crate::wire::Stage::{Auth, Body, Data, Ehlo, Greeting, Mail, Rcpt, StartTls};

pub(super) static TABLE: Table = Table {
    rules: RULES,
    patterns: &PATTERNS,
};
static PATTERNS: [Pattern; count(RULES)] = patterns(RULES);

#[rustfmt::skip]
const RULES: &[Rule] = &[
    // Whole replies that tell by the stage alone, or nothing at all.
    says("relay-denied", "^ administrative prohibition $").at(&[Rcpt]),
    says("content-refused", "^ administrative prohibition $").at(&[Data, Body]),
    says("unknown", "\
        ^ $ | ^ rejected $ | transaction failed $ | unknown error | mail refused $ | message not allowed | \
        not allowed to send mail to | command rejected $ | permanent failure $ | ^ error $ | ^ denied $\
    ").at(&[Mail, Rcpt, Data, Body]),

    // Postfix' anvil speaks of commands, and means speed; what its helpers cannot look up is its own trouble.
    says("throttled", "too many mail/auth/rcpt/new .. from").codes(400, 499),
    says("server-fault", "\
        lookup timeout | lookup failure | dns .. timeout/timed/failure/unavailable | dns not available | dns query | primary target | \
        mysql | ldap | milter | local problem | verify callout\
    ").at(&[Mail, Rcpt, Data, Body]).codes(400, 499),

    // TLS.
    says("wrong-security-mode", "\
        ssl/tls attempted over a non | first record does not look like a tls | wrong version number | \
        plaintext .. on .. tls/ssl port | client sent .. handshake | ssl .. non ssl socket | use implicit tls | speak tls/ssl first\
    "),
    says("tls-version", "\
        tls 1 0/1 .. not supported/allowed/accepted | tls 1 2 .. required/needed | upgrade .. tls 1 | use tls 1 | \
        tls/ssl/protocol version | tlsv1 .. not | tls 1 0 and 1 1 | requires tls 1 | outdated/obsolete/old/weak tls/ssl | \
        unsupported protocol version\
    "),
    says("client-fault", "\
        no commands allowed to pipeline | starttls may not be repeated | tls already | already .. tls | starttls .. syntax | \
        no parameters | helo/ehlo/hello first | helo or ehlo\
    ").at(&[StartTls]),
    says("throttled", "too many").at(&[StartTls]),
    says("tls-handshake-failed", "\
        handshake .. fail* | tls/ssl .. handshake | negotiation failed | tls/ssl negotiation | tls/ssl error | tls/ssl fail*\
    "),
    says("starttls-not-offered", "\
        tls/starttls/ssl .. not available/supported/advertised/enabled/implemented | tls/starttls .. unavailable/disabled | \
        not .. starttls\
    ").at(&[StartTls, Ehlo]),
    says("starttls-not-offered", "").at(&[StartTls]).codes(430, 599),
    says("tls-required", "\
        must/please issue .. starttls | starttls command first | starttls first | starttls .. required/needed/mandatory | \
        tls/ssl/encryption .. required/mandatory | require*/need*/must/only/use .. encryption/encrypted/tls/ssl/starttls | \
        encryption/encrypted .. needed | cleartext/plaintext auth* disallowed | \
        cleartext/plaintext/unencrypted .. disallowed/disabled/forbidden/refused | secure connection required | \
        over .. secure/encrypted connection | insecure connection* | unencrypted connection* | not encrypted | \
        without tls/ssl/encryption | disallowed on non secure | verschlusselte* verbindung | connexion securisee\
    ").codes(400, 537),
    says("tls-required", "\
        must/please issue .. starttls | starttls .. required | encryption/tls/ssl .. required | require* encryption/tls/ssl | \
        unencrypted connection*\
    "),

    // The login. Only at AUTH: "disabled" is about another account elsewhere.
    says("app-password-required", "\
        application/app specific password | app/application password* | specific password* | application passwords | \
        mot de passe d application | password for app* | third party client password | 2 step/factor verification | two factor/step | \
        2fa | mfa | multi factor | device password\
    ").at(&[Auth]),
    says("oauth-required", "\
        basic auth* .. disabled/deprecated/retired/blocked/not | oauth* .. required/only/instead | \
        use/require*/need* .. oauth*/xoauth2 | modern auth* | less secure app* | password .. no longer | passwords are not\
    ").at(&[Auth]),
    says("account-policy", "\
        log in/on via/with/through your .. browser | browser and then try again | security defaults | conditional access | \
        did not meet the criteria | blocked by .. policy | policy .. block*/denies/prohibits/reject* | sign in .. blocked/attempt | \
        suspicious .. login/sign/logon/activity | login .. blocked/denied .. ip/country/location/region | \
        ip .. not/isnt .. allowed/permitted/authorized/whitelisted/listed | not allowed from .. ip/address/location/country | \
        country | geo* | web login required | captcha | password .. expired | must/should change .. password | change your password | \
        access policy | admin* policy\
    ").at(&[Auth]),
    says("auth-disabled", "\
        smtpclientauth* is disabled | smtp auth* .. disabled/off | smtp/imap/pop/pop3 .. disabled/off | \
        smtp/imap/pop/pop3 .. not/isnt .. enabled/allowed/activated/open/permitted | enable .. smtp/pop/imap | \
        access rights to this service | user has no permission | no permission | not allowed to use smtp | smtp access | \
        smtp service .. not | user/account .. not/isnt .. allowed/permitted/authorized to | authentication/auth is disabled | \
        authentication/auth disabled for | logins/login .. disabled for .. service | not enabled for .. user/account/mailbox | \
        sending .. disabled\
    ").at(&[Auth]),
    says("quota", "\
        credits exceeded | credit* .. exhausted | insufficient credits/balance | limit .. plan | plan .. limit | payment | unpaid | \
        billing\
    ").at(&[Auth]).after_change(),
    says("bad-credentials", "failed too many invalid logon").at(&[Auth]),
    says("throttled", "\
        too many | rate limit* | try again in | temporarily/temporary .. blocked/locked/banned | login attempts .. exceeded | \
        attempts .. wait | exceeded .. login | login rate | connection limit | login frequency | frequency limited\
    ").at(&[Auth]),
    says("account-blocked", "\
        account/user/mailbox/login/domain/username/email/key/server/subscription .. disabled/suspended/locked/blocked/inactive/deactivated/frozen/closed/restricted/banned/terminated/expired/paused | \
        login disabled | disabled/suspended/locked/blocked/inactive/banned account/user | \
        account/user/domain .. not/isnt .. activated/active/yet/approved | not yet activated | account is under | under review | \
        access .. revoked | abuse | blacklisted | black list* | blocked using | blocklist* | spamhaus\
    ").at(&[Auth]),
    says("auth-not-offered", "auth/authentication not available/enabled/supported | auth* .. not .. on this port").at(&[Auth]),
    says("server-fault", "\
        temporary auth* failure/error/problem | temporary .. failure/error/problem/issue | temporar* unavailable | \
        temporarily .. unavailable/unable | unable to authenticate at | cannot authenticate .. temporary | internal .. error | \
        system problem | authentication .. unavailable | service unavailable | backend | database | ldap | server error | \
        try again later | try later | connection lost to authentication server | cant connect | technical\
    ").at(&[Auth]),
    says("auth-not-offered", "\
        command unrecognized/unknown | unrecognized/unknown/unsupported command | command not recognized/implemented/supported | \
        not implemented\
    ").at(&[Auth]).codes(500, 503),
    says("client-fault", "\
        invalid/bad/malformed .. auth/base64/initial/encoding/argument* | invalid base64 | base64 .. invalid/error/decode*/failed | \
        cannot decode | cant decode | could not decode | unable to decode | decode error | decoding failed | syntax error | \
        syntax auth | already authenticated | line too long | auth .. not permitted during | \
        authentication .. aborted/cancelled/canceled | malformed | auth protocol exchange | helo first | ehlo first | say hello/helo\
    ").at(&[Auth]),
    says("auth-mechanism", "\
        mechanism .. invalid/unsupported/not/too/unknown/unavailable/disabled | \
        invalid/unsupported/unrecognized/unrecognised/unknown/no/unimplemented .. mechanism*/method* | \
        mechanism/method/type .. not/isnt supported | unrecogni* auth* | \
        unknown/unsupported/invalid auth* type/method/mechanism/scheme | auth* type/method/mechanism/scheme | \
        not support* .. mechanism | mechanism not\
    ").at(&[Auth]),
    says("auth-not-offered", "\
        not advertised | \
        auth* .. not/isnt .. enabled/available/allowed/supported/offered/configured/implemented/recognized/permitted | \
        auth* .. unavailable/disabled | unimplemented | command not implemented/recognized/supported/allowed | \
        unsupported/unrecognized/unknown/unrecognised/invalid/disabled command | not implemented | unrecognized | \
        command unrecognized/disabled/unknown | bad sequence\
    ").at(&[Auth]).codes(500, 534),
    says("auth-not-offered", "").at(&[Auth]).codes(502, 503),
    says("bad-credentials", "\
        credential* .. invalid/incorrect/wrong/fail*/bad/not/expired | \
        invalid/incorrect/wrong/bad/unknown .. password/login/credential*/username/user/account/token/key | \
        password .. incorrect/invalid/wrong/not/mismatch/fail*/simple/weak | token .. expired/invalid/revoked | \
        auth* .. fail*/unsuccessful/rejected/denied/error/invalid/unauthorized | \
        login/logon .. fail*/incorrect/denied/invalid/error | fail* .. login/auth*/logon | \
        user/account .. unknown/not/doesnt/unregistered | unauthorized | not authenticated | no such user | access denied | \
        not accepted | incorrect auth* | not authorized | ^ denied | rejected | fehlgeschlagen | passwort | mot de passe | \
        identifiant* | contrasena | utente | non valid* | senha | haslo | autenticacion | authentification | autenticazione\
    ").at(&[Auth]),

    // Form: ours to mend in the program, not in the settings.
    says("client-fault", "\
        duplicate header | multiple .. headers | bare lf*/linefeed*/newline*/cr/crs/crlf/line | barelinefeed* | line length | \
        line too long | lines longer | long lines | received headers | mail loop | email loop | loop detected | routing loop | \
        message .. looping | too many hops | hop count | 50 hops | hops exceeded | not rfc 5322/2822/822/5321 | \
        rfc 5322/2822/822 .. compliant/violation | rfcmessagenoncompliant | not compliant with rfc | missing .. from header | \
        no from header | contain* .. from header | valid address in from | must include a valid from | headers fail | lone cr/lf | \
        missing/invalid/malformed date/message/header/headers/mime | header* too large/long/big | header line is too long | \
        header size | malformed message/mime/header | message is malformed | message malformed | missing final | \
        mime .. error/invalid/malformed | smtputf8 | 8bitmime | unicode address | non ascii | address .. too long | \
        multiple addresses in from | invalid/malformed/missing from | from header .. invalid/malformed/missing/syntax | \
        transaction failed expected | too many headers | 8/eight bit | 8bit | smtplf html | nul character* | control character* | \
        missing/no/without .. header*/headers | header* .. missing/required/invalid | must have/contain/include .. header* | \
        not conform/comply | does not conform/comply | mime parts | boundary | invalid message content | hop limit | possible loop\
    "),
    says("recipient-refused", "\
        no valid recipient*/rcpt | need rcpt | all rcpt commands were rejected | no recipients accepted | \
        all recipients .. rejected/refused/invalid/failed | no acceptable recipients\
    ").at(&[Data, Body]),
    says("client-fault", "\
        synchroni* | pipelin* | protocol violation | protocol error | too many .. commands | too many .. errors | \
        too many unrecogni* | bad sequence | out of sequence | out of order | wrong order | helo/ehlo/hello first | \
        send hello/helo/ehlo | say hello/helo/ehlo | use ehlo | use helo | ehlo helo | before mail | introduce yourself | \
        mail/rcpt first | mail from first | need mail | sender already | nested mail | no recipient* specified | no recipients | \
        rcpt command must precede | precede data | syntax error | invalid syntax | syntax should | invalid command | bad command | \
        unrecognized/unknown/unrecognised/unsupported command | command unrecognized/unknown/unrecognised | \
        command not recognized/implemented/recognised/understood | not implemented | unimplemented | \
        invalid/bad/illegal/unrecognized/unsupported .. parameter*/argument*/option* | \
        parameters .. not recognized/recognised/implemented | bad .. address syntax | address syntax error | mailbox syntax | \
        syntactically invalid | illegal character* | syntax incorrect | malformed address | address is not valid | too many nonmail | \
        invalid/bad/malformed sender address | invalid mail from | sender address .. malformed/syntax\
    ").at(&[Mail, Data, Body, Greeting]).codes(400, 599),
    says("client-fault", "\
        synchroni* | pipelin* | protocol violation | protocol error | too many .. commands | too many .. errors | \
        too many unrecogni* | bad sequence | out of sequence | mail/rcpt first | mail from first | need mail | \
        helo/ehlo/hello first | syntax error | invalid syntax | unrecognized/unknown/bad command | command not | \
        bad .. address syntax | address syntax | unrecognized parameter | command unrecognized\
    ").at(&[Rcpt, Ehlo]),

    // The name in EHLO.
    says("ehlo-name", "\
        helo/ehlo .. invalid/denied/rejected/mismatch/bad/does/doesnt/not/syntactically/need/argument/requires/refused/blocked/resolve | \
        invalid/bad/bogus/reject*/denied/fake/forged .. helo/ehlo | helo command rejected | in helo | helo hostname | \
        helo/ehlo name | fully qualified host* | impersonat* | helo .. your\
    "),

    // The sender's domain must vouch for us: SPF, DKIM, DMARC (RFC 7208, 6376, 7489).
    says("server-fault", "spf/dkim/dmarc .. temp*/temporary | temporary .. spf/dkim/dmarc").codes(400, 499),
    says("dkim-required", "\
        spf | dkim | dmarc | sender policy framework | openspf* | sender is unauthenticated | it is unauthenticated | \
        unauthenticated email | domainkeys | required authentication level | authentication requirements | arc seal | \
        email authentication\
    "),

    // Wanting a login. Exchange says it of groups that take mail of their own organisation only.
    says("recipient-refused", "\
        resolver rst | resolver adr | restricted to .. senders | only accept* .. authenticated senders | authenticated senders only\
    "),
    says("auth-required", "\
        auth*/login .. required/needed/mandatory/first | auth* is required | authenticate first | authenticate before | \
        please/must/need/should .. authenticate* | must/please log in | please login | log in first | login first | need to log in | \
        not authenticated | not logged in | isnt authenticated | wasnt authenticated | \
        unauthenticated sender*/client*/user*/connection*/relay* | without auth* | require*/need* .. auth* | turn on smtp auth* | \
        use smtp auth* | enable smtp auth* | smtp auth* required | send auth* | authorization required | only authenticated | \
        pop before smtp | check mail first | client was not auth* | client not auth* | permissions to submit to this server | \
        anonymous .. not/isnt allowed/permitted | auth* first | no authentication | authentifizier* | authentification requise | \
        autenticazione richiesta | auth needed | must be logged\
    ").at(&[Greeting, Ehlo, Mail, Rcpt, Data, Body]),

    says("throttled", "werent sent please try again | limits for how many").codes(400, 499),
    says("sender-not-allowed", "unresolvable .. from domain"),

    // Speed: "too many" of something, or strangers who have to come again (greylisting, RFC 6647; address verification).
    says("quota", "\
        daily | per day | 24 hours | 24 hour | today | per month | monthly | hourly | per hour | emails .. hour | \
        recipients this hour | max .. hour* | failures per hour | \
        sending/send/submission/relay/message*/messaging/mail/mailing limit* .. exceeded/reached | \
        exceeded .. sending/messaging/mailing/outgoing/outbound limit* | exceed* .. your .. quota/limit*/allowance | \
        send/sending/submission/outgoing quota | submissionquota* | quota .. sending/sent | message/email/mail quota | \
        reached .. sending/daily/message/mail limit*\
    ").at(&[Mail, Rcpt, Data, Body]).codes(400, 599),
    says("quota", "\
        credits | insufficient balance | upgrade your | plan .. limit*/exceeded/quota | limit* .. plan | free plan | trial | \
        payment | unpaid | overdue | subscription | billing | out of credit*\
    ").at(&[Mail, Rcpt, Data, Body]).after_change(),
    says("throttled", "too many .. recipients | recipient* .. limit | too many rcpt | maximum .. recipients").codes(500, 599).after_change(),
    says("throttled", "\
        greylist* | graylist* | grey list* | gray list* | greylisting | greylisted | postgrey | verification in progress | \
        unverified address address verification | too many .. connections | too many concurrent | concurrent .. connections | \
        simultaneous connections | too many sessions | connection/connections rate | \
        connection/connections .. limit* exceeded/reached | connections from your | concurrency limit | rate limit* | ratelimit* | \
        rate .. exceed* | exceed* .. rate | message/sending/connection rate | throttl* | frequency limit* | too fast | slow down | \
        too frequent* | too much mail | too much traffic | too many .. messages | too many .. emails/mails/mail | \
        too many .. recipients | too many rcpt* | too many new | too many auth | limit of .. recipients | maximum .. recipients | \
        recipient* .. limit* | receiving mail at a rate | receiving mail too | excessive .. volume/rate/traffic | unusual rate | \
        unexpected volume | volume .. limit* | exceeded .. messages | messages .. limit* | messages per | per second | per minute | \
        max* .. messages per | max message* | max* .. connections | maximum number of messages | thread limit | high load | \
        temporarily deferred | temporarily rate | permanently deferred | deferred due | please try/retry .. seconds/minutes | \
        try again in .. seconds/minutes/sec/min | retry in .. seconds/minutes | come back .. seconds/minutes/in | \
        wait .. seconds/minutes | seconds .. try | new sender | first time | recipient address rejected .. later | policy rejection | \
        veuillez essayer plus tard | velocity | temporarily blocked | temporarily rejected .. try | \
        service refused please try later | resource* .. temporarily unavailable .. mimecast | exceed* .. connections | \
        mimecast .. greylist* | bursts | envelope blocked\
    ").codes(400, 499),
    says("throttled", "\
        rate limit* | throttl* | too many .. connections | too many concurrent | receiving mail at a rate | too fast | \
        too many .. messages | exceed* .. rate | try again later .. rate | too many bad recipients | too frequent* | frequency limit*\
    ").codes(500, 599),

    // Our network address, or the account, is in bad books.
    says("relay-denied", "\
        reverse dns | reverse hostname | reverse lookup | reverse name | reverse record | rdns | ptr | cannot find your hostname | \
        cant find your hostname | ip name lookup failed | fix reverse | no reverse | dns ptr | invalid hostname .. ip | \
        hostname .. not match* | generic .. hostname/reverse/dynamic | dynamic ip* | dialup | residential | fcrdns | \
        forward confirmed | must resolve | ip .. resolve | not have .. dns | no dns\
    "),
    says("account-blocked", "\
        blacklist* | black listed/list/lists | blocklist* | block list* | block listed | blocked using | denylist* | spamhaus | \
        spamcop | sorbs | barracudacentral | uceprotect* | invaluement | dnsbl | rbl | surbl | banned | reputation | senderscore | \
        senderbase | dnsbl lookup | ip .. blocked/blocking/bloquee/rejected/banned | blocked .. ip/abuse | client host .. blocked | \
        blocked for spamming | blocked by | listed at/in/by/on | is listed | messages from .. werent sent | bad outbound sender | \
        tenant .. threshold | not yet activated | license expired | is not activated | unusual .. activity | suspicious activity | \
        outgoing .. suspended/disabled/blocked | permanently deferred | your isp | block address | delisting | unblock* | \
        csi cloudmark | not allowed to connect | s3140 | s3150 | spam abuse | \
        your/the host/server/network/ip/mta/account/domain/connection .. blocked/denied/refused/banned/suspended/disabled | \
        network .. blocked | ^ blocked | blocked see | refused/rejected/denied/blocked .. due to abuse | due to abuse | \
        anti spam system | ask your postmaster | poor reputation | bad reputation | karma | ipcheck | too many bad | rejected .. ip | \
        rejected because .. list | abuse .. from your | aup | comcast block | listing in\
    ").at(&[Greeting, Ehlo, Mail, Rcpt, Data, Body]),
    // At RCPT the account is the recipient's.
    says("account-blocked", "\
        account/domain/server/user .. suspended/blocked/deactivated/restricted/terminated/frozen/paused/disabled/locked/expired | \
        account/domain .. not/isnt .. activated/active/approved | sandbox | account .. review | pending approval | \
        sending .. suspended/paused/disabled\
    ").at(&[Greeting, Ehlo, Mail, Data, Body]),
    says("account-blocked", "service currently unavailable | service unavailable $").at(&[Greeting]).codes(521, 521),

    // The client's address may not relay.
    says("recipient-refused", "user not local please try"),
    says("relay-denied", "^ access denied $ | access denied for/your host/ip/client/address").at(&[Mail, Rcpt]).codes(500, 599),
    says("relay-denied", "\
        relay access denied | client host rejected | \
        relay* .. denied/prohibited/rejected/refused/disabled/disallowed/forbidden/blocked | \
        relay* .. not/isnt permitted/allowed/authorized/enabled/supported/authorised | relay not | relaying not | no relay* | \
        allow relay* | relay .. list | unable to relay | cannot relay | cant relay | dont relay | not relay | do not .. relay | \
        not permitted/allowed/authorized/configured .. relay* | as a relay | attempt to relay | open relay | relay operation | \
        rcpthosts | not a gateway | mail relay | relay for | delivery is not allowed to this address | \
        that ip address is not allowed | ip address .. not/isnt .. allowed/authorized/permitted/registered/authorised | \
        ip .. not authorized/authorised/allowed | host network not allowed | tenantattribution* | \
        servers without a valid sender domain | not local | non local | not a local domain | not our domain | not handled here | \
        not hosted here | does not accept mail for | dont accept mail for | not responsible for | weiterleitung | relais | \
        not in my list | host not allowed | not in .. allowed hosts | connecting host | connection .. not allowed from | \
        is not .. allowed to send mail through | not .. whitelist* | ip not in | not in .. whitelist | \
        unauthorized host/relay/ip/client\
    "),

    // What remains of EHLO is about its name, and what remains of these codes about form.
    says("ehlo-name", "\
        invalid domain* | domain* .. invalid/not/required | invalid host* | host* .. invalid/not/unknown | access denied | \
        invalid name | invalid .. argument* | need* .. fqdn | fully qualified\
    ").at(&[Ehlo]).codes(500, 599),
    says("sender-not-allowed", "sender address rejected | sender address must contain | domain of sender"),
    says("recipient-refused", "recipient address rejected | recipient address must contain").codes(500, 504),
    says("content-refused", "content rejected"),
    says("message-too-big", "message .. too large/big/long | message size exceed* | maximum message size"),
    says("client-fault", "\
        syntax | malformed | parameter* | argument* | unrecognized | expecting | bracket* | bad .. address | address .. invalid/bad | \
        invalid address | empty | format\
    ").at(&[Mail, Rcpt, Data, Body]).codes(501, 501),
    says("client-fault", "").at(&[Mail, Rcpt, Data, Body]).codes(502, 504),
    says("client-fault", "").at(&[Mail, Rcpt, Data, Body]).codes(500, 500),
    says("client-fault", "").at(&[Mail, Rcpt, Data, Body]).codes(555, 555),

    // The From.
    says("sender-not-verified", "\
        sender/domain/from/address/identity .. not/isnt/been .. verified/confirmed/validated | unverified sender/domain/from/email | \
        verified sender | verify .. sender/domain | sender signature* | unconfigured .. domain | unregistered .. domain*/sender* | \
        sender/domain .. not .. registered/linked/configured | unconfirmed sender/domain/address\
    ").at(&[Mail, Rcpt, Data, Body]),
    says("sender-not-allowed", "\
        sender address rejected | sendasdenied* | send as this sender | spoof* | forged | must equal authorized | not one of your | \
        not owned by | sender/from/mail .. must match | doesnt/not match .. auth*/login/user/account/sasl/authenticated | \
        match* .. login/authenticated/username | domain of sender | sender .. denied | \
        sender .. not allowed/permitted/authorized/authorised/accepted/owned/valid | \
        sender .. rejected/refused/unknown/invalid/missing/disallowed/mismatch | invalid/unknown/unauthorized/bad/incorrect sender | \
        not .. authorized/allowed/permitted .. send .. from/as/behalf/using/with | not authorized sender | authorized sender | \
        allowed to send as | cannot send as | cant send as | may not send as | on behalf of | is not authorized to perform | \
        sender verify failed | sender verification | sender domain | sender address | incorrect sender header | return path | \
        return address | from domain | from address | from header | mail from .. rejected/denied/refused/invalid | \
        invalid/bad/unknown .. mail from | envelope from | envelope sender | envelope domain | mail from domain | \
        is not allowed from your host | originator* | absender* | expediteur | mittente | remitente | reverse path | mailfrom | \
        sender is not | not your address | not an alias | wrong sender | no such sender | dt sum | send mail as\
    ").at(&[Mail, Rcpt, Data, Body]),
    says("sender-not-allowed", "\
        invalid dns | domain .. not/doesnt .. exist/found/resolve/resolvable | domain not found | unknown domain | no mx | \
        no such domain | host .. not found | user unknown | unknown user | unresolvable | does not exist | access denied | \
        not allowed | not permitted | unrouteable | not local | mailbox unavailable | mailbox not | address rejected | bad address | \
        bad domain | address must | not authorized\
    ").at(&[Mail]).codes(450, 599),

    // One recipient.
    says("mailbox-full", "\
        mailbox/inbox/box/quota/maildir .. full | mailbox full | over quota | overquota | over its quota | over .. storage | \
        out of .. storage/space | quota .. exceeded/violation/reached/full | exceed* .. quota | quota exceed* | quota violation | \
        not enough .. space .. mailbox/user | insufficient .. mailbox | no space .. mailbox/user | mailbox .. exceed* | \
        mailbox .. size limit | user is over | storage .. exceeded | disk quota | quotaexceeded* | mapiexceptionshutoffquota* | \
        mailbox .. no .. space | boite .. pleine | postfach .. voll | casella .. piena | buzon lleno | kotak penuh | \
        user has exhausted | mailbox size | message would exceed\
    ").at(&[Rcpt, Data, Body]),
    says("recipient-refused", "\
        user/users/mailbox/recipient/account/address/addressee/email/inbox/alias/rcpt .. unknown/invalid/undeliverable/unrouteable/nonexistent/unavailable/inactive/disabled/expired/closed/suspended/deactivated/misspelled/bloque/deleted/locked/blocked | \
        user/mailbox/recipient/account/address/addressee/email/person .. not/cannot/isnt .. found/exist/known/valid/available/exists/here/active/accepted/listed/allowed/recognized/accepting/located/local/receive | \
        unknown/invalid/nonexistent/bad/undeliverable/illegal/inactive/disabled/unavailable/incorrect .. user/mailbox/recipient/account/address/addressee/destination/recipients/local | \
        no such .. user/mailbox/recipient/account/address/person/local/domain/addressee/alias/inbox | \
        user/mailbox/recipient/account/address .. doesnt/dont/didnt .. exist* | doesnt have .. account | does not have .. account | \
        user unknown | unknown user | addressee unknown | recipientnotfound | recipient rejected | recipient address rejected | \
        recipient .. refused/denied/rejected/disallowed | recipient not in | recipient preferences | unrouteable | unroutable | \
        not a valid/known .. user/recipient/mailbox/address | no mailbox | mailbox unavailable | mailbox is | not be found | \
        address rejected | address unknown | bad destination | destination .. invalid/unknown/not | destination domain | \
        by that name | does not like recipient | not our customer | restricted characters in address | local part | \
        domain has been disabled | domain .. not/doesnt .. exist/found/resolve | domain not found | host not found | host unknown | \
        unknown host/domain | no mx | invalid recipient | recipients invalid | sandbox | email account that you tried | \
        valid rfc 5321 address | does not exist | doesnt exist | nobody | no longer | has left | moved | unbekannt* | \
        existiert nicht | inconnu* | destinataire .. invalide | n existe pas | desconocid* | no existe | sconosciut* | non esiste | \
        nao existe | invalid server token | user doesnt | not a user | account has been\
    ").at(&[Rcpt, Data, Body]),

    // The message.
    says("message-too-big", "\
        message .. big/large/long | too large | too big | size .. exceed* | exceed* .. size | exceeds .. maximum/limit* | \
        maximum .. size | size limit* | max* .. size | message size | size .. limit* | maxsizeerror | larger than | bigger than | \
        nachricht .. gross | taille\
    ").codes(500, 599),
    says("throttled", "limit* .. exceeded/reached | exceed* .. limit* | try later slow | limit reached").at(&[Greeting, Ehlo, Mail, Rcpt, Data, Body]).codes(400, 499),
    // Postscreen turns strangers away so, until they have come again.
    says("throttled", "^ service currently unavailable").at(&[Rcpt]).codes(450, 450),
    says("server-fault", "temporar* reject* | too much load | upstream").codes(400, 499),
    says("client-fault", "excessive amounts of data"),
    says("content-refused", "\
        spam* | ube | uce | unsolicited | virus* | malware | infected | phish* | trojan | \
        content .. reject*/refus*/block*/denied/prohibit*/not/policy | reject*/refus*/block*/denied .. content | \
        message/mail/email .. reject*/refused/blocked/denied/rejete/flagged/discarded/bounced | reject* .. message/mail/email | \
        policy reason* | policy restrict* | policy violation | violat* .. policy | policy .. reject* | security policies | \
        security issue | suspicio* | attachment* | file type | executable | dangerous | credential leak | profan* | forbidden | \
        blocked by .. filter | content filter | filter | listed url | url .. blocked | bulk mail | junk | milter | security reasons | \
        transport rule* | 5 7 1 rejected | dt spm | cloudmark | administrative prohibition | prohibited | inappropriate | \
        message not accepted | content | scor* | signature | abgelehnt .. inhalt\
    ").at(&[Mail, Rcpt, Data, Body]).codes(500, 599),

    // Its own trouble, and a connection that it ended.
    says("server-fault", "relay server | upstream | backend").codes(400, 499),
    says("connection-lost", "\
        timeout | timed out | time out | lost input | idle .. long | lost connection | connection .. lost/reset/dropped | inactiv*\
    ").codes(400, 499),
    says("greeting-refused", "not accepting | come back later | not welcome | no smtp service | smtp service not available").at(&[Greeting]).codes(500, 599).after_change(),
    says("greeting-refused", "not accepting | come back later | not welcome | no smtp service | smtp service not available").at(&[Greeting]).codes(400, 499),
    says("tls-required", "starttls .. required | tls required"),
    says("server-fault", "\
        internal .. error | local .. error | local problem | configuration error/problem/failure | config error | \
        server/system error | lookup failure/failed/error | temporary .. failure/error/problem/lookup | \
        temporarily .. unable/unavailable/reject* | temporarily unavailable | disk .. full/space/error | insufficient system | \
        insufficient .. storage/resources/space/disk | system resources | out of memory | out of disk/space | space shortage | \
        write error | qq .. error | qqt failure | queue .. error/full/write | queue file | spool | could not be saved | \
        cannot/cant/could/unable .. save/store/create/open/write/queue/connect/process/replicate/verify/lookup | shutting down | \
        shutdown | service .. unavailable | service not available | service unavailable | not .. available | overload* | load | \
        upstream | database | backend | maintenance | system full | replicat* | relay server | recursive | resources | \
        unexpected error | temporary error | technical | resources temporarily | internal | system problem | storage | \
        error in processing\
    ").codes(400, 499),
    says("server-fault", "recursive forwards").after_change(),
    says("server-fault", "\
        internal .. error | configuration error | config error | could not be saved | unable to store/save/process | mailer error | \
        system error | server error | out of memory | disk full | processing error | software error | queue file write | \
        lookup failure | temporary .. failure/error/problem | temporarily unavailable | retry later | try again later | resources\
    ").codes(500, 599),
];
