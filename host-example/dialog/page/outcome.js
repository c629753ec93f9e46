/** The place at the top of the dialog that tells what came of a save or a test. */
import { byId, element } from './dom.js';

/** One status line, and a notice below it. */
export class Outcome {
  #line = byId('status');
  #notices = byId('notices');
  #announcements = byId('announcements');

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
   * Replaces everything by this notice and brings the person there; its title is read out at once. Whoever went on to something else
   * meanwhile is not called away from it.
   * @param {{ kind: 'failure' | 'warning', title: string, children?: (Node | string | null | false)[] }} notice
   * @param {{ isElsewhere?: boolean }} [person]
   */
  show({ kind, title, children = [] }, { isElsewhere = false } = {}) {
    const heading = element('h2', { id: 'notice-title' }, title);
    const notice = element(
      'section',
      { class: `notice ${kind}`, tabindex: '-1', 'aria-labelledby': 'notice-title' },
      element('div', { role: 'alert' }, heading),
      ...children,
    );
    this.clear();
    this.#notices.append(notice);
    if (!isElsewhere) notice.focus();
  }

  /** Takes everything away: something new begins. */
  clear() {
    this.#line.replaceChildren();
    this.#notices.replaceChildren();
    this.#announcements.textContent = '';
  }

  /**
   * Reads something out that is seen elsewhere on the page.
   * @param {string} text
   */
  announce(text) {
    this.#announcements.textContent = text;
  }
}
