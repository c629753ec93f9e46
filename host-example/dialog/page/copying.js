/** A button that copies a text. */

import { button, element } from './dom.js';

/**
 * @param {string} label what the button says
 * @param {() => string} text gives the text when it is pressed
 * @returns {HTMLElement} the button, and the place where it says what came of it
 */
export function copyButton(label, text) {
  const said = element('span', { class: 'copied', role: 'status' });
  const act = async () => {
    said.textContent = '';
    said.textContent = (await copy(text())) ? 'Copied' : 'Copying is not allowed here: select the text instead.';
  };
  return element('div', { class: 'copy' }, button(label, act), said);
}

/** The clipboard is there on loopback and over HTTPS only; over plain HTTP a selection still can be copied. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelection(text);
  }
}

function copySelection(text) {
  const focused = document.activeElement;
  const field = element('textarea', { class: 'unseen', readonly: '' });
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  focused?.focus();
  return done;
}
