/** Save, Discard changes, and the question on leaving. */
import { byId, button, element, isBusy, setBusy } from './dom.js';
import { MASK } from './form.js';
import { showConflict } from './conflict.js';
import { wordsFor } from './failures.js';

/** After this time without an answer the page says that it is waiting. */
const SLOW_MS = 3000;

const NOT_SAVED = 'Not saved: there are errors in the form.';

/**
 * @param {{ form: import('./form.js').Form, api: object, outcome: import('./outcome.js').Outcome,
 *   verdicts: import('./verdicts.js').Verdicts, proposals: import('./proposals.js').Proposals }} dialog
 * @returns {{ load: () => Promise<void> }} `load` fills the form with what is stored
 */
export function startSaving({ form, api, outcome, verdicts, proposals }) {
  const save = byId('save');
  const discard = byId('discard');
  let version = '';
  let savedOnce = false;

  async function load() {
    const { settings, etag } = await api.settings();
    version = etag;
    form.setStored(settings);
    startAfresh();
  }

  /** Every field as it is stored, as if nobody had typed. */
  function startAfresh() {
    form.reset();
    proposals.settle();
    verdicts.settle();
  }

  save.addEventListener('click', async () => {
    if (isBusy(save)) return;
    outcome.clear();
    if (!verdicts.ready()) {
      outcome.status('failure', NOT_SAVED);
      return;
    }
    setBusy(save, true);
    const slow = setTimeout(() => outcome.status('progress', 'Saving. CenterScape takes its time to answer…'), SLOW_MS);
    try {
      await store(form.values(), form.text());
    } catch (error) {
      tellFailure(error);
    } finally {
      clearTimeout(slow);
      setBusy(save, false);
      showState();
    }
  });

  async function store(sent, text) {
    try {
      taken(sent, await api.save(text, version));
    } catch (error) {
      if (error.kind !== 'conflict') throw error;
      const theirs = await api.settings();
      version = theirs.etag;
      // A restart of the host gives the same settings another version; nobody else saved, so there is nothing to ask.
      if (sameSettings(form, theirs.settings)) taken(sent, await api.save(text, version));
      else showConflict({ form, outcome, theirs: theirs.settings });
    }
  }

  /** The host stored what was sent. What was typed since then stays. */
  function taken(sent, { settings, etag }) {
    version = etag;
    form.setStored(settings);
    const unchanged = Object.keys(sent).filter((key) => form.value(key) === sent[key]);
    form.acknowledge(unchanged);
    savedOnce = true;
    outcome.clear();
    outcome.status('success', 'Saved.');
  }

  function tellFailure(error) {
    if (error.kind === 'problems') {
      outcome.status('failure', NOT_SAVED);
      verdicts.show(error.problems);
      return;
    }
    const { title, text } = wordsFor(error);
    const doubt = error.kind === 'unreachable' ? ' Whether the settings were saved is not known; saving again is safe.' : '';
    outcome.show({ kind: 'failure', title, children: [element('p', {}, text + doubt)] });
  }

  discard.addEventListener('click', () => {
    if (!form.isDirty()) return;
    const typed = form.values();
    startAfresh();
    outcome.clear();
    const undo = button('Undo', () => {
      form.write(typed, 'person');
      outcome.status('quiet', 'The changes are back.');
      save.focus();
    }, { class: 'inline' });
    outcome.status('quiet', 'Changes discarded. ', undo);
  });

  function showState() {
    const isDirty = form.isDirty();
    if (isDirty) discard.removeAttribute('aria-disabled');
    else discard.setAttribute('aria-disabled', 'true');
    byId('state').textContent = isDirty ? 'Unsaved changes' : savedOnce ? 'All changes are saved' : '';
  }

  form.onChange(showState);

  window.addEventListener('beforeunload', (event) => {
    if (form.isDirty()) event.preventDefault();
  });

  return { load };
}

/** Whether these are the settings that the form was filled from. Passwords never tell: both are the mask. */
function sameSettings(form, settings) {
  const shown = Object.entries(form.constructor.shown(settings));
  return shown.every(([key, value]) => key === 'password' || value === form.stored(key) || value === MASK);
}
