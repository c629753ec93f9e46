// The dialog: what happens while a person types. Verdicts by the component in the page, and 100 KB of anything.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';

import { closeBrowser, withDialog } from './support/dialog.mjs';
import { Host, HOSTS } from './support/hosts.mjs';
import { ask } from './support/http.mjs';
import { pause } from './support/programs.mjs';
import { ANYTHING } from './support/texts.mjs';

/** A frame of a screen with 60 in a second. */
const FRAME_MS = 16;

after(closeBrowser);

/** Cuts the page off from its host; what was loaded goes on. */
const cutOff = (dialog) => dialog.page.route('**/*', (route) => route.abort());

/** Puts a text into a field and sees, in the same task, which problems stand there. */
const verdictInTask = (dialog, key, text) => dialog.page.evaluate(([id, value]) => {
    const control = document.getElementById(id);
    control.value = value;
    control.dispatchEvent(new InputEvent('input', { bubbles: true }));
    return {
        // Without the button that does what a problem suggests.
        problems: [...document.querySelectorAll(`#${id}-problems > li`)].map((item) => [...item.childNodes]
            .filter((node) => node.nodeName !== 'BUTTON').map((node) => node.textContent).join('')),
        invalid: control.getAttribute('aria-invalid'),
        described: control.getAttribute('aria-describedby').split(' ').every((part) => document.getElementById(part)),
    };
}, [key, text]);

for (const kind of HOSTS) {
    describe(`${kind.name}: typing in the dialog`, () => {
        let host;
        before(async () => (host = await Host.start(kind)));
        afterEach(() => rmSync(host.settingsFile, { force: true }));
        after(() => host.stop());

        it('is judged in the same task, in core\'s words, without the host', async () => {
            const inputs = {
                hostname: ['', 'https://mail.example.com/', 'a..b', 'smtp.office365.com', '127.0.0.1', 'under_score'],
                port: ['', '0', '70000', 'x', '587'],
                username: ['somebody\u0007'],
                from_address: ['ops@', 'a@b.example, c@d.example', 'ops@example.com'],
                ehlo_name: ['two words', 'host.example.com'],
                timeout_seconds: ['0', '99999', '30'],
            };
            await withDialog(host, {}, async (dialog) => {
                await cutOff(dialog);
                for (const [key, texts] of Object.entries(inputs)) {
                    for (const text of texts) {
                        const { problems, invalid, described } = await verdictInTask(dialog, key, text);
                        const judged = await ask(host, 'POST', '/api/settings/validate', await dialog.form());
                        const expected = judged.json.problems.filter((problem) => problem.field === key);
                        const words = expected.map(({ severity, message }) => `${severity === 'error' ? 'Error' : 'Warning'}: ${message}`);
                        assert.deepEqual(problems, words, `${key}: ${text}`);
                        const isWrong = expected.some((problem) => problem.severity === 'error');
                        assert.equal(invalid, isWrong ? 'true' : null, `${key}: ${text}`);
                        assert.ok(described, 'the problems describe the field');
                    }
                }
            });
        });

        it('is judged before the next frame of each key press', async (t) => {
            await withDialog(host, {}, async (dialog) => {
                await dialog.page.evaluate(async () => {
                    const { loadComponent } = await import('./component.js');
                    const component = await loadComponent();
                    const list = document.getElementById('hostname-problems');
                    const shown = () => [...list.querySelectorAll('bdi')].map((message) => message.textContent);
                    globalThis.seen = [];
                    // At the end of the event's way: what was to be done at once is done.
                    addEventListener('input', ({ timeStamp, target }) => {
                        const took = performance.now() - timeStamp;
                        const problems = component.problemsOf(JSON.stringify({ hostname: target.value }));
                        const expected = problems.filter(({ field }) => field === 'hostname').map(({ message }) => message);
                        globalThis.seen.push({ took, expected, shown: shown() });
                    });
                });
                await cutOff(dialog);
                await dialog.field('hostname').fill('');
                await dialog.field('hostname').focus();
                for (let round = 0; round < 4; round++) {
                    await dialog.page.keyboard.type('https://mail.example.com/ ', { delay: 5 });
                    await dialog.field('hostname').fill('');
                }
                const seen = await dialog.page.evaluate(() => globalThis.seen);
                assert.ok(seen.length >= 100);
                for (const { expected, shown } of seen) {
                    assert.deepEqual(shown, expected, 'the verdict comes after the key press');
                }
                assert.ok(new Set(seen.map(({ shown }) => shown.join())).size > 1, 'it is always the same');
                const times = seen.map(({ took }) => took).sort((a, b) => a - b);
                const median = times[times.length >> 1];
                t.diagnostic(`${kind.name}: a verdict takes ${median.toFixed(1)} ms after its key press (median of ${times.length}; worst ${times.at(-1).toFixed(1)} ms)`);
                assert.ok(median < FRAME_MS, `a verdict takes ${median} ms`);
            });
        });

        it('scolds about nothing that is still to be typed', async () => {
            await withDialog(host, {}, async (dialog) => {
                assert.equal(await dialog.page.locator('.problem:visible').count(), 0, 'on the first visit');
                await dialog.enter({ auth: 'password' });
                assert.equal(await dialog.page.locator('.problem.error:visible').count(), 0);
                await dialog.press('Save');
                assert.ok(await dialog.page.locator('.problem.error:visible').count() > 0, 'after Save all is told');
            });
        });

        it('an error in a fold that was closed again is found', async () => {
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ hostname: 'mail.example.com', from_address: 'ops@example.com', timeout_seconds: '0' });
                for (const name of ['Save', 'Test']) {
                    await dialog.page.locator('#more').evaluate((fold) => (fold.open = false));
                    await dialog.press(name);
                    assert.equal(await dialog.focused(), 'timeout_seconds');
                    assert.ok(await dialog.field('timeout_seconds').isVisible());
                }
            });
        });

        it('works in browsers of 2022: without toWellFormed, and a question on leaving by its value', async () => {
            await withDialog(host, { beforehand: (page) => page.addInitScript(() => delete String.prototype.toWellFormed) }, async (dialog) => {
                const { problems } = await verdictInTask(dialog, 'hostname', 'mail\ud83d.example.com');
                assert.match(problems.join(), /^Error: /);
                const value = await dialog.page.evaluate(() => {
                    const event = document.createEvent('BeforeUnloadEvent');
                    event.initEvent('beforeunload', false, true);
                    dispatchEvent(event);
                    return event.returnValue;
                });
                assert.equal(value, 'true');
            });
        });

        it('adds what only the host can know, a moment later, and is quiet where it cannot be asked', async () => {
            host.writeSettings({ hostname: 'mail.example.com', port: 587, security: 'starttls', auth: 'password', username: 'u@example.com',
                password: 'Stored-7pw', from_address: 'u@example.com' });
            host.secrets.add('Stored-7pw');
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ hostname: 'mail.example.net' });
                await dialog.page.locator('#password-problems', { hasText: 'stored password' }).waitFor();
                await dialog.enter({ hostname: 'mail.example.com' });
                await dialog.page.locator('#password-problems', { hasText: 'stored password' }).waitFor({ state: 'hidden' });
                await cutOff(dialog);
                await dialog.enter({ hostname: 'mail.example.org' });
                await pause(700);
                assert.equal(await dialog.notice.count(), 0);
                assert.equal(await dialog.page.locator('#status').innerText(), '');
            });
        });

        it('the consent to a password in clear is there only where it can be needed', async () => {
            await withDialog(host, {}, async (dialog) => {
                const consent = dialog.page.locator('.field[data-field="allow_clear_password"]');
                assert.equal(await consent.isVisible(), false);
                await dialog.enter({ auth: 'password' });
                assert.equal(await consent.isVisible(), true);
                await dialog.enter({ security: 'starttls' });
                assert.equal(await consent.isVisible(), false);
            });
        });

        it('takes 100 KB of anything in each field', async () => {
            await withDialog(host, { width: 320 }, async (dialog) => {
                const keys = ['hostname', 'port', 'username', 'password', 'from_address', 'ehlo_name', 'timeout_seconds', 'to[0]'];
                await dialog.page.locator('#more').evaluate((fold) => (fold.open = true));
                for (const [what, text] of Object.entries(ANYTHING)) {
                    for (const key of keys) {
                        const took = await dialog.field(key).evaluate((control, value) => {
                            const start = performance.now();
                            control.value = value;
                            control.dispatchEvent(new InputEvent('input', { bubbles: true }));
                            return performance.now() - start;
                        }, text);
                        assert.ok(took < 2_000, `${what} in ${key} took ${took} ms`);
                    }
                    assert.ok(await dialog.sideways() <= 0, `${what} makes the page too wide`);
                    const longest = await dialog.page.evaluate(() => Math.max(...[...document.querySelectorAll('.problem')].map((item) => item.textContent.length)));
                    assert.ok(longest < 2_500, `${what}: a problem of ${longest} characters`);
                    await dialog.press('Save');
                    await dialog.press('Test');
                    assert.equal(await dialog.page.evaluate(() => document.querySelectorAll('img, script:not([src])').length), 0);
                }
                assert.equal(host.stored(), null);
                await dialog.press('Discard changes');
                await dialog.enter({ hostname: 'mail.example.com', from_address: 'ops@example.com' });
                await dialog.saved();
            });
        });

        it('takes 100 KB from the host, too', async () => {
            host.writeSettings({ hostname: 'mail.example.com', username: ANYTHING.markup, password: '', from_address: 'ops@example.com' });
            await withDialog(host, { width: 320 }, async (dialog) => {
                assert.equal(await dialog.value('username'), ANYTHING.markup);
                assert.ok(await dialog.sideways() <= 0);
            });
        });
    });
}
