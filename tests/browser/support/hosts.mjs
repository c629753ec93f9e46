// The hosts. They differ in how they are started; everything else is the same, and no test asks which one it has.

import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { javaHost, privateFolder, wasmHost } from './places.mjs';
import { Program, run } from './programs.mjs';

/** Each has a trust store of its own in the folder that it is given. */
const ALL = [
    {
        name: 'Java host',
        async command(folder) {
            const store = join(folder, 'trusted.p12');
            if (!existsSync(store)) {
                copyFileSync(await emptyTrustStore(), store);
            }
            return ['java', '-XX:TieredStopAtLevel=1', `-Djavax.net.ssl.trustStore=${store}`, '-Djavax.net.ssl.trustStorePassword=changeit', '-jar', javaHost()];
        },
    },
    {
        name: 'wasm host',
        async command(folder) {
            return [wasmHost(), 'serve', '--ca', join(folder, 'trusted.pem')];
        },
    },
];

let trustStore;

/** A trust store of Java's that trusts nobody. Java refuses one without any certificate, so there is one that nobody has. */
function emptyTrustStore() {
    trustStore ??= (async () => {
        const store = join(privateFolder(), 'empty.p12');
        const made = await run(['keytool', '-genkeypair', '-alias', 'nobody', '-dname', 'CN=nobody', '-keyalg', 'EC',
            '-storetype', 'PKCS12', '-keystore', store, '-storepass', 'changeit']);
        assert.equal(made.code, 0, made.errors);
        return store;
    })();
    return trustStore;
}

/** Those that are tested. */
export const HOSTS = chosen(process.env.DIALOG_HOST ?? '');

/** All, or those whose name begins so: the environment variable `DIALOG_HOST`. Without any, all tests would pass. */
function chosen(beginning) {
    const hosts = ALL.filter((host) => host.name.startsWith(beginning));
    if (hosts.length === 0) {
        throw new Error(`DIALOG_HOST=${beginning} is the beginning of no host's name. There are: ${ALL.map((host) => host.name).join(', ')}.`);
    }
    return hosts;
}

/** The line of the log about a request: time, method, endpoint, status, duration. */
const REQUEST = /^\d{4}-\d\d-\d\dT[\d:.]+Z (GET|PUT|POST|-) (\/[\w./-]*|-) (\d{3}|gone) \d+ ms$/;

/** A running host in a private folder. */
export class Host {
    /**
     * @param kind one of `HOSTS`
     * @param options `settings` are written into its file, `arguments` are added to its command line, `token` is what it demands,
     *   `wrapper` is a command that runs it
     */
    static async start(kind, options = {}) {
        const host = new Host(kind, options);
        await host.begin('127.0.0.1:0');
        return host;
    }

    /** Runs it with arguments that it refuses. */
    static async refused(kind, more, folder = privateFolder()) {
        const command = await kind.command(folder);
        return run([...command, '--settings', join(folder, 'settings.json'), ...more], { cwd: folder });
    }

    constructor(kind, options) {
        this.kind = kind;
        this.options = options;
        this.folder = options.folder ?? privateFolder();
        this.settingsFile = join(this.folder, 'settings.json');
        /** What must never be seen in an answer or in the log. */
        this.secrets = new Set();
        this.earlierLog = '';
        if (options.settings) {
            this.writeSettings(options.settings);
        }
        if (options.token) {
            this.secrets.add(options.token);
            writeFileSync(join(this.folder, 'token'), `${options.token}\n`, { mode: 0o600 });
        }
    }

    async begin(listen) {
        const command = [...(this.options.wrapper ?? []), ...await this.kind.command(this.folder), '--listen', listen, '--settings', this.settingsFile];
        if (this.options.token) {
            command.push('--token-file', join(this.folder, 'token'));
        }
        this.program = new Program([...command, ...(this.options.arguments ?? [])], { cwd: this.folder });
        const [, url] = await this.program.says(/^Listening on (http:\/\/\S+:\d+)\b/);
        this.url = url;
        this.port = Number(new URL(url).port);
    }

    /** What it logged so far. */
    get log() {
        return this.earlierLog + this.program.errors;
    }

    /** Kills it at once, as a crash would. */
    async kill() {
        await this.program.stop('SIGKILL');
        this.earlierLog += this.program.errors;
    }

    /** It is there, and does nothing, until it is thawed. */
    freeze() {
        this.program.child.kill('SIGSTOP');
    }

    thaw() {
        this.program.child.kill('SIGCONT');
    }

    /** Starts it again where it was. */
    async again() {
        await this.begin(`127.0.0.1:${this.port}`);
    }

    /** Ends it, and looks at what it logged. */
    async stop() {
        await this.program.stop();
        for (const secret of this.secrets) {
            assert.ok(!this.log.includes(secret), 'a secret is in the log');
        }
        const odd = this.log.split('\n').filter((line) => line !== '' && !REQUEST.test(line));
        assert.deepEqual(odd, [], 'the log has lines that are not about a request');
    }

    /** The settings as they are stored, with the password; `null` where nothing was saved. */
    stored() {
        return existsSync(this.settingsFile) ? JSON.parse(readFileSync(this.settingsFile, 'utf8')) : null;
    }

    /** Writes its settings as an editor would. */
    writeSettings(settings) {
        writeFileSync(this.settingsFile, typeof settings === 'string' ? settings : JSON.stringify(settings));
        chmodSync(this.settingsFile, 0o600);
    }

    /** Who may do what with its settings file, as `600`. */
    permissions() {
        return (statSync(this.settingsFile).mode & 0o7777).toString(8);
    }
}
