// The dialog where its own server is gone, slow, busy, or says too much.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';

import { closeBrowser, Dialog, withDialog } from './support/dialog.mjs';
import { Host, HOSTS } from './support/hosts.mjs';
import { ask, Stream } from './support/http.mjs';
import { silent } from './support/mail_servers.mjs';
import { pause, until } from './support/programs.mjs';

const TYPED = { hostname: 'typed.example.com', from_address: 'typed@example.com' };

after(closeBrowser);

/** Runs in the page before all else: its time goes fifteen times as fast. */
function hurry() {
    const { setTimeout } = globalThis;
    globalThis.setTimeout = (act, milliseconds) => setTimeout(act, milliseconds / 15);
}

for (const kind of HOSTS) {
    describe(`${kind.name}: trouble with the dialog's own server`, () => {
        let host;
        before(async () => (host = await Host.start(kind)));
        afterEach(() => rmSync(host.settingsFile, { force: true }));
        after(() => host.stop());

        /** What was typed is still there, and can be saved now. */
        const isUnharmed = async (dialog) => {
            for (const [key, value] of Object.entries(TYPED)) {
                assert.equal(await dialog.value(key), value);
            }
            await dialog.saved();
            assert.equal(await dialog.notice.count(), 0);
        };

        it('gone: it is told, for each button', async () => {
            const own = await Host.start(kind);
            await withDialog(own, {}, async (dialog) => {
                await dialog.enter(TYPED);
                await own.kill();
                for (const act of [() => dialog.save(), () => dialog.test('ops@example.com'), () => dialog.press('Detect')]) {
                    await act();
                    await dialog.notice.filter({ hasText: 'does not answer' }).waitFor();
                    assert.match(await dialog.notice.innerText(), /What you typed is still here/);
                }
                await own.again();
                await isUnharmed(dialog);
            });
            await own.stop();
        });

        it('gone before the page is filled: it can be tried again', async () => {
            const dialog = await Dialog.open(host, { ready: false, beforehand: (page) => page.route('**/api/**', (route) => route.abort()) });
            await dialog.notice.filter({ hasText: 'does not answer' }).waitFor();
            await dialog.page.unroute('**/api/**');
            await dialog.press('Try again');
            await dialog.ready();
            await dialog.close();
        });

        it('frozen: the page says that it waits, gives up after a while, and can be tried again', async () => {
            const own = await Host.start(kind);
            const server = await silent();
            const beforehand = async (page) => {
                await page.addInitScript(hurry);
                await page.route('**/api/settings', () => {});
            };
            const dialog = await Dialog.open(own, { ready: false, beforehand });
            await dialog.page.locator('#status', { hasText: 'Waiting for the settings…' }).waitFor();
            assert.match(await dialog.notice.innerText(), /There was no answer within 30 seconds/);
            await dialog.page.unroute('**/api/settings');
            await dialog.press('Try again');
            await dialog.ready();

            await dialog.enter({ ...TYPED, hostname: '127.0.0.1', port: server.port });
            await dialog.page.locator('#recipient').fill('ops@example.com');
            await dialog.press('Test');
            await until('a connection', () => server.connections.length === 1);
            own.freeze();
            assert.match(await dialog.title(), /connection to CenterScape was lost/);
            own.thaw();
            await dialog.saved();
            await dialog.close();
            await own.stop();
            server.stop();
        });

        it('slow: the page says that it waits, and saves in the end', async () => {
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter(TYPED);
                await dialog.page.route('**/api/settings', async (route) => {
                    await pause(4_500);
                    await route.continue();
                });
                await dialog.press('Save');
                await dialog.page.locator('#status', { hasText: /takes its time/ }).waitFor();
                await dialog.press('Save');
                await dialog.page.locator('#status', { hasText: /^Saved/ }).waitFor();
                assert.equal(host.stored().hostname, TYPED.hostname);
            });
        });

        it('busy: it is told, with the seconds to wait', async () => {
            const server = await silent();
            const streams = await Promise.all(Array.from({ length: 8 }, () => Stream.open(host, '/api/test', { settings: server.settings() })));
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter(TYPED);
                await dialog.test('ops@example.com');
                assert.match(await dialog.title(), /busy/);
                assert.match(await dialog.notice.innerText(), /Try again in \d+ seconds?/);
                streams.forEach((stream) => stream.cancel());
                await Promise.all(streams.map((stream) => stream.closed));
                await isUnharmed(dialog);
            });
            server.stop();
        });

        it('asked too often: it is told when to come back', async () => {
            const own = await Host.start(kind);
            const nobody = { settings: { hostname: '127.0.0.1', port: 1 } };
            await until('429', async () => (await ask(own, 'POST', '/api/test', nobody)).status === 429, 60_000);
            await withDialog(own, {}, async (dialog) => {
                await dialog.enter(TYPED);
                await dialog.test('ops@example.com');
                assert.match(await dialog.notice.innerText(), /Try again in \d+ seconds?/);
                await dialog.press('Detect');
                await until('it is told', async () => /Try again in/.test(await dialog.notice.innerText()));
                await isUnharmed(dialog);
            });
            await own.stop();
        });

        it('restarted in the middle of a test: the connection was lost, and nothing else', async () => {
            const server = await silent();
            const own = await Host.start(kind);
            await withDialog(own, {}, async (dialog) => {
                await dialog.enter({ ...TYPED, hostname: '127.0.0.1', port: server.port });
                await dialog.page.locator('#recipient').fill('ops@example.com');
                await dialog.press('Test');
                await until('a connection', () => server.connections.length === 1);
                // A test that the page knows to have begun: before that nothing was lost.
                await dialog.page.locator('.stage-running').getByText('Greeting').waitFor();
                await own.kill();
                await dialog.testEnds();
                assert.match(await dialog.notice.innerText(), /lost/);
                await own.again();
                await dialog.saved();
                assert.equal(own.stored().port, server.port);
            });
            await own.stop();
            server.stop();
        });

        it('another program in its place: what answers nonsense is not believed', async () => {
            const nonsense = [
                { status: 200, contentType: 'text/html', body: '<html><script>alert(1)</script>' },
                { status: 200, contentType: 'application/json', body: '' },
                { status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' },
                { status: 500, contentType: 'application/json', body: '{}' },
                { status: 403, contentType: 'application/json', body: '{"error":{"code":"host.foreign","message":"<b>no</b>"}}' },
            ];
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter(TYPED);
                for (const answer of nonsense) {
                    await dialog.page.route('**/api/settings', (route) => route.fulfill(answer));
                    await dialog.save();
                    await dialog.notice.waitFor();
                    assert.equal(await dialog.page.locator('#notices').locator('script, b').count(), 0);
                    await dialog.page.unroute('**/api/settings');
                }
                for (const body of ['', '{"stage":"dns"}\n', '{"stage":"dns"}\n{"rep', 'nonsense\n', '{"error":{"code":"server.fault","message":"A fault."}}\n']) {
                    await dialog.page.route('**/api/test', (route) => route.fulfill({ status: 200, contentType: 'application/x-ndjson', body }));
                    await dialog.test('ops@example.com');
                    await dialog.notice.waitFor();
                    await dialog.page.unroute('**/api/test');
                }
                await isUnharmed(dialog);
            });
        });

        it('behind a proxy that packs its answers: their version is still good, and where it is gone that is told', async () => {
            let versionFor = (etag) => ({ etag: `W/${etag}` });
            const proxied = async (route) => {
                const response = await route.fetch();
                const { etag, ...headers } = response.headers();
                await route.fulfill({ response, headers: { ...headers, ...versionFor(etag) } });
            };
            await withDialog(host, { beforehand: (page) => page.route('**/api/settings', proxied) }, async (dialog) => {
                await dialog.enter(TYPED);
                await isUnharmed(dialog);
                await dialog.enter({ port: 26 });
                await dialog.saved();
                assert.equal(host.stored().port, 26);
                versionFor = () => ({});
                await dialog.page.reload();
                await dialog.notice.filter({ hasText: /no version/ }).waitFor();
                await dialog.page.unroute('**/api/settings');
                await dialog.press('Try again');
                await dialog.ready();
            });
        });

        it('of another time: kinds of lines and members that nobody knows are passed over', async () => {
            await withDialog(host, {}, async (dialog) => {
                await dialog.page.route('**/api/test', (route) => route.fulfill({ status: 200, contentType: 'application/x-ndjson', body: [
                    '{"weather":"fine"}', '', '{"stage":"a-new-stage"}',
                    '{"report":{"outcome":"accepted","stages":[],"not_reached":[],"recipients":[],"diagnosis":null,"queue_id":null,"advice":[],"capabilities":[],"certificates":[],"transcript":[],"new":1}}',
                    ''].join('\n') }));
                await dialog.enter(TYPED);
                await dialog.test('ops@example.com');
                assert.equal(await dialog.notice.count(), 0);
                assert.match(await dialog.result.innerText(), /accepted/);
            });
        });
    });

    describe(`${kind.name}: a dialog for more people than administrators`, () => {
        it('looks right without stages, replies and searches', async () => {
            const host = await Host.start(kind, { arguments: ['--redacted'] });
            const server = await silent();
            await withDialog(host, {}, async (dialog) => {
                assert.equal(await dialog.page.locator('#detect').isVisible(), false);
                await dialog.enter({ hostname: '127.0.0.1', port: 1, from_address: 'ops@example.com' });
                await dialog.test('ops@example.com');
                assert.match(await dialog.notice.innerText(), /server-not-reached/);
                assert.equal(await dialog.notice.locator('summary', { hasText: /^(Stages|Dialogue)/ }).count(), 0);
                assert.deepEqual(await dialog.violations(), []);
            });
            await host.stop();
            server.stop();
        });
    });
}
