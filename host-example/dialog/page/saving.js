/** Save, Discard changes, and the question on leaving. */
import { byId, button, element, isBusy, isElsewhere, setBusy } from './dom.js';
import { conflictsOf, showConflicts } from './conflict.js';
import { wordsFor } from './errors.js';
import { Form } from './form.js';

/** After this time without an answer the page says that it is waiting. */
const SLOW_MS = 3000;

const NOT_SAVED = 'Not saved: there are errors in the form.';

/**
 * Starts the part below the form.
 * @param {Pick<import('./app.js').Dialog, 'api' | 'form' | 'outcome' | 'proposals' | 'verdicts'>} dialog
 * @returns {Saving}
 */
export function startSaving(dialog) {
  const saving = new Saving(dialog);
  byId('save').addEventListener('click', () => saving.save());
  byId('discard').addEventListener('click', () => saving.discard());
  dialog.form.onChange(() => saving.showState());
  window.addEventListener('beforeunload', (event) => {
    if (!dialog.form.isDirty()) return;
    event.preventDefault();
    // Browsers before 2023 ask only where this is set, too.
    event.returnValue = true;
  });
  return saving;
}

/** Keeps the form and what is stored together. */
class Saving {
  #dialog;
  /** The version of what is stored, as the form knows it. */
  #version = '';
  #hasSaved = false;

  constructor(dialog) {
    this.#dialog = dialog;
  }

  /**
   * Fills the form with what is stored.
   * @param {{ settings: object, etag: string }} stored
   */
  fill({ settings, etag }) {
    this.#version = etag;
    this.#dialog.form.setStored(settings);
    this.#startAfresh();
  }

  /** Saves the form, unless it has errors or is being saved. */
  async save() {
    const { form, outcome, verdicts } = this.#dialog;
    if (isBusy(byId('save'))) return;
    outcome.clear();
    if (!verdicts.ready()) {
      outcome.status('failure', NOT_SAVED);
      return;
    }
    setBusy(byId('save'), true);
    this.showState();
    const slow = setTimeout(() => outcome.status('progress', 'Saving. CenterScape takes its time to answer…'), SLOW_MS);
    try {
      await this.#store(form.values(), form.text());
    } catch (error) {
      this.#tellFailure(error);
    } finally {
      clearTimeout(slow);
      setBusy(byId('save'), false);
      this.showState();
    }
  }

  /** Puts what is stored back into the form. It can be undone. */
  discard() {
    const { form, outcome } = this.#dialog;
    if (!form.isDirty() || isBusy(byId('save'))) return;
    const typed = form.changes().map((key) => [key, form.value(key)]);
    this.#startAfresh();
    outcome.settle();
    outcome.clear();
    const undo = button('Undo', () => {
      // What was typed since then stays.
      form.write(Object.fromEntries(typed.filter(([key]) => form.value(key) === form.stored(key))), 'restored');
      outcome.status('quiet', 'The changes are back.');
      byId('discard').focus();
    }, { class: 'inline' });
    outcome.status('quiet', 'Changes discarded. ', undo);
  }

  /** Tells whether there is something to save or discard. */
  showState() {
    const isDirty = this.#dialog.form.isDirty();
    const isSaving = isBusy(byId('save'));
    // What is on its way cannot be called back.
    if (isDirty && !isSaving) byId('discard').removeAttribute('aria-disabled');
    else byId('discard').setAttribute('aria-disabled', 'true');
    byId('state').textContent = this.#state(isDirty, isSaving);
  }

  #state(isDirty, isSaving) {
    if (isSaving) return 'Saving…';
    if (isDirty) return 'Unsaved changes';
    return this.#hasSaved ? 'All changes are saved' : '';
  }

  /** Every field as it is stored, as if nobody had typed. */
  #startAfresh() {
    const { form, proposals, verdicts } = this.#dialog;
    form.reset();
    proposals.settle();
    verdicts.settle();
  }

  async #store(sent, text) {
    const { api, form, outcome } = this.#dialog;
    try {
      this.#taken(sent, await api.save(text, this.#version));
    } catch (error) {
      if (error.kind !== 'conflict') throw error;
      const theirs = await api.settings();
      this.#version = theirs.etag;
      const conflicts = conflictsOf(form, theirs.settings);
      // Nothing to ask: the host was restarted, which gives the same settings another version, or the answer to an earlier save was lost.
      if (conflicts.length === 0) this.#taken(sent, await api.save(text, this.#version));
      else showConflicts({ conflicts, form, outcome, theirs: theirs.settings, person: whereabouts() });
    }
  }

  /** The host stored what was sent. What was typed since then stays. */
  #taken(sent, { settings, etag }) {
    const { form, outcome } = this.#dialog;
    this.#version = etag;
    this.#hasSaved = true;
    form.setStored(settings);
    form.acknowledge(Form.keys.filter((key) => form.value(key) === sent[key]));
    outcome.settle();
    outcome.status('success', 'Saved. ', element('span', { class: 'quiet' }, new Date().toLocaleTimeString()));
  }

  #tellFailure(error) {
    const { outcome, verdicts } = this.#dialog;
    if (error.kind === 'problems') {
      outcome.status('failure', NOT_SAVED);
      verdicts.show(error.problems, whereabouts());
      return;
    }
    const { title, text } = wordsFor(error);
    const doubt = error.kind === 'unreachable' ? ' Whether the settings were saved is not known; saving again is safe.' : '';
    outcome.status('quiet');
    outcome.show({ kind: 'failure', title, children: [element('p', {}, text + doubt)] }, whereabouts());
  }
}

/** Whether the person went on to something else than Save and Discard. */
function whereabouts() {
  return { isElsewhere: isElsewhere(byId('save').closest('.actions')) };
}
