// Programs that run beside a test: started, heard, ended with it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const PATIENCE_MS = 60_000;
const running = new Set();

process.setMaxListeners(0);
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** A program with what it said so far. */
export class Program {
    /** Starts it; its standard input stays open until it is stopped. */
    constructor(command, more = {}) {
        this.output = '';
        this.errors = '';
        this.child = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'pipe'], ...more });
        running.add(this.child);
        this.child.stderr.on('data', (bytes) => (this.errors += bytes));
        this.lines = createInterface({ input: this.child.stdout });
        this.lines.on('line', (line) => (this.output += `${line}\n`));
        this.ended = new Promise((resolve) => {
            this.child.once('error', (error) => {
                this.errors += `${error.message}\n`;
                resolve(null);
            });
            this.child.once('close', (code) => resolve(code));
        });
        this.ended.then(() => running.delete(this.child));
    }

    /** The first match in a line that it prints. */
    async says(pattern) {
        const heard = new Promise((resolve) => {
            const listen = (line) => {
                const match = pattern.exec(line);
                if (match) {
                    resolve(match);
                }
            };
            this.output.split('\n').forEach(listen);
            this.lines.on('line', listen);
        });
        const match = await Promise.race([heard, this.ended, pause(PATIENCE_MS)]);
        if (!Array.isArray(match)) {
            throw new Error(`${this.child.spawnfile} did not say ${pattern}, but:\n${this.output}${this.errors}`);
        }
        return match;
    }

    /** Ends it as a person would, and waits. Gives the exit code, `null` after a signal. */
    async stop(signal = 'SIGTERM') {
        if (this.child.exitCode === null && this.child.signalCode === null) {
            this.child.kill(signal);
            this.child.stdin.destroy();
        }
        const code = await this.ended;
        this.lines.close();
        return code;
    }

    /** Closes its standard input, and waits until it ends by itself. */
    async finish() {
        this.child.stdin.end();
        return this.ended;
    }
}

/** Runs a program to its end: its exit code and what it printed. */
export async function run(command, more) {
    const program = new Program(command, more);
    const code = await program.finish();
    return { code, output: program.output, errors: program.errors };
}

/** Some milliseconds. It keeps no process alive. */
export function pause(milliseconds) {
    return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

/** Waits until something is so, and fails with `about` where it does not become so. */
export async function until(about, isSo, patience = 15_000) {
    const end = Date.now() + patience;
    for (;;) {
        const value = await isSo();
        if (value) {
            return value;
        }
        if (Date.now() > end) {
            throw new Error(`in ${patience} ms it did not become so: ${about}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

/** The next event, or an error after some seconds. */
export async function next(emitter, event, patience = 15_000) {
    const [value] = await once(emitter, event, { signal: AbortSignal.timeout(patience) });
    return value;
}
