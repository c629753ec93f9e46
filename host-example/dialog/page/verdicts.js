/**
 * Which problems are shown, and when. The component judges each key press in the page, before the next frame; the server is asked a little
 * later for what only it can know, such as whether a stored password may go to another destination. The words are core's.
 */
import { DESTINATION_CHANGED } from './component.js';
import { byId } from './dom.js';
import { Form } from './form.js';
import { ProblemList, focusFirstError } from './problems.js';
import { ReadOut } from './read-out.js';

/** How long the form must rest before the server is asked. */
const REST_MS = 400;

/** The recipient of a test, which is not one of the settings. */
const RECIPIENT = 'to[0]';

/** @typedef {import('./component.js').Problem} Problem */

/**
 * Starts judging the form and the recipient of a test.
 * @param {Pick<import('./app.js').Dialog, 'api' | 'component' | 'form' | 'outcome'>} dialog
 * @returns {Verdicts}
 */
export function startVerdicts(dialog) {
  const verdicts = new Verdicts(dialog);
  dialog.form.onChange(({ keys }) => verdicts.formChanged(keys));
  byId('recipient').addEventListener('input', () => verdicts.recipientChanged());
  return verdicts;
}

/** Judges the form as it changes. */
class Verdicts {
  #component;
  #form;
  #lists = new Map();
  #server;
  #readOut;
  /** What only the server knows. */
  #fromServer = [];
  /** What could be said about the stored settings already. */
  #known = new Set();
  /** Whether the person asked for something that needs the whole form. */
  #isAsked = false;
  /** The fields that the server named when the person asked for something. */
  #named = new Set();

  constructor({ api, component, form, outcome }) {
    this.#component = component;
    this.#form = form;
    for (const field of ['', ...Form.keys, RECIPIENT]) this.#lists.set(field, new ProblemList(form, field));
    this.#server = new ServerCheck(api, form, (problems) => {
      this.#takeFromServer(problems);
      this.#readOut.later();
    });
    this.#readOut = new ReadOut(outcome, () => [...this.#lists.values()]);
  }

  /**
   * Shows every problem, also of fields that nobody touched. Where the component finds an error, the person is brought to the first, and
   * the answer is false: what was asked for cannot be done with this form.
   * @returns {boolean}
   */
  ready() {
    const local = this.#local();
    this.#isAsked = true;
    this.#showAll(local);
    this.#readOut.skip();
    if (!hasError(local)) return true;
    focusFirstError();
    return false;
  }

  /**
   * Shows what the server found (422), and brings the person to the first error. Whoever went on to something else meanwhile is not
   * called away from it: the problems are read out.
   * @param {Problem[]} problems of the form, or of the recipient (`to[0]`)
   * @param {{ isElsewhere: boolean }} person
   */
  show(problems, { isElsewhere }) {
    this.#named = new Set(problems.map(({ field }) => field));
    this.#takeFromServer(problems.filter(({ field }) => field !== RECIPIENT));
    this.#lists.get(RECIPIENT).show(problems.filter(({ field }) => field === RECIPIENT));
    if (isElsewhere) {
      this.#readOut.later();
      return;
    }
    this.#readOut.skip();
    focusFirstError();
  }

  /** The form is as it is stored: from now on, only what is typed is judged. */
  settle() {
    const local = this.#local();
    this.#isAsked = false;
    this.#named = new Set();
    this.#fromServer = [];
    this.#known = new Set(local.map(signature));
    this.#showAll(local);
    this.#readOut.skip();
  }

  /** @param {string[]} keys of the fields that changed */
  formChanged(keys) {
    // The server has nothing to say to a form that is as it is stored.
    const isDirty = this.#form.isDirty();
    this.#fromServer = this.#fromServer.filter(({ field }) => isDirty && !keys.includes(field));
    this.#showAll(this.#local());
    this.#readOut.later();
    if (isDirty) this.#server.ask();
    else this.#server.stop();
  }

  recipientChanged() {
    const to = byId('recipient').value.trim();
    this.#lists.get(RECIPIENT).show(to === '' ? [] : this.#component.problemsOfRecipient(this.#form.text(), to));
    this.#readOut.later();
  }

  #local() {
    return this.#component.problemsOf(this.#form.text());
  }

  #takeFromServer(problems) {
    const local = this.#local();
    const found = new Set(local.map(signature));
    this.#fromServer = problems.filter((problem) => !found.has(signature(problem)));
    this.#showAll(local);
  }

  #showAll(local) {
    const visible = [...this.#fromServer, ...local].filter((problem) => this.#isVisible(problem));
    const placeOf = ({ field }) => (this.#lists.has(field) ? field : '');
    for (const [field, list] of this.#lists) {
      if (field !== RECIPIENT) list.show(visible.filter((problem) => placeOf(problem) === field));
    }
  }

  #isVisible(problem) {
    const { code, field } = problem;
    // That the password cannot stay is about what was typed elsewhere.
    if (this.#isAsked || this.#named.has(field) || this.#form.isTouched(field) || code === DESTINATION_CHANGED) return true;
    // A warning that came with what was typed elsewhere is worth knowing; an error there would scold about what is still to be typed.
    return problem.severity === 'warning' && !this.#known.has(signature(problem));
  }
}

/** Asks the server about the form when it has rested for a moment. A failure is quiet: saving will tell. */
class ServerCheck {
  #api;
  #form;
  #found;
  #timer = 0;
  #running = new AbortController();

  constructor(api, form, found) {
    this.#api = api;
    this.#form = form;
    this.#found = found;
  }

  ask() {
    this.stop();
    this.#timer = setTimeout(() => this.#check(), REST_MS);
  }

  /** Nothing that is under way is of interest any more. */
  stop() {
    clearTimeout(this.#timer);
    this.#running.abort();
  }

  async #check() {
    this.#running = new AbortController();
    const { signal } = this.#running;
    try {
      const problems = await this.#api.validate(this.#form.text(), signal);
      if (!signal.aborted) this.#found(problems);
    } catch {
      // What only the server knows is told when the form is saved or tested.
    }
  }
}

function hasError(problems) {
  return problems.some(({ severity }) => severity === 'error');
}

function signature({ field, code }) {
  return `${field} ${code}`;
}
