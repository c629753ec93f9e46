// An OAuth 2 server (oidc-provider) and a mail server that asks it about every token (smtp-server), for tests.
//
//   node server.mjs KEY.pem CERTIFICATE.pem
//
// It prints one line of JSON with all that a test needs, and ends when standard input closes. The mail server speaks TLS from the first
// byte with that key; the OAuth server plain HTTP, and HTTPS on another port. What a person would do in a browser, and what a test wants to see, stands
// below /control/.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { Provider } from 'oidc-provider';
import { createMailServer, INTROSPECTION_CLIENT } from './mail.mjs';
import { createControl } from './control.mjs';

const SCOPES = ['offline_access', 'smtp.send', 'mail.read'];

// Each program is a client. Those with client credentials may send as `alerts@example.test`, except `stranger`.
const machine = (id, more) => ({
    client_id: id,
    client_secret: `${id}-secret`,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    scope: 'smtp.send mail.read',
    ...more,
});
const CLIENTS = [
    machine('monitor'),
    machine('posting', { token_endpoint_auth_method: 'client_secret_post' }),
    machine('a b+c%:d', { client_secret: 'p:%+ &=d' }),
    machine('short-lived'),
    machine('brief'),
    machine('reader', { scope: 'mail.read' }),
    machine('stranger'),
    machine(INTROSPECTION_CLIENT, { grant_types: [] }),
    {
        client_id: 'desk',
        client_secret: 'desk-secret',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: ['https://desk.example.test/callback'],
        scope: SCOPES.join(' '),
    },
    {
        client_id: 'public',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: ['https://public.example.test/callback'],
        scope: SCOPES.join(' '),
    },
];

function createProvider(issuer) {
    const seconds = (ctx, token, client) => ({ 'short-lived': 3, brief: 30 })[client.clientId] ?? 600;
    return new Provider(issuer, {
        clients: CLIENTS,
        scopes: SCOPES,
        ttl: { AccessToken: seconds, ClientCredentials: seconds, RefreshToken: 3600, Grant: 3600 },
        rotateRefreshToken: true,
        findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
        features: {
            clientCredentials: { enabled: true },
            devInteractions: { enabled: false },
            introspection: { enabled: true, allowedPolicy: (ctx, client) => client.clientId === INTROSPECTION_CLIENT },
            revocation: { enabled: true, allowedPolicy: (ctx, client, token) => token.clientId === client.clientId },
        },
        cookies: { keys: ['for tests'] },
    });
}

const listen = async (server) => {
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server.address().port;
};
const [key, cert] = process.argv.slice(2).map((file) => readFileSync(file));
const servers = [createServer(), createSecureServer({ key, cert })];
const [port, securePort] = await Promise.all(servers.map(listen));
const issuer = `http://127.0.0.1:${port}`;
const provider = createProvider(issuer);
const mail = await createMailServer(issuer, key, cert);
const control = createControl(provider, mail);
const oauth = provider.callback();
for (const server of servers) {
    server.on('request', (request, response) => {
        (request.url.startsWith('/control/') ? control : oauth)(request, response);
    });
}

console.log(
    JSON.stringify({
        issuer,
        token_endpoint: `${issuer}/token`,
        secure_token_endpoint: `https://localhost:${securePort}/token`,
        mail_port: mail.port,
    }),
);
process.stdin.resume().on('end', () => process.exit(0));
