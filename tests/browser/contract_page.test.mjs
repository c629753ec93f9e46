// host-example/dialog/api.md: the page's files, as every host embeds them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { Host, HOSTS } from './support/hosts.mjs';
import { ask, isError, raw } from './support/http.mjs';
import { manifest } from './support/places.mjs';

const TOKEN = '0123456789abcdef0123456789abcdef';
const PAGE_CSP = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    + "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types preview";
const FRAME_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    + "frame-ancestors 'self'; sandbox allow-same-origin";
const FILE_CSP = "default-src 'none'; frame-ancestors 'none'";

const { files } = JSON.parse(readFileSync(manifest(), 'utf8'));
const content = (file) => readFileSync(join(dirname(manifest()), file));
const get = (host, path, headers) => ask(host, 'GET', path, undefined, headers);

for (const kind of HOSTS) {
    describe(`${kind.name}: the page's files`, () => {
        let host;
        before(async () => (host = await Host.start(kind)));
        after(() => host.stop());

        it('are those of the manifest, with its headers and these', async () => {
            assert.ok(files.length > 10);
            for (const file of files) {
                const answer = await get(host, file.path);
                assert.equal(answer.status, 200, file.path);
                assert.deepEqual(answer.bytes, content(file.file), file.path);
                const expected = {
                    'ETag': `W/${file.etag}`,
                    'Vary': 'Accept-Encoding',
                    'Cache-Control': 'no-cache',
                    'X-Content-Type-Options': 'nosniff',
                    'Cross-Origin-Resource-Policy': 'same-origin',
                    'Referrer-Policy': 'no-referrer',
                    ...file.headers,
                };
                for (const [name, value] of Object.entries(expected)) {
                    assert.equal(answer.headers[name.toLowerCase()], value, `${file.path} ${name}`);
                }
                assert.equal(answer.headers['content-length'], String(answer.bytes.length), file.path);
                assert.equal(answer.headers['set-cookie'], undefined);
                assert.equal(answer.headers['access-control-allow-origin'], undefined);
            }
        });

        it('have the policies that they should have', async () => {
            for (const { path } of files) {
                const { headers } = await get(host, path);
                const expected = { '/': PAGE_CSP, '/preview.html': FRAME_CSP }[path] ?? FILE_CSP;
                assert.equal(headers['content-security-policy'], expected, path);
                const type = { js: /^text\/javascript/, css: /^text\/css/, wasm: /^application\/wasm$/, svg: /^image\/svg\+xml/ }[path.split('.').at(-1)];
                assert.match(headers['content-type'], type ?? /^text\/html; charset=utf-8$/, path);
            }
        });

        it('are the same bytes in each encoding, br before gzip before none', async () => {
            const decode = { br: brotliDecompressSync, gzip: gunzipSync, identity: (bytes) => bytes };
            const wishes = [
                [undefined, 'identity'], ['', 'identity'], ['identity', 'identity'], ['gzip, deflate, br, zstd', 'br'], ['br', 'br'], ['gzip', 'gzip'],
                ['gzip;q=1, br;q=0.1', 'br'], ['br;q=0, gzip', 'gzip'], ['br;q=0.000, gzip;q=0', 'identity'], ['GZIP', 'gzip'], ['*;q=0', 'identity'],
                ['br;q=much', 'br'], ['deflate', 'identity'], ['x-gzipped, brr', 'identity'],
            ];
            for (const file of files) {
                for (const [wish, expected] of wishes) {
                    const answer = await get(host, file.path, { 'Accept-Encoding': wish });
                    const encoding = answer.headers['content-encoding'] ?? 'identity';
                    const possible = expected === 'identity' || file.encodings[expected];
                    assert.equal(encoding, possible ? expected : encoding, `${file.path} for ${wish}`);
                    assert.deepEqual(decode[encoding](answer.bytes), content(file.file), `${file.path} for ${wish}`);
                    assert.equal(answer.headers.etag, `W/${file.etag}`);
                    assert.equal(answer.headers.vary, 'Accept-Encoding');
                    if (encoding !== 'identity') {
                        assert.deepEqual(answer.bytes, content(file.encodings[encoding]), 'as it was assembled');
                    }
                }
            }
        });

        it('are not sent again to who has them', async () => {
            for (const file of files) {
                for (const have of [file.etag, `W/${file.etag}`, `"x", ${file.etag}`, '*']) {
                    const answer = await get(host, file.path, { 'If-None-Match': have });
                    assert.equal(answer.status, 304, `${file.path} ${have}`);
                    assert.equal(answer.bytes.length, 0);
                    assert.equal(answer.headers.etag, `W/${file.etag}`);
                    assert.equal(answer.headers['cache-control'], 'no-cache');
                    assert.equal(answer.headers['content-security-policy'], file.headers['Content-Security-Policy'] ?? FILE_CSP);
                }
                assert.equal((await get(host, file.path, { 'If-None-Match': '"x"' })).status, 200);
            }
        });

        it('are for a link of anybody, but under a name of this machine only', async () => {
            for (const { path } of files) {
                const linked = await get(host, path, { 'Sec-Fetch-Site': 'cross-site', 'Origin': 'https://other.example' });
                assert.equal(linked.status, 200);
                isError(await get(host, path, { Host: 'evil.example' }), 403, 'host.foreign');
            }
        });

        it('take GET only', async () => {
            for (const method of ['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']) {
                for (const path of ['/', '/preview.html', '/component/dialog.core.wasm']) {
                    const answer = await ask(host, method, path);
                    assert.equal(answer.status, 405, `${method} ${path}`);
                    assert.equal(answer.headers.allow, 'GET');
                }
            }
        });

        it('are the only ones', async () => {
            const others = ['/index.html', '/manifest.json', '/index.html.br', '/style.css.gz', '/style.css/', '/component', '/component/', '//style.css',
                '/./style.css', '/component/../style.css', '/component/%2e%2e/style.css', '/..%2fsettings.json', '/../settings.json', '/%2e%2e/settings.json',
                '/settings.json', '/....//settings.json', '/..\\settings.json', '/style.css%00', '/%73tyle.css', '/STYLE.CSS', '/META-INF/MANIFEST.MF',
                '/etc/passwd', '//etc/passwd', '/file:/etc/passwd'];
            for (const path of others) {
                const answer = await raw(host, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
                assert.ok([400, 404].includes(answer.status), `${path}: ${answer.text.slice(0, 200)}`);
            }
        });

        it('take no notice of a query', async () => {
            assert.deepEqual((await get(host, '/style.css?v=5up3r')).bytes, content('style.css'));
            assert.doesNotMatch(host.log, /5up3r/);
        });

        it('need no token, and name nobody of another network', async () => {
            const guarded = await Host.start(kind, { token: TOKEN });
            assert.equal((await get(guarded, '/', { Authorization: undefined })).status, 200);
            assert.equal((await get(guarded, '/app.js', { Authorization: undefined, Host: 'dialog.example.com' })).status, 200);
            isError(await get(guarded, '/api/host', { Authorization: undefined }), 401, 'token.required');
            await guarded.stop();
        });
    });
}
