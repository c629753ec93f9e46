/** The place at the top of the dialog that tells what came of a save or a test: one status line, and notices below it. */
import { byId, element } from './dom.js';

/**
 * @typedef {object} Outcome
 * @property {(kind: 'progress' | 'success' | 'failure' | 'quiet', ...children: (Node | string)[]) => void} status Replaces the status line, which is
 *   read out when the person is not busy. It takes text and inline elements.
 * @property {(notice: { kind: 'failure' | 'warning', title: string, children?: (Node | string | null)[], focus?: boolean }) => HTMLElement}
 *   show Replaces the notices by this one; its title is read out at once. `focus` brings the person there.
 * @property {(...nodes: Node[]) => void} add Puts something below the status line that is not announced.
 * @property {() => void} clear Takes everything away: something new begins.
 * @property {(text: string) => void} announce Reads something out that is seen elsewhere on the page.
 */

/** @returns {Outcome} */
export function startOutcome() {
  const line = byId('status');
  const notices = byId('notices');
  const spoken = byId('announcements');

  function status(kind, ...children) {
    line.className = kind;
    line.replaceChildren(...children);
  }

  function clear() {
    status('');
    notices.replaceChildren();
  }

  function show({ kind, title, children = [], focus = true }) {
    const heading = element('h2', { id: 'notice-title' }, title);
    const notice = element(
      'section',
      { class: `notice ${kind}`, tabindex: '-1', 'aria-labelledby': 'notice-title' },
      element('div', { role: 'alert' }, heading),
      ...children,
    );
    clear();
    notices.append(notice);
    if (focus) notice.focus();
    return notice;
  }

  return {
    status,
    clear,
    show,
    add: (...nodes) => notices.append(...nodes),
    announce: (text) => { spoken.textContent = text; },
  };
}
