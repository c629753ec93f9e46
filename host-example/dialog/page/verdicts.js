/**
 * Problems at their fields. The component judges each key press in the page, before the next frame; the server is asked a little later for
 * what only it can know, such as whether a stored password may go to another destination. The words are core's.
 */
import { button, element, shorten } from './dom.js';
import { describe, fieldOf, placeBelow } from './form.js';

/** How long the form must rest before the server is asked. */
const REST_MS = 400;

/** A problem of an untouched field that is about what was typed elsewhere. */
const ABOUT_OTHER_FIELDS = 'password.destination-changed';

/** Where what a problem suggests belongs, if not into its own field. */
const SUGGESTED_FIELD = { 'port.security-mismatch': 'security' };

/** Fields that are one word of their own in the settings and may take a suggestion as it is. */
const TAKES_SUGGESTIONS = ['hostname', 'security', 'username', 'ehlo_name'];

/**
 * @typedef {import('./component.js').Problem} Problem
 * @typedef {object} Verdicts
 * @property {() => boolean} ready Shows every problem, untouched fields included. Where there is an error, brings the person to the first,
 *   and the answer is false: what was asked for cannot be done with this form.
 * @property {(problems: Problem[]) => void} show Shows what the server found (422) and brings the person to the first error. A problem of a
 *   field that is not of the settings (`to[0]`) is shown at the element with that `data-field`, until something is typed there.
 * @property {() => void} settle The form is as it is stored: from now on, only what is typed is judged.
 */

/**
 * @param {{ form: import('./form.js').Form, api: object, component: object }} dialog
 * @returns {Verdicts}
 */
export function startVerdicts({ form, api, component }) {
  /** What only the server knows. */
  let fromServer = [];
  /** What could be said about the stored settings already. */
  let known = new Set();
  /** Whether the person asked for something that needs the whole form. */
  let asked = false;
  const server = startServerChecks({ form, api, found: addFromServer });

  form.onChange(({ keys }) => {
    fromServer = fromServer.filter(({ field }) => !keys.includes(field));
    showAll();
    server.changed();
  });

  function addFromServer(problems) {
    const local = new Set(component.problemsOf(form.text()).map(signature));
    fromServer = problems.filter((problem) => !local.has(signature(problem)));
    showAll();
  }

  function problemsNow() {
    return [...fromServer, ...component.problemsOf(form.text())];
  }

  function isVisible(problem) {
    if (asked || form.isTouched(problem.field) || problem.code === ABOUT_OTHER_FIELDS) return true;
    // A warning that came with what was typed elsewhere is worth knowing; an error there would scold about what is still to be typed.
    return problem.severity === 'warning' && !known.has(signature(problem));
  }

  function showAll() {
    const visible = problemsNow().filter(isVisible);
    const byField = new Map([['', []], ...formKeys.map((key) => [key, []])]);
    for (const problem of visible) (byField.get(problem.field) ?? byField.get('')).push(problem);
    for (const [field, problems] of byField) showAt(field, problems, form);
  }

  const formKeys = Object.keys(form.values());
  for (const field of ['', ...formKeys, 'to[0]']) addList(field);
  fieldOf('to[0]').addEventListener('input', () => showAt('to[0]', [], form));

  return {
    ready() {
      asked = true;
      showAll();
      return !focusFirstError();
    },
    show(problems) {
      asked = true;
      addFromServer(problems.filter(({ field }) => field !== 'to[0]'));
      showAt('to[0]', problems.filter(({ field }) => field === 'to[0]'), form);
      focusFirstError();
    },
    settle() {
      asked = false;
      fromServer = [];
      known = new Set(component.problemsOf(form.text()).map(signature));
      showAll();
    },
  };
}

/** Asks the server about the form when it has rested for a moment. A failure is quiet: saving will tell. */
function startServerChecks({ form, api, found }) {
  let timer;
  let running;

  async function check() {
    running = new AbortController();
    const { signal } = running;
    try {
      const problems = await api.validate(form.text(), signal);
      if (!signal.aborted) found(problems);
    } catch {
      // What only the server knows is told when the form is saved or tested.
    }
  }

  return {
    changed() {
      clearTimeout(timer);
      running?.abort();
      timer = setTimeout(check, REST_MS);
    },
  };
}

function signature({ field, code }) {
  return `${field} ${code}`;
}

/** The list of problems below a field, which is read out politely when it changes. */
function addList(field) {
  const list = element('ul', { class: 'problems', id: listId(field), 'aria-live': 'polite' });
  placeBelow(field, list);
  const control = controlOf(field);
  if (control) describe(control, list.id);
}

function listId(field) {
  return `${field.replace(/\W/g, '') || 'form'}-problems`;
}

function controlOf(field) {
  return fieldOf(field).querySelector('input, select');
}

/** Shows these problems at the field and no others. What stands there already is left alone, so that it is not read out again. */
function showAt(field, problems, form) {
  const list = document.getElementById(listId(field));
  const state = JSON.stringify(problems);
  if (list.dataset.state === state || (problems.length === 0 && list.childElementCount === 0)) return;
  list.dataset.state = state;
  list.replaceChildren(...problems.map((problem) => item(problem, form)));
  const isWrong = problems.some(({ severity }) => severity === 'error');
  const control = controlOf(field);
  if (isWrong) control?.setAttribute('aria-invalid', 'true');
  else control?.removeAttribute('aria-invalid');
  const fold = list.closest('details');
  if (fold && isWrong) fold.open = true;
}

function item(problem, form) {
  return element(
    'li',
    { class: `problem ${problem.severity}` },
    element('strong', {}, problem.severity === 'error' ? 'Error:' : 'Warning:'),
    ' ',
    element('bdi', {}, shorten(problem.message)),
    suggestion(problem, form),
  );
}

/** A button that does what the problem suggests, where it names a value. */
function suggestion({ field, code, parameters = [] }, form) {
  const target = SUGGESTED_FIELD[code] ?? field;
  const suggested = parameters.find(({ name }) => name === 'suggested')?.value;
  if (!suggested || !TAKES_SUGGESTIONS.includes(target)) return null;
  const port = parameters.find(({ name }) => name === 'port' && target === 'hostname');
  const values = { [target]: suggested, ...(port ? { port: port.value } : {}) };
  const label = form.control(target).querySelector?.(`option[value="${CSS.escape(suggested)}"]`)?.textContent ?? suggested;
  return button(`Use ${shorten(label, 80)}`, () => {
    form.write(values, 'person');
    form.control(target).focus();
  }, { class: 'inline' });
}

/** Brings the person to the first field with an error. */
function focusFirstError() {
  const first = document.querySelector('[aria-invalid="true"]');
  first?.focus();
  return first !== null;
}
