/**
 * Detect: asks the host to look for port, security and login of a mail server. Each probe is shown as it happens, then what to propose and
 * why.
 */
import { button, byId, comeIntoSight, element, foreign, isBusy, setBusy, shorten } from './dom.js';
import { wordsFor } from './errors.js';
import { icon } from './icons.js';
import { wholeRecommendation } from './report-shape.js';
import { LOGINS, SECURITIES } from './words.js';

/** @param {import('./app.js').Dialog} dialog */
export function startSearching(dialog) {
  const searching = new Searching(dialog);
  byId('detect').addEventListener('click', () => searching.search());
}

/** Searches, one at a time. */
class Searching {
  #dialog;
  #start = byId('detect');
  #place = byId('search');

  constructor(dialog) {
    this.#dialog = dialog;
  }

  /** Searches for what stands in the form, unless a search is under way. */
  async search() {
    const { api, form, outcome } = this.#dialog;
    if (isBusy(this.#start)) return;
    const wanted = searchedFor(form);
    const running = new AbortController();
    const progress = showProgress(this.#place, wanted, () => {
      running.abort();
      this.#start.focus();
    });
    setBusy(this.#start, true);
    outcome.clear();
    outcome.announce('Searching for the settings of this server.');
    try {
      this.#show(await recommendationOf(api.detect(wanted, running.signal), progress));
    } catch (error) {
      const isWaiting = this.#isWaiting();
      this.#place.replaceChildren();
      this.#fail(error, { isElsewhere: !isWaiting });
    } finally {
      setBusy(this.#start, false);
    }
  }

  #show(found) {
    const panel = recommendation(found, { use: (settings) => this.#use(settings), close: () => this.#close() });
    const isWaiting = this.#isWaiting();
    this.#place.replaceChildren(panel);
    this.#dialog.outcome.announce(panel.querySelector('h2').textContent);
    if (isWaiting) panel.querySelector('button').focus();
  }

  /** Somebody who went on to something else meanwhile is not called back. */
  #isWaiting() {
    const focused = document.activeElement;
    return focused === this.#start || focused === document.body || this.#place.contains(focused);
  }

  #use(settings) {
    this.#dialog.proposals.use(settings);
    this.#close();
  }

  #close() {
    this.#place.replaceChildren();
    this.#start.focus();
  }

  #fail(error, person) {
    const { outcome, verdicts } = this.#dialog;
    if (error.kind === 'cancelled') {
      outcome.announce('The search was cancelled.');
    } else if (error.kind === 'problems') {
      verdicts.show(error.problems, person);
    } else if (error.code === 'detect.not-open') {
      this.#start.hidden = true;
      byId('hostname').focus();
      outcome.status('quiet', 'Searching is not open here.');
    } else {
      const { title, text } = wordsFor(error);
      outcome.show({ kind: error.kind === 'busy' ? 'warning' : 'failure', title, children: [element('p', {}, text)] }, person);
    }
  }
}

/** What to search for: what stands in the hostname, or else the domain of the sender. */
function searchedFor(form) {
  return form.value('hostname').trim() || form.value('from_address').trim();
}

async function recommendationOf(lines, progress) {
  let found = null;
  for await (const line of lines) {
    if (line.probing) progress.begin(line.probing);
    if (line.attempt) progress.end(line.attempt);
    if (line.recommendation) found = wholeRecommendation(line.recommendation);
  }
  return found;
}

/** The probes as they happen. Several may be under way at a time. */
function showProgress(place, wanted, cancel) {
  const list = element('ol', { class: 'stages', 'aria-label': 'Probes' });
  const rows = new Map();
  const words = element('span', {}, 'Searching for ', foreign(wanted, 300));
  const title = element('p', { class: 'running-line' }, icon('running'), words, button('Cancel', cancel));
  place.replaceChildren(element('div', { class: 'panel' }, title, list));
  comeIntoSight(place);

  function put(probe, state, found, detail) {
    const key = wayOf(probe);
    const made = probeRow(probe, state, found, detail);
    if (rows.has(key)) rows.get(key).replaceWith(made);
    else list.append(made);
    rows.set(key, made);
  }

  return {
    begin: (probe) => put(probe, 'running', 'asking'),
    end: (attempt) => put(attempt, ...verdict(attempt)),
  };
}

/** What a probe found: a state, a word for it and more. */
function verdict({ outcome, diagnosis }) {
  if (outcome === 'ready') return ['passed', 'answers', ''];
  return ['failed', 'no', diagnosis?.title ?? outcome];
}

function probeRow(probe, state, words, detail = '') {
  return element(
    'li',
    { class: `stage stage-${state}` },
    icon(state),
    element(
      'div',
      { class: 'stage-line' },
      element('span', { class: 'stage-title' }, foreign(wayOf(probe), 300)),
      element('span', { class: 'stage-state' }, words),
    ),
    detail && element('span', { class: 'stage-detail' }, foreign(detail)),
  );
}

function wayOf({ hostname, port, security }) {
  return `${hostname}, port ${port}, ${SECURITIES[security] ?? security}`;
}

/** What was found: the settings to propose, what stands in their way, and why these. */
function recommendation({ settings, confirmed, diagnosis, reasons }, { use, close }) {
  const title = settings ? 'Proposed settings' : diagnosis?.title ?? 'No mail server was found';
  return element(
    'section',
    { class: 'panel', 'aria-labelledby': 'found-title' },
    element('h2', { id: 'found-title' }, icon(stateOf(settings, diagnosis)), element('span', {}, shorten(title, 500))),
    settings && element('p', { class: 'found' }, foreign(`${wayOf(settings)}, ${LOGINS[settings.auth] ?? settings.auth}`, 500)),
    settings && !confirmed && element('p', { class: 'quiet' }, 'No probe reached the server: this is what is known of the service.'),
    element(
      'div',
      { class: 'buttons' },
      settings && button('Use these settings', () => use(settings), { class: 'primary' }),
      button('Close', close),
    ),
    diagnosis && obstacle(diagnosis, Boolean(settings)),
    reasons.length > 0 && why(reasons),
  );
}

function stateOf(settings, diagnosis) {
  if (!settings) return 'failed';
  return diagnosis ? 'warning' : 'passed';
}

function obstacle({ title, meaning, steps }, isBelowProposal) {
  return element(
    'div',
    { class: 'obstacle' },
    isBelowProposal && element('p', {}, icon('warning'), element('strong', {}, foreign(title, 500))),
    element('p', {}, foreign(meaning)),
    steps.length > 0 && element('ol', { class: 'steps' }, ...steps.map((step) => element('li', {}, foreign(step)))),
  );
}

function why(reasons) {
  const items = reasons.map(({ text }) => element('li', {}, foreign(text)));
  return element('ul', { class: 'reasons' }, ...items);
}
