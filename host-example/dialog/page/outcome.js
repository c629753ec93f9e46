/** The place at the top of the dialog that tells what came of a save or a test. */
import { byId, element } from './dom.js';

/**
 * One status line, and below it a notice of what came last. What begins takes away what came of the last; what ends takes nothing away, as
 * something else may have ended meanwhile. A lasting notice stays below until it is dealt with.
 */
export class Outcome {
  #line = byId('status');
  #notices = byId('notices');
  #announcements = byId('announcements');
  #lasting = null;

  /**
   * Replaces the status line, which is read out when the person is not busy.
   * @param {'progress' | 'success' | 'failure' | 'quiet'} kind
   * @param {...(Node | string)} children text and inline elements
   */
  status(kind, ...children) {
    this.#line.className = kind;
    this.#line.replaceChildren(...children);
  }

  /**
   * Shows this notice above others and brings the person there, which reads out its title. Whoever went on to something else
   * meanwhile is not called away from it: an alert reads out the title.
   * @param {{ kind: 'failure' | 'warning', title: string, children?: (Node | string | null | false)[], isLasting?: boolean }} notice
   * @param {{ isElsewhere?: boolean }} [person]
   */
  show({ kind, title, children = [], isLasting = false }, { isElsewhere = false } = {}) {
    if (isLasting) this.settle();
    this.#announcements.textContent = '';
    // Whoever was at a notice that went away is brought to the new one.
    const isCalled = !isElsewhere || document.activeElement === document.body;
    const notice = element(
      'section',
      { class: `notice ${kind}`, tabindex: '-1', 'aria-label': title },
      element('div', { role: isCalled ? null : 'alert' }, element('h2', {}, title)),
      ...children,
    );
    this.#notices.prepend(notice);
    if (isLasting) this.#lasting = notice;
    if (!isCalled) return;
    // Left to itself the browser may show the end of a long notice, and not its title.
    notice.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }

  /** Takes everything away but a lasting notice: something new begins. */
  clear() {
    this.#line.className = '';
    this.#line.replaceChildren();
    for (const notice of [...this.#notices.children]) {
      if (notice !== this.#lasting) notice.remove();
    }
    this.#announcements.textContent = '';
  }

  /** Takes the lasting notice away: it is dealt with. */
  settle() {
    this.#lasting?.remove();
    this.#lasting = null;
  }

  /**
   * Reads something out that is seen elsewhere on the page.
   * @param {string} text
   */
  announce(text) {
    this.#announcements.textContent = text;
  }
}
