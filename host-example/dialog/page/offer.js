/** A proposal that differs from what was typed: a button that says what it would change. */
import { byId, button, element, shorten } from './dom.js';
import { placeBelow } from './fields.js';
import { LOGINS, SECURITIES } from './words.js';

/** What may be proposed, and how it is told. */
const WORDS = {
  hostname: (value) => `hostname ${shorten(value, 80)}`,
  port: (value) => `port ${value}`,
  security: (value) => SECURITIES[value] ?? value,
  auth: (value) => LOGINS[value] ?? value,
  username: (value) => `user name ${shorten(value, 80)}`,
  from_address: (value) => `From ${shorten(value, 80)}`,
};

/**
 * The members of a proposal that say something else than the form, as the fields show them.
 * @param {import('./form.js').Form} form
 * @param {import('./component.js').Proposal} settings
 * @returns {[string, string][]}
 */
export function differing(form, settings) {
  const entries = Object.keys(WORDS).map((key) => [key, String(settings[key] ?? '')]);
  return entries.filter(([key, value]) => value !== '' && value !== form.value(key));
}

/**
 * @param {[string, string][]} entries of `differing`
 * @returns {string}
 */
export function inWords(entries) {
  return entries.map(([key, value]) => WORDS[key](value)).join(', ');
}

/** The place below a field for one offer. It goes away when the form says all of it. */
export class Offer {
  #form;
  #field;
  #label;
  #box = element('div', { class: 'offer', 'aria-live': 'polite' });
  #settings = {};
  #source = '';

  /**
   * @param {import('./form.js').Form} form
   * @param {string} field below which it stands
   * @param {(values: string, source: string) => string} label of the button
   */
  constructor(form, field, label) {
    this.#form = form;
    this.#field = field;
    this.#label = label;
    placeBelow(field, this.#box);
  }

  /**
   * @param {import('./component.js').Proposal} settings
   * @param {string} source whose settings these are, in words
   */
  show(settings, source) {
    this.#settings = settings;
    this.#source = source;
    this.refresh();
  }

  hide() {
    this.show({}, '');
  }

  /** Says what it would change as the form stands now. */
  refresh() {
    const entries = differing(this.#form, this.#settings);
    const label = entries.length > 0 ? this.#label(inWords(entries), this.#source) : '';
    if (label === this.#box.textContent) return;
    this.#box.replaceChildren(...(label ? [button(label, () => this.#accept(), { class: 'inline' })] : []));
  }

  #accept() {
    this.#form.write(Object.fromEntries(differing(this.#form, this.#settings)), 'proposal', 'proposed');
    byId(this.#field).focus();
  }
}
