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
 * @param {Pick<import('./app.js').Dialog, 'api' | 'component' | 'form' | 'outcome' | 'proposals' | 'verdicts'>} dialog
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

/**
 * What is stored, masked, and its version.
 * @typedef {{ settings: object, etag: string }} Stored
 */

/** Keeps the form and what is stored together. */
class Saving {
  #dialog;
  /** The version of what is stored, as the form knows it. */
  #version = '';
  #hasSaved = false;
  /** Whether something may have been stored of which this page got no answer. */
  #isInDoubt = false;

  constructor(dialog) {
    this.#dialog = dialog;
  }

  /**
   * Fills the form with what is stored.
   * @param {Stored} stored
   */
  fill(stored) {
    this.#learn(stored);
    this.#startAfresh();
  }

  /** Saves the form, unless it has errors or is being saved. */
  async save() {
    const { form, outcome, verdicts } = this.#dialog;
    if (this.#isBusy()) return;
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
      this.#notSaved(error);
    } finally {
      clearTimeout(slow);
      setBusy(byId('save'), false);
      this.showState();
    }
  }

  /** Puts what is stored back into the form. It can be undone. */
  async discard() {
    const { form, outcome } = this.#dialog;
    if (!this.#mayDiffer() || this.#isBusy()) return;
    if (this.#isInDoubt && !await this.#settleDoubt()) return;
    const typed = form.changes().map((key) => [key, form.value(key)]);
    this.#startAfresh();
    outcome.settle();
    outcome.clear();
    if (typed.length === 0) {
      outcome.status('quiet', 'Nothing to discard: all of it is stored.');
      return;
    }
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
    // What is on its way cannot be called back.
    if (this.#mayDiffer() && !this.#isBusy()) byId('discard').removeAttribute('aria-disabled');
    else byId('discard').setAttribute('aria-disabled', 'true');
    byId('state').textContent = this.#state();
  }

  #state() {
    if (isBusy(byId('save'))) return 'Saving…';
    if (this.#mayDiffer()) return 'Unsaved changes';
    return this.#hasSaved ? 'All changes are saved' : '';
  }

  #isBusy() {
    return isBusy(byId('save')) || isBusy(byId('discard'));
  }

  #mayDiffer() {
    return this.#dialog.form.isDirty() || this.#isInDoubt;
  }

  /** What is stored is known. The fields are left alone. */
  #learn({ settings, etag }) {
    this.#version = etag;
    this.#isInDoubt = false;
    this.#dialog.form.setStored(settings);
  }

  /** Asks what is stored, and tells where that fails. The answer is whether it is known now. */
  async #settleDoubt() {
    const { api, outcome } = this.#dialog;
    outcome.clear();
    outcome.status('progress', 'Asking CenterScape what is stored…');
    setBusy(byId('discard'), true);
    try {
      this.#learn(await api.settings());
    } catch (error) {
      this.#tellFailure(error, 'What is stored is not known, so nothing was discarded.');
    } finally {
      setBusy(byId('discard'), false);
      this.showState();
    }
    return !this.#isInDoubt;
  }

  /** Every field as it is stored, as if nobody had typed. */
  #startAfresh() {
    const { form, proposals, verdicts } = this.#dialog;
    form.reset();
    proposals.settle();
    verdicts.settle();
  }

  async #store(sent, text) {
    try {
      this.#taken(sent, await this.#put(text));
    } catch (error) {
      if (error.kind !== 'conflict') throw error;
      await this.#compare(sent, text);
    }
  }

  async #put(text) {
    try {
      return await this.#dialog.api.save(text, this.#version);
    } catch (error) {
      if (error.kind === 'unreachable') this.#isInDoubt = true;
      throw error;
    }
  }

  /** Something else is stored by now: asks the person where a value would be lost. */
  async #compare(sent, text) {
    const { api, form, outcome } = this.#dialog;
    const stored = await api.settings();
    const isInDoubt = this.#isInDoubt;
    const conflicts = conflictsOf(form, stored.settings);
    this.#learn(stored);
    // Nothing to ask: the host was restarted, which gives the same settings another version, or the answer to an earlier save was lost.
    if (conflicts.length === 0) {
      this.#taken(sent, await this.#put(text));
      return;
    }
    outcome.status('quiet');
    showConflicts(conflicts, this.#dialog, { isInDoubt, ...whereabouts() });
  }

  /** The host stored what was sent. What was typed since then stays. */
  #taken(sent, stored) {
    const { form, outcome } = this.#dialog;
    this.#learn(stored);
    this.#hasSaved = true;
    form.acknowledge(Form.keys.filter((key) => form.value(key) === sent[key]));
    outcome.settle();
    outcome.status('success', 'Saved. ', element('span', { class: 'quiet' }, new Date().toLocaleTimeString()));
  }

  #notSaved(error) {
    const { outcome, verdicts } = this.#dialog;
    if (error.kind === 'problems') {
      outcome.status('failure', NOT_SAVED);
      verdicts.show(error.problems, whereabouts());
      return;
    }
    const isInDoubt = error.kind === 'unreachable' && this.#isInDoubt;
    this.#tellFailure(error, isInDoubt ? 'Whether the settings were saved is not known; saving again is safe.' : '');
  }

  #tellFailure(error, remark) {
    const { outcome } = this.#dialog;
    const { title, text } = wordsFor(error);
    outcome.status('quiet');
    outcome.show({ kind: 'failure', title, children: [element('p', {}, `${text} ${remark}`.trim())] }, whereabouts());
  }
}

/** Whether the person went on to something else than Save and Discard. */
function whereabouts() {
  return { isElsewhere: isElsewhere(byId('save').closest('.actions')) };
}
