// The dialog in Chromium. Whatever a test is about, a page that breaks its own rules fails it: `close` looks at what was watched.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { chromium as chromiumProgram, npmFile, npmPackage } from './places.mjs';

let browser;

/** One Chromium for all tests of a file. */
async function chromium() {
    browser ??= npmPackage('playwright-core').chromium.launch({
        executablePath: chromiumProgram(),
        // Chromium's sandbox does not run as root, and Postfix runs as nobody else.
        args: ['--no-sandbox', '--force-color-profile=srgb', '--font-render-hinting=none'],
    });
    return browser;
}

/** Ends it. */
export async function closeBrowser() {
    await (await browser)?.close();
    browser = undefined;
}

/** Runs in the page before all else: what breaks the page's policy, and when the form can be used. */
function watch() {
    const seen = { violations: [], interactive: null };
    Object.defineProperty(globalThis, 'watched', { value: seen });
    addEventListener('securitypolicyviolation', (event) => seen.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
    new MutationObserver(() => {
        const controls = document.getElementById('controls');
        if (seen.interactive === null && controls && !controls.inert && document.readyState !== 'loading') {
            seen.interactive = performance.now();
        }
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ['inert'] });
}

/** A page with the dialog. */
export class Dialog {
    /**
     * Opens it and waits until the form can be used.
     *
     * @param options `dark`, `width`, `height`, whether to be `ready`, what to do `beforehand`; what else a context of Playwright takes
     */
    static async open(host, { dark = false, width = 1280, height = 900, ready = true, beforehand = () => {}, ...more } = {}) {
        const context = await (await chromium()).newContext({
            viewport: { width, height },
            colorScheme: dark ? 'dark' : 'light',
            reducedMotion: 'reduce',
            locale: 'en-GB',
            timezoneId: 'UTC',
            ...more,
        });
        const page = await context.newPage();
        // Not the context's own scripts: on a busy machine they came too late for the first document.
        await page.addInitScript(watch);
        const dialog = new Dialog(host, context, page);
        await beforehand(dialog.page, dialog);
        await dialog.page.goto(host.url);
        if (ready) {
            await dialog.ready();
        }
        return dialog;
    }

    constructor(host, context, page) {
        this.host = host;
        this.context = context;
        this.page = page;
        this.complaints = [];
        this.answers = [];
        page.setDefaultTimeout(10_000);
        context.setDefaultTimeout(10_000);
        page.on('pageerror', (error) => this.complaints.push(`error in the page: ${error.stack}`));
        page.on('console', (message) => this.#heard(message));
        page.on('dialog', (question) => this.#asked(question));
        context.on('request', (request) => this.#requested(request));
        context.on('requestfinished', (request) => this.answers.push(answerOf(request)));
    }

    /** A refused request is told on the console, too. It is part of the contract, and not a fault of the page. */
    #heard(message) {
        const isRefusal = message.text().startsWith('Failed to load resource') && message.location().url.startsWith(`${this.host.url}/api/`);
        if (['error', 'warning'].includes(message.type()) && !isRefusal) {
            this.complaints.push(`console: ${message.text()} (${message.location().url})`);
        }
    }

    /** A question of the browser that the test did not wait for. */
    #asked(question) {
        if (this.onQuestion) {
            this.onQuestion(question);
        } else {
            this.complaints.push(`a question of kind ${question.type()}: ${question.message()}`);
            question.dismiss().catch(() => {});
        }
    }

    #requested(request) {
        const url = new URL(request.url());
        const isOwn = url.origin === this.host.url || url.protocol === 'data:' || url.protocol === 'about:';
        if (!isOwn || (url.protocol !== 'data:' && url.search !== '')) {
            this.complaints.push(`request of ${request.url()}`);
        }
    }

    async ready() {
        await this.page.locator('#controls:not([inert])').waitFor();
        await this.page.waitForFunction(() => document.getElementById('hostname').value !== '');
    }

    /** The control of a field. */
    field(key) {
        return this.page.locator(`.field[data-field="${key}"]`).locator('input, select');
    }

    /** What stands in a field. */
    async value(key) {
        const field = this.field(key);
        return (await field.getAttribute('type')) === 'checkbox' ? field.isChecked() : field.inputValue();
    }

    /** Fills in fields, as a person does: choosing in a list, ticking, typing. */
    async enter(values) {
        for (const [key, value] of Object.entries(values)) {
            const field = this.field(key);
            await field.evaluate((control) => control.closest('details')?.setAttribute('open', ''));
            if (typeof value === 'boolean') {
                await field.setChecked(value);
            } else if (await field.evaluate((control) => control instanceof HTMLSelectElement)) {
                await field.selectOption(value);
            } else {
                await field.fill(String(value));
            }
        }
    }

    /** Fills in settings; the consent to a clear password appears last. */
    async enterSettings({ security, auth, ...settings }) {
        await this.enter({ ...(security && { security }), ...(auth && { auth }) });
        await this.enter(settings);
    }

    /** The form as it stands, numbers as numbers. */
    async form() {
        return this.page.locator('[data-setting]').evaluateAll((fields) => Object.fromEntries(fields.map((field) => {
            const { field: key, setting: kind } = field.dataset;
            const control = document.getElementById(key);
            const isNumber = kind === 'number' && /^\d+$/.test(control.value);
            const text = isNumber ? Number(control.value) : control.value;
            return [key, kind === 'flag' ? control.checked : kind === 'text-or-null' && text === '' ? null : text];
        })));
    }

    /** The problems at a field, as they are read. */
    async problems(key) {
        return this.page.locator(`[id="${key.replace(/\W/g, '') || 'form'}-problems"] > li`).allInnerTexts();
    }

    /** Presses a button with this name. */
    async press(name) {
        await this.page.getByRole('button', { name, exact: true }).click();
    }

    /** Holds back what the page asks for at this path, until what it gives is called. */
    async hold(path) {
        const { promise, resolve } = Promise.withResolvers();
        await this.page.route(`**${path}`, async (route) => {
            await promise;
            await route.continue();
        });
        return resolve;
    }

    /** The next request to this path reaches the host, and its answer is lost on the way. */
    async loseAnswer(path) {
        await this.page.route(`**${path}`, async (route) => {
            await route.fetch();
            await route.abort();
        }, { times: 1 });
    }

    /** Tests, and waits until it is over. */
    async test(recipient) {
        await this.page.locator('#recipient').fill(recipient ?? '');
        await this.press('Test');
        await this.testEnds();
    }

    async testEnds() {
        await this.page.locator('#test:not([aria-disabled])').waitFor({ timeout: 30_000 });
    }

    /** Saves, and waits until it is over. */
    async save() {
        await this.press('Save');
        await this.page.locator('#save:not([aria-disabled])').waitFor({ timeout: 30_000 });
    }

    /** Saves, and sees it said. */
    async saved() {
        await this.save();
        await this.page.locator('#status', { hasText: /^Saved/ }).waitFor();
    }

    /** The notice at the top. */
    get notice() {
        return this.page.locator('#notices .notice');
    }

    /** The title of the notice at the top, once there is one. */
    async title() {
        return this.notice.locator('h2').innerText();
    }

    /** What stands below the button Test. */
    get result() {
        return this.page.locator('#stages');
    }

    /** Where the keyboard is: the id, or the name of what has the focus. */
    async focused() {
        return this.page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent?.trim() || document.activeElement?.tagName);
    }

    /** What is wrong for people with assistive technology, by axe. The frame of a mail runs no script, so axe cannot look into it. */
    async violations() {
        const isThere = await this.page.evaluate(() => Boolean(globalThis.axe));
        if (!isThere) {
            await this.page.evaluate(readFileSync(npmFile('axe-core/axe.min.js'), 'utf8'));
        }
        const { violations } = await this.page.evaluate(() => globalThis.axe.run(document, { iframes: false, resultTypes: ['violations'] }));
        return violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `    ${node.html}\n    ${node.failureSummary}`).join('\n')}`);
    }

    /** By how many pixels the page is wider than its window. */
    async sideways() {
        return this.page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
    }

    /** Ends the page, and looks at all that was watched. */
    async close() {
        const { violations, kept } = await this.page.evaluate(() => ({
            violations: globalThis.watched.violations,
            kept: [localStorage.length, sessionStorage.length, document.cookie, location.pathname + location.search + location.hash],
        }));
        const cookies = await this.context.cookies();
        // Answers that are still on their way are cut off here, and nobody reads them.
        const answers = await Promise.race([Promise.all(this.answers), new Promise((resolve) => setTimeout(resolve, 2_000, []))]);
        await this.context.close();
        assert.deepEqual(this.complaints, []);
        assert.deepEqual(violations, [], 'the page breaks its Content-Security-Policy');
        assert.deepEqual(kept, [0, 0, '', '/'], 'something is kept in the browser');
        assert.deepEqual(cookies, []);
        for (const secret of this.host.secrets) {
            assert.ok(!answers.some((text) => text.includes(secret)), 'a secret is in an answer');
        }
    }
}

async function answerOf(request) {
    try {
        const response = await request.response();
        return JSON.stringify(response.headers()) + (request.url().includes('/api/') ? await response.text() : '');
    } catch {
        // It was cut off.
        return '';
    }
}

/** Opens the dialog for one test, and closes it in the end; a failed test tells what failed first. */
export async function withDialog(host, options, use) {
    const dialog = await Dialog.open(host, options);
    try {
        await use(dialog);
    } catch (error) {
        await dialog.context.close();
        if (dialog.complaints.length > 0) {
            error.message += `\nThe page complained: ${dialog.complaints.join('\n')}`;
        }
        throw error;
    }
    await dialog.close();
}
