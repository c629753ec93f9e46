// Draws every state of the dialog, and the HTML mails, into docs/screenshots: `cargo xtask screenshots`.
//
// The pictures are the same on each run as far as their subject is: ports, times, queue ids and fingerprints of a run are replaced by
// fixed ones, and nothing moves.

import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { closeBrowser, Dialog } from './support/dialog.mjs';
import { HOSTS } from './support/hosts.mjs';
import { mails } from './support/mails.mjs';
import { ROOT } from './support/places.mjs';
import { picture } from './support/picture.mjs';
import { startPostfix } from './support/postfix.mjs';
import { openState, startHosts, STATES } from './support/states.mjs';
import { steady } from './support/steady.mjs';

const FOLDER = join(ROOT, 'docs/screenshots');

/** States that are drawn in more than one way. */
const DARK = ['first-visit', 'checked-while-typing', 'errors', 'accepted', 'wrong-password', 'certificate', 'conflict', 'detect-found'];
const NARROW = ['first-visit', 'errors', 'wrong-password', 'certificate', 'conflict', 'long-reply', 'detect-found', 'test-running'];

const WIDE = 1280;
const PHONE = 320;

/** How a state is drawn: the end of the file's name, words for it, and a size. */
function looksOf({ name }) {
    return [
        { suffix: '', words: '', dark: false, width: WIDE },
        ...(DARK.includes(name) ? [{ suffix: '-dark', words: 'dark', dark: true, width: WIDE }] : []),
        ...(NARROW.includes(name) ? [{ suffix: '-320', words: '320 px', dark: false, width: PHONE }] : []),
    ];
}

/** Draws one state in each of its looks. At another width the page is opened anew, as on another device. */
async function drawState(state, world) {
    const drawn = [];
    for (const width of new Set(looksOf(state).map((look) => look.width))) {
        const dialog = await openState(state, world.hosts, { width });
        try {
            await state.show({ ...world, dialog, host: dialog.host });
            await steady(dialog.page, world.postfix);
            for (const { suffix, words, dark } of looksOf(state).filter((look) => look.width === width)) {
                const file = `${state.name}${suffix}.png`;
                await dialog.page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
                writeFileSync(join(FOLDER, file), await picture(dialog.page, width, state.whole ? 'page' : 'dialog'));
                drawn.push({ file, about: state.about, words });
            }
        } finally {
            await dialog.context.close();
        }
    }
    return drawn;
}

/** Draws one mail on a phone and on a desk, light and dark. */
async function drawMail(dialog, { name, about, html }) {
    const drawn = [];
    for (const [device, width] of [['phone', 390], ['desktop', 800]]) {
        for (const dark of [false, true]) {
            const page = await dialog.context.newPage();
            await page.setViewportSize({ width, height: 400 });
            await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
            await page.setContent(html);
            const file = `mail-${name}-${device}${dark ? '-dark' : ''}.png`;
            writeFileSync(join(FOLDER, file), await picture(page, width, 'page'));
            await page.close();
            drawn.push({ file, about, words: dark ? `${device}, dark` : device });
        }
    }
    return drawn;
}

/** The list of all pictures. */
function page(title, sections) {
    const lines = [
        `# ${title}`, '',
        'Written by `cargo xtask screenshots`. Look at them after a change of the page or of a mail: at spacing, wrapping, and the dark ones.', '',
    ];
    for (const [heading, drawn] of sections) {
        lines.push(`## ${heading}`, '', '| picture | what it shows |', '|---|---|');
        const byAbout = Map.groupBy(drawn, ({ about }) => about);
        for (const [about, pictures] of byAbout) {
            const links = pictures.map(({ file, words }) => `[${words || file.replace('.png', '')}](${file})`);
            lines.push(`| ${links.join(', ')} | ${about} |`);
        }
        lines.push('');
    }
    return lines.join('\n').trimEnd().concat('\n');
}

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const kind = HOSTS.at(-1);
const postfix = await startPostfix();
const hosts = await startHosts(kind);
const states = [];
for (const state of STATES) {
    const servers = [];
    const serve = async (server) => {
        servers.push(await server);
        return servers.at(-1);
    };
    states.push(...await drawState(state, { hosts, postfix, serve }));
    servers.forEach((server) => server.stop());
    console.error(`drawn: ${state.name}`);
}
rmSync(hosts.ordinary.settingsFile, { force: true });
const dialog = await Dialog.open(hosts.ordinary);
const letters = [];
for (const mail of await mails(dialog)) {
    letters.push(...await drawMail(dialog, mail));
    console.error(`drawn: the mail ${mail.name}`);
}
await dialog.context.close();
writeFileSync(join(FOLDER, 'README.md'), page('Screenshots of the settings dialog', [['The dialog', states], ['The HTML mails', letters]]));
await Promise.all([...Object.values(hosts), postfix].map((one) => one.stop()));
await closeBrowser();
const sizes = readdirSync(FOLDER).map((name) => statSync(join(FOLDER, name)).size);
console.error(`${sizes.length} files, ${(sizes.reduce((sum, size) => sum + size, 0) / 1e6).toFixed(1)} MB, in ${FOLDER}`);
process.exit(0);
