/** Somebody else saved other settings: what they have, what the form has, and a choice for each field that differs. */
import { button, element, foreign } from './dom.js';
import { Form } from './form.js';

/**
 * A field that somebody else changed to something else than the form has.
 * @typedef {{ key: string, theirs: string | boolean, mine: string | boolean }} Conflict
 */

/**
 * The fields that would lose somebody's value if the form were saved over what is stored now. Passwords never tell: all are the mask.
 * @param {Form} form
 * @param {object} theirs the settings that are stored now
 * @returns {Conflict[]}
 */
export function conflictsOf(form, theirs) {
  const stored = Form.shown(theirs);
  return Form.keys
    .filter((key) => stored[key] !== form.stored(key) && stored[key] !== form.value(key))
    .map((key) => ({ key, theirs: stored[key], mine: form.value(key) }));
}

/**
 * Shows what somebody else saved. A field that only they changed takes their value, so that saving does not undo their work; a field that
 * both changed keeps what was typed. Either can be chosen for each, as often as one likes, until the next save.
 * @param {{ conflicts: Conflict[], form: Form, outcome: import('./outcome.js').Outcome, theirs: object, person: { isElsewhere: boolean } }} found
 */
export function showConflicts({ conflicts, form, outcome, theirs, person }) {
  const mine = form.changes();
  const taken = conflicts.filter(({ key }) => !mine.includes(key)).map(({ key, theirs: value }) => [key, value]);
  form.setStored(theirs);
  form.write(Object.fromEntries(taken), 'host');
  outcome.status('quiet');
  outcome.show({
    kind: 'warning',
    // A test of what was chosen does not take the choice away.
    isLasting: true,
    title: 'Somebody else saved other settings meanwhile',
    children: [
      element('p', {}, 'Nothing of yours was saved, and nothing is lost. Choose for each field what to keep, then save again.'),
      ...conflicts.map((conflict) => choice(conflict, form)),
    ],
  }, person);
}

function choice({ key, theirs, mine }, form) {
  const label = form.control(key).labels[0].textContent.trim();
  const keep = button('Keep mine', () => form.write({ [key]: mine }, 'restored'));
  const take = button('Take theirs', () => form.write({ [key]: theirs }, 'host'));
  const group = element(
    'div',
    { class: 'choice', role: 'group', 'aria-label': label },
    element('h3', {}, label),
    element('dl', {},
      element('dt', {}, 'Mine'), element('dd', {}, inWords(form, key, mine)),
      element('dt', {}, 'Theirs'), element('dd', {}, inWords(form, key, theirs))),
    element('div', { class: 'buttons' }, keep, take),
  );

  /** Tells what the field holds now, however it got there. */
  function showChoice() {
    keep.setAttribute('aria-pressed', String(form.value(key) === mine));
    take.setAttribute('aria-pressed', String(form.value(key) === theirs));
  }

  const stop = form.onChange(() => (group.isConnected ? showChoice() : stop()));
  showChoice();
  return group;
}

/** A value as a person reads it: the words of a select, yes and no. */
function inWords(form, key, value) {
  if (value === '') return element('span', { class: 'quiet' }, 'empty');
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  const option = [...(form.control(key).options ?? [])].find((one) => one.value === value);
  return option ? option.text : foreign(value, 300);
}
