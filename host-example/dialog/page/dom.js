/** Making and finding elements. Text goes in as text only, never as markup. */

/** As many characters of a foreign text as the page shows. */
const MOST_CHARACTERS = 2000;

/**
 * The element with this id, which the page has from the start.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * Makes an element. `true` sets an attribute without a value; `false`, `null` and `undefined` leave it out, and leave out a child.
 * @param {string} tag
 * @param {Record<string, string | boolean | null | undefined>} [attributes]
 * @param {...(Node | string | false | null | undefined)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child || child === ''));
  return made;
}

/**
 * A button that does something.
 * @param {string} label
 * @param {(event: MouseEvent) => void} action
 * @param {Record<string, string>} [attributes]
 * @returns {HTMLButtonElement}
 */
export function button(label, action, attributes = {}) {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', action);
  return made;
}

/**
 * A text that somebody else wrote (a server, a person), cut if it is very long, in an element that keeps its writing direction to itself.
 * @param {string} text
 * @param {number} [most]
 * @returns {HTMLElement}
 */
export function foreign(text, most = MOST_CHARACTERS) {
  return element('bdi', {}, shorten(String(text ?? ''), most));
}

/**
 * The text, cut with an ellipsis if it is longer than `most` characters.
 * @param {string} text
 * @param {number} [most]
 * @returns {string}
 */
export function shorten(text, most = MOST_CHARACTERS) {
  // Cutting a surrogate pair in two would leave half a character.
  return text.length <= most ? text : `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/**
 * Scrolls as little as shows the element: what a button brings may be below the window or behind the row of Save.
 * @param {HTMLElement} shown
 */
export function comeIntoSight(shown) {
  shown.scrollIntoView({ block: 'nearest' });
}

/**
 * Whether the person went on to something else than this part of the page. Where nothing has the focus, nobody did.
 * @param {HTMLElement} part
 * @returns {boolean}
 */
export function isElsewhere(part) {
  const focused = document.activeElement;
  return focused !== document.body && !part.contains(focused);
}

/**
 * A button that is busy stays focusable, so that the keyboard does not lose its place; its handler asks `isBusy`.
 * @param {HTMLElement} control
 * @param {boolean} busy
 */
export function setBusy(control, busy) {
  if (busy) control.setAttribute('aria-disabled', 'true');
  else control.removeAttribute('aria-disabled');
  control.classList.toggle('busy', busy);
}

/**
 * @param {HTMLElement} control
 * @returns {boolean}
 */
export function isBusy(control) {
  return control.classList.contains('busy');
}
