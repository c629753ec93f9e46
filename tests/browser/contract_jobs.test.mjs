// host-example/dialog/api.md: tests, searches and mails; their lines, their limits, their end.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Host, HOSTS } from './support/hosts.mjs';
import { ask, begin, isError, runJob, Stream } from './support/http.mjs';
import { hangingUp, silent, slow } from './support/mail_servers.mjs';
import { startPostfix } from './support/postfix.mjs';
import { pause, until } from './support/programs.mjs';

const STAGES = ['dns', 'connect', 'tls', 'greeting', 'ehlo', 'starttls', 'auth', 'mail', 'rcpt', 'data', 'body', 'quit'];
const ALERT = {
    to: ['ops@example.test'], incident: 'rack12-temp',
    alert: { severity: 'critical', state: 'raised', title: 'Inlet temperature high', asset: 'PDU-7', metric: 'temperature', value: '41.5 C' },
};

describe('jobs', () => {
    let postfix;
    before(async () => (postfix = await startPostfix()));
    after(() => postfix.stop());

    for (const kind of HOSTS) {
        describe(`${kind.name}: tests`, () => {
            let host;
            before(async () => {
                host = await Host.start(kind);
                host.secrets.add(postfix.password);
            });
            after(() => host.stop());

            it('tell each stage as it begins, then the report', async () => {
                const stream = await Stream.open(host, '/api/test', { settings: postfix.settings('clear'), to: 'ops@example.test' });
                assert.equal(stream.status, 200);
                assert.equal(stream.answer.headers['content-type'], 'application/x-ndjson');
                const lines = await stream.all();
                const { report, ...more } = lines.pop();
                assert.deepEqual(more, {});
                const stages = lines.map((line) => line.stage);
                assert.deepEqual(stages, STAGES.filter((stage) => stages.includes(stage)), 'in their order');
                // Postfix takes MAIL, RCPT and DATA in one write: what passes within one step is in the report alone.
                for (const stage of ['connect', 'greeting', 'ehlo', 'mail', 'body']) {
                    assert.ok(stages.includes(stage), `${stage} of ${stages}`);
                }
                const reached = report.stages.map(({ stage }) => stage);
                assert.deepEqual(reached.filter((stage) => stages.includes(stage)), stages);
                assert.ok(reached.includes('rcpt') && reached.includes('data'), reached.join());
                assert.equal(report.outcome, 'accepted');
                assert.equal(report.diagnosis, null);
                assert.ok(report.advice.length > 0 && report.advice.every((line) => line.code && line.text));
                assert.match(await postfix.mailWith('ops', report.queue_id), /^To: .*ops@example\.test/m);
                assert.equal(host.stored(), null, 'a test saves nothing');
            });

            it('without a recipient send nothing', async () => {
                const { report } = await runJob(host, '/api/test', { settings: postfix.settings('clear') });
                assert.equal(report.outcome, 'ready');
                assert.equal((await runJob(host, '/api/test', { settings: postfix.settings('clear'), to: null })).report.outcome, 'ready');
            });

            it('go out from an address without a domain name, too', async () => {
                const server = await slow(0);
                const settings = server.settings({ from_address: 'ops@[192.0.2.1]' });
                const { report } = await runJob(host, '/api/test', { settings, to: 'ops@example.test' });
                assert.equal(report.outcome, 'accepted', JSON.stringify(report.diagnosis));
                server.stop();
            });

            it('use the stored password only at its destination', async () => {
                const login = { ...postfix.settings('clear-login'), auth: 'password', username: postfix.user, password: postfix.password };
                const saved = await ask(host, 'PUT', '/api/settings', login, { 'If-Match': '*' });
                assert.equal(saved.status, 200, saved.text);
                const { report } = await runJob(host, '/api/test', { settings: { ...login, password: '****' }, to: 'noc@example.test' });
                assert.equal(report.outcome, 'accepted', JSON.stringify(report.diagnosis));
                const elsewhere = await ask(host, 'POST', '/api/test', { settings: { ...login, port: postfix.ports.clear, password: '****' } });
                assert.equal(elsewhere.status, 422);
                assert.equal(elsewhere.json.problems[0].code, 'password.destination-changed');
                const wrong = await runJob(host, '/api/test', { settings: { ...login, password: 'Wrong-Pw-9' } });
                assert.equal(wrong.report.diagnosis.cause, 'bad-credentials');
                assert.ok(!JSON.stringify(wrong).includes('Wrong-Pw-9'));
                assert.match(wrong.report.diagnosis.reply.text ?? JSON.stringify(wrong.report.diagnosis.reply), /535/);
            });

            it('connect to nobody where form or recipient have an error', async () => {
                const server = await silent();
                const problems = async (body) => {
                    const answer = await ask(host, 'POST', '/api/test', body);
                    assert.equal(answer.status, 422, answer.text);
                    return answer.json.problems.map((problem) => problem.field);
                };
                const settings = server.settings();
                assert.ok((await problems({ settings: { ...settings, port: 0 }, to: 'ops@example.test' })).includes('port'));
                for (const to of ['', 'ops', 'a@b.example, c@d.example', 'ops@example.test\r\nRCPT TO:<x@example.test>']) {
                    assert.deepEqual(await problems({ settings, to }), ['to[0]'], to);
                }
                assert.equal(server.connections.length, 0);
                server.stop();
            });

            it('take an object with a form and a recipient, and nothing else', async () => {
                for (const body of ['[]', '{}', '"x"', '{"settings":1}', '{"settings":{},"to":1}', '{"settings":{},"to":["ops@example.test"]}',
                    '{"settings":{},"more":1}', '{"settings":{"port":01}}', '{"settings":{"port" 25}}', '{"settings":{"port":25,}}', '{"settings":{"a":[}}}',
                    '{"settings":{"a":nul}}', '{"settings":{"a":"\\x"}}', '{"settings":{},"to":"\\ud800"}']) {
                    isError(await ask(host, 'POST', '/api/test', body), 400, 'request.malformed');
                }
                const judged = await ask(host, 'POST', '/api/test', '{"settings":{"hostname":"\\ud800"}}');
                assert.equal(judged.status, 422, 'it is JSON, and core says what is wrong with it');
                assert.equal(judged.json.problems[0].field, 'hostname');
            });

            it('show a certificate that is not trusted', async () => {
                for (const service of ['starttls', 'tls']) {
                    const { report } = await runJob(host, '/api/test', { settings: postfix.settings(service), to: 'ops@example.test' });
                    assert.equal(report.outcome, 'not-sent');
                    assert.equal(report.diagnosis.cause, 'certificate-untrusted');
                    const [certificate] = report.certificates;
                    assert.match(certificate.sha256, /^[0-9A-Fa-f:]{64,95}$/);
                    assert.match(certificate.pem, /^-----BEGIN CERTIFICATE-----\n/);
                    for (const part of ['subject', 'issuer', 'names']) {
                        assert.ok(certificate[part], part);
                    }
                }
            });

            it('send a sign of life twice a second', async () => {
                const server = await silent();
                const stream = await Stream.open(host, '/api/test', { settings: server.settings() });
                await pause(2_100);
                const times = stream.lines.map((line) => line.at);
                assert.ok(times.length >= 4, `${times.length} lines`);
                const gaps = times.slice(1).map((at, i) => at - times[i]);
                assert.ok(Math.max(...gaps) < 800, `${gaps}`);
                stream.cancel();
                await stream.closed;
                server.stop();
            });

            it('end within half a second of their request', async () => {
                for (const path of ['/api/test', '/api/detect']) {
                    const server = await silent();
                    const body = path === '/api/test' ? { settings: server.settings(), to: 'ops@example.test' } : { hostname: '127.0.0.1', ports: `${server.port}` };
                    const stream = await Stream.open(host, path, body);
                    await until('a connection', () => server.connections.length > 0);
                    await pause(100);
                    assert.ok(server.connections[0].isOpen);
                    const closed = performance.now();
                    stream.cancel();
                    await until('the connection is closed', () => !server.connections[0].isOpen, 5_000);
                    const took = performance.now() - closed;
                    assert.ok(took < 700, `${path}: ${took} ms`);
                    server.stop();
                }
            });

            it('say how a server failed them', async () => {
                const server = await hangingUp();
                const { report } = await runJob(host, '/api/test', { settings: server.settings() });
                assert.equal(report.diagnosis.cause, 'connection-lost');
                const { port } = server;
                server.stop();
                const refused = await runJob(host, '/api/test', { settings: { ...server.settings(), port } });
                assert.equal(refused.report.diagnosis.cause, 'connection-refused');
                const stream = await Stream.open(host, '/api/test', { settings: { ...server.settings(), hostname: '169.254.169.254' } });
                const [stage, denied, ...more] = await stream.all();
                assert.deepEqual([stage, denied.report.outcome, more], [{ stage: 'connect' }, 'not-sent', []]);
            });
        });

        describe(`${kind.name}: searches`, () => {
            let host;
            before(async () => (host = await Host.start(kind)));
            after(() => host.stop());

            it('tell each probe, then what to propose', async () => {
                const ports = `${postfix.ports.clear}, ${postfix.ports['clear-login']}`;
                const stream = await Stream.open(host, '/api/detect', { hostname: 'localhost', ports });
                const lines = await stream.all();
                assert.equal(stream.answer.headers['content-type'], 'application/x-ndjson');
                const { recommendation } = lines.pop();
                assert.equal(recommendation.confirmed, true);
                assert.equal(recommendation.settings.hostname, 'localhost');
                assert.equal(recommendation.settings.password, '****');
                assert.ok(Object.values(postfix.ports).includes(recommendation.settings.port));
                const probing = lines.filter((line) => line.probing);
                const attempts = lines.filter((line) => line.attempt);
                assert.ok(probing.length >= 2 && attempts.length === probing.length, JSON.stringify(lines));
                assert.deepEqual(Object.keys(probing[0].probing), ['hostname', 'port', 'security']);
                assert.deepEqual(Object.keys(attempts[0].attempt), ['hostname', 'port', 'security', 'outcome', 'stage', 'diagnosis']);
                assert.equal(host.stored(), null, 'a search saves nothing');
            });

            it('want something to look for', async () => {
                for (const [body, field] of [[{ hostname: '' }, 'hostname'], [{ hostname: 'a b' }, 'hostname'], [{ hostname: 'localhost', ports: '0' }, 'ports'],
                    [{ hostname: 'localhost', ports: '1,2,3,4,5' }, 'ports']]) {
                    const answer = await ask(host, 'POST', '/api/detect', body);
                    assert.equal(answer.status, 422, answer.text);
                    assert.equal(answer.json.problems[0].field, field);
                }
                for (const body of ['[]', '{"hostname":1}', '{"hostname":"localhost","more":1}', '{"hostname":"localhost","ports":25}']) {
                    isError(await ask(host, 'POST', '/api/detect', body), 400, 'request.malformed');
                }
            });
        });

        describe(`${kind.name}: mails`, () => {
            let host;
            before(async () => (host = await Host.start(kind)));
            after(() => host.stop());

            it('go out by the stored settings', async () => {
                host.writeSettings(postfix.settings('clear'));
                const answer = await ask(host, 'POST', '/api/send', ALERT);
                assert.equal(answer.status, 200, answer.text);
                assert.equal(answer.json.outcome, 'accepted');
                const mail = await postfix.mailWith('ops', answer.json.queue_id);
                assert.match(mail, /^Subject: .*Inlet temperature high/m);
                assert.match(mail, /^From: CenterScape <centerscape@example\.test>/m);
            });

            it('with an error are not sent', async () => {
                const wrong = await ask(host, 'POST', '/api/send', { ...ALERT, to: ['ops'] });
                assert.equal(wrong.status, 422);
                assert.equal(wrong.json.problems[0].field, 'to[0]');
                host.writeSettings({ ...postfix.settings('clear'), hostname: '' });
                const settings = await ask(host, 'POST', '/api/send', ALERT);
                assert.equal(settings.status, 422);
                assert.equal(settings.json.problems[0].field, 'hostname');
            });

            it('that are refused are answered with a report, too', async () => {
                host.writeSettings(postfix.settings('clear'));
                const answer = await ask(host, 'POST', '/api/send', { ...ALERT, to: ['nobody@example.test'] });
                assert.equal(answer.status, 200);
                assert.equal(answer.json.outcome, 'refused');
                assert.equal(answer.json.diagnosis.cause, 'recipient-refused');
            });

            it('are not cancelled by closing their request', async () => {
                const server = await slow(150);
                host.writeSettings(server.settings());
                const closing = new AbortController();
                const asking = begin(host, 'POST', '/api/send', ALERT, {}, closing.signal).catch((error) => error.name);
                const connection = await until('a connection', () => server.connections[0]);
                await until('EHLO', () => connection.received.includes('EHLO'));
                closing.abort();
                assert.equal(await asking, 'AbortError');
                await until('the whole mail', () => connection.received.includes('\r\n.\r\n'));
                server.stop();
            });
        });

        describe(`${kind.name}: too many jobs`, () => {
            it('the ninth is told to come back, and gets the place of one that ends', async () => {
                const host = await Host.start(kind);
                const server = await silent();
                const test = { settings: server.settings() };
                const streams = await Promise.all(Array.from({ length: 8 }, () => Stream.open(host, '/api/test', test)));
                await until('eight connections', () => server.connections.length === 8);
                for (const [path, body] of [['/api/test', test], ['/api/detect', { hostname: '127.0.0.1' }], ['/api/send', ALERT]]) {
                    const busy = await ask(host, 'POST', path, body);
                    isError(busy, 503, 'server.busy');
                    assert.match(busy.headers['retry-after'], /^[1-9]\d*$/);
                }
                assert.equal((await ask(host, 'GET', '/api/settings')).status, 200, 'the rest goes on');
                streams[0].cancel();
                await until('a place', async () => {
                    const again = await Stream.open(host, '/api/test', test);
                    streams.push(again);
                    return again.status === 200;
                });
                streams.forEach((stream) => stream.cancel());
                await Promise.all(streams.map((stream) => stream.closed));
                await host.stop();
                server.stop();
            });

            it('so many in a minute are told when to come back', async () => {
                const host = await Host.start(kind);
                const nobody = { settings: { hostname: '127.0.0.1', port: 1 } };
                let answer;
                let taken = 0;
                for (; taken < 200; taken++) {
                    const [path, body] = taken % 2 ? ['/api/test', nobody] : ['/api/detect', { hostname: '127.0.0.1', ports: '1' }];
                    answer = await ask(host, 'POST', path, body);
                    if (answer.status !== 200) {
                        break;
                    }
                }
                isError(answer, 429, 'test.too-often');
                const seconds = Number(answer.headers['retry-after']);
                assert.ok(seconds >= 1 && seconds <= 61, `${seconds}`);
                assert.ok(taken >= 10, `${taken}`);
                isError(await ask(host, 'POST', '/api/test', nobody), 429, 'test.too-often');
                isError(await ask(host, 'POST', '/api/detect', { hostname: '127.0.0.1' }), 429, 'test.too-often');
                assert.equal((await ask(host, 'GET', '/api/settings')).status, 200);
                await host.stop();
            });
        });

        describe(`${kind.name}: a dialog for more people than administrators`, () => {
            let host;
            before(async () => (host = await Host.start(kind, { arguments: ['--redacted'] })));
            after(() => host.stop());

            it('sends no stages and a redacted report', async () => {
                const accepted = await Stream.open(host, '/api/test', { settings: postfix.settings('clear'), to: 'desk@example.test' });
                const lines = await accepted.all();
                assert.equal(lines.length, 1, JSON.stringify(lines));
                assert.equal(lines[0].report.outcome, 'accepted');
                const { report } = await runJob(host, '/api/test', { settings: { hostname: '127.0.0.1', port: 1 } });
                assert.equal(report.diagnosis.cause, 'server-not-reached');
                const server = await hangingUp();
                const lost = await runJob(host, '/api/test', { settings: server.settings() });
                assert.equal(lost.report.diagnosis.cause, 'server-not-reached');
                server.stop();
                for (const redacted of [lines[0].report, report, lost.report]) {
                    for (const part of ['stages', 'certificates', 'capabilities', 'transcript']) {
                        assert.deepEqual(redacted[part], [], part);
                    }
                    assert.ok(redacted.recipients.every((recipient) => recipient.reply === null));
                }
            });

            it('notices as soon that a client has gone', async () => {
                const server = await silent();
                const stream = await Stream.open(host, '/api/test', { settings: server.settings(), to: 'ops@example.test' });
                await until('a connection', () => server.connections.length > 0);
                await until('a sign of life', () => stream.lines.length > 1);
                const closed = performance.now();
                stream.cancel();
                await until('the connection is closed', () => !server.connections[0].isOpen, 5_000);
                assert.ok(performance.now() - closed < 700);
                server.stop();
            });

            it('does not search', async () => {
                isError(await ask(host, 'POST', '/api/detect', { hostname: 'localhost' }), 403, 'detect.not-open');
                const told = (await ask(host, 'GET', '/api/host')).json;
                assert.deepEqual([told.detect, told.redacted], [false, true]);
            });

            it('counts mails like tests', async () => {
                host.writeSettings({ hostname: '127.0.0.1', port: 1, from_address: 'centerscape@example.test' });
                let answer;
                for (let i = 0; i < 200; i++) {
                    answer = await ask(host, 'POST', '/api/send', ALERT);
                    if (answer.status !== 200) {
                        break;
                    }
                    assert.equal(answer.json.diagnosis.cause, 'server-not-reached');
                }
                isError(answer, 429, 'test.too-often');
                assert.match(answer.headers['retry-after'], /^[1-9]\d*$/);
            });
        });
    }
});
