// Plain HTTP, as the contract has it.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const OWN = { 'Content-Type': 'application/json', 'Centerscape-Dialog': '1' };

/** The request's options; a header that is `undefined` is left out. */
function options(host, method, path, headers) {
    const all = method === 'PUT' || method === 'POST' ? { ...OWN } : {};
    if (host.options.token) {
        all.Authorization = `Bearer ${host.options.token}`;
    }
    Object.assign(all, headers);
    Object.keys(all).forEach((name) => all[name] === undefined && delete all[name]);
    const { hostname, port } = new URL(host.url);
    return { hostname: hostname.replace(/[[\]]/g, ''), port, method, path, headers: all, agent: false };
}

/** Asks and waits for the whole answer: `status`, `headers`, `bytes`, `text`, `json`. Bodies are text, bytes, or values that become JSON. */
export async function ask(host, method, path, body, headers = {}) {
    const answer = await begin(host, method, path, body, headers);
    const parts = [];
    for await (const part of answer) {
        parts.push(part);
    }
    const bytes = Buffer.concat(parts);
    const text = bytes.toString('utf8');
    keepsSecrets(host, answer.rawHeaders.join('\n') + text);
    return {
        status: answer.statusCode,
        headers: answer.headers,
        rawHeaders: answer.rawHeaders,
        bytes,
        text,
        get json() {
            return JSON.parse(text);
        },
    };
}

/** Asks and gives the answer as it begins. A signal closes the request. */
export function begin(host, method, path, body, headers = {}, signal = undefined) {
    return new Promise((resolve, reject) => {
        const asking = request({ ...options(host, method, path, headers), signal }, resolve);
        asking.once('error', reject);
        asking.end(typeof body === 'string' || body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    });
}

/** A test or a search: its answer line by line as it comes. */
export class Stream {
    static async open(host, path, body) {
        const answer = await begin(host, 'POST', path, body);
        return new Stream(host, answer);
    }

    constructor(host, answer) {
        this.answer = answer;
        this.status = answer.statusCode;
        /** What was received: each line with the milliseconds of this process at which it came. */
        this.lines = [];
        const reader = createInterface({ input: answer });
        reader.on('line', (text) => {
            this.lines.push({ text, at: performance.now() });
            this.wake?.();
        });
        reader.on('error', () => {});
        this.closed = new Promise((resolve) => {
            answer.once('error', () => {});
            answer.once('close', () => {
                keepsSecrets(host, this.lines.map((line) => line.text).join('\n'));
                resolve();
                this.wake?.();
            });
        });
    }

    /** Waits for a line for which this holds; empty ones are left out. */
    async line(holds) {
        let over = false;
        this.closed.then(() => (over = true));
        for (;;) {
            const found = this.objects().find(holds);
            if (found) {
                return found;
            }
            if (over) {
                throw new Error(`the stream ended without it: ${JSON.stringify(this.objects())}`);
            }
            await new Promise((resolve) => (this.wake = resolve));
        }
    }

    /** All lines so far that are not empty. */
    objects() {
        return this.lines.filter((line) => line.text !== '').map((line) => JSON.parse(line.text));
    }

    /** Waits for the end and gives all lines. */
    async all() {
        await this.closed;
        return this.objects();
    }

    /** Closes the request. */
    cancel() {
        this.answer.destroy();
    }
}

/** Runs a test or a search to its end: the last line. */
export async function runJob(host, path, body) {
    const stream = await Stream.open(host, path, body);
    await stream.closed;
    assert.equal(stream.status, 200, stream.lines.map((line) => line.text).join(''));
    return stream.objects().at(-1);
}

/** Bytes as they are, and what comes back until the host closes, or `patience` is over. */
export function raw(host, bytes, { patience = 3_000, end = false } = {}) {
    return new Promise((resolve, reject) => {
        const socket = connect(host.port, '127.0.0.1');
        const start = performance.now();
        let text = '';
        const done = (isClosed) => {
            socket.destroy();
            resolve({ text, isClosed, after: performance.now() - start, status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]) });
        };
        socket.setTimeout(patience, () => done(false));
        socket.on('data', (part) => (text += part));
        socket.once('close', () => done(true));
        socket.once('error', (error) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? done(true) : reject(error)));
        socket.write(bytes);
        if (end) {
            socket.end();
        }
    });
}

/** Refuses an answer with an error of the contract: status, code, and a body of nothing else. */
export function isError(answer, status, code) {
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.headers['content-type'], /^application\/json(; ?charset=utf-8)?$/i);
    const { error, ...more } = answer.json;
    assert.deepEqual(more, {});
    assert.deepEqual(Object.keys(error), ['code', 'message']);
    assert.equal(error.code, code);
    assert.ok(error.message.length > 10, error.message);
}

/** The ETag of what is stored. */
export async function version(host) {
    return (await ask(host, 'GET', '/api/settings')).headers.etag;
}

function keepsSecrets(host, text) {
    for (const secret of host.secrets) {
        assert.ok(!text.includes(secret), 'a secret is in an answer');
    }
}
