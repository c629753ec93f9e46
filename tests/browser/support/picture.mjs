// Pictures of a page as PNG, the same for the same page, and small: 256 colours are enough for text and plain areas.

import { npmPackage } from './places.mjs';

const COLOURS = 256;

/** Draws the `page` as a whole, or the `dialog` without what stands beside it. */
export async function picture(page, width, what) {
    const height = await fit(page, width);
    await page.evaluate(() => document.fonts.ready);
    const clip = what === 'dialog' ? await dialogBox(page) : { x: 0, y: 0, width, height };
    return packed(await page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css', clip }));
}

/** Makes the window as high as the page, since the bar with Save sticks to its lower end. What is in a frame may grow with it. */
async function fit(page, width) {
    const isModal = await page.evaluate(() => document.querySelector('dialog[open]') !== null);
    let height = isModal ? 520 : 400;
    for (let i = 0; i < 4; i++) {
        await page.setViewportSize({ width, height });
        const needed = await page.evaluate(() => new Promise((resolve) => {
            scrollTo(0, 0);
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(document.documentElement.scrollHeight)));
        }));
        if (isModal || needed === height) {
            break;
        }
        height = needed;
    }
    return height;
}

/** The header and the dialog below it, with a margin; of a long notice not the whole form below it. */
function dialogBox(page) {
    return page.evaluate(() => {
        const isOpen = document.querySelector('dialog[open]') !== null;
        const box = document.getElementById('dialog').getBoundingClientRect();
        const notice = document.querySelector('.notice')?.getBoundingClientRect();
        const end = notice && notice.height > 300 ? notice.bottom : box.bottom;
        const margin = 16;
        return {
            x: 0,
            y: 0,
            width: isOpen ? innerWidth : Math.min(innerWidth, Math.ceil(box.right + margin)),
            height: Math.min(innerHeight, isOpen ? innerHeight : Math.ceil(end + margin)),
        };
    });
}

/** The same picture with a palette. */
function packed(png) {
    const { toRGBA8, decode, encode } = npmPackage('upng-js');
    const image = decode(png);
    return Buffer.from(encode(toRGBA8(image), image.width, image.height, COLOURS));
}
