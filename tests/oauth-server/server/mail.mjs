// The mail server: it lets in who has a token that the OAuth server calls active, with the scope `smtp.send`, for that mailbox.

import { SMTPServer } from 'smtp-server';
import sasl from 'smtp-server/lib/sasl.js';

export const INTROSPECTION_CLIENT = 'mail-server';
const SCOPE = 'smtp.send';
// Which programs may send as this mailbox, as an administrator grants it.
const DELEGATES = { 'alerts@example.test': ['monitor', 'posting', 'a b+c%:d', 'short-lived', 'brief', 'reader'] };

// smtp-server has no OAUTHBEARER (RFC 7628). Its XOAUTH2 takes any answer to the refusal; here it is checked too.
sasl.SASL_OAUTHBEARER = function (args, callback) {
    const onMessage = (text, done) => {
        const match = /^n,a=([^,]*),\x01(?:[a-z]+=[^\x01]*\x01)*auth=Bearer ([\x21-\x7e]+)\x01(?:[a-z]+=[^\x01]*\x01)*\x01$/.exec(
            Buffer.from(text.toString(), 'base64').toString(),
        );
        if (!match) {
            this.send(501, 'Error: not an OAUTHBEARER message');
            return done();
        }
        const username = match[1].replaceAll('=2C', ',').replaceAll('=3D', '=');
        this._server.onAuth({ method: 'OAUTHBEARER', username, accessToken: match[2] }, this.session, (error, answer) => {
            if (answer?.user) {
                this.session.user = answer.user;
                this.send(235, '2.7.0 Authentication successful');
            } else {
                this._nextHandler = refusalAnswered.bind(this, 'AQ==');
                this.send(334, Buffer.from(JSON.stringify(answer.data)).toString('base64'));
            }
            done();
        });
    };
    if (args.length) {
        return onMessage(args[0], callback);
    }
    this._nextHandler = onMessage;
    this.send(334);
    callback();
};
sasl.XOAUTH2_error = function (text, callback) {
    refusalAnswered.call(this, '', text, callback);
};

function refusalAnswered(expected, text, callback) {
    const isRight = (text ?? '').toString() === expected;
    this.send(isRight ? 535 : 501, isRight ? '5.7.8 Error: the token was not accepted' : 'Error: a wrong answer to the refusal');
    callback();
}

/** What is wrong with a token, in the words of OAUTHBEARER and of XOAUTH2; nothing where it is right. */
function faultOf(token, username) {
    if (!token.active) {
        return ['invalid_token', '401'];
    }
    if (!(token.scope ?? '').split(' ').includes(SCOPE)) {
        return ['insufficient_scope', '403'];
    }
    const isTheirs = token.sub === username || DELEGATES[username]?.includes(token.client_id);
    return isTheirs ? null : ['invalid_request', '400'];
}

/** Starts it; `delayMs` makes the next login wait before its token is looked at. */
export async function createMailServer(issuer, key, cert) {
    const state = { delayMs: 0, logins: [], mails: [] };
    const introspect = async (token) => {
        const answer = await fetch(`${issuer}/token/introspection`, {
            method: 'POST',
            headers: { authorization: `Basic ${btoa(`${INTROSPECTION_CLIENT}:${INTROSPECTION_CLIENT}-secret`)}` },
            body: new URLSearchParams({ token }),
        });
        return answer.json();
    };
    const onAuth = async ({ method, username, accessToken }, session, callback) => {
        const delay = state.delayMs;
        state.delayMs = 0;
        await new Promise((resolve) => setTimeout(resolve, delay));
        const fault = faultOf(await introspect(accessToken), username);
        state.logins.push({ method, username, fault: fault?.[0] ?? null });
        if (!fault) {
            return callback(null, { user: username });
        }
        const [code, status] = fault;
        callback(null, {
            data:
                method === 'XOAUTH2'
                    ? { status, schemes: 'bearer', scope: SCOPE }
                    : { status: code, scope: SCOPE, 'openid-configuration': `${issuer}/.well-known/openid-configuration` },
        });
    };
    const server = new SMTPServer({
        secure: true,
        key,
        cert,
        authMethods: ['OAUTHBEARER', 'XOAUTH2'],
        onAuth,
        onData(stream, session, callback) {
            stream.resume().on('end', () => {
                const { mailFrom, rcptTo } = session.envelope;
                state.mails.push({ user: session.user, from: mailFrom.address, to: rcptTo.map((one) => one.address) });
                callback(null, 'Ok: queued');
            });
        },
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    state.methods = server.options.authMethods;
    state.port = server.server.address().port;
    return state;
}
