/**
 * Test: the form as it stands, saved or not. Each stage is shown as it happens; a success is told quietly beside the button, a failure
 * at the top of the dialog.
 */
import { byId, element, foreign, isBusy, setBusy } from './dom.js';
import { ApiError, wordsFor } from './errors.js';
import { icon } from './icons.js';
import { failureDetails, failureTitle, isSuccess, successDetails, successLine, takenPerhaps } from './report.js';
import { RunningStages, stageTitle } from './stages.js';

/** A stage that takes longer is read out; quicker ones would only be noise. */
const WORTH_SAYING_MS = 1500;

/** What is cancelled in this stage may have been taken by the server. */
const MESSAGE_STAGE = 'body';

/**
 * @param {import('./app.js').Dialog} dialog
 */
export function startTesting({ api, form, outcome, verdicts, host }) {
  const place = byId('stages');
  const start = byId('test');
  const cancel = byId('cancel');
  /** Ends the test that is under way. */
  let running = null;
  /** The place for a remark below the last result, when that no longer speaks of what stands in the form. */
  let stale = stalePlace();

  byId('test-form').addEventListener('submit', (event) => {
    event.preventDefault();
    if (!isBusy(start) && verdicts.ready()) test();
  });
  cancel.addEventListener('click', () => running?.abort());
  form.onChange(({ by }) => {
    if (by !== 'host' && !stale.firstChild) stale.append(icon('warning'), 'The settings were changed since this test.');
  });

  async function test() {
    const text = form.text();
    const tested = describeTest(text, byId('recipient').value.trim(), host);
    running = new AbortController();
    stale = stalePlace();
    begin();
    const progress = showProgress(place, tested, outcome);
    try {
      const report = await reportOf(api.test(text, tested.to || null, running.signal), progress);
      progress.stop();
      end();
      showReport(report, tested);
    } catch (error) {
      progress.stop();
      end();
      showError(error, tested, progress);
    }
  }

  function begin() {
    outcome.clear();
    setBusy(start, true);
    cancel.hidden = false;
  }

  /** The keyboard must not lose its place when the button that it is on goes away. */
  function end() {
    const hasFocus = document.activeElement === cancel;
    setBusy(start, false);
    cancel.hidden = true;
    if (hasFocus) start.focus();
  }

  function showReport(report, tested) {
    if (isSuccess(report)) {
      const line = element('p', { class: 'success-line' }, icon('passed'), element('span', {}, ...successLine(report, tested)));
      place.replaceChildren(line, stale, successDetails(report, tested));
      outcome.announce(line.textContent);
      return;
    }
    place.replaceChildren(element('p', { class: 'quiet' }, `The test of ${tested.at.toLocaleTimeString()} failed.`));
    outcome.show({ kind: 'failure', title: failureTitle(report), children: [stale, ...failureDetails(report, tested)] });
  }

  function showError(error, tested, progress) {
    if (!(error instanceof ApiError)) throw error;
    place.replaceChildren();
    if (error.kind === 'problems') verdicts.show(error.problems);
    else if (error.kind === 'cancelled') cancelled(tested, progress.stage());
    else {
      const { title, text } = wordsFor(error);
      const isUnknown = tested.to && ['lost', 'failed'].includes(error.kind);
      const children = [isUnknown && takenPerhaps(tested, 'Whether the test mail was sent is not known.'), element('p', {}, text)];
      outcome.show({ kind: error.kind === 'busy' ? 'warning' : 'failure', title, children });
    }
  }

  function cancelled(tested, stage) {
    if (tested.to && stage === MESSAGE_STAGE) {
      outcome.show({ kind: 'warning', title: 'The test was cancelled while the mail was handed over', children: [takenPerhaps(tested)] });
      return;
    }
    const what = tested.to ? 'The test mail was not sent, unless the server had it already.' : 'Nothing was sent.';
    place.replaceChildren(element('p', { class: 'quiet' }, `Cancelled. ${what}`));
    outcome.announce(`Cancelled. ${what}`);
  }
}

function stalePlace() {
  return element('p', { class: 'stale' });
}

/**
 * What is tested, as far as a report does not say it.
 * @returns {import('./report.js').Tested}
 */
function describeTest(text, to, host) {
  const { hostname, port, security, auth } = JSON.parse(text);
  return { hostname, port, security, auth, to, at: new Date(), host: host.host, trustCommand: host.trust_command };
}

/** Follows a test to its report. */
async function reportOf(lines, progress) {
  let report = null;
  for await (const line of lines) {
    if (line.stage) progress.begin(line.stage);
    if (line.report) report = line.report;
  }
  return report;
}

/** Shows that a test is under way, and how far it has come. Without stages (a coarse report) its time alone is the sign of life. */
function showProgress(place, tested, outcome) {
  const stages = new RunningStages();
  const words = element('span', {}, 'Testing ', foreign(tested.hostname, 300), ` on port ${tested.port}`);
  place.replaceChildren(element('p', { class: 'running-line' }, icon('running'), words), stages.node);
  outcome.announce('The test is running.');
  let last = '';
  let timer;
  return {
    begin(stage) {
      last = stage;
      stages.begin(stage);
      clearTimeout(timer);
      timer = setTimeout(() => outcome.announce(`${stageTitle(stage)} …`), WORTH_SAYING_MS);
    },
    stop() {
      clearTimeout(timer);
      stages.stop();
    },
    /** The stage that began last. */
    stage: () => last,
  };
}
