// The dialog: a test of the form as it stands, from the first visit on.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';

import { closeBrowser, withDialog } from './support/dialog.mjs';
import { Host, HOSTS } from './support/hosts.mjs';
import { greetingWith, hangingUp, keeping, refusing, silent, slow } from './support/mail_servers.mjs';
import { privateFolder } from './support/places.mjs';
import { startPostfix } from './support/postfix.mjs';
import { until } from './support/programs.mjs';

let postfix;
before(async () => (postfix = await startPostfix()));
after(async () => {
    await closeBrowser();
    await postfix.stop();
});

/** What a person fills in for a login over an unencrypted connection of a test. */
const login = (service, password) => ({
    ...postfix.settings(service), auth: 'password', username: postfix.user, password: password ?? postfix.password,
});

for (const kind of HOSTS) {
    describe(`${kind.name}: a test in the dialog`, () => {
        let host;
        const servers = [];
        const serve = async (server) => {
            servers.push(await server);
            return servers.at(-1);
        };
        before(async () => {
            host = await Host.start(kind);
            host.secrets.add(postfix.password);
        });
        afterEach(() => {
            servers.splice(0).forEach((server) => server.stop());
            rmSync(host.settingsFile, { force: true });
        });
        after(() => host.stop());

        it('goes from the first visit to an accepted mail by changing the hostname, port and sender', async () => {
            await withDialog(host, {}, async (dialog) => {
                assert.deepEqual([await dialog.value('hostname'), await dialog.value('port'), await dialog.value('security'), await dialog.value('auth'),
                    await dialog.value('password')], ['smtp.example.com', '25', 'none', 'none', '****']);
                await dialog.enter({ hostname: 'localhost', port: postfix.ports.clear, from_address: 'centerscape@example.test' });
                await dialog.test('ops@example.test');
                assert.equal(await dialog.notice.count(), 0, 'on success no message is at the top');
                assert.match(await dialog.result.innerText(), /localhost accepted the test mail for ops@example\.test\./);
                assert.match(await dialog.result.innerText(), /250 2\.0\.0 Ok: queued as \w+/);
                assert.match(await dialog.result.innerText(), /cannot be seen from here/);
                assert.equal(await dialog.page.locator('[aria-invalid], [role=alert]:visible').count(), 0);
                const [, queueId] = /queued as (\w+)/.exec(await dialog.result.innerText());
                assert.match(await postfix.mailWith('ops', queueId), /^From: .*centerscape@example\.test/m);
                assert.equal(host.stored(), null, 'a test saves nothing');
                await dialog.saved();
                assert.equal(host.stored().port, postfix.ports.clear);
                assert.match(await dialog.result.innerText(), /accepted/, 'the result stays');
            });
        });

        it('shows each stage as it happens', async () => {
            const server = await serve(slow(100));
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ hostname: '127.0.0.1', port: server.port, from_address: 'centerscape@example.test' });
                await dialog.page.locator('#recipient').fill('ops@example.test');
                await dialog.page.evaluate(() => {
                    globalThis.stagesSeen = new Set();
                    new MutationObserver(() => document.querySelectorAll('#stages .stage-running code')
                        .forEach((stage) => globalThis.stagesSeen.add(stage.textContent))).observe(document.getElementById('stages'), { childList: true, subtree: true });
                });
                await dialog.press('Test');
                await dialog.testEnds();
                const seen = await dialog.page.evaluate(() => [...globalThis.stagesSeen]);
                for (const stage of ['greeting', 'ehlo', 'mail', 'rcpt', 'data', 'body']) {
                    assert.ok(seen.includes(stage), `${stage} of ${seen}`);
                }
                assert.match(await dialog.result.innerText(), /accepted the test mail/);
            });
        });

        it('without a recipient sends nothing', async () => {
            await withDialog(host, {}, async (dialog) => {
                const before = postfix.mails('ops').length;
                await dialog.enter({ hostname: 'localhost', port: postfix.ports.clear, from_address: 'centerscape@example.test' });
                await dialog.test('');
                assert.match(await dialog.result.innerText(), /localhost is ready/);
                assert.match(await dialog.result.innerText(), /Nothing was sent/);
                assert.equal(postfix.mails('ops').length, before);
            });
        });

        it('that fails while the person is at another field leaves them there, and its title is read out', async () => {
            const server = await serve(silent());
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter(server.settings());
                await dialog.page.locator('#recipient').fill('ops@example.test');
                await dialog.press('Test');
                const { socket } = await until('a connection', () => server.connections[0]);
                await dialog.saved();
                await dialog.field('from_address').focus();
                socket.destroy();
                await dialog.testEnds();
                assert.equal(await dialog.notice.getByRole('alert').innerText(), await dialog.title());
                assert.equal(await dialog.focused(), 'from_address');
                assert.match(await dialog.page.locator('#status').innerText(), /^Saved/, 'what came of the save stays');

                for (const [recipient, place] of [['ops@example.test', await dialog.title()], ['noc@example.test', 'recipient']]) {
                    await dialog.press('Test');
                    const next = await until('a connection', () => server.connections.find(({ isOpen }) => isOpen));
                    await dialog.page.locator('#recipient').fill(recipient);
                    next.socket.destroy();
                    await dialog.testEnds();
                    assert.equal((await dialog.focused()).slice(0, place.length), place, `the recipient is ${recipient}`);
                }
            });
        });

        it('with a wrong password says so at the top, with the reply as it was', async () => {
            await withDialog(host, {}, async (dialog) => {
                await dialog.enterSettings(login('clear-login', 'not the password'));
                await dialog.test('ops@example.test');
                const text = await dialog.notice.innerText();
                assert.match(text, /user ?name or password|password/i);
                assert.match(text, /What to do/);
                assert.match(text, /535[ -]5\.7\.8/);
                assert.match(text, /bad-credentials/);
                assert.doesNotMatch(await dialog.page.content(), /not the password/);
                assert.ok(await dialog.page.evaluate(() => document.querySelector('.notice').contains(document.activeElement)), 'the focus is there');
                const folds = await dialog.notice.locator('summary').allInnerTexts();
                assert.ok(folds.some((fold) => fold.startsWith('Stages')) && folds.some((fold) => fold.startsWith('Dialogue')), folds.join());
                await dialog.notice.getByText(/^Dialogue/).click();
                const dialogue = await dialog.page.getByLabel('Dialogue with the server').innerText();
                assert.match(dialogue, /S: 535/);
                assert.ok(!dialogue.includes(Buffer.from('\0admin\0not the password').toString('base64')));
            });
        });

        it('with a changed form is told to be old', async () => {
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ hostname: 'localhost', port: postfix.ports.clear, from_address: 'centerscape@example.test' });
                await dialog.test('ops@example.test');
                const remark = dialog.page.getByText('The settings were changed since this test.');
                assert.equal(await remark.isVisible(), false);
                await dialog.enter({ timeout_seconds: 12 });
                await remark.waitFor();
            });
        });

        it('of a server with an untrusted certificate shows it, and is accepted once the shown command was run', async () => {
            const downloads = privateFolder();
            await withDialog(host, { acceptDownloads: true, permissions: ['clipboard-read', 'clipboard-write'] }, async (dialog) => {
                await dialog.enterSettings(login('starttls-login'));
                await dialog.test('desk@example.test');
                const text = await dialog.notice.innerText();
                assert.match(text, /certificate-untrusted/);
                const fingerprint = execFileSync('openssl', ['s_client', '-starttls', 'smtp', '-connect', `localhost:${postfix.ports['starttls-login']}`],
                    { input: 'QUIT\r\n', stdio: ['pipe', 'pipe', 'ignore'] });
                const [, sha256] = /=(.*)/.exec(execFileSync('openssl', ['x509', '-noout', '-fingerprint', '-sha256'], { input: fingerprint }).toString());
                assert.ok(text.replace(/\s/g, '').includes(sha256.trim()), text);
                assert.match(text, /Valid\s+\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d/);
                assert.match(text, /Names\s+.*localhost/);

                const command = await dialog.notice.getByLabel('Command').first().innerText();
                await dialog.notice.getByRole('button', { name: 'Copy the command' }).first().click();
                assert.equal(await dialog.page.evaluate(() => navigator.clipboard.readText()), command);
                const [download] = await Promise.all([
                    dialog.page.waitForEvent('download'),
                    dialog.notice.getByRole('link', { name: /^Download/ }).first().click(),
                ]);
                await download.saveAs(`${downloads}/${download.suggestedFilename()}`);
                execFileSync('/bin/sh', ['-c', command], { cwd: downloads, stdio: 'pipe' });

                await dialog.test('desk@example.test');
                assert.equal(await dialog.notice.count(), 0, await dialog.page.locator('#notices').innerText());
                const [, queueId] = /queued as (\w+)/.exec(await dialog.result.innerText());
                await postfix.mailWith('desk', queueId);
            });
        });

        it('of a server that does not offer STARTTLS sends nothing in clear', async () => {
            await withDialog(host, {}, async (dialog) => {
                await dialog.enterSettings({ ...login('clear-login'), security: 'starttls' });
                await dialog.test('ops@example.test');
                assert.match(await dialog.notice.innerText(), /starttls-not-offered/);
                assert.match(await dialog.notice.innerText(), /Nothing was sent/);
            });
        });

        it('of a TLS port without TLS, and the other way round, says which it is', async () => {
            await withDialog(host, {}, async (dialog) => {
                await dialog.enterSettings({ ...postfix.settings('clear'), security: 'tls' });
                await dialog.test('ops@example.test');
                assert.match(await dialog.notice.innerText(), /wrong-security-mode/);
            });
        });

        it('that hangs can be cancelled, and leaves the form as it was', async () => {
            const server = await serve(silent());
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ hostname: '127.0.0.1', port: server.port, from_address: 'centerscape@example.test' });
                await dialog.page.locator('#recipient').fill('ops@example.test');
                await dialog.press('Test');
                await dialog.page.locator('.stage-running').getByText('Greeting').waitFor();
                await until('a connection', () => server.connections.length === 1);
                await dialog.page.locator('#cancel').focus();
                const cancelled = performance.now();
                await dialog.page.keyboard.press('Enter');
                await until('the connection is closed', () => !server.connections[0].isOpen, 5_000);
                assert.ok(performance.now() - cancelled < 1_500);
                await dialog.testEnds();
                assert.match(await dialog.result.innerText(), /Cancelled/);
                assert.equal(await dialog.focused(), 'test', 'the keyboard keeps its place');
                assert.equal(await dialog.value('port'), String(server.port));
                assert.equal(await dialog.page.locator('#cancel').isVisible(), false);
            });
        });

        it('that is cancelled while the mail is handed over says that it may have been taken', async () => {
            const server = await serve(keeping());
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ hostname: '127.0.0.1', port: server.port, from_address: 'centerscape@example.test' });
                await dialog.page.locator('#recipient').fill('ops@example.test');
                await dialog.press('Test');
                await until('the last dot', () => server.connections[0]?.received.includes('\r\n.\r\n'));
                await dialog.press('Cancel');
                await dialog.testEnds();
                assert.match(await dialog.title(), /cancelled while the mail was handed over/);
                assert.match(await dialog.notice.innerText(), /ops@example\.test/);
            });
        });

        it('of a server that hangs up or cannot be reached says so', async () => {
            const server = await serve(hangingUp());
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ hostname: '127.0.0.1', port: server.port, from_address: 'centerscape@example.test' });
                await dialog.test('ops@example.test');
                assert.match(await dialog.notice.innerText(), /connection-lost/);
                await dialog.enter({ port: 1 });
                await dialog.test('ops@example.test');
                assert.match(await dialog.notice.innerText(), /connection-refused/);
                assert.equal(await dialog.notice.count(), 1, 'only the last result stands there');
                await dialog.saved();
                assert.equal(await dialog.notice.count(), 0);
                await dialog.press('Show why');
                assert.match(await dialog.notice.innerText(), /connection-refused/);
                assert.ok(await dialog.notice.evaluate((notice) => notice === document.activeElement), 'the focus is there');
            });
        });

        it('shows markup of a server as text', async () => {
            const markup = '<img src=x onerror=alert(1)><script>alert(1)</script><b>bold</b> <a href="https://evil.example">here</a> \u202eevil\u2066 &amp;';
            const lines = [`5.7.1 ${markup}`, ...Array.from({ length: 10 }, (_, i) => `5.7.1 line ${i} ${'long-word'.repeat(8)}`)];
            const server = await serve(refusing(lines));
            await withDialog(host, { width: 320 }, async (dialog) => {
                const elements = () => dialog.page.evaluate(() => document.querySelectorAll('img, script:not([src]), b, a[href*=evil]').length);
                const before = await elements();
                await dialog.enter({ hostname: '127.0.0.1', port: server.port, from_address: 'centerscape@example.test' });
                await dialog.test('ops@example.test');
                const reply = await dialog.page.getByLabel('Reply of the server').innerText();
                assert.ok(reply.includes('<img src=x onerror=alert(1)><script>alert(1)</script>'), reply);
                assert.match(reply, /line 9/);
                assert.equal(await elements(), before, 'an element of the server is in the page');
                for (const fold of await dialog.notice.locator('summary').all()) {
                    await fold.click();
                }
                assert.equal(await elements(), before);
                assert.ok(await dialog.sideways() <= 0, 'a long reply wraps');
            });
            const greeting = await serve(greetingWith(`554 ${markup}`));
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ hostname: '127.0.0.1', port: greeting.port, from_address: 'centerscape@example.test' });
                await dialog.test('ops@example.test');
                assert.match(await dialog.notice.innerText(), /<script>alert\(1\)<\/script>/);
            });
        });

        it('with an error in the form does not begin, and shows where', async () => {
            await withDialog(host, {}, async (dialog) => {
                await dialog.enter({ hostname: '' });
                await dialog.press('Test');
                assert.equal(await dialog.focused(), 'hostname');
                assert.match((await dialog.problems('hostname')).join(), /Error: /);
                await dialog.enter({ hostname: 'localhost' });
                await dialog.test('not an address');
                assert.equal(await dialog.focused(), 'recipient');
                assert.match((await dialog.problems('to[0]')).join(), /Error: /);
                assert.equal(await dialog.notice.count(), 0);
            });
        });

        it('whose answer was lost near the end says that nobody knows whether the mail was sent', async () => {
            const server = await serve(slow(400));
            const own = await Host.start(kind);
            await withDialog(own, {}, async (dialog) => {
                await dialog.enter({ hostname: '127.0.0.1', port: server.port, from_address: 'centerscape@example.test' });
                await dialog.page.locator('#recipient').fill('ops@example.test');
                await dialog.press('Test');
                await until('the last dot', () => server.connections[0]?.received.includes('\r\n.\r\n'));
                await own.kill();
                await dialog.testEnds();
                assert.match(await dialog.notice.innerText(), /lost/);
                assert.match(await dialog.notice.innerText(), /Whether the test mail was sent is not known/);
                assert.equal(await dialog.value('port'), String(server.port), 'what was typed is still there');
            });
            await own.stop();
        });
    });
}
