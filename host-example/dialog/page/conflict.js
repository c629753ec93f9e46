/** Somebody else saved other settings: what they have, what the form has, and a choice for each field that differs. */
import { button, element, foreign } from './dom.js';
import { Form } from './form.js';

/**
 * Shows what somebody else saved. A field that only they changed takes their value, so that saving does not undo their work; a field that
 * both changed keeps what was typed. Either can be chosen for each, as often as one likes, until the next save.
 * @param {{ form: Form, outcome: import('./outcome.js').Outcome, theirs: object }} conflict
 */
export function showConflict({ form, outcome, theirs }) {
  const stored = Form.shown(theirs);
  const rows = Form.keys
    .filter((key) => stored[key] !== form.stored(key) && stored[key] !== form.value(key))
    .map((key) => ({ key, theirs: stored[key], mine: form.value(key), isMine: form.changes().includes(key) }));
  form.setStored(theirs);
  for (const { key, theirs: value, isMine } of rows) {
    if (!isMine) form.write({ [key]: value }, 'host');
  }
  outcome.show({
    kind: 'warning',
    title: 'Somebody else saved other settings meanwhile',
    children: [
      element('p', {}, rows.length > 0
        ? 'Nothing of yours was saved, and nothing is lost. Choose for each field what to keep, then save again.'
        : 'Nothing of yours was saved. What they changed is the same as yours: save again.'),
      ...rows.map((row) => choice(row, form)),
    ],
  });
}

function choice({ key, theirs, mine, isMine }, form) {
  const label = form.control(key).labels[0].textContent.trim();
  const keep = button('Keep mine', () => choose(mine, 'person', keep, take), { 'aria-pressed': String(isMine) });
  const take = button('Take theirs', () => choose(theirs, 'host', take, keep), { 'aria-pressed': String(!isMine) });

  function choose(value, by, pressed, other) {
    form.write({ [key]: value }, by);
    pressed.setAttribute('aria-pressed', 'true');
    other.setAttribute('aria-pressed', 'false');
  }

  return element(
    'div',
    { class: 'choice', role: 'group', 'aria-label': label },
    element('h3', {}, label),
    element('dl', {},
      element('dt', {}, 'Mine'), element('dd', {}, inWords(form, key, mine)),
      element('dt', {}, 'Theirs'), element('dd', {}, inWords(form, key, theirs))),
    element('div', { class: 'buttons' }, keep, take),
  );
}

/** A value as a person reads it: the words of a select, yes and no. */
function inWords(form, key, value) {
  if (value === '') return element('span', { class: 'quiet' }, 'empty');
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  const option = [...(form.control(key).options ?? [])].find((one) => one.value === value);
  return option ? option.text : foreign(value, 300);
}
