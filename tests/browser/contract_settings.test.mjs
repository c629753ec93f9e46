// host-example/dialog/api.md: settings, their versions, their file; problems; the known services.

import assert from 'node:assert/strict';
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { Host, HOSTS } from './support/hosts.mjs';
import { ask, isError, version } from './support/http.mjs';
import { ROOT } from './support/places.mjs';
import { pause } from './support/programs.mjs';

const DEFAULTS = JSON.parse(readFileSync(join(ROOT, 'tests/vectors/settings/json-empty-object.json'), 'utf8')).settings;
const SECRET = 'Zv9-kept_secret';
const LOGIN = {
    hostname: 'mail.example.com', port: 587, security: 'starttls', auth: 'password', username: 'monitor@example.com',
    password: SECRET, from_address: 'monitor@example.com',
};

/** Runs a program to which permissions apply, as they do to everybody but root. */
const LIKE_ANYBODY = process.getuid() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];

const save = (host, form, ifMatch = '*') => ask(host, 'PUT', '/api/settings', form, { 'If-Match': ifMatch });
const read = (host) => ask(host, 'GET', '/api/settings');
const judge = async (host, form) => (await ask(host, 'POST', '/api/settings/validate', form)).json.problems;
const codes = (problems) => problems.map((problem) => problem.code);

for (const kind of HOSTS) {
    describe(`${kind.name}: settings`, () => {
        let host;
        before(async () => {
            host = await Host.start(kind);
            host.secrets.add(SECRET);
        });
        after(() => host.stop());

        it('are the defaults where nothing was saved, and reading saves nothing', async () => {
            const answer = await read(host);
            assert.deepEqual(Object.entries(answer.json), Object.entries(DEFAULTS));
            assert.match(answer.headers.etag, /^"[^"]+"$/);
            assert.equal(host.stored(), null);
        });

        it('are stored for their owner only, the password among them, and shown with the mask', async () => {
            const saved = await save(host, LOGIN);
            assert.equal(saved.status, 200, saved.text);
            const shown = { ...DEFAULTS, ...LOGIN, password: '****' };
            assert.deepEqual(saved.json, shown);
            const again = await read(host);
            assert.deepEqual(again.json, shown);
            assert.equal(again.headers.etag, saved.headers.etag);
            assert.equal(host.stored().password, SECRET);
            assert.equal(host.permissions(), '600');
        });

        it('keep the password by the mask and by an absent key, replace it, remove it', async () => {
            const passwordAfter = async (form) => {
                const saved = await save(host, form);
                assert.equal(saved.status, 200, saved.text);
                assert.equal(saved.json.password, '****');
                return host.stored().password;
            };
            await save(host, LOGIN);
            assert.equal(await passwordAfter({ password: '****' }), SECRET);
            assert.equal(await passwordAfter({ timeout_seconds: 20 }), SECRET);
            host.secrets.add('Another-9x');
            assert.equal(await passwordAfter({ password: 'Another-9x' }), 'Another-9x');
            assert.equal(await passwordAfter({ password: '', auth: 'none', username: '' }) || '', '');
            assert.equal(await passwordAfter({ password: '****' }) || '', '', 'the mask was saved as a password');
        });

        it('keep what the form leaves out', async () => {
            await save(host, LOGIN);
            const saved = await save(host, { timeout_seconds: 12 });
            assert.deepEqual(saved.json, { ...DEFAULTS, ...LOGIN, password: '****', timeout_seconds: 12 });
        });

        it('never send a stored password to a changed destination', async () => {
            await save(host, LOGIN);
            for (const change of [{ hostname: 'mail.example.net' }, { port: 2587 }, { security: 'tls', port: 465 }, { username: 'other@example.com' }]) {
                for (const form of [{ ...LOGIN, password: '****', ...change }, change]) {
                    const refused = await save(host, form);
                    assert.equal(refused.status, 422, refused.text);
                    assert.ok(codes(refused.json.problems).includes('password.destination-changed'), refused.text);
                    assert.ok(codes(await judge(host, form)).includes('password.destination-changed'));
                    const tested = await ask(host, 'POST', '/api/test', { settings: form });
                    assert.equal(tested.status, 422, tested.text);
                }
            }
            assert.equal(host.stored().hostname, LOGIN.hostname);
            host.secrets.add('typed-Again7');
            assert.equal((await save(host, { ...LOGIN, hostname: 'mail.example.net', password: 'typed-Again7' })).status, 200);
        });

        it('want If-Match, then its version, then a form without errors', async () => {
            await save(host, LOGIN);
            const wrong = { port: 0 };
            isError(await ask(host, 'PUT', '/api/settings', wrong), 428, 'if-match.missing');
            const changed = await save(host, wrong, '"some-other"');
            isError(changed, 412, 'settings.changed');
            assert.equal(changed.headers.etag, await version(host));
            assert.equal((await save(host, wrong, changed.headers.etag)).status, 422);
            assert.equal((await save(host, wrong, '*')).status, 422);
            assert.equal((await save(host, { timeout_seconds: 13 }, changed.headers.etag)).status, 200);
            assert.equal((await save(host, { timeout_seconds: 14 }, changed.headers.etag)).status, 412);
            assert.equal(host.stored().timeout_seconds, 13);
        });

        it('have another version after each change, also by an editor, and the same in between', async () => {
            await save(host, LOGIN);
            const seen = [await version(host)];
            assert.equal(await version(host), seen[0]);
            for (const form of [{ timeout_seconds: 41 }, { password: 'Other-pw-1' }, { password: 'Other-pw-2' }]) {
                seen.push((await save(host, form)).headers.etag);
            }
            host.writeSettings({ ...LOGIN, hostname: 'edited.example.com' });
            seen.push(await version(host));
            assert.equal(new Set(seen).size, seen.length, seen.join(' '));
            assert.equal((await read(host)).json.hostname, 'edited.example.com');
            const afterEditor = await save(host, { timeout_seconds: 15 }, seen.at(-2));
            isError(afterEditor, 412, 'settings.changed');
        });

        it('of two who save at the same time one wins, and the other is told', async () => {
            for (let round = 0; round < 10; round++) {
                const etag = await version(host);
                const forms = ['a', 'b', 'c', 'd'].map((name) => ({ ...DEFAULTS, hostname: `${name}${round}.example.com`, password: '' }));
                const answers = await Promise.all(forms.map((form) => save(host, form, etag)));
                assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 412, 412, 412]);
                const winner = answers.findIndex((answer) => answer.status === 200);
                assert.equal(host.stored().hostname, forms[winner].hostname);
            }
        });

        it('that have an error are not stored, and every problem is told with its place', async () => {
            await save(host, LOGIN);
            const form = '{"hostname":"",\n "port":70000, "security":"none", "from_address":"ops@"}';
            const refused = await save(host, form);
            assert.equal(refused.status, 422);
            assert.deepEqual(Object.keys(refused.json), ['problems']);
            const byField = Object.fromEntries(refused.json.problems.map((problem) => [problem.field, problem]));
            assert.deepEqual(byField.hostname.position, { line: 1, column: 13 });
            assert.deepEqual(byField.port.position, { line: 2, column: 9 });
            assert.equal(byField.port.code, 'port.out-of-range');
            assert.ok(byField.from_address);
            for (const problem of refused.json.problems) {
                assert.ok(['error', 'warning'].includes(problem.severity));
                assert.ok(problem.message.length > 10);
            }
            assert.deepEqual(await judge(host, form), refused.json.problems);
            assert.equal(host.stored().hostname, LOGIN.hostname);
        });

        it('may have warnings', async () => {
            const form = { ...DEFAULTS, hostname: 'mail.example.com', password: '', from_address: '' };
            assert.equal((await save(host, form)).status, 200);
            assert.ok(codes(await judge(host, {})).includes('from.missing'));
        });

        it('are judged without being stored', async () => {
            await save(host, LOGIN);
            const before = await version(host);
            assert.deepEqual(await judge(host, {}), []);
            assert.deepEqual(codes(await judge(host, { hostname: 'https://mail.example.com/' })), ['password.destination-changed', 'hostname.is-a-url']);
            assert.equal(await version(host), before);
        });

        it('that are no settings at all have problems with a place, too', async () => {
            assert.deepEqual(codes((await save(host, '')).json.problems), ['json.empty']);
            for (const form of ['{', '[]', 'null', '"x"', '{"hostnam":"x"}', '{"port":"25"}', '{"port":1e999}', '[[[['.repeat(1000), '{"a":1,"a":2}']) {
                const answer = await save(host, form);
                assert.equal(answer.status, 422, form);
                assert.ok(answer.json.problems[0].position, `${form}: ${answer.text}`);
            }
        });
    });

    describe(`${kind.name}: the vectors of core`, () => {
        let host;
        before(async () => (host = await Host.start(kind)));
        after(() => host.stop());
        const vectors = (folder) => readdirSync(join(ROOT, 'tests/vectors', folder)).map((name) =>
            [name, JSON.parse(readFileSync(join(ROOT, 'tests/vectors', folder, name), 'utf8'))]);

        it('give the same problems and settings here', async () => {
            let played = 0;
            for (const [name, vector] of vectors('apply')) {
                // A host that keeps its password in the file has none elsewhere.
                if (vector.stored.password === '****') {
                    continue;
                }
                host.writeSettings(vector.stored);
                assert.deepEqual(await judge(host, vector.form), vector.problems, name);
                const saved = await save(host, vector.form);
                if (vector.problems.some((problem) => problem.severity === 'error')) {
                    assert.equal(saved.status, 422, name);
                    assert.deepEqual(saved.json.problems, vector.problems, name);
                } else {
                    assert.deepEqual(saved.json, vector.merged, name);
                    assert.equal(host.stored().password || null, vector.secret, name);
                }
                played += 1;
            }
            assert.ok(played > 15, `${played} vectors`);
        });

        it('give the same problems for settings that nothing was stored before', async () => {
            rmSync(host.settingsFile, { force: true });
            for (const [name, vector] of vectors('settings')) {
                // A position can be in a key that the stored settings add; here none are stored, so that only the mask differs.
                if (typeof vector.input === 'string' && !vector.input.includes('****')) {
                    assert.deepEqual(await judge(host, vector.input), vector.problems, name);
                }
            }
        });
    });

    describe(`${kind.name}: the settings file`, () => {
        let host;
        before(async () => (host = await Host.start(kind)));
        after(() => host.stop());

        it('damaged or exposed it is told, and left as it is', async () => {
            const damaged = ['{"hostname": "mail.example.com", "port":', '', '[]', '{"port": 99999}', '{"password":"****"}', Buffer.from([0xff, 0xfe])];
            for (const text of damaged) {
                writeFileSync(host.settingsFile, text, { mode: 0o600 });
                for (const answer of [await read(host), await save(host, LOGIN), await ask(host, 'POST', '/api/settings/validate', '{}'),
                    await ask(host, 'POST', '/api/test', { settings: {} })]) {
                    isError(answer, 500, 'settings-file.damaged');
                    assert.match(answer.json.error.message, /\. It is left as it is: /);
                }
                isError(await ask(host, 'POST', '/api/test', '{}'), 400, 'request.malformed');
                assert.deepEqual(readFileSync(host.settingsFile), Buffer.from(text));
            }
            writeFileSync(host.settingsFile, '{"hostname":\n "mail.example.com",,}');
            assert.match((await read(host)).json.error.message, /line 2, column \d+/);
            host.writeSettings(LOGIN);
            for (const mode of [0o640, 0o604, 0o620, 0o666]) {
                chmodSync(host.settingsFile, mode);
                isError(await read(host), 500, 'settings-file.exposed');
                isError(await save(host, LOGIN), 500, 'settings-file.exposed');
            }
            chmodSync(host.settingsFile, 0o600);
            assert.equal((await read(host)).status, 200);
        });

        it('is for its owner whatever the umask says, and a link stays a link', async () => {
            rmSync(host.settingsFile);
            assert.equal((await save(host, LOGIN)).status, 200);
            assert.equal(statSync(host.settingsFile).mode & 0o777, 0o600);
            const real = join(host.folder, 'real.json');
            renameSync(host.settingsFile, real);
            symlinkSync(real, host.settingsFile);
            assert.equal((await save(host, { timeout_seconds: 44 })).status, 200);
            assert.ok(lstatSync(host.settingsFile).isSymbolicLink());
            assert.equal(JSON.parse(readFileSync(real, 'utf8')).timeout_seconds, 44);
            assert.equal(statSync(real).mode & 0o777, 0o600);
            rmSync(host.settingsFile);
        });

        it('is as it was, where a save is answered by an error', async () => {
            const limited = await Host.start(kind, { settings: LOGIN, wrapper: LIKE_ANYBODY });
            // Files in such a folder can be replaced; the folder itself cannot be opened.
            chmodSync(limited.folder, 0o300);
            const saved = await save(limited, { timeout_seconds: 46 });
            if (limited.stored().timeout_seconds === 46) {
                assert.equal(saved.status, 200, saved.text);
            } else {
                isError(saved, 500, 'settings-file.unwritable');
            }
            chmodSync(limited.folder, 0o700);
            await limited.stop();
        });

        it('is always whole, whenever the host is killed', async () => {
            const names = ['first', 'second'].map((name) => `${name}.example.com`);
            const long = (name) => ({ ...LOGIN, hostname: name, username: `${name}-${'x'.repeat(200)}` });
            await save(host, long(names[0]));
            for (let round = 0; round < 12; round++) {
                let saving = true;
                const saves = (async () => {
                    for (let i = 0; saving; i++) {
                        const answer = await save(host, { ...long(names[i % 2]), password: SECRET }).catch(() => null);
                        saving &&= answer !== null;
                    }
                })();
                await pause(20 + round * 7);
                await host.kill();
                saving = false;
                await saves;
                const stored = host.stored();
                assert.ok(names.includes(stored.hostname), 'it is one of both');
                assert.equal(stored.username, long(stored.hostname).username);
                assert.equal(host.permissions(), '600');
                await host.again();
                assert.equal((await read(host)).json.hostname, stored.hostname);
                assert.equal((await save(host, { timeout_seconds: 10 + round })).status, 200, 'what a crash leaves is in the way');
            }
            const left = readdirSync(host.folder).filter((name) => name.startsWith('settings.json') && name !== 'settings.json');
            assert.deepEqual(left, [], 'a save leaves files behind');
        });
    });

    describe(`${kind.name}: the known services and the host itself`, () => {
        let host;
        before(async () => (host = await Host.start(kind)));
        after(() => host.stop());

        it('are listed with the settings to propose', async () => {
            const answer = await ask(host, 'GET', '/api/providers');
            const { providers, ...more } = answer.json;
            assert.deepEqual(more, {});
            assert.ok(providers.length > 10);
            const microsoft = providers.find((provider) => provider.id === 'microsoft-365');
            assert.equal(microsoft.title, 'Microsoft 365');
            assert.equal(microsoft.settings.hostname, 'smtp.office365.com');
            assert.equal(microsoft.settings.port, 587);
            assert.equal(microsoft.settings.security, 'starttls');
            for (const provider of providers) {
                assert.deepEqual(Object.keys(provider), ['id', 'title', 'hostnames', 'settings', 'from_is_login', 'app_password', 'password_retired',
                    'limits', 'help']);
                assert.equal(provider.settings.password, '****');
                assert.ok(provider.hostnames.length > 0);
            }
        });

        it('tells how to make it trust a certificate', async () => {
            const told = (await ask(host, 'GET', '/api/host')).json;
            assert.deepEqual(Object.keys(told), ['host', 'trust_command', 'detect', 'redacted']);
            assert.match(told.host, /^[\w-]+ \d+\.\d+\.\d+$/);
            assert.match(told.trust_command, /\{file\}/);
            assert.ok(told.trust_command.includes(host.folder), 'the path is absolute');
            assert.deepEqual([told.detect, told.redacted], [true, false]);
        });
    });
}

describe('both hosts', () => {
    it('answer the same', async () => {
        const hosts = await Promise.all(HOSTS.map((kind) => Host.start(kind)));
        try {
            const questions = [['GET', '/api/settings'], ['GET', '/api/providers'], ['POST', '/api/settings/validate', { hostname: 'x_y', port: 0, auth: 'password' }],
                ['GET', '/nothing'], ['POST', '/api/test', '[]'], ['POST', '/api/detect', { hostname: '' }], ['POST', '/api/send', { to: ['x'] }]];
            for (const [method, path, body] of questions) {
                const [first, ...others] = await Promise.all(hosts.map((host) => ask(host, method, path, body)));
                for (const other of others) {
                    assert.equal(other.status, first.status, path);
                    assert.deepEqual(other.json, first.json, path);
                }
            }
        } finally {
            await Promise.all(hosts.map((host) => host.stop()));
        }
    });
});
