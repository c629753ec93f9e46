// The dialog: what is saved, the mask of the password, conflicts, restarts, leaving.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';

import { closeBrowser, Dialog, withDialog } from './support/dialog.mjs';
import { Host, HOSTS } from './support/hosts.mjs';
import { ask, version } from './support/http.mjs';
import { startPostfix } from './support/postfix.mjs';
import { until } from './support/programs.mjs';

const CHANGED_DESTINATION = /The stored password was entered for another/;

let postfix;
before(async () => (postfix = await startPostfix()));
after(async () => {
    await closeBrowser();
    await postfix.stop();
});

for (const kind of HOSTS) {
    describe(`${kind.name}: saving in the dialog`, () => {
        let host;
        const stored = (more) => ({
            ...postfix.settings('clear-login'), auth: 'password', username: postfix.user, password: postfix.password, ...more,
        });
        before(async () => {
            host = await Host.start(kind);
            host.secrets.add(postfix.password);
        });
        afterEach(() => rmSync(host.settingsFile, { force: true }));
        after(() => host.stop());

        it('the mask keeps the password, and the server lets us in with it', async () => {
            host.writeSettings(stored());
            await withDialog(host, {}, async (dialog) => {
                assert.equal(await dialog.value('password'), '****');
                await dialog.enter({ timeout_seconds: 17 });
                await dialog.saved();
                assert.equal(host.stored().password, postfix.password);
                assert.equal(host.stored().timeout_seconds, 17);
                await dialog.test('noc@example.test');
                assert.match(await dialog.result.innerText(), /accepted/);
            });
        });

        it('a new password replaces it, and is not shown again', async () => {
            host.writeSettings(stored({ password: 'An-old-one-4' }));
            host.secrets.add('An-old-one-4');
            await withDialog(host, {}, async (dialog) => {
                await dialog.test('noc@example.test');
                assert.match(await dialog.notice.innerText(), /bad-credentials/);
                await dialog.enter({ password: postfix.password });
                await dialog.test('noc@example.test');
                assert.match(await dialog.result.innerText(), /accepted/);
                assert.equal(host.stored().password, 'An-old-one-4', 'a test saves nothing');
                await dialog.saved();
                assert.equal(host.stored().password, postfix.password);
                assert.equal(await dialog.value('password'), '****');
                assert.ok(!(await dialog.page.content()).includes(postfix.password));
            });
        });

        it('an empty field removes it', async () => {
            host.writeSettings(stored());
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ auth: 'none', username: '', password: '' });
                await dialog.saved();
                assert.equal(host.stored().password ?? '', '');
                assert.equal(await dialog.value('password'), '****', 'the mask shows either way');
            });
        });

        it('the whole mask is selected on focus, so that typing replaces it', async () => {
            host.writeSettings(stored());
            await withDialog(host, {}, async (dialog) => {
                await dialog.field('password').focus();
                await dialog.page.keyboard.type('typed');
                assert.equal(await dialog.value('password'), 'typed');
                assert.equal(await dialog.field('password').getAttribute('type'), 'password');
            });
        });

        it('the stored password stays with its server: changed, it is asked for', async () => {
            host.writeSettings(stored());
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ hostname: '127.0.0.1' });
                await dialog.page.locator('#password-problems', { hasText: CHANGED_DESTINATION }).waitFor();
                await dialog.save();
                assert.match(await dialog.page.locator('#status').innerText(), /Not saved/);
                assert.equal(await dialog.focused(), 'password');
                await dialog.press('Test');
                await dialog.page.locator('#password[aria-invalid]').waitFor();
                assert.equal(host.stored().hostname, 'localhost');
                await dialog.enter({ password: postfix.password });
                await dialog.page.locator('#password-problems', { hasText: CHANGED_DESTINATION }).waitFor({ state: 'hidden' });
                await dialog.saved();
                assert.deepEqual([host.stored().hostname, host.stored().password], ['127.0.0.1', postfix.password]);
            });
        });

        it('errors that are found late call nobody away from another field, and are read out', async () => {
            host.writeSettings(stored());
            await withDialog(host, {}, async (dialog) => {
                await dialog.page.route('**/api/settings/validate', (route) => route.abort());
                await dialog.enter({ hostname: '127.0.0.1' });
                const late = async (name, path, status) => {
                    const release = await dialog.hold(path);
                    await dialog.press(name);
                    await dialog.field('from_address').focus();
                    release();
                    await dialog.page.locator('#status', { hasText: status }).waitFor();
                    assert.equal(await dialog.focused(), 'from_address', name);
                };
                await late('Save', '/api/settings', 'Not saved');
                await dialog.page.locator('#announcements', { hasText: CHANGED_DESTINATION }).waitFor();
                await late('Test', '/api/test', 'Not tested');
            });
        });

        it('discards what was typed, and brings it back', async () => {
            host.writeSettings(stored());
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ hostname: 'other.example.com', username: 'somebody' });
                await dialog.page.getByText('Unsaved changes').waitFor();
                await dialog.press('Discard changes');
                assert.deepEqual([await dialog.value('hostname'), await dialog.value('username')], ['localhost', postfix.user]);
                assert.deepEqual(await dialog.problems('password'), []);
                await dialog.press('Undo');
                assert.deepEqual([await dialog.value('hostname'), await dialog.value('username')], ['other.example.com', 'somebody']);
                await dialog.press('Discard changes');
                assert.equal(host.stored().username, postfix.user);
            });
        });

        it('an error keeps it from being saved, and is shown where it is', async () => {
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ hostname: 'mail.example.com', port: '70000' });
                await dialog.save();
                assert.equal(await dialog.focused(), 'port');
                assert.equal(host.stored(), null);
            });
        });

        it('two people get a conflict and no loss: mine is kept, theirs is taken, field by field', async () => {
            host.writeSettings(stored({ timeout_seconds: 20 }));
            await withDialog(host, {}, async (mine) => {
                await withDialog(host, {}, async (theirs) => {
                    await mine.enter({ from_address: 'mine@example.test', timeout_seconds: 31 });
                    await theirs.enter({ from_address: 'theirs@example.test', timeout_seconds: 32, ehlo_name: 'their-name.example.test' });
                    await theirs.saved();
                });
                await mine.save();
                assert.match(await mine.title(), /Somebody else saved/);
                assert.equal(host.stored().from_address, 'theirs@example.test', 'nothing of mine was saved');
                const choice = (name) => mine.notice.getByRole('group', { name });
                const text = await choice('From address').innerText();
                assert.match(text, /mine@example\.test/);
                assert.match(text, /theirs@example\.test/);
                assert.equal(await mine.value('from_address'), 'mine@example.test', 'what was typed is still there');
                await choice('Timeout (seconds)').getByRole('button', { name: 'Take theirs' }).click();
                await choice('From address').getByRole('button', { name: 'Take theirs' }).click();
                assert.equal(await mine.value('from_address'), 'theirs@example.test');
                await choice('From address').getByRole('button', { name: 'Keep mine' }).click();
                assert.equal(await choice('From address').getByRole('button', { name: 'Keep mine' }).getAttribute('aria-pressed'), 'true');
                await mine.saved();
                assert.deepEqual([host.stored().from_address, host.stored().timeout_seconds, host.stored().ehlo_name],
                    ['mine@example.test', 32, 'their-name.example.test'], 'what only they changed is not undone');
                assert.equal(host.stored().password, postfix.password);
            });
        });

        it('a restart of the host is no conflict, and what was typed is saved afterwards', async () => {
            host.writeSettings(stored());
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ timeout_seconds: 23, from_address: 'typed@example.test' });
                await host.kill();
                await dialog.save();
                assert.match(await dialog.title(), /does not answer/);
                assert.match(await dialog.notice.innerText(), /still here/);
                const release = await dialog.hold('/api/settings');
                await dialog.press('Save');
                await dialog.field('username').focus();
                release();
                await dialog.notice.getByRole('alert').filter({ hasText: 'does not answer' }).waitFor();
                assert.equal(await dialog.focused(), 'username', 'a late answer calls nobody away');
                assert.deepEqual([await dialog.value('timeout_seconds'), await dialog.value('from_address')], ['23', 'typed@example.test']);
                await host.again();
                await dialog.saved();
                assert.equal(await dialog.notice.count(), 0);
                assert.deepEqual([host.stored().timeout_seconds, host.stored().from_address, host.stored().password],
                    [23, 'typed@example.test', postfix.password]);
            });
        });

        it('a password that was typed is a choice of its own: it is never shown, and goes to no other server', async () => {
            const passwords = ['Mine-seven-7', 'Theirs-seven-7', 'Mine-eight-8', 'Theirs-eight-8', 'Theirs-nine-9'];
            passwords.forEach((password) => host.secrets.add(password));
            host.writeSettings(stored());
            await withDialog(host, {}, async (dialog) => {
                const choice = dialog.notice.getByRole('group', { name: 'Password' });
                await dialog.enter({ password: 'Mine-seven-7' });
                host.writeSettings(stored({ password: 'Theirs-seven-7' }));
                await dialog.save();
                assert.match(await dialog.title(), /stored password may have changed/);
                assert.match(await choice.innerText(), /Mine\s+the one typed here\s+Theirs\s+the one that is stored now/);
                assert.ok(!(await dialog.page.content()).includes('Mine-seven-7'));
                assert.equal(host.stored().password, 'Theirs-seven-7', 'nothing of mine was saved');
                await dialog.saved();
                assert.equal(host.stored().password, 'Mine-seven-7');

                await dialog.enter({ password: 'Mine-eight-8' });
                host.writeSettings(stored({ hostname: '127.0.0.1', password: 'Theirs-eight-8' }));
                await dialog.save();
                assert.match(await dialog.title(), /Somebody else saved/);
                assert.match(await dialog.notice.innerText(), /was for another server or user/);
                assert.deepEqual([await dialog.value('hostname'), await dialog.value('password')], ['127.0.0.1', '****']);
                await choice.getByRole('button', { name: 'Keep mine' }).click();
                assert.equal(await dialog.value('password'), 'Mine-eight-8');
                await choice.getByRole('button', { name: 'Take theirs' }).click();
                await dialog.saved();
                assert.deepEqual([host.stored().hostname, host.stored().password], ['127.0.0.1', 'Theirs-eight-8']);

                await dialog.enter({ auth: 'none', password: '' });
                host.writeSettings(stored({ hostname: '127.0.0.1', password: 'Theirs-nine-9' }));
                await dialog.save();
                assert.match(await choice.innerText(), /Mine\s+removed/);
                await dialog.saved();
                assert.equal(host.stored().password ?? '', '');
            });
        });

        it('a save whose answer was lost: what is stored is asked for before anything is discarded', async () => {
            host.writeSettings(stored());
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ timeout_seconds: 41 });
                await dialog.loseAnswer('/api/settings');
                await dialog.save();
                assert.match(await dialog.notice.innerText(), /Whether the settings were saved is not known/);
                await dialog.enter({ username: 'somebody' });
                await dialog.page.route('**/api/settings', (route) => route.abort(), { times: 1 });
                await dialog.press('Discard changes');
                await dialog.notice.filter({ hasText: 'nothing was discarded' }).waitFor();
                assert.equal(await dialog.value('username'), 'somebody');
                await dialog.press('Discard changes');
                await dialog.page.locator('#status', { hasText: /^Changes discarded/ }).waitFor();
                assert.deepEqual([await dialog.value('timeout_seconds'), await dialog.value('username')], ['41', postfix.user]);

                await dialog.enter({ timeout_seconds: 42 });
                await dialog.loseAnswer('/api/settings');
                await dialog.save();
                await dialog.enter({ timeout_seconds: 43 });
                await dialog.save();
                assert.match(await dialog.title(), /Other settings are stored by now/);
                await dialog.loseAnswer('/api/settings');
                await dialog.save();
                await dialog.press('Discard changes');
                await dialog.page.locator('#status', { hasText: /^Nothing to discard/ }).waitFor();
                assert.equal(await dialog.notice.count(), 0);

                await dialog.enter({ timeout_seconds: 44 });
                await dialog.loseAnswer('/api/settings');
                await dialog.save();
                await dialog.enter({ timeout_seconds: 43 });
                await dialog.press('Discard changes');
                await dialog.page.locator('#status', { hasText: /^Changes discarded/ }).waitFor();
                assert.equal(await dialog.value('timeout_seconds'), '44', 'what was stored last is not taken for what is stored');
            });
        });

        it('a change by an editor is a conflict too', async () => {
            host.writeSettings(stored());
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ timeout_seconds: 24 });
                host.writeSettings(stored({ timeout_seconds: 55 }));
                const release = await dialog.hold('/api/settings');
                await dialog.press('Save');
                await dialog.field('from_address').focus();
                release();
                assert.match(await dialog.notice.getByRole('alert').innerText(), /Somebody else saved/);
                assert.equal(await dialog.focused(), 'from_address', 'a late answer calls nobody away');
                await dialog.saved();
                assert.equal(host.stored().timeout_seconds, 24);
            });
        });

        it('leaving with unsaved changes asks, and without does not', async () => {
            host.writeSettings(stored());
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ timeout_seconds: 25 });
                let asked = 0;
                dialog.onQuestion = async (question) => {
                    assert.equal(question.type(), 'beforeunload');
                    asked += 1;
                    await question.accept();
                };
                await dialog.page.reload();
                await dialog.ready();
                assert.equal(asked, 1);
                await dialog.enter({ timeout_seconds: 26 });
                await dialog.saved();
                await dialog.page.reload();
                await dialog.ready();
                assert.equal(asked, 1);
                assert.equal(await dialog.value('timeout_seconds'), '26');
            });
        });

        it('a damaged or exposed settings file is told, and can be mended meanwhile', async () => {
            host.writeSettings('{"hostname": ');
            const dialog = await Dialog.open(host, { ready: false });
            await dialog.notice.waitFor();
            assert.match(await dialog.notice.innerText(), /damaged[\s\S]*line 1/);
            host.writeSettings(stored());
            await dialog.press('Try again');
            await dialog.ready();
            assert.equal(await dialog.value('hostname'), 'localhost');
            await dialog.close();
        });

        it('what another program saves is seen on the next visit', async () => {
            await ask(host, 'PUT', '/api/settings', { ...stored(), hostname: 'program.example.com' }, { 'If-Match': await version(host) });
            await withDialog(host, {}, async (dialog) => assert.equal(await dialog.value('hostname'), 'program.example.com'));
        });

        it('where a token is needed, it is asked for and kept in the page only', async () => {
            const token = 'fedcba9876543210fedcba9876543210';
            const guarded = await Host.start(kind, { token });
            const dialog = await Dialog.open(guarded, { ready: false });
            const box = dialog.page.locator('#token');
            await box.waitFor();
            await box.fill('not the token');
            await dialog.press('Continue');
            await dialog.page.locator('#token-problem', { hasText: 'not accepted' }).waitFor();
            await box.fill('x'.repeat(40));
            await dialog.press('Continue');
            await dialog.page.locator('#token-problem', { hasText: 'not accepted' }).waitFor();
            await box.fill(token);
            await dialog.press('Continue');
            await dialog.ready();
            await dialog.enter({ hostname: 'mail.example.com', from_address: 'ops@example.com' });
            await dialog.saved();
            assert.equal(guarded.stored().hostname, 'mail.example.com');
            assert.ok(!(await dialog.page.content()).includes(token));
            await dialog.close();
            const again = await Dialog.open(guarded, { ready: false });
            await again.page.locator('#token').waitFor();
            await again.close();
            await guarded.stop();
        });

        it('of a host that went away and came back nothing is lost while testing', async () => {
            host.writeSettings(stored());
            await withDialog(host, {}, async (dialog) => {
                await host.kill();
                await dialog.test('ops@example.test');
                assert.match(await dialog.title(), /does not answer/);
                await host.again();
                await dialog.test('ops@example.test');
                assert.match(await dialog.result.innerText(), /accepted/);
                await until('the notice is gone', async () => (await dialog.notice.count()) === 0);
            });
        });
    });
}
