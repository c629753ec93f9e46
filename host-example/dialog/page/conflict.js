/** Other settings were stored meanwhile: what they are, what the form has, and a choice for each field that differs. */
import { button, element, foreign } from './dom.js';
import { Form, MASK } from './form.js';

const HOW = 'Choose for each field what to keep, then save again.';

/** @typedef {Pick<import('./app.js').Dialog, 'component' | 'form' | 'outcome'>} Dialog */

/**
 * A field of which something else is stored now than the form has; `isTheirsAlone` where it was changed there and not here.
 * @typedef {{ key: string, theirs: string | boolean, mine: string | boolean, isTheirsAlone: boolean }} Conflict
 */

/**
 * The fields that would lose somebody's value if the form were saved over what is stored now. A password that was typed or removed here is
 * always one of them: every stored one is the mask, so nobody can tell whether it was changed.
 * @param {Form} form as it was filled from what was stored before
 * @param {object} theirs the settings that are stored now
 * @returns {Conflict[]}
 */
export function conflictsOf(form, theirs) {
  const stored = Form.shown(theirs);
  return Form.keys
    .filter((key) => stored[key] !== form.value(key) && (key === 'password' || stored[key] !== form.stored(key)))
    .map((key) => ({ key, theirs: stored[key], mine: form.value(key), isTheirsAlone: form.value(key) === form.stored(key) }));
}

/**
 * Shows what is stored now. A field that only they changed takes their value, so that saving does not undo their work; a field that both
 * changed keeps what was typed. Either can be chosen for each, as often as one likes, until the next save.
 * @param {Conflict[]} conflicts
 * @param {Dialog} dialog
 * @param {{ isInDoubt: boolean, isElsewhere: boolean }} situation whether a save of this page may have stored them; where the person is
 */
export function showConflicts(conflicts, dialog, { isInDoubt, isElsewhere }) {
  const values = conflicts.filter(({ isTheirsAlone }) => isTheirsAlone).map(({ key, theirs }) => [key, theirs]);
  const isPasswordLeft = take(Object.fromEntries(values), dialog);
  dialog.outcome.show({
    kind: 'warning',
    // A test of what was chosen does not take the choice away.
    isLasting: true,
    title: titleOf(conflicts, isInDoubt),
    children: [
      isPasswordAlone(conflicts) && element('p', {}, 'Passwords are never shown, so this page cannot tell.'),
      element('p', {}, `${isInDoubt ? 'Nothing was saved just now' : 'Nothing of yours was saved'}, and nothing is lost. ${HOW}`),
      isPasswordLeft && element('p', {}, 'The password of this form was for another server or user, so the one that is stored now is kept.'),
      ...conflicts.map((conflict) => choice(conflict, dialog)),
    ],
  }, { isElsewhere });
}

function titleOf(conflicts, isInDoubt) {
  if (isPasswordAlone(conflicts)) return 'The stored password may have changed meanwhile';
  return isInDoubt ? 'Other settings are stored by now' : 'Somebody else saved other settings meanwhile';
}

function isPasswordAlone(conflicts) {
  return conflicts.every(({ key }) => key === 'password');
}

/**
 * Writes values of theirs into the form. A password that was meant for another destination does not go there: the stored one is kept.
 * @returns {boolean} whether the password was left behind
 */
function take(values, { component, form }) {
  const before = form.text();
  form.write(values, 'host');
  if (form.value('password') === MASK || component.isSameDestination(before, form.text())) return false;
  form.write({ password: MASK }, 'host');
  return true;
}

function choice({ key, theirs, mine }, dialog) {
  const { form } = dialog;
  const label = form.control(key).labels[0].textContent.trim();
  const keepButton = button('Keep mine', () => form.write({ [key]: mine }, 'restored'));
  const takeButton = button('Take theirs', () => take({ [key]: theirs }, dialog));
  const group = element(
    'div',
    { class: 'choice', role: 'group', 'aria-label': label },
    element('h3', {}, label),
    element('dl', {},
      element('dt', {}, 'Mine'), element('dd', {}, inWords(form, key, mine)),
      element('dt', {}, 'Theirs'), element('dd', {}, inWords(form, key, theirs))),
    element('div', { class: 'buttons' }, keepButton, takeButton),
  );

  /** Tells what the field holds now, however it got there. */
  function showChoice() {
    keepButton.setAttribute('aria-pressed', String(form.value(key) === mine));
    takeButton.setAttribute('aria-pressed', String(form.value(key) === theirs));
  }

  const stop = form.onChange(() => (group.isConnected ? showChoice() : stop()));
  showChoice();
  return group;
}

/** A value as a person reads it: the words of a select, yes and no, and of a password only where it is. */
function inWords(form, key, value) {
  if (key === 'password') return passwordInWords(value);
  if (value === '') return element('span', { class: 'quiet' }, 'empty');
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  const option = [...(form.control(key).options ?? [])].find((one) => one.value === value);
  return option ? option.text : foreign(value, 300);
}

function passwordInWords(value) {
  if (value === MASK) return 'the one that is stored now';
  return value === '' ? 'removed' : 'the one typed here';
}
