// host-example/dialog/api.md, "Common to all": who may ask, and what every request and answer looks like.

import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { Host, HOSTS } from './support/hosts.mjs';
import { ask, isError, raw } from './support/http.mjs';
import { privateFolder } from './support/places.mjs';
import { pause, until } from './support/programs.mjs';

const TOKEN = '0123456789abcdef0123456789abcdef';

const JSON_ENDPOINTS = {
    '/api/settings': ['GET', 'PUT'],
    '/api/settings/validate': ['POST'],
    '/api/providers': ['GET'],
    '/api/host': ['GET'],
    '/api/detect': ['POST'],
    '/api/test': ['POST'],
    '/api/send': ['POST'],
};

/** Headers, and whether they may ask with GET and with POST. PORT stands for the host's own. */
const WHO_ASKS = [
    ['Origin', 'http://127.0.0.1:PORT', true, true],
    ['Origin', 'HTTPS://127.0.0.1:PORT', true, true],
    ['Origin', 'http://127.0.0.1:1', false, false],
    ['Origin', 'http://127.0.0.1', false, false],
    ['Origin', 'http://localhost:PORT', false, false],
    ['Origin', 'http://evil.example', false, false],
    ['Origin', 'null', false, false],
    ['Origin', '127.0.0.1:PORT', false, false],
    ['Origin', 'ftp://127.0.0.1:PORT', false, false],
    ['Origin', 'http://127.0.0.1:PORT.evil.example', false, false],
    ['Origin', 'http://127.0.0.1:PORT/', false, false],
    ['Sec-Fetch-Site', 'same-origin', true, true],
    ['Sec-Fetch-Site', 'none', true, false],
    ['Sec-Fetch-Site', 'same-site', false, false],
    ['Sec-Fetch-Site', 'cross-site', false, false],
    ['Sec-Fetch-Site', 'something', false, false],
    ['Host', 'localhost:PORT', true, true],
    ['Host', 'LOCALHOST', true, true],
    ['Host', '127.1.2.3', true, true],
    ['Host', '127.0.0.1:80', true, true],
    ['Host', '[::1]:80', true, true],
    ['Host', '[::1]', true, true],
    ['Host', 'evil.example:PORT', false, false],
    ['Host', '127.0.0.1.evil.example', false, false],
    ['Host', 'localhost.evil.example', false, false],
    ['Host', '192.168.1.1', false, false],
    ['Host', '[::2]', false, false],
    ['Host', '128.0.0.1', false, false],
    ['Host', '127.0.0.01', false, false],
    ['Host', '127.1', false, false],
    ['Host', 'localhost.', false, false],
    ['Host', 'localhost:', false, false],
    ['Host', 'localhost@evil.example', false, false],
    ['Host', '[::ffff:127.0.0.1]', false, false],
];

/** What can be wrong with a request, in the order in which it is looked at. */
const ORDER = [
    [{ Host: 'evil.example' }, 403, 'host.foreign'],
    [{ Origin: 'http://evil.example' }, 403, 'origin.foreign'],
    [{ 'Sec-Fetch-Site': 'cross-site' }, 403, 'origin.foreign'],
    [{ 'Centerscape-Dialog': undefined }, 403, 'header.missing'],
];

for (const kind of HOSTS) {
    describe(`${kind.name}: requests`, () => {
        let host;
        before(async () => (host = await Host.start(kind)));
        after(() => host.stop());

        it('looks at who asks', async () => {
            for (const [name, value, forGet, forPost] of WHO_ASKS) {
                const headers = { [name]: value.replace('PORT', host.port) };
                const about = `${name}: ${value}`;
                const code = name === 'Host' ? 'host.foreign' : 'origin.foreign';
                const read = await ask(host, 'GET', '/api/settings', undefined, headers);
                forGet ? assert.equal(read.status, 200, about) : isError(read, 403, code);
                const written = await ask(host, 'POST', '/api/settings/validate', '{}', headers);
                forPost ? assert.equal(written.status, 200, about) : isError(written, 403, code);
            }
        });

        it('wants Host once', async () => {
            const start = 'GET /api/settings HTTP/1.1\r\nConnection: close\r\n';
            assert.equal((await raw(host, `${start}Host: localhost\r\n\r\n`)).status, 200);
            for (const hosts of ['', 'Host: localhost\r\nHost: localhost\r\n', 'Host: localhost\r\nHost: evil.example\r\n', 'Host:\r\n']) {
                const answer = await raw(host, `${start}${hosts}\r\n`);
                assert.ok([400, 403].includes(answer.status), `${hosts}: ${answer.text}`);
            }
        });

        it('refuses for the first reason of several', async () => {
            for (let i = 0; i < ORDER.length; i++) {
                const headers = Object.assign({ 'Content-Type': 'text/plain' }, ...ORDER.slice(i).map(([wrong]) => wrong));
                for (const [method, path] of [['PUT', '/api/settings'], ['POST', '/api/nothing'], ['POST', '/api/settings']]) {
                    const [, status, code] = ORDER[i];
                    isError(await ask(host, method, path, 'x', headers), status, code);
                }
            }
            const wrong = { 'Content-Type': 'text/plain' };
            isError(await ask(host, 'POST', '/api/nothing', 'x', wrong), 404, 'path.unknown');
            isError(await ask(host, 'POST', '/api/settings', 'x', wrong), 405, 'method.not-allowed');
            isError(await ask(host, 'PUT', '/api/settings', 'x', wrong), 415, 'request.media-type');
        });

        it('wants its own header on what changes or sends, with exactly this value', async () => {
            for (const value of [undefined, '', '0', '1, 1', 'true']) {
                for (const [path, methods] of Object.entries(JSON_ENDPOINTS)) {
                    for (const method of methods.filter((method) => method !== 'GET')) {
                        const answer = await ask(host, method, path, '{}', { 'Centerscape-Dialog': value, 'If-Match': '*' });
                        isError(answer, 403, 'header.missing');
                    }
                }
            }
            assert.equal(host.stored(), null);
        });

        it('answers other methods with 405 and those that there are', async () => {
            for (const [path, methods] of Object.entries(JSON_ENDPOINTS)) {
                for (const method of ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']) {
                    if (!methods.includes(method)) {
                        const answer = await ask(host, method, path);
                        assert.equal(answer.status, 405, `${method} ${path}`);
                        assert.equal(answer.headers.allow, methods.join(', '));
                        method === 'HEAD' ? assert.equal(answer.text, '') : isError(answer, 405, 'method.not-allowed');
                    }
                }
            }
        });

        it('knows no other path', async () => {
            for (const path of ['/api', '/api/', '/api/settings/', '/API/settings', '/api//settings', '/api/%73ettings', '/api/settings;a=b',
                '/api/./settings', '/api/x/../settings', '/favicon.ico', '/..', '/%2e%2e/%2e%2e/etc/passwd']) {
                isError(await ask(host, 'GET', path), 404, 'path.unknown');
            }
        });

        it('gives a query no meaning, and does not log it', async () => {
            const answer = await ask(host, 'GET', '/api/settings?hostname=query.example&secret=5up3r');
            assert.equal(answer.status, 200);
            assert.equal(answer.text, (await ask(host, 'GET', '/api/settings')).text);
            await ask(host, 'GET', '/unknown-path?x=5up3r');
            assert.doesNotMatch(host.log, /5up3r|query\.example|unknown-path/);
        });

        it('takes JSON in UTF-8 and nothing else', async () => {
            const judge = (type, body = '{}', more = {}) =>
                ask(host, 'POST', '/api/settings/validate', body, { 'Content-Type': type, ...more });
            for (const type of ['application/json', 'application/json;charset=UTF-8', 'Application/JSON; charset="utf-8"',
                'application/json; charset=utf-8']) {
                assert.equal((await judge(type)).status, 200, type);
            }
            for (const type of [undefined, '', 'text/plain', 'application/x-www-form-urlencoded', 'application/jsonp',
                'application/json; charset=iso-8859-1', 'application/json; version=1', 'application/json; charset=utf-8; version=1',
                'application/json; charset=utf-8"', 'application/json; charset="utf-8', 'application/json, application/json', 'text/json']) {
                isError(await judge(type), 415, 'request.media-type');
            }
            for (const encoding of ['gzip', 'identity', 'br']) {
                isError(await judge('application/json', '{}', { 'Content-Encoding': encoding }), 415, 'request.media-type');
            }
            isError(await judge('application/json', Buffer.from('{"hostname":"\xe4"}', 'latin1')), 400, 'request.not-utf-8');
        });

        it('takes a body of 1,048,576 bytes and no more', async () => {
            const judge = (body, headers) => ask(host, 'POST', '/api/settings/validate', body, headers);
            const largest = `{"hostname":"${'a'.repeat(1_048_576 - 15)}"}`;
            const judged = await judge(largest);
            assert.equal(judged.status, 200, judged.text);
            assert.ok(judged.json.problems.some((problem) => problem.field === 'hostname'));
            assert.ok(judged.bytes.length < 10_000, 'the answer repeats the field');
            isError(await judge(`${largest} `), 413, 'request.too-large');
            isError(await judge('x'.repeat(4 << 20)), 413, 'request.too-large');
            isError(await judge(`${largest} `, { 'Transfer-Encoding': 'chunked' }), 413, 'request.too-large');
            assert.equal((await judge(largest, { 'Transfer-Encoding': 'chunked' })).status, 200);
        });

        it('gives every answer the same headers', async () => {
            const validate = '/api/settings/validate';
            const answers = {
                200: await ask(host, 'GET', '/api/settings'),
                stream: await ask(host, 'POST', '/api/test', { settings: { hostname: '127.0.0.1', port: 1 } }),
                400: await ask(host, 'POST', '/api/test', '[]'),
                403: await ask(host, 'GET', '/api/settings', undefined, { Origin: 'http://evil.example' }),
                404: await ask(host, 'GET', '/nothing'),
                405: await ask(host, 'POST', '/api/settings', '{}'),
                412: await ask(host, 'PUT', '/api/settings', '{}', { 'If-Match': '"x"' }),
                413: await ask(host, 'POST', validate, 'x'.repeat(1_048_577)),
                415: await ask(host, 'POST', validate, '{}', { 'Content-Type': 'text/plain' }),
                422: await ask(host, 'PUT', '/api/settings', '{"port":0}', { 'If-Match': '*' }),
                428: await ask(host, 'PUT', '/api/settings', '{}'),
            };
            for (const [status, answer] of Object.entries(answers)) {
                assert.equal(answer.status, Number(status) || 200, answer.text);
                const { headers } = answer;
                assert.equal(headers['cache-control'], 'no-store', status);
                assert.equal(headers['x-content-type-options'], 'nosniff', status);
                assert.equal(headers['cross-origin-resource-policy'], 'same-origin', status);
                assert.equal(headers['referrer-policy'], 'no-referrer', status);
                assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'", status);
                assert.equal(headers['set-cookie'], undefined, status);
                assert.deepEqual(Object.keys(headers).filter((name) => name.startsWith('access-control')), [], status);
            }
        });

        it('answers no preflight of another origin', async () => {
            const answer = await ask(host, 'OPTIONS', '/api/settings', undefined, {
                'Origin': 'https://evil.example', 'Access-Control-Request-Method': 'PUT',
                'Access-Control-Request-Headers': 'centerscape-dialog',
            });
            isError(answer, 403, 'origin.foreign');
        });

        it('repeats nothing of a refused request', async () => {
            const word = 'x5up3rx';
            const answers = [
                await ask(host, 'GET', `/${word}`),
                await ask(host, 'GET', '/api/settings', undefined, { Host: `${word}.example` }),
                await ask(host, 'GET', '/api/settings', undefined, { Origin: `http://${word}` }),
                await ask(host, 'POST', '/api/settings/validate', '{}', { 'Content-Type': word }),
                await ask(host, 'POST', '/api/test', `{"${word}":1}`),
                await ask(host, 'PUT', '/api/settings', '{}', { 'If-Match': `"${word}"` }),
            ];
            for (const answer of answers) {
                assert.ok(answer.status >= 400, answer.text);
                assert.ok(!answer.text.includes(word), answer.text);
            }
            assert.ok(!host.log.includes(word), host.log);
        });

        it('logs one line for each request', async () => {
            // A line is written when its answer went out, so those of the tests before may still be on their way.
            await pause(200);
            const before = host.log.length;
            await ask(host, 'GET', '/api/providers');
            await ask(host, 'GET', '/nothing');
            await ask(host, 'DELETE', '/api/settings');
            await until('three lines', () => host.log.slice(before).split('\n').length === 4);
            const lines = host.log.slice(before).split('\n').map((line) => line.split(' ').slice(1, 4).join(' '));
            assert.deepEqual(lines.sort(), ['', '- - 404', '- /api/settings 405', 'GET /api/providers 200']);
        });
    });

    describe(`${kind.name}: where a token is set`, () => {
        let host;
        before(async () => (host = await Host.start(kind, { token: TOKEN })));
        after(() => host.stop());

        it('every request to an endpoint takes it', async () => {
            assert.equal((await ask(host, 'GET', '/api/settings')).status, 200);
            for (const wrong of [undefined, '', 'Bearer', 'Bearer ', `Bearer ${TOKEN}0`, `Bearer ${TOKEN.slice(1)}`, `Basic ${TOKEN}`, TOKEN]) {
                for (const [path, methods] of Object.entries(JSON_ENDPOINTS)) {
                    const answer = await ask(host, methods[0], path, undefined, { Authorization: wrong });
                    isError(answer, 401, 'token.required');
                    assert.equal(answer.headers['www-authenticate'], 'Bearer');
                }
            }
        });

        it('it may be asked by any name', async () => {
            const named = { Host: 'centerscape.example.com', Origin: 'https://centerscape.example.com' };
            assert.equal((await ask(host, 'GET', '/api/settings', undefined, named)).status, 200);
            const foreign = { Host: 'centerscape.example.com', Origin: 'https://evil.example' };
            isError(await ask(host, 'GET', '/api/settings', undefined, foreign), 403, 'origin.foreign');
        });

        it('origin comes before the token, and the token before the own header', async () => {
            const nothing = { 'Authorization': undefined, 'Centerscape-Dialog': undefined };
            isError(await ask(host, 'POST', '/api/nothing', '{}', { ...nothing, Origin: 'http://evil.example' }), 403, 'origin.foreign');
            isError(await ask(host, 'POST', '/api/nothing', '{}', nothing), 401, 'token.required');
            isError(await ask(host, 'POST', '/api/nothing', '{}', { 'Centerscape-Dialog': undefined }), 403, 'header.missing');
        });
    });

    describe(`${kind.name}: its command line`, () => {
        const secret = (mode, text) => {
            const folder = privateFolder();
            const file = join(folder, 'token');
            writeFileSync(file, text);
            chmodSync(file, mode);
            return file;
        };

        it('an address that others can reach needs a token', async () => {
            for (const address of ['0.0.0.0:0', '[::]:0']) {
                const refused = await Host.refused(kind, ['--listen', address]);
                assert.equal(refused.code, 2, refused.errors);
                assert.match(refused.errors, /--token-file/);
            }
        });

        it('a token has 32 characters at least, and a file that only its owner reads', async () => {
            const listen = ['--listen', '127.0.0.1:0', '--token-file'];
            for (const file of [secret(0o600, 'short'), secret(0o600, `${'a '.repeat(20)}\n`), secret(0o644, `${TOKEN}\n`), secret(0o620, TOKEN)]) {
                const refused = await Host.refused(kind, [...listen, file]);
                assert.equal(refused.code, 2, refused.errors);
                assert.ok(!refused.errors.includes(TOKEN));
            }
        });

        it('what it does not know it refuses', async () => {
            for (const wrong of [['--lisen', '127.0.0.1:0'], ['--listen', 'nonsense'], ['--listen', '127.0.0.1:70000'], ['--destinations', 'moon']]) {
                assert.equal((await Host.refused(kind, wrong)).code, 2, wrong.join(' '));
            }
        });

        it('a damaged or exposed settings file is told at the start', async () => {
            for (const [text, mode, words] of [['{"hostname": ', 0o600, /damaged.*line 1/s], ['{}', 0o644, /chmod 600/]]) {
                const folder = privateFolder();
                const file = join(folder, 'settings.json');
                writeFileSync(file, text);
                chmodSync(file, mode);
                const refused = await Host.refused(kind, ['--listen', '127.0.0.1:0'], folder);
                assert.equal(refused.code, 1, refused.errors);
                assert.match(refused.errors, words);
            }
        });
    });
}
