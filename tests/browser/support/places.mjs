// Where things are. `cargo xtask test` builds and installs all of it; what is missing fails with the command that brings it.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const ROOT = resolve(fileURLToPath(new URL('../../..', import.meta.url)));

const TARGET = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');

/** A file that must be there: otherwise the error says what to run. */
function existing(path, command) {
    if (!existsSync(path)) {
        throw new Error(`${path} is not there. Run: ${command}`);
    }
    return path;
}

export const javaHost = () =>
    existing(join(ROOT, 'host-example/java/target/centerscape-smtp-host-0.1.0.jar'), 'cargo xtask browser');
export const wasmHost = () => existing(join(TARGET, 'release/smtp-host'), 'cargo xtask browser');
export const postfixForTests = () => existing(join(TARGET, 'release/postfix-for-tests'), 'cargo xtask browser');
export const chromium = () => existing('/usr/bin/chromium', 'apt-get install --yes --no-install-recommends chromium');

/** The manifest of the page, which both hosts embed. */
export const manifest = () => existing(join(TARGET, 'dialog/manifest.json'), 'cargo xtask dialog');

/** An npm package of the lock file, or a file of one. */
export function npmFile(path) {
    return existing(join(TARGET, 'tools/browser/node_modules', path), 'cargo xtask browser');
}

/** Loads an npm package of the lock file. */
export function npmPackage(name) {
    return createRequire(join(npmFile(name), 'package.json'))(name);
}

/** A folder that is gone when this process ends. */
export function privateFolder() {
    const folder = mkdtempSync(join(tmpdir(), 'centerscape-dialog-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    return folder;
}
