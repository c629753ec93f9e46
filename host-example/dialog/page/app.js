/**
 * The settings dialog. This file starts its parts and hands each the others that it needs:
 *
 *     component.js   the rules, in the page                  api.js        the endpoints of the host
 *     form.js        what the fields hold                    outcome.js    the place for results
 *     verdicts.js    which problems are shown, and when      proposals.js  known services, usual ports
 *     saving.js      Save, conflicts, leaving                testing.js    Test, its stages and its report
 *     searching.js   Detect                                  preview.js    the mails, as people will see them
 *
 * Nothing in here decides anything about mail or settings: that is the component's, and the host's.
 */
import { Api } from './api.js';
import { loadComponent, withoutComponent } from './component.js';
import { button, byId, element } from './dom.js';
import { wordsFor } from './errors.js';
import { Form } from './form.js';
import { Outcome } from './outcome.js';
import { startPassword } from './password.js';
import { startPreview } from './preview.js';
import { startProposals } from './proposals.js';
import { startSaving } from './saving.js';
import { startSearching } from './searching.js';
import { startTesting } from './testing.js';
import { askForToken } from './token.js';
import { startVerdicts } from './verdicts.js';

/**
 * All parts of the dialog, as they are handed to those that need them.
 * @typedef {object} Dialog
 * @property {Api} api
 * @property {Awaited<ReturnType<typeof loadComponent>>} component
 * @property {Form} form
 * @property {Outcome} outcome
 * @property {{ host: string, trust_command: string | null, detect: boolean, redacted: boolean }} host as `GET /api/host` answers
 * @property {ReturnType<typeof startProposals>} proposals
 * @property {ReturnType<typeof startVerdicts>} verdicts
 */

/** After this time the page says what it waits for. */
const SLOW_MS = 1000;

async function start(outcome) {
  const api = new Api(askForToken);
  const arriving = loadComponent().catch(withoutComponent);
  const [host, stored] = await reached(() => Promise.all([api.host(), api.settings()]), outcome);
  const component = await waitedFor(arriving, outcome, 'Waiting for the checks while you type…');
  const form = new Form();
  const dialog = { api, component, form, outcome, host };
  dialog.proposals = startProposals(dialog);
  dialog.verdicts = startVerdicts(dialog);
  const saving = startSaving(dialog);
  startForm(form, host);
  startTesting(dialog);
  startSearching(dialog);
  startPreview(dialog);
  saving.fill(stored);
  byId('controls').inert = false;
  // The dialog works all the same, for example where a browser forbids WebAssembly.
  if (!component.isThere) outcome.status('quiet', 'The checks while you type do not run here. CenterScape checks when you save or test.');
}

/** The answer of a call without which there is no dialog: says why it fails, and lets the person try again. */
async function reached(call, outcome) {
  for (;;) {
    try {
      return await waitedFor(call(), outcome, 'Waiting for the settings…');
    } catch (error) {
      await new Promise((again) => {
        showFailure(outcome, error, button('Try again', again));
      });
      outcome.clear();
    }
  }
}

/** What was promised; a wait that is felt is told in these words. */
async function waitedFor(promise, outcome, words) {
  const slow = setTimeout(() => outcome.status('progress', words), SLOW_MS);
  try {
    return await promise;
  } finally {
    clearTimeout(slow);
    outcome.clear();
  }
}

/** What belongs to no other part. */
function startForm(form, host) {
  byId('host-name').textContent = host.host ? ` · ${host.host}` : '';
  byId('detect').hidden = !host.detect;
  startPassword(form.control('password'));
  // Enter in a setting does nothing: the form has no button that submits it, and what saves is pressed on purpose.
  byId('settings').addEventListener('submit', (event) => event.preventDefault());
  form.onChange(() => showConsent(form));
}

/** The consent to a password in clear is asked for only where a password could go that way. */
function showConsent(form) {
  const isPossible = form.value('security') === 'none' && form.value('auth') === 'password';
  byId('allow_clear_password').closest('.field').hidden = !isPossible;
}

/** Says why there is no dialog. */
function showFailure(outcome, error, ...more) {
  const { title, text } = wordsFor(error);
  outcome.show({ kind: 'failure', title, children: [element('p', {}, text), ...more] });
}

const outcome = new Outcome();
start(outcome).catch((error) => showFailure(outcome, error));
