// host-example/dialog/api.md: fields full of anything, clients that are slow or many, answers that take long.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';

import { Host, HOSTS } from './support/hosts.mjs';
import { ask, raw, runJob } from './support/http.mjs';
import { silent } from './support/mail_servers.mjs';
import { pause } from './support/programs.mjs';
import { ANYTHING } from './support/texts.mjs';

const TEXT_FIELDS = ['hostname', 'security', 'auth', 'username', 'password', 'from_address', 'ehlo_name'];

for (const kind of HOSTS) {
    describe(`${kind.name}: fields`, () => {
        let host;
        before(async () => (host = await Host.start(kind)));
        after(() => host.stop());

        for (const [what, value] of Object.entries(ANYTHING)) {
            it(`take 100 KB of ${what}`, async () => {
                for (const field of TEXT_FIELDS) {
                    const form = JSON.stringify({ [field]: value });
                    const judged = await ask(host, 'POST', '/api/settings/validate', form);
                    assert.equal(judged.status, 200, `${field}: ${judged.text.slice(0, 500)}`);
                    const saved = await ask(host, 'PUT', '/api/settings', form, { 'If-Match': '*' });
                    assert.ok([200, 422].includes(saved.status), `${field}: ${saved.text.slice(0, 500)}`);
                    assert.equal((await ask(host, 'GET', '/api/settings')).status, 200, field);
                }
                for (const [path, body] of [['/api/test', { settings: {}, to: value }], ['/api/detect', { hostname: value }],
                    ['/api/detect', { hostname: 'localhost', ports: value }],
                    ['/api/send', { to: ['x@example.com'], subject: value, text: 't' }], ['/api/send', { to: ['x@example.com'], subject: 's', text: value }]]) {
                    const answer = await ask(host, 'POST', path, body);
                    assert.ok([400, 422].includes(answer.status) || (path === '/api/send' && answer.status === 200), `${path}: ${answer.status}`);
                }
                assert.ok(!host.log.includes(value.slice(0, 20)));
            });
        }

        it('take unpaired surrogates and JSON that is no JSON', async () => {
            for (const text of ['{"hostname":"\\ud800"}', '{"hostname":"\\u0000"}', `{"hostname":${'['.repeat(100_000)}`, `{"a":${'{"a":'.repeat(50_000)}`,
                `{"port":${'9'.repeat(100_000)}}`, `{"timeout_seconds":1e${'9'.repeat(1_000)}}`]) {
                const judged = await ask(host, 'POST', '/api/settings/validate', text);
                assert.equal(judged.status, 200, text.slice(0, 40));
                assert.ok(judged.json.problems.length > 0, text.slice(0, 40));
                assert.ok([400, 422].includes((await ask(host, 'POST', '/api/test', `{"settings":${text}}`)).status), text.slice(0, 40));
            }
        });
    });

    describe(`${kind.name}: many clients`, () => {
        it('are answered', async () => {
            const host = await Host.start(kind);
            const answers = await Promise.all(Array.from({ length: 100 }, () => ask(host, 'GET', '/api/settings')));
            assert.ok(answers.every((answer) => answer.status === 200));
            await host.stop();
        });
    });

    describe(`${kind.name}: clients`, { concurrency: true }, () => {
        let host;
        before(async () => (host = await Host.start(kind)));
        after(() => host.stop());

        it('that stop in the middle of a request are thrown out, and the others served', async () => {
            const head = 'POST /api/settings/validate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nCenterscape-Dialog: 1\r\n';
            const beginnings = ['', 'POST /api/settings/val', head, `${head}Content-Length: 100\r\n\r\n{`, `${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{"a`];
            const slow = Promise.all(Array.from({ length: 20 }, (_, i) => raw(host, beginnings[i % beginnings.length], { patience: 40_000 })));
            await pause(1_000);
            const start = performance.now();
            assert.equal((await ask(host, 'GET', '/api/settings')).status, 200);
            assert.ok(performance.now() - start < 5_000);
            for (const [i, ended] of (await slow).entries()) {
                // A connection that never began a request may stay, as one between two requests may.
                if (beginnings[i % beginnings.length] !== '') {
                    assert.ok(ended.isClosed && ended.after < 25_000, `${i}: ${ended.after} ms`);
                }
            }
        });

        it('that drip their request byte by byte are thrown out, too', async () => {
            const took = await new Promise((resolve, reject) => {
                const socket = connect(host.port, '127.0.0.1');
                const start = performance.now();
                socket.write('POST /api/settings/validate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
                    + 'Centerscape-Dialog: 1\r\nContent-Length: 1000\r\n\r\n');
                const drip = setInterval(() => socket.write(' '), 500);
                const end = () => {
                    clearInterval(drip);
                    resolve(performance.now() - start);
                };
                socket.once('close', end);
                socket.on('error', () => {});
                socket.resume();
                setTimeout(() => reject(new Error('it is still open after 30 s')), 30_000).unref();
            });
            assert.ok(took > 5_000 && took < 25_000, `${took} ms`);
        });

        it('wait longer for an answer than they may take for a request', async () => {
            const server = await silent();
            const { report } = await runJob(host, '/api/test', { settings: server.settings({ timeout_seconds: 12 }) });
            assert.equal(report.diagnosis.cause, 'response-timeout');
            server.stop();
        });

        it('that send no HTTP do no harm', async () => {
            for (const bytes of ['\r\n\r\n\r\n', 'EHLO mail.example.com\r\n', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'GET / HTTP/9.9\r\n\r\n',
                `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(2_000_000)}\r\n\r\n`]) {
                const answer = await raw(host, bytes, { patience: 1_000 });
                assert.notEqual(answer.status, 200, bytes.slice(0, 40));
            }
            assert.equal((await ask(host, 'GET', '/api/settings')).status, 200);
        });
    });
}
