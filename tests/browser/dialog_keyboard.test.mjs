// The dialog without a mouse: everything by the keyboard alone, and the focus always to be seen.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { closeBrowser, withDialog } from './support/dialog.mjs';
import { Host, HOSTS } from './support/hosts.mjs';
import { startPostfix } from './support/postfix.mjs';

let postfix;
before(async () => (postfix = await startPostfix()));
after(async () => {
    await closeBrowser();
    await postfix.stop();
});

/** Presses Tab until this control has the focus. */
async function tabTo(dialog, id, key = 'Tab') {
    const passed = [];
    for (let i = 0; i < 80; i++) {
        if (await dialog.page.evaluate((wanted) => document.activeElement?.id === wanted, id)) {
            return passed;
        }
        await dialog.page.keyboard.press(key);
        passed.push(await dialog.focused());
    }
    throw new Error(`Tab does not come to ${id}, but to ${passed}`);
}

/** Types over what stands in the field that has the focus. */
async function typeOver(dialog, text) {
    await dialog.page.keyboard.press('Control+A');
    await dialog.page.keyboard.type(text);
}

/** Chooses in the list that has the focus, by its first letters. */
async function choose(dialog, letters) {
    await dialog.page.keyboard.type(letters);
}

for (const kind of HOSTS) {
    describe(`${kind.name}: the dialog by keyboard`, () => {
        it('leads from the first field to an accepted test, a save, and a mended mistake', async () => {
            const host = await Host.start(kind);
            host.secrets.add(postfix.password);
            await withDialog(host, {}, async (dialog) => {
                const { keyboard } = dialog.page;
                await tabTo(dialog, 'hostname');
                await typeOver(dialog, 'localhost');
                await tabTo(dialog, 'port');
                await typeOver(dialog, String(postfix.ports['clear-login']));
                await tabTo(dialog, 'auth');
                await choose(dialog, 'Pass');
                await tabTo(dialog, 'username');
                await typeOver(dialog, postfix.user);
                await tabTo(dialog, 'password');
                await keyboard.type(postfix.password);
                await tabTo(dialog, 'from_address');
                await typeOver(dialog, 'centerscape@example.test');
                await tabTo(dialog, 'recipient');
                await keyboard.type('nobody at all');
                await keyboard.press('Enter');
                await dialog.testEnds();
                assert.match((await dialog.problems('to[0]')).join(), /Error:/);
                assert.equal(await dialog.focused(), 'recipient', 'an error brings the person to its field');
                await typeOver(dialog, 'ops@example.test');
                await keyboard.press('Enter');
                await dialog.testEnds();
                assert.match(await dialog.result.innerText(), /accepted the test mail for ops@example\.test/);
                await tabTo(dialog, 'save');
                await keyboard.press('Enter');
                await dialog.page.locator('#status', { hasText: /^Saved/ }).waitFor();
                assert.equal(host.stored().password, postfix.password);

                await tabTo(dialog, 'port', 'Shift+Tab');
                await typeOver(dialog, '1');
                await tabTo(dialog, 'password');
                await keyboard.type(postfix.password);
                await tabTo(dialog, 'test');
                await keyboard.press('Space');
                await dialog.testEnds();
                assert.match(await dialog.title(), /./);
                assert.ok(await dialog.page.evaluate(() => document.activeElement.closest('.notice') !== null), 'the focus is at the failure');
                await tabTo(dialog, 'discard');
                await keyboard.press('Enter');
                assert.equal(await dialog.value('port'), String(postfix.ports['clear-login']));
            });
            await host.stop();
        });

        it('comes to everything in the order in which it stands, and shows where it is', async () => {
            const host = await Host.start(kind);
            await withDialog(host, {}, async (dialog) => {
                const places = [];
                for (let i = 0; i < 60; i++) {
                    await dialog.page.keyboard.press('Tab');
                    const place = await dialog.page.evaluate(() => {
                        const { activeElement } = document;
                        if (activeElement === document.body) {
                            return null;
                        }
                        const style = getComputedStyle(activeElement);
                        const near = getComputedStyle(activeElement.closest('label') ?? activeElement);
                        const next = activeElement.nextElementSibling ? getComputedStyle(activeElement.nextElementSibling) : near;
                        const { top, left } = activeElement.getBoundingClientRect();
                        return {
                            name: activeElement.id || activeElement.name || activeElement.textContent.trim(),
                            isInMain: activeElement.closest('main') !== null,
                            top: top + scrollY,
                            left,
                            isSeen: [style, near, next].some((each) => (each.outlineStyle !== 'none' && parseFloat(each.outlineWidth) >= 2) || each.boxShadow !== 'none'),
                        };
                    });
                    if (!place) {
                        break;
                    }
                    places.push(place);
                }
                const names = places.map((place) => place.name);
                for (const id of ['provider', 'hostname', 'detect', 'port', 'security', 'auth', 'username', 'password', 'from_address', 'recipient', 'test', 'save']) {
                    assert.ok(names.includes(id), `${id} of ${names}`);
                }
                assert.deepEqual(places.filter((place) => !place.isSeen).map((place) => place.name), [], 'the focus is not seen');
                const form = places.filter((place) => place.isInMain);
                for (let i = 1; i < form.length; i++) {
                    const isBelow = form[i].top > form[i - 1].top - 60;
                    assert.ok(isBelow, `${form[i].name} comes after ${form[i - 1].name} and stands above it`);
                }
                assert.equal(new Set(names.filter((name) => !name.startsWith('preview'))).size, names.filter((name) => !name.startsWith('preview')).length);
            });
            await host.stop();
        });

        it('has names for every control, and words for every change', async () => {
            const host = await Host.start(kind);
            await withDialog(host, {}, async (dialog) => {
                const nameless = await dialog.page.evaluate(() => [...document.querySelectorAll('input, select, button, summary, iframe')]
                    .filter((control) => !(control.labels?.length || control.textContent.trim() || control.getAttribute('aria-label') || control.title))
                    .map((control) => control.outerHTML));
                assert.deepEqual(nameless, []);
                const regions = await dialog.page.evaluate(() => ({
                    status: document.querySelector('#status')?.getAttribute('role'),
                    announcements: document.querySelector('#announcements')?.getAttribute('aria-live'),
                    title: document.title,
                    language: document.documentElement.lang,
                    headings: document.querySelectorAll('h1').length,
                    main: document.querySelectorAll('main').length,
                }));
                assert.deepEqual(regions, { status: 'status', announcements: 'polite', title: 'SMTP Server · CenterScape', language: 'en', headings: 1, main: 1 });
                await dialog.enter({ hostname: 'localhost', port: 1, from_address: 'ops@example.com' });
                await dialog.test('ops@example.com');
                const title = await dialog.title();
                assert.ok(await dialog.page.getByRole('region', { name: title, exact: true }).evaluate((notice) => notice === document.activeElement));
                assert.equal(await dialog.notice.getByRole('alert').count(), 0, 'the focus reads the title; an alert would read it twice');
            });
            await host.stop();
        });
    });
}
