// Every state of the dialog, and how a person comes to it. The tests of the look go through all of them, and so do the screenshots.

import { rmSync } from 'node:fs';

import { Dialog } from './dialog.mjs';
import { Host } from './hosts.mjs';
import { refusing, silent, slow } from './mail_servers.mjs';
import { until } from './programs.mjs';

const TOKEN = '0123456789abcdef0123456789abcdef';
const SENDER = 'CenterScape <centerscape@example.test>';

/** The form filled in for one of Postfix's services; with a password where it is given one. */
async function enter(dialog, postfix, service, more = {}) {
    const { hostname, port, security } = postfix.settings(service);
    const login = more.password ? { auth: 'password', username: postfix.user } : {};
    await dialog.enterSettings({ security, ...login, hostname, port, from_address: SENDER, ...more });
}

/** The form filled in for a server of ours. */
const enterOwn = (dialog, server) => dialog.enter({ hostname: '127.0.0.1', port: server.port, from_address: SENDER });

/**
 * @typedef {object} State
 * @property {string} name of the screenshot, too
 * @property {string} about one sentence: what is to be seen
 * @property {(world: object) => Promise<void>} show brings the dialog there: `dialog`, `host`, `postfix`, and `serve` for servers of its own
 * @property {object | string} [stored] settings that are stored before
 * @property {'guarded' | 'redacted'} [by] the host that serves it, where it is not an ordinary one
 * @property {boolean} [isClosed] whether the form cannot be used yet
 * @property {(page: object) => Promise<void>} [beforehand] what is done before the page is opened
 * @property {boolean} [whole] whether the screenshot shows the whole page with the preview, and not only the dialog
 */

/** @type {State[]} */
export const STATES = [
    {
        name: 'first-visit', whole: true,
        about: 'The first visit: an example hostname, port 25, no security, no login, and the mail preview beside the form.',
        show: async () => {},
    },
    {
        name: 'errors',
        about: 'Errors stand at their fields while one types, in the words of core.',
        async show({ dialog }) {
            await dialog.enter({ hostname: 'https://mail.example.com/', port: '70000', from_address: 'ops@' });
        },
    },
    {
        name: 'checked-while-typing', whole: true,
        about: 'The dialog as it is worked with: a wrong port is told while it is typed, and the alert mail is shown beside the form.',
        async show({ dialog }) {
            await dialog.enter({ hostname: 'mail.example.com', security: 'starttls', auth: 'password', username: 'centerscape@example.com',
                password: 'a password', from_address: 'CenterScape <centerscape@example.com>' });
            await dialog.page.locator('#recipient').fill('ops@example.com');
            await dialog.page.locator('#preview').getByText('Alert', { exact: true }).click();
            await dialog.enter({ port: '70000' });
        },
    },
    {
        name: 'warnings',
        about: 'Warnings do not keep anybody from saving; some have a button that does what they suggest.',
        async show({ dialog }) {
            await dialog.enter({ hostname: 'mail.example.com', port: '587' });
            await dialog.press('Save');
            await dialog.page.locator('#status', { hasText: /^Saved/ }).waitFor();
            await dialog.enter({ timeout_seconds: '31' });
        },
    },
    {
        name: 'provider-proposed', whole: true,
        about: 'A chosen service proposes its settings; what it filled in says so quietly.',
        show: ({ dialog }) => dialog.enter({ provider: { label: 'Microsoft 365' } }),
    },
    {
        name: 'provider-offered',
        about: 'What was typed is not overwritten: where the service differs, its settings are offered as a button.',
        async show({ dialog }) {
            await dialog.enter({ port: '2525' });
            await dialog.enter({ provider: { label: 'Microsoft 365' } });
        },
    },
    {
        name: 'port-offered',
        about: 'A port that was typed stays when the security is changed; the usual one is offered.',
        show: ({ dialog }) => dialog.enter({ port: '2525', security: 'tls' }),
    },
    {
        name: 'password-stays',
        about: 'The stored password stays with its server: with another destination it has to be typed again.',
        stored: { hostname: 'mail.example.com', port: 587, security: 'starttls', auth: 'password', username: 'centerscape@example.com',
            password: 'stored', from_address: 'centerscape@example.com' },
        async show({ dialog }) {
            await dialog.enter({ hostname: 'mail.example.net' });
            await dialog.page.locator('#password-problems > li').waitFor();
        },
    },
    {
        name: 'test-running',
        about: 'A test under way: each stage as it happens, and a cancel.',
        async show({ dialog, serve }) {
            const server = await serve(slow(700));
            await enterOwn(dialog, server);
            await dialog.page.locator('#recipient').fill('ops@example.test');
            await dialog.press('Test');
            await until('EHLO', () => server.connections[0]?.received.includes('MAIL'));
            server.connections[0].socket.pause();
            await dialog.page.locator('.stage-running', { hasText: 'mail' }).waitFor();
        },
    },
    {
        name: 'accepted',
        about: 'An accepted test: no message at the top, a quiet line beside the button, and what cannot be seen from here.',
        async show({ dialog, postfix }) {
            await enter(dialog, postfix, 'clear');
            await dialog.test('ops@example.test');
        },
    },
    {
        name: 'accepted-advice',
        about: 'The same with its folds open: where the mail may be found, the stages, the dialogue.',
        async show({ dialog, postfix }) {
            await enter(dialog, postfix, 'clear-login', { password: postfix.password });
            await dialog.test('ops@example.test');
            await unfold(dialog.result);
        },
    },
    {
        name: 'ready',
        about: 'A test without a recipient: the server is ready, and nothing was sent.',
        async show({ dialog, postfix }) {
            await enter(dialog, postfix, 'clear');
            await dialog.test('');
        },
    },
    {
        name: 'test-outdated',
        about: 'The settings were changed since the test.',
        async show({ dialog, postfix }) {
            await enter(dialog, postfix, 'clear');
            await dialog.test('ops@example.test');
            await dialog.enter({ from_address: 'somebody@example.test' });
        },
    },
    {
        name: 'wrong-password',
        about: 'A failed login: what it means, what to do, who, and the reply as the server gave it.',
        async show({ dialog, postfix }) {
            await enter(dialog, postfix, 'clear-login', { password: 'not the password' });
            await dialog.test('ops@example.test');
        },
    },
    {
        name: 'wrong-password-unfolded',
        about: 'The same with the stages and the dialogue open.',
        async show({ dialog, postfix }) {
            await enter(dialog, postfix, 'clear-login', { password: 'not the password' });
            await dialog.test('ops@example.test');
            await unfold(dialog.notice);
        },
    },
    {
        name: 'certificate',
        about: 'An untrusted certificate: its names, validity and fingerprint, its PEM to download, and the command that makes this host trust it.',
        async show({ dialog, postfix }) {
            await enter(dialog, postfix, 'starttls-login', { password: postfix.password });
            await dialog.test('ops@example.test');
        },
    },
    {
        name: 'starttls-missing',
        about: 'STARTTLS is required and the server does not offer it: nothing was sent.',
        async show({ dialog, postfix }) {
            await enter(dialog, postfix, 'clear', { security: 'starttls' });
            await dialog.test('ops@example.test');
        },
    },
    {
        name: 'not-reached',
        about: 'Nobody listens at this port.',
        async show({ dialog }) {
            await dialog.enter({ hostname: '127.0.0.1', port: 1, from_address: SENDER });
            await dialog.test('ops@example.test');
        },
    },
    {
        name: 'not-reached-redacted', by: 'redacted',
        about: 'The same in a dialog for more people than administrators, which tells nothing of the network.',
        async show({ dialog }) {
            await dialog.enter({ hostname: '127.0.0.1', port: 1, from_address: SENDER });
            await dialog.test('ops@example.test');
        },
    },
    {
        name: 'recipient-refused',
        about: 'The server does not know the recipient.',
        async show({ dialog, postfix }) {
            await enter(dialog, postfix, 'clear');
            await dialog.test('nobody@example.test');
        },
    },
    {
        name: 'long-reply',
        about: 'Ten long lines of a server, markup among them, are shown as they came, and wrap.',
        async show({ dialog, serve }) {
            const lines = Array.from({ length: 10 }, (_, i) =>
                `5.7.1 <b>Line ${i + 1}</b> of a policy that nobody reads: see https://mail.example.com/policies/${'very-'.repeat(6)}long#section-${i + 1}`);
            await enterOwn(dialog, await serve(refusing(lines)));
            await dialog.test('ops@example.test');
        },
    },
    {
        name: 'uncertain',
        about: 'The connection to the host was lost while the mail was handed over: it may have been taken.',
        async show({ dialog }) {
            const body = ['dns', 'connect', 'greeting', 'ehlo', 'mail', 'rcpt', 'data', 'body'].map((stage) => `{"stage":"${stage}"}\n`).join('');
            await dialog.page.route('**/api/test', (route) => route.fulfill({ status: 200, contentType: 'application/x-ndjson', body }));
            await dialog.enter({ hostname: 'mail.example.com', from_address: SENDER });
            await dialog.test('ops@example.test');
        },
    },
    {
        name: 'cancelled',
        about: 'A cancelled test.',
        async show({ dialog, serve }) {
            await enterOwn(dialog, await serve(silent()));
            await dialog.page.locator('#recipient').fill('ops@example.test');
            await dialog.press('Test');
            await dialog.page.locator('.stage-running', { hasText: 'greeting' }).waitFor();
            await dialog.press('Cancel');
            await dialog.testEnds();
        },
    },
    {
        name: 'detect-running',
        about: 'A search for settings: each probe as it happens.',
        async show({ dialog, serve, postfix }) {
            const server = await serve(silent());
            await searchPorts(dialog, `${postfix.ports.starttls}, ${server.port}`);
            await dialog.enter({ hostname: '127.0.0.1' });
            await dialog.press('Detect');
            await dialog.page.locator('#search .stage-running').first().waitFor();
            await dialog.page.locator('#search .stage').nth(1).waitFor();
        },
    },
    {
        name: 'detect-found',
        about: 'What the search proposes, and why.',
        async show({ dialog, postfix }) {
            await searchPorts(dialog, `${postfix.ports.starttls}, ${postfix.ports.clear}`);
            await dialog.enter({ hostname: 'localhost' });
            await dialog.press('Detect');
            await dialog.page.getByRole('button', { name: 'Use these settings' }).waitFor();
        },
    },
    {
        name: 'detect-nothing',
        about: 'A search that finds no mail server: why, and what to do.',
        async show({ dialog }) {
            await searchPorts(dialog, '1');
            await dialog.enter({ hostname: '127.0.0.1' });
            await dialog.press('Detect');
            await dialog.page.locator('#search').getByRole('button', { name: 'Close' }).waitFor();
        },
    },
    {
        name: 'saved',
        about: 'Saved.',
        async show({ dialog }) {
            await dialog.enter({ hostname: 'mail.example.com', from_address: 'centerscape@example.com' });
            await dialog.saved();
        },
    },
    {
        name: 'discarded',
        about: 'Discarded changes can be brought back.',
        async show({ dialog }) {
            await dialog.enter({ hostname: 'mail.example.com' });
            await dialog.press('Discard changes');
        },
    },
    {
        name: 'conflict',
        about: 'Somebody else saved meanwhile: for each field that differs, theirs and mine.',
        stored: { hostname: 'mail.example.com', from_address: 'centerscape@example.com', password: '' },
        async show({ dialog, host }) {
            await dialog.enter({ hostname: 'mail2.example.com', from_address: 'Mine <mine@example.com>', timeout_seconds: '60' });
            host.writeSettings({ hostname: 'mail3.example.com', port: 587, security: 'starttls', from_address: 'Theirs <theirs@example.com>', password: '' });
            await dialog.save();
        },
    },
    {
        name: 'unreachable',
        about: 'The host is gone: what was typed is still here.',
        async show({ dialog }) {
            await dialog.enter({ hostname: 'mail.example.com', from_address: 'centerscape@example.com' });
            await dialog.page.route('**/api/**', (route) => route.abort());
            await dialog.save();
        },
    },
    {
        name: 'settings-damaged', isClosed: true,
        about: 'The settings file is damaged: the dialog cannot begin, and says why.',
        stored: '{ "hostname": "mail.example.com", ',
        show: ({ dialog }) => dialog.notice.waitFor(),
    },
    {
        name: 'without-component',
        about: 'A browser that cannot run the component: the dialog works all the same, and checks when it saves or tests.',
        beforehand: forbidWebAssembly,
        show: async () => {},
    },
    {
        name: 'busy',
        about: 'Too many tests at a time: when to try again.',
        async show({ dialog }) {
            const error = { code: 'server.busy', message: 'Too many tests and mails are under way. Try again in a few seconds.' };
            await dialog.page.route('**/api/test', (route) =>
                route.fulfill({ status: 503, contentType: 'application/json', headers: { 'Retry-After': '5' }, body: JSON.stringify({ error }) }));
            await dialog.enter({ hostname: 'mail.example.com', from_address: SENDER });
            await dialog.test('ops@example.test');
        },
    },
    {
        name: 'token', by: 'guarded', isClosed: true,
        about: 'Where the host wants a token, the page asks for it.',
        async show({ dialog }) {
            await dialog.page.locator('#token').fill('not the token');
            await dialog.press('Continue');
            await dialog.page.locator('#token-problem:visible').waitFor();
        },
    },
    {
        name: 'preview-alert', whole: true,
        about: 'The alert mail beside the form, as on a phone.',
        async show({ dialog }) {
            await dialog.enter({ hostname: 'mail.example.com', from_address: 'CenterScape Hall 2 <centerscape@example.com>' });
            await dialog.page.locator('#preview').getByText('Alert', { exact: true }).click();
            await dialog.page.locator('#preview').getByText('Phone', { exact: true }).click();
        },
    },
    {
        name: 'preview-text', whole: true,
        about: 'The report mail as plain text.',
        async show({ dialog }) {
            await dialog.page.locator('#preview').getByText('Report', { exact: true }).click();
            await dialog.page.locator('#preview').getByText('Plain text', { exact: true }).click();
        },
    },
];

/** Makes it a browser that forbids WebAssembly. */
export function forbidWebAssembly(page) {
    return page.addInitScript(() => delete globalThis.WebAssembly);
}

/** The hosts that serve the states. */
export async function startHosts(kind) {
    const [ordinary, guarded, redacted] = await Promise.all([{}, { token: TOKEN }, { arguments: ['--redacted'] }].map((options) => Host.start(kind, options)));
    return { ordinary, guarded, redacted };
}

/** Opens the dialog with what the state needs. */
export function openState({ by = 'ordinary', stored, isClosed, beforehand }, hosts, options) {
    const host = hosts[by];
    rmSync(host.settingsFile, { force: true });
    if (stored) {
        host.writeSettings(stored);
    }
    return Dialog.open(host, { ready: !isClosed, beforehand, ...options });
}

/** The ports of private servers are not the usual ones, so the page is made to ask for them. The answer is the host's own. */
async function searchPorts(dialog, ports) {
    await dialog.page.route('**/api/detect', (route) => {
        const body = JSON.parse(route.request().postData());
        route.continue({ postData: JSON.stringify({ ...body, ports }) });
    });
}

async function unfold(place) {
    for (const fold of await place.locator('summary').all()) {
        await fold.click();
    }
}
