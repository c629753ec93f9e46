/**
 * The form's state: what its fields hold, what is stored, what was typed by hand. It knows how a field is read and written, and nothing of
 * what its value means.
 */
import { byId, element } from './dom.js';
import { describe, fieldOf } from './fields.js';
import { numeral, quoted } from './json.js';

/** What the password field shows in place of a stored password. */
export const MASK = '****';

/** How the values of a kind of field are read from its control, written into it and turned into JSON. */
const TEXT = {
  read: (control) => control.value,
  write: (control, value) => { control.value = value; },
  shown: (value) => String(value ?? ''),
  json: quoted,
};
const NUMBER = { ...TEXT, json: numeral };
const TEXT_OR_NULL = { ...TEXT, json: (text) => (text === '' ? 'null' : quoted(text)) };
const FLAG = {
  read: (control) => control.checked,
  write: (control, value) => { control.checked = value; },
  shown: (value) => value === true,
  json: String,
};

const KINDS = { text: TEXT, number: NUMBER, 'text-or-null': TEXT_OR_NULL, flag: FLAG };

/** The kind of each setting by its key, in the order of the dialog: `data-setting` says it in the page. */
const SETTINGS = Object.fromEntries([...document.querySelectorAll('[data-setting]')]
  .map((field) => [field.dataset.field, KINDS[field.dataset.setting]]));

/**
 * Who changed fields: a person by typing; a person who takes back what was typed before, which proposes nothing anew; a proposal; the
 * host with what is stored; the host as it stored what the fields hold.
 * @typedef {'person' | 'restored' | 'proposal' | 'host' | 'store'} Author
 */

/** The settings form. Values are as the fields show them: text, and a flag for a checkbox. */
export class Form {
  /** Values of the stored settings, from which the form was filled. */
  #stored = {};
  #touched = new Set();
  #notes = new Map();
  #listeners = [];

  constructor() {
    for (const key of Form.keys) {
      this.control(key).addEventListener('input', () => this.#typed(key));
      this.#notes.set(key, addNote(key));
    }
  }

  /** The keys of the settings, in the order of the dialog. */
  static keys = Object.keys(SETTINGS);

  /**
   * The form as JSON text, as it stands.
   * @returns {string}
   */
  text() {
    const members = Form.keys.map((key) => `"${key}":${SETTINGS[key].json(this.value(key))}`);
    return `{${members.join(',')}}`;
  }

  /**
   * @param {string} key
   * @returns {string | boolean}
   */
  value(key) {
    return SETTINGS[key].read(this.control(key));
  }

  /** @returns {Record<string, string | boolean>} */
  values() {
    return Object.fromEntries(Form.keys.map((key) => [key, this.value(key)]));
  }

  /**
   * The stored value of a field.
   * @param {string} key
   * @returns {string | boolean}
   */
  stored(key) {
    return this.#stored[key];
  }

  /**
   * The input, select or checkbox of a field.
   * @param {string} key
   * @returns {HTMLInputElement}
   */
  control(key) {
    return byId(key);
  }

  /**
   * Takes settings of the host as what is stored. The fields are left alone.
   * @param {object} settings as `GET /api/settings` answers them
   */
  setStored(settings) {
    this.#stored = Form.shown(settings);
  }

  /**
   * Settings of the host as the fields would show them.
   * @param {object} settings
   * @returns {Record<string, string | boolean>}
   */
  static shown(settings) {
    return Object.fromEntries(Form.keys.map((key) => [key, SETTINGS[key].shown(settings[key])]));
  }

  /**
   * Writes values into fields and tells the listeners once.
   * @param {Record<string, string | boolean>} values
   * @param {Author} by what is a `person`'s or `restored` counts as typed, what others wrote does not
   * @param {string} [note] a word on where the values come from, told beside each label
   */
  write(values, by, note = '') {
    const keys = Object.keys(values);
    for (const key of keys) {
      SETTINGS[key].write(this.control(key), values[key]);
      this.#notes.get(key).textContent = note;
      if (by === 'person' || by === 'restored') this.#touched.add(key);
      else this.#touched.delete(key);
    }
    this.#tell(keys, by);
  }

  /**
   * These fields were stored as they stand: they show what the host made of them, the password its mask, and no note.
   * @param {string[]} keys
   */
  acknowledge(keys) {
    for (const key of keys) {
      SETTINGS[key].write(this.control(key), this.#stored[key]);
      this.#notes.get(key).textContent = '';
    }
    this.#touched.delete('password');
    this.#tell(keys, 'store');
  }

  /** Puts what is stored back into every field, as if nobody had typed. */
  reset() {
    this.write(this.#stored, 'host');
  }

  /**
   * Whether a person typed what stands in this field. An empty field holds nothing that could be lost.
   * @param {string} key
   * @returns {boolean}
   */
  isTyped(key) {
    return this.#touched.has(key) && this.value(key) !== '';
  }

  /**
   * Whether somebody looked after this field: a person, or a proposal. It is true of what is no field of the form.
   * @param {string} key
   * @returns {boolean}
   */
  isTouched(key) {
    return !this.#notes.has(key) || this.#touched.has(key) || this.#notes.get(key).textContent !== '';
  }

  /**
   * The keys whose value is not what is stored.
   * @returns {string[]}
   */
  changes() {
    return Form.keys.filter((key) => this.value(key) !== this.#stored[key]);
  }

  /** Whether something would be lost if the page were left. */
  isDirty() {
    return this.changes().length > 0;
  }

  /**
   * Calls back after each change, before the next frame.
   * @param {(change: { keys: string[], by: Author }) => void} listener
   * @returns {() => void} ends it
   */
  onChange(listener) {
    this.#listeners.push(listener);
    return () => { this.#listeners = this.#listeners.filter((other) => other !== listener); };
  }

  #typed(key) {
    this.#touched.add(key);
    this.#notes.get(key).textContent = '';
    this.#tell([key], 'person');
  }

  #tell(keys, by) {
    for (const listener of this.#listeners) listener({ keys, by });
  }
}

/** The place beside a label that says quietly that nobody typed this value. */
function addNote(key) {
  const note = element('span', { class: 'note', id: `${key}-note` });
  fieldOf(key).querySelector('label').after(note);
  describe(byId(key), note.id);
  return note;
}
