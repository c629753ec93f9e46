// What a test asks beside the protocols.
//
//   POST /control/refresh-token?client=desk&user=NAME&scope=SCOPES   a refresh token, as after a sign-in in the browser
//   POST /control/revoke?token=TOKEN                                 what the administrator of the OAuth server does
//   POST /control/delay?ms=N                                         the mail server's next login waits so long
//   POST /control/methods?names=A,B                                  the mechanisms that the mail server offers
//   GET  /control/seen                                               tokens given out, logins and mails so far
//   POST /control/nonsense                                           a token endpoint that answers a page

import { Buffer } from 'node:buffer';

async function refreshToken(provider, query) {
    const client = await provider.Client.find(query.get('client'));
    const [accountId, scope] = [query.get('user'), query.get('scope')];
    const grant = new provider.Grant({ clientId: client.clientId, accountId });
    grant.addOIDCScope(scope);
    const grantId = await grant.save();
    const token = new provider.RefreshToken({ client, accountId, grantId, scope, gty: 'authorization_code' });
    return { refresh_token: await token.save() };
}

async function revoke(provider, query) {
    const value = query.get('token');
    for (const kind of ['RefreshToken', 'AccessToken', 'ClientCredentials']) {
        const token = await provider[kind].find(value);
        await token?.destroy();
    }
    return {};
}

export function createControl(provider, mail) {
    let granted = 0;
    provider.on('grant.success', () => (granted += 1));
    const answers = {
        'refresh-token': (query) => refreshToken(provider, query),
        revoke: (query) => revoke(provider, query),
        delay(query) {
            mail.delayMs = Number(query.get('ms'));
            return {};
        },
        methods(query) {
            mail.methods.splice(0, Infinity, ...query.get('names').split(','));
            return {};
        },
        seen: () => ({ granted, logins: mail.logins, mails: mail.mails }),
    };
    return async (request, response) => {
        const url = new URL(request.url, 'http://control');
        const name = url.pathname.replace('/control/', '');
        if (name === 'redirect') {
            response.writeHead(307, { location: '/token' }).end();
            return;
        }
        if (name === 'nonsense') {
            response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>Be right back</h1>');
            return;
        }
        const answer = Buffer.from(JSON.stringify(await answers[name](url.searchParams)));
        response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    };
}
