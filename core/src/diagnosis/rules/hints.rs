//! What words suggest that are less clear than those of `texts`, or that say it of several things: asked after the codes that leave no doubt.

use super::rule::{Row, Rule, Table, count, rows, says, tokens};
use super::words::Token;
use crate::wire::Stage::{Body, Data, Ehlo, Greeting, Mail, Rcpt};

pub(super) static TABLE: Table = Table {
    rows: &ROWS,
    tokens: &TOKENS,
};
static ROWS: [Row; RULES.len()] = rows(RULES);
static TOKENS: [Token; count(RULES)] = tokens(RULES);

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    // What remains of EHLO is about its name, and what remains of these codes about form.
    says("ehlo-name", "\
        invalid domain* | domain* .. invalid/not/required | invalid host* | host* .. invalid/not/unknown | access denied | \
        invalid name | invalid .. argument* | need* .. fqdn | fully qualified | missing host*/domain*\
    ").at(&[Ehlo]).codes(500, 599),
    says("sender-not-allowed", "sender address rejected | sender address must contain | domain of sender"),
    says("recipient-refused", "recipient address rejected | recipient address must contain").codes(500, 504),
    says("content-refused", "content rejected"),
    says("message-too-big", "message .. too large/big/long | message size exceed* | maximum message size | exceed* .. message size"),
    says("client-fault", "\
        syntax | malformed | parameter* | argument* | unrecognized | expecting | bracket* | bad .. address | address .. invalid/bad | \
        invalid address | empty | format\
    ").at(&[Mail, Rcpt, Data, Body]).codes(501, 501),
    says("sender-not-allowed", "\
        NOT ALLOWED to send from | NOT ALLOWED as from | incorrect authentication for | unauthorized domain | blank/empty/null sender\
    ").at(&[Mail, Rcpt, Data, Body]),
    says("account-blocked", "NOT yet activated | account .. NOT .. active*").codes(500, 504),
    says("client-fault", "").at(&[Mail, Rcpt, Data, Body]).codes(502, 504),
    says("client-fault", "").at(&[Mail, Rcpt, Data, Body]).codes(500, 500),
    says("client-fault", "").at(&[Mail, Rcpt, Data, Body]).codes(555, 555),

    // The From.
    says("sender-not-verified", "\
        sender/domain/from/address/identity/email .. NOT/been/must .. CONFIRMED | unverified sender/sending/domain/from/email/address | \
        CONFIRMED sender | CONFIRMED/authenticate your/the/this sender/domain/email/address/identity | sender signature* | unconfigured .. domain | \
        unregistered .. domain*/sender* | sender/domain .. NOT .. linked/configured/known .. account | sender/domain .. NOT .. registered/linked/configured | \
        CONFIRMED .. sender identity | NOT associated with | domain/sender unverified\
    ").at(&[Mail, Rcpt, Data, Body]),
    says("sender-not-allowed", "\
        sendasdenied* | send as this sender | spoof* | forged | must equal authorized | not one of your | NOT owned by | \
        NOT belong to | sender/from/mail .. must match | NOT match .. auth*/login/user/account/sasl/authenticated | \
        match* .. login/authenticated/username | domain of sender | sender .. NOT ALLOWED/owned/valid | \
        sender .. REFUSED/unknown/invalid/missing/mismatch | invalid/unknown/unauthorized/bad/incorrect sender | \
        NOT .. ALLOWED .. send .. from/as/behalf/using/with | authorized sender | ALLOWED to send as | NOT send as | on behalf of | \
        is not authorized to perform | sender verify failed | sender verification | sender domain | sender address | return path | \
        return address | from domain | from address | from header | mail from .. REFUSED/invalid | invalid/bad/unknown .. mail from | \
        envelope from | envelope sender | envelope domain | is not allowed from your host | originator* | absender* | expediteur | \
        mittente | remitente | reverse path | mailfrom | sender is not | not your address | not an alias | wrong sender | \
        no such sender | dt sum | send mail as\
    ").at(&[Mail, Rcpt, Data, Body]),
    says("account-blocked", "account .. unavailable").at(&[Mail]),
    says("sender-not-allowed", "\
        invalid dns | domain .. NOT .. exist/found/resolve/resolvable | unknown domain | no mx | no such domain | host .. not found | \
        user unknown | unknown user | unresolvable | does not exist | access denied | not allowed | not permitted | unrouteable | \
        not local | mailbox unavailable | mailbox not | address rejected | bad address | bad domain | address must | not authorized\
    ").at(&[Mail]).codes(450, 599),

    // One recipient.
    says("content-refused", "spam* | antispam | policy reasons | virus* | filtered | low priority | mass mailer | bulk | by policy | reject id | outboundspamexception").at(&[Data, Body]),
    says("recipient-refused", "\
        recipient verify | subscriber .. invalid | WHO/email .. unknown/invalid/undeliverable/unrouteable/nonexistent/unavailable/misspelled/bloque/deleted/STOPPED | \
        WHO/email .. NOT .. found/exist/known/valid/available/exists/here/active/listed/recognized/accepting/located/local/receive/ALLOWED | \
        unknown/invalid/nonexistent/bad/undeliverable/illegal/inactive/disabled/unavailable/incorrect .. WHO/destination/local | \
        no such .. WHO/local/domain | WHO .. NOT .. exist* | NOT have .. account | recipientnotfound | recipient .. REFUSED | \
        recipient NOT in | recipient preferences | unrouteable | unroutable | suppress* | target address | NOT valid/known .. WHO | \
        no mailbox | mailbox is | NOT be found | address rejected | destination .. invalid/unknown/not | destination domain | \
        by that name | NOT like recipient | not our customer | restricted characters in address | local part | \
        domain has been disabled | domain .. NOT .. exist/found/resolve | host not found | host unknown | unknown host/domain | \
        no mx | invalid rcpt* | sandbox | only be used to send | email account that you tried | valid rfc 5321 address | NOT exist | \
        nobody | no longer | has left | moved | unbekannt* | existiert nicht | inconnu* | destinataire .. invalide | n existe pas | \
        desconocid* | no existe | sconosciut* | non esiste | nao existe | invalid server token | user doesnt | not a user | \
        account has been\
    ").at(&[Rcpt, Data, Body]),

    // The message.
    says("message-too-big", "\
        message .. big/large/long | length .. OVER/LIMIT | too large | too big | size .. OVER | exceed* .. size | \
        exceeds .. maximum/limit* | max* .. size | message size | size .. limit* | maxsizeerror | larger than | bigger than | \
        nachricht .. gross | taille\
    ").codes(500, 599),
    says("throttled", "LIMIT .. exceeded/reached | exceed* .. LIMIT | try later slow").at(&[Greeting, Ehlo, Mail, Rcpt, Data, Body]).codes(400, 499),
    // Postscreen turns strangers away so, until they have come again.
    says("throttled", "^ service currently unavailable").at(&[Rcpt]).codes(450, 450),
    says("server-fault", "temporar* reject* | too much load | upstream").codes(400, 499),
    says("client-fault", "excessive amounts of data"),
    says("content-refused", "\
        spam* | ube | uce | unsolicited | virus* | malware | infected | phish* | trojan | message/mail/email .. REFUSED/flagged | \
        REFUSED .. message/mail/email | policy reason* | policy restrict* | policy violation | violat* .. policy | \
        policy .. REFUSED | security policies | local policy | security issue | suspicio* | attachment* | file type | executable | \
        dangerous | credential leak | profan* | forbidden | filter | listed url | url .. blocked | bulk mail | junk | milter | \
        security reasons | transport rule* | 5 7 1 rejected | dt spm | cloudmark | administrative prohibition | prohibited | \
        inappropriate | message not accepted | content | scor* | signature | abgelehnt .. inhalt | banned | unwanted\
    ").at(&[Mail, Rcpt, Data, Body]).codes(500, 599),

    // Its own trouble, and a connection that it ended.
    says("server-fault", "relay server | upstream | backend").codes(400, 499),
    says("connection-lost", "\
        timeout | incomplete data | timed out | time out | lost input | idle .. long | lost connection | connection .. lost/reset/dropped | inactiv*\
    ").codes(400, 499),
    says("greeting-refused", "\
        NOT accepting | come back later | NOT welcome | no smtp service | service not available | service unavailable\
    ").at(&[Greeting]).codes(500, 599).after_change(),
    says("greeting-refused", "\
        NOT accepting | come back later | NOT welcome | no smtp service | service not available | service unavailable\
    ").at(&[Greeting]).codes(400, 499),
    says("server-fault", "\
        local .. error | local problem | configuration error/problem/failure | config error | server/system error | \
        lookup failure/failed/error | temporary .. failure/error/problem/lookup | temporarily .. unable/unavailable/reject* | \
        disk .. full/space/error | insufficient system | insufficient .. storage/resources/space/disk | out of memory | \
        out of disk/space | space shortage | write error | qq .. error | qqt failure | queue .. error/full/write | queue file | \
        spool | could not be saved | NOT/could/unable .. save/store/create/open/write/queue/connect/process/replicate/verify/lookup | \
        shutting down | shutdown | service .. unavailable | NOT .. available | overload* | load | busy | upstream | database | \
        backend | maintenance | system full | replicat* | relay server | recursive | resources | unexpected error | technical | \
        internal | system problem | storage | error in processing\
    ").codes(400, 499),
    says("server-fault", "recursive forwards").after_change(),
    says("server-fault", "\
        internal .. error | configuration error | config error | could not be saved | unable to store/save/process | mailer error | \
        system error | server error | out of memory | disk full | processing error | software error | queue file write | \
        lookup failure | temporary .. failure/error/problem | temporarily unavailable | retry later | try again later | resources\
    ").codes(500, 599),
];
