// A server whose certificate is in order, and for another name.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'node:tls';

import { privateFolder } from './places.mjs';
import { run } from './programs.mjs';

/** Starts a server with TLS from the first byte: its `port`, the `authority` behind its certificate as PEM, and `stop()`. */
export async function namedOtherwise(name) {
    const folder = privateFolder();
    const made = (file) => readFileSync(join(folder, file), 'utf8');
    await makeCertificate(folder, 'authority', ['-subj', '/CN=Authority of a test']);
    await makeCertificate(folder, 'server', ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-subj', `/CN=${name}`,
        '-addext', `subjectAltName=DNS:${name}`, '-addext', 'basicConstraints=critical,CA:FALSE']);
    const server = createServer({ key: made('server.key'), cert: made('server.pem') }, (socket) => socket.destroy());
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { port: server.address().port, authority: made('authority.pem'), stop: () => server.close() };
}

async function makeCertificate(folder, name, more) {
    const { code, errors } = await run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-days', '2',
        '-keyout', `${name}.key`, '-out', `${name}.pem`, ...more], { cwd: folder });
    if (code !== 0) {
        throw new Error(errors);
    }
}
