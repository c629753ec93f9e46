/**
 * The frame in which a mail's HTML is shown as a mail client would: a document of its own that runs no script, loads nothing and
 * leads nowhere (`preview.html` and its Content-Security-Policy).
 *
 * The frame is laid out at the width of the device and then scaled down to the room there is, so that a mail looks on a small
 * screen as it looks on a large one.
 */

/** The frame's own document lets no script run, so any markup may be written into it. */
const policy = globalThis.trustedTypes?.createPolicy('preview', { createHTML: (html) => html }) ?? {
  createHTML: (html) => html,
};

/** Shows mails in one `<iframe>`. */
export class MailFrame {
  #frame;
  #room;
  /** The frame's document, once it is loaded: what stands there before is thrown away. */
  #page = null;
  #html = '';
  #width = 0;

  /**
   * @param {HTMLIFrameElement} frame with `sandbox="allow-same-origin"` and `src="preview.html"`, not yet loaded
   * @param {HTMLElement} room the element around it, as wide as the frame may get
   */
  constructor(frame, room) {
    this.#frame = frame;
    this.#room = room;
    frame.addEventListener('load', () => {
      this.#page = frame.contentDocument;
      // The host is gone: there is a page of the browser's own in it.
      if (!this.#page) return;
      // The frame gets the height of its content, and a scrollbar that comes while it is measured would take some of its width.
      this.#page.documentElement.style.overflow = 'hidden';
      this.#write();
    });
    new ResizeObserver(() => this.#fit()).observe(room);
  }

  /**
   * Shows a mail.
   *
   * @param {string} html a whole document
   * @param {number} width the width of the device in CSS pixels
   */
  show(html, width) {
    const isNew = html !== this.#html;
    this.#html = html;
    this.#width = width;
    if (isNew) this.#write();
    else this.#fit();
  }

  #write() {
    if (!this.#page) return;
    this.#page.documentElement.innerHTML = policy.createHTML(this.#html);
    // A link would lead away from the preview.
    for (const link of this.#page.querySelectorAll('a[href], area[href]')) link.removeAttribute('href');
    this.#fit();
  }

  /** Gives the frame the height of its content, and the scale that makes it fit. */
  #fit() {
    if (!this.#page || !this.#width || !this.#room.clientWidth) return;
    const { style } = this.#frame;
    const scale = Math.min(1, this.#room.clientWidth / this.#width);
    style.width = `${this.#width}px`;
    // The content is never lower than the frame, so the frame must not stand in its way.
    style.height = '0';
    const height = this.#page.documentElement.scrollHeight;
    style.height = `${height}px`;
    style.transform = `scale(${scale})`;
    this.#room.style.height = `${Math.ceil(height * scale)}px`;
  }
}
