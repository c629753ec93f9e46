// What the dialog proposes: the settings of a service, a usual port, what a search found, trust in a certificate. What was typed is the
// person's own.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';

import { namedOtherwise } from './support/certificates.mjs';
import { closeBrowser, withDialog } from './support/dialog.mjs';
import { Host, HOSTS } from './support/hosts.mjs';
import { ask } from './support/http.mjs';
import { silent } from './support/mail_servers.mjs';
import { startPostfix } from './support/postfix.mjs';
import { until } from './support/programs.mjs';

let postfix;
before(async () => (postfix = await startPostfix()));
after(async () => {
    await closeBrowser();
    await postfix.stop();
});

/** Makes the host trust an authority, by the host's own command. */
const trustAuthority = async (host, pem) => {
    const { json } = await ask(host, 'GET', '/api/host');
    writeFileSync(join(host.folder, 'authority.pem'), pem);
    const command = json.trust_command.replaceAll('{file}', 'authority.pem').replaceAll('{alias}', 'authority');
    execFileSync('/bin/sh', ['-c', command], { cwd: host.folder, stdio: 'pipe' });
};

for (const kind of HOSTS) {
    describe(`${kind.name}: what the dialog proposes`, () => {
        let host;
        before(async () => (host = await Host.start(kind)));
        afterEach(() => rmSync(host.settingsFile, { force: true }));
        after(() => host.stop());

        it('a chosen service proposes its settings, and its hostname does', async () => {
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ provider: { label: 'Microsoft 365' } });
                const shown = async () => [await dialog.value('hostname'), await dialog.value('port'), await dialog.value('security')];
                assert.deepEqual(await shown(), ['smtp.office365.com', '587', 'starttls']);
                assert.ok(await dialog.page.locator('.note', { hasText: 'proposed' }).count() >= 3);
                await dialog.enter({ provider: { label: 'Gmail and Google Workspace' } });
                assert.equal(await dialog.value('hostname'), 'smtp.gmail.com');
            });
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ hostname: 'smtp.office365.com' });
                assert.deepEqual([await dialog.value('port'), await dialog.value('security'), await dialog.field('provider').evaluate((list) => list.selectedOptions[0].text)],
                    ['587', 'starttls', 'Microsoft 365']);
            });
        });

        it('what was typed is never overwritten by a proposal, and the proposal is offered', async () => {
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ port: '2525', username: 'typed@example.com' });
                await dialog.enter({ provider: { label: 'Microsoft 365' } });
                assert.deepEqual([await dialog.value('port'), await dialog.value('username'), await dialog.value('security')], ['2525', 'typed@example.com', 'starttls']);
                const offer = dialog.page.getByRole('button', { name: /^Use the settings of Microsoft 365/ });
                assert.match(await offer.innerText(), /port 587/);
                await offer.click();
                assert.equal(await dialog.value('port'), '587');
                assert.equal(await dialog.value('username'), 'typed@example.com');
            });
        });

        it('a service that was only looked at leaves nothing behind', async () => {
            const stored = { hostname: 'mail.example.com', port: 25, security: 'none', auth: 'none', username: 'stored@example.com', password: '',
                from_address: 'ops@example.com' };
            host.writeSettings(stored);
            await withDialog(host, {}, async (dialog) => {
                const shown = async () => {
                    const { hostname, port, security, auth, username } = await dialog.form();
                    return [hostname, port, security, auth, username];
                };
                const before = await shown();
                await dialog.enter({ provider: { label: 'Twilio SendGrid' } });
                assert.deepEqual(await shown(), ['smtp.sendgrid.net', 587, 'starttls', 'password', 'apikey']);
                await dialog.enter({ provider: { label: 'Microsoft 365' } });
                assert.deepEqual(await shown(), ['smtp.office365.com', 587, 'starttls', 'password', 'stored@example.com']);
                await dialog.enter({ provider: { label: 'Another server' } });
                assert.deepEqual(await shown(), before);
                assert.equal(await dialog.page.locator('#state').innerText(), '', 'nothing is to be saved');
                await dialog.enter({ hostname: 'smtp.sendgrid.net' });
                await dialog.enter({ port: 2525 });
                assert.deepEqual(await shown(), ['smtp.sendgrid.net', 2525, 'starttls', 'password', 'apikey']);
                await dialog.enter({ hostname: 'mail.example.com' });
                assert.deepEqual(await shown(), ['mail.example.com', 2525, 'none', 'none', 'stored@example.com'], 'what was typed stays');
            });
        });

        it('a changed security proposes its usual port, unless the port was typed', async () => {
            await withDialog(host, {}, async (dialog) => {
                for (const [security, port] of [['tls', '465'], ['starttls', '587'], ['none', '25']]) {
                    await dialog.enter({ security });
                    assert.equal(await dialog.value('port'), port);
                }
                await dialog.enter({ port: '2587' });
                await dialog.enter({ security: 'tls' });
                assert.equal(await dialog.value('port'), '2587');
                await dialog.page.getByRole('button', { name: /^Use port 465/ }).click();
                assert.equal(await dialog.value('port'), '465');
            });
        });

        it('a problem\'s suggestion takes the port along, where there is one', async () => {
            await withDialog(host, {}, async (dialog) => {
                for (const [hostname, port] of [['mail.example.com:465', '465'], ['mail.example.com:', '465']]) {
                    await dialog.enter({ hostname });
                    await dialog.press('Use mail.example.com');
                    assert.deepEqual([await dialog.value('hostname'), await dialog.value('port')], ['mail.example.com', port]);
                }
            });
        });

        it('Detect finds the settings and fills them in', async () => {
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ hostname: 'localhost' });
                await dialog.press('Detect');
                const panel = dialog.page.locator('#search section');
                await panel.waitFor({ timeout: 30_000 });
                // On a machine of tests nothing listens on the usual ports, or something does: either is told.
                const title = await panel.getByRole('heading').innerText();
                assert.ok(title.length > 10, title);
                assert.ok(await dialog.page.evaluate(() => document.querySelector('#search').contains(document.activeElement)));
                await dialog.press('Close');
                assert.equal(await dialog.focused(), 'detect');
            });
        });

        it('Detect shows each probe, and what it recommends is used by a button', async () => {
            const settings = { hostname: 'localhost', port: postfix.ports.clear, security: 'none', auth: 'none', username: '', password: '****',
                allow_clear_password: false, from_address: '', ehlo_name: null, timeout_seconds: 30 };
            host.writeSettings({ hostname: 'mail.example.com', from_address: 'stored@example.test', password: '' });
            await withDialog(host, {}, async (dialog) => {
                // The ports of a private Postfix are not the usual ones: the page is made to ask for them, and the host's answer is its own.
                await dialog.page.route('**/api/detect', (route) => {
                    const body = JSON.parse(route.request().postData());
                    route.continue({ postData: JSON.stringify({ ...body, ports: `${postfix.ports.clear}` }) });
                });
                await dialog.enter({ hostname: 'localhost', timeout_seconds: 44, from_address: 'centerscape@example.test' });
                await dialog.press('Detect');
                await dialog.press('Use these settings');
                assert.equal(await dialog.value('port'), String(settings.port));
                assert.equal(await dialog.value('timeout_seconds'), '44');
                assert.equal(await dialog.value('from_address'), 'centerscape@example.test', 'the stored one was not found');
                await dialog.test('ops@example.test');
                assert.match(await dialog.result.innerText(), /accepted/);
            });
        });

        it('Detect offers a user name where another was typed', async () => {
            const settings = { hostname: 'mail.example.com', port: 587, security: 'starttls', auth: 'password', username: 'found@example.com' };
            const body = JSON.stringify({ recommendation: { settings, confirmed: true, reasons: [] } });
            await withDialog(host, {}, async (dialog) => {
                await dialog.page.route('**/api/detect', (route) => route.fulfill({ contentType: 'application/x-ndjson', body: `${body}\n` }));
                await dialog.enter({ hostname: 'found@example.com', username: 'typed@example.com' });
                await dialog.press('Detect');
                await dialog.press('Use these settings');
                assert.deepEqual([await dialog.value('port'), await dialog.value('username')], ['587', 'typed@example.com']);
                await dialog.press('Use the settings of this server: user name found@example.com');
                assert.equal(await dialog.value('username'), 'found@example.com');
            });
        });

        it('Detect can be cancelled', async () => {
            const server = await silent();
            await withDialog(host, {}, async (dialog) => {
                await dialog.page.route('**/api/detect', (route) => {
                    const body = JSON.parse(route.request().postData());
                    route.continue({ postData: JSON.stringify({ ...body, ports: `${server.port}` }) });
                });
                await dialog.enter({ hostname: '127.0.0.1' });
                await dialog.press('Detect');
                await until('a probe', () => server.connections.length > 0);
                await dialog.page.locator('#search').getByRole('button', { name: 'Cancel' }).click();
                await until('the probe is over', () => server.connections.every((connection) => !connection.isOpen), 5_000);
                assert.equal(await dialog.focused(), 'detect');
                assert.equal(await dialog.notice.count(), 0);
            });
            server.stop();
        });

        it('trust is proposed only where it helps: a certificate for another name is shown, and no more', async () => {
            const server = await namedOtherwise('other.example');
            await trustAuthority(host, server.authority);
            await withDialog(host, {}, async (dialog) => {
                await dialog.enterSettings({ hostname: 'localhost', port: server.port, security: 'tls', from_address: 'centerscape@example.test' });
                await dialog.test('ops@example.test');
                const text = await dialog.notice.innerText();
                assert.match(text, /certificate-name-mismatch/);
                assert.match(text, /Names\s+other\.example/);
                assert.match(text, /SHA-256 fingerprint/);
                assert.doesNotMatch(text, /If the fingerprint is right/);
                assert.equal(await dialog.notice.getByLabel('Command').or(dialog.notice.getByRole('link', { name: /^Download/ })).count(), 0);
            });
            server.stop();
        });
    });
}
