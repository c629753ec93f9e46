/** Problems as they are seen: a list below each field, and the field marked where one of them is an error. */
import { button, element, foreign, shorten } from './dom.js';
import { describe, fieldOf, placeBelow } from './fields.js';

/** @typedef {import('./component.js').Problem} Problem */

/** Where what a problem suggests belongs, if not into its own field. */
const SUGGESTED_FIELD = { 'port.security-mismatch': 'security' };

/** Fields that may take a suggestion as it is. */
const TAKES_SUGGESTIONS = ['hostname', 'security', 'username', 'ehlo_name'];

/** The problems of one field. */
export class ProblemList {
  #form;
  #control;
  #list;
  /** What stands there, to leave it alone while it stays the same. */
  #shown = '[]';
  #problems = [];

  /**
   * @param {import('./form.js').Form} form
   * @param {string} field a `data-field` of the page; empty for what concerns the whole form
   */
  constructor(form, field) {
    const id = `${field.replace(/\W/g, '') || 'form'}-problems`;
    this.#form = form;
    this.#control = fieldOf(field).querySelector('input, select');
    this.#list = element('ul', { class: 'problems', id });
    placeBelow(field, this.#list);
    if (this.#control) describe(this.#control, id);
  }

  /**
   * Shows these problems and no others.
   * @param {Problem[]} problems
   */
  show(problems) {
    const shown = JSON.stringify(problems);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#problems = problems;
    this.#list.replaceChildren(...problems.map((problem) => problemItem(problem, suggestion(problem, this.#form))));
    this.#mark(problems.some(({ severity }) => severity === 'error'));
  }

  /**
   * The problems as they are read out.
   * @returns {string[]}
   */
  words() {
    const label = this.#control?.labels[0]?.textContent.trim() ?? 'Form';
    return this.#problems.map(({ severity, message }) => `${label}: ${inWords(severity)} ${shorten(message, 300)}`);
  }

  #mark(isWrong) {
    if (isWrong) this.#control?.setAttribute('aria-invalid', 'true');
    else this.#control?.removeAttribute('aria-invalid');
    const fold = this.#list.closest('details');
    if (fold && isWrong) fold.open = true;
  }
}

/** Brings the person to the first field with an error, also in a fold that was closed again. */
export function focusFirstError() {
  const field = document.querySelector('[aria-invalid="true"]');
  const fold = field?.closest('details');
  if (fold) fold.open = true;
  field?.focus();
}

/**
 * A problem in a list.
 * @param {Problem} problem
 * @param {HTMLElement | null} [suggested] a button that mends it
 * @returns {HTMLElement}
 */
export function problemItem({ severity, message }, suggested = null) {
  return element('li', { class: `problem ${severity}` }, element('strong', {}, inWords(severity)), ' ', foreign(message), suggested);
}

/** Colours alone would not tell. */
function inWords(severity) {
  return severity === 'error' ? 'Error:' : 'Warning:';
}

/** A button that does what the problem suggests, where it names a value. */
function suggestion({ field, code, parameters = [] }, form) {
  const parameter = (wanted) => parameters.find(({ name }) => name === wanted)?.value;
  const target = SUGGESTED_FIELD[code] ?? field;
  const value = parameter('suggested');
  if (!value || !TAKES_SUGGESTIONS.includes(target)) return null;
  const control = form.control(target);
  const values = { [target]: value };
  // Whoever typed `mail.example.com:465` meant the port, too; `mail.example.com:` has none.
  if (code === 'hostname.has-port' && parameter('port')) values.port = parameter('port');
  const option = [...(control.options ?? [])].find((one) => one.value === value);
  return button(`Use ${shorten(option?.text ?? value, 80)}`, () => {
    form.write(values, 'person');
    control.focus();
  }, { class: 'inline' });
}
