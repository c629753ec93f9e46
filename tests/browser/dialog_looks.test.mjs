// The dialog in each of its states: accessible to everybody (axe-core), in light and dark, from 320 px to wide; its previews, weight and start.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';

import { closeBrowser, Dialog, withDialog } from './support/dialog.mjs';
import { HOSTS } from './support/hosts.mjs';
import { startPostfix } from './support/postfix.mjs';
import { forbidWebAssembly, openState, startHosts, STATES } from './support/states.mjs';

/** How a state is looked at. */
const LOOKS = [
    { dark: false, width: 1280 },
    { dark: true, width: 320 },
];

/** The most that the page may weigh on its way, headers included. */
const WEIGHT_LIMIT = 250_000;

let postfix;
before(async () => (postfix = await startPostfix()));
after(async () => {
    await closeBrowser();
    await postfix.stop();
});

for (const kind of HOSTS) {
    describe(`${kind.name}: the look of the dialog`, () => {
        let hosts;
        let host;
        const servers = [];
        const serve = async (server) => {
            servers.push(await server);
            return servers.at(-1);
        };
        before(async () => {
            hosts = await startHosts(kind);
            host = hosts.ordinary;
            host.secrets.add(postfix.password);
        });
        afterEach(() => {
            servers.splice(0).forEach((server) => server.stop());
            rmSync(host.settingsFile, { force: true });
        });
        after(() => Promise.all(Object.values(hosts).map((one) => one.stop())));

        for (const state of STATES) {
            it(`${state.name} is accessible in light and dark, and needs no sideways scrolling`, async () => {
                const dialog = await openState(state, hosts);
                dialog.onQuestion = (question) => question.accept();
                await state.show({ dialog, host: dialog.host, postfix, serve });
                for (const { dark, width } of LOOKS) {
                    await dialog.page.setViewportSize({ width, height: 900 });
                    await dialog.page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
                    const about = `${dark ? 'dark' : 'light'}, ${width} px`;
                    assert.deepEqual(await dialog.violations(), [], about);
                    assert.ok(await dialog.sideways() <= 0, `${about}: ${await dialog.sideways()} px too wide`);
                }
                await dialog.close();
            });
        }

        it('needs no sideways scrolling at any width, or in large letters', async () => {
            await withDialog(host, {}, async (dialog) => {
                for (const width of [320, 360, 414, 600, 768, 900, 1024, 1099, 1100, 1440, 2560]) {
                    await dialog.page.setViewportSize({ width, height: 900 });
                    assert.ok(await dialog.sideways() <= 0, `${width} px`);
                }
                await dialog.page.setViewportSize({ width: 640, height: 900 });
                const session = await dialog.context.newCDPSession(dialog.page);
                await session.send('Page.setFontSizes', { fontSizes: { standard: 32 } });
                assert.ok(await dialog.page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize)) > 25);
                assert.ok(await dialog.sideways() <= 0, `letters of twice the size: ${await dialog.sideways()} px too wide`);
            });
        });

        it('has its preview beside the form where there is room, and below it where not', async () => {
            await withDialog(host, {}, async (dialog) => {
                const places = () => dialog.page.evaluate(() => ['#dialog', '#preview'].map((part) => {
                    const { left, top, right, bottom } = document.querySelector(part).getBoundingClientRect();
                    return { left, top, right, bottom };
                }));
                const [form, preview] = await places();
                assert.ok(preview.left >= form.right && preview.top < form.bottom, 'beside it');
                await dialog.page.setViewportSize({ width: 700, height: 900 });
                const [narrowForm, narrowPreview] = await places();
                assert.ok(narrowPreview.top >= narrowForm.bottom, 'below it');
            });
        });

        it('previews each kind of mail in HTML and text, as the form stands', async () => {
            await withDialog(host, {}, async (dialog) => {
                const panel = dialog.page.locator('#preview');
                const choose = (name) => panel.getByText(name, { exact: true }).first().click();
                await dialog.enter({ hostname: 'mail.example.com', from_address: '"Hall <b>2</b>" <hall2@example.com>' });
                const expected = {
                    'Test': /test/i, 'Alert': /Inlet temperature high/, 'Cleared alert': /Inlet temperature high/, 'Notice': /No data from sensor gateway/,
                    'Report': /Energy of Hall 2/,
                };
                for (const [name, words] of Object.entries(expected)) {
                    await choose('HTML');
                    await choose(name);
                    const body = dialog.page.frameLocator('#preview iframe').locator('body');
                    await body.filter({ hasText: words }).waitFor();
                    assert.match(await panel.locator('article header').innerText(), words);
                    assert.match(await panel.locator('article header').innerText(), /Hall <b>2<\/b>.* <hall2@example\.com>/);
                    await choose('Plain text');
                    const text = panel.getByLabel('The mail in plain text');
                    await text.filter({ hasText: words }).waitFor();
                    assert.doesNotMatch(await text.innerText(), /<(html|table|p|div)\b/);
                }
                await dialog.enter({ from_address: 'ops@' });
                await panel.getByText('No mail could be made').waitFor();
                await dialog.enter({ from_address: 'ops@example.com' });
                await panel.locator('article:visible').waitFor();
            });
        });

        it('shows a mail in a frame that runs nothing and leads nowhere', async () => {
            await withDialog(host, {}, async (dialog) => {
                const frame = dialog.page.locator('#preview iframe');
                assert.equal(await frame.getAttribute('sandbox'), 'allow-same-origin');
                await dialog.page.locator('#preview').getByText('Alert', { exact: true }).click();
                const body = dialog.page.frameLocator('#preview iframe').locator('body');
                await body.filter({ hasText: 'Inlet temperature high' }).waitFor();
                assert.equal(await dialog.page.frameLocator('#preview iframe').locator('a[href], script, form').count(), 0);
            });
        });

        it('does without the component where it cannot run: saving and testing check', async () => {
            await withDialog(host, { beforehand: forbidWebAssembly }, async (dialog) => {
                assert.match(await dialog.page.locator('#status').innerText(), /checks while you type do not run here/);
                await dialog.enter({ hostname: 'smtp.office365.com', security: 'tls' });
                await dialog.enter({ ...postfix.settings('clear'), port: '0' });
                await dialog.save();
                assert.match((await dialog.problems('port')).join(), /^Error: /, 'the host has the last word');
                await dialog.enter({ port: postfix.ports.clear });
                await dialog.test('ops@example.test');
                assert.match(await dialog.result.innerText(), /accepted/);
                await dialog.saved();
                await dialog.enter({ hostname: 'mail.example.com' });
                await dialog.press('Discard changes');
            });
        });

        it('does without the component where it never arrives, and says what it waits for', async () => {
            const lost = async (page) => {
                await page.clock.install();
                await page.route('**/*.wasm', () => {});
            };
            const dialog = await Dialog.open(host, { ready: false, beforehand: lost });
            await dialog.page.locator('#status', { hasText: 'Waiting for the checks' }).waitFor();
            await dialog.page.clock.fastForward(20_000);
            await dialog.ready();
            assert.match(await dialog.page.locator('#status').innerText(), /checks while you type do not run here/);
            await dialog.close();
        });

        it('weighs less than 250 KB on its way, with everything', async (t) => {
            const dialog = await Dialog.open(host, { ready: false, beforehand: watchWeight });
            await dialog.ready();
            await dialog.page.waitForLoadState('networkidle');
            const { bytes, requests } = dialog.weight;
            t.diagnostic(`${kind.name}: the page weighs ${bytes} bytes on its way, in ${requests} answers`);
            assert.ok(requests > 20, `${requests} answers`);
            assert.ok(bytes > 50_000 && bytes < WEIGHT_LIMIT, `${bytes} bytes`);
            const interactive = await dialog.page.evaluate(() => globalThis.watched.interactive);
            assert.ok(interactive > 0);
            const again = [];
            for (let i = 0; i < 5; i++) {
                await dialog.page.reload();
                await dialog.ready();
                again.push(await dialog.page.evaluate(() => globalThis.watched.interactive));
            }
            t.diagnostic(`${kind.name}: time to interactive ${interactive.toFixed(0)} ms, with a warm cache ${again.sort((a, b) => a - b)[2].toFixed(0)} ms`);
            await dialog.close();
        });
    });
}

/** Counts what comes over the network, as it came: packed, headers included. */
async function watchWeight(page, dialog) {
    dialog.weight = { bytes: 0, requests: 0 };
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
        dialog.weight.bytes += encodedDataLength;
        dialog.weight.requests += 1;
    });
}
