/**
 * Test: the form as it stands, saved or not. Each stage is shown as it happens; a success is told quietly beside the button, a failure
 * at the top of the dialog.
 */
import { button, byId, element, foreign, isBusy, setBusy } from './dom.js';
import { ApiError, wordsFor } from './errors.js';
import { Form } from './form.js';
import { icon } from './icons.js';
import { failureDetails, failureTitle, isSuccess, successDetails, successLine, takenPerhaps } from './report.js';
import { wholeReport } from './report-shape.js';
import { RunningStages, stageTitle } from './stages.js';

/** A stage that takes longer is read out; quicker ones would only be noise. */
const WORTH_SAYING_MS = 1500;

const NOT_TESTED = 'Not tested: there are errors in the form.';

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
  /** The remark below the last result, when that no longer speaks of what stands in the form. */
  let stale = new StaleRemark(form);

  byId('test-form').addEventListener('submit', (event) => {
    event.preventDefault();
    if (isBusy(start)) return;
    if (verdicts.ready()) test();
    else outcome.status('failure', NOT_TESTED);
  });
  cancel.addEventListener('click', () => running?.abort());
  form.onChange(({ by }) => stale.update(by));

  async function test() {
    const text = form.text();
    const tested = describeTest(text, byId('recipient').value.trim(), host);
    running = new AbortController();
    stale = new StaleRemark(form);
    begin();
    const progress = showProgress(place, tested, outcome);
    try {
      const report = await reportOf(api.test(text, tested.to || null, running.signal), progress);
      progress.stop();
      showReport(report, tested, end());
    } catch (error) {
      progress.stop();
      showError(error, tested, progress, end());
    }
  }

  function begin() {
    outcome.clear();
    setBusy(start, true);
    cancel.hidden = false;
  }

  /** @returns {{ isElsewhere: boolean }} whether the person went on to something else than the test */
  function end() {
    const focused = document.activeElement;
    setBusy(start, false);
    // The keyboard must not lose its place when the button that it is on goes away.
    if (focused === cancel) start.focus();
    cancel.hidden = true;
    return { isElsewhere: focused !== document.body && !byId('test-form').contains(focused) };
  }

  function showReport(report, tested, person) {
    if (isSuccess(report)) {
      const line = element('p', { class: 'success-line' }, icon('passed'), element('span', {}, ...successLine(report, tested)));
      place.replaceChildren(line, stale.node, successDetails(report, tested));
      outcome.announce(line.textContent);
      return;
    }
    const notice = { kind: 'failure', title: failureTitle(report), children: [stale.node, ...failureDetails(report, tested)] };
    // A save takes the notice away, and it may be out of sight.
    const why = button('Show why', () => outcome.show(notice), { class: 'inline' });
    place.replaceChildren(element('p', { class: 'failed-line quiet' }, `The test of ${tested.at.toLocaleTimeString()} failed.`, why));
    outcome.show(notice, person);
  }

  function showError(error, tested, progress, person) {
    place.replaceChildren();
    if (error.kind === 'problems') {
      outcome.clear();
      outcome.status('failure', NOT_TESTED);
      verdicts.show(error.problems);
    } else if (error.kind === 'cancelled') {
      cancelled(tested, progress.stage());
    } else {
      // A fault of this page is told like any other, and the browser's console has where it is.
      if (!(error instanceof ApiError)) reportError(error);
      const { title, text } = wordsFor(error);
      const isUnknown = tested.to && ['lost', 'failed'].includes(error.kind);
      const children = [isUnknown && takenPerhaps(tested, 'Whether the test mail was sent is not known.'), element('p', {}, text)];
      outcome.show({ kind: error.kind === 'busy' ? 'warning' : 'failure', title, children }, person);
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

/** Says that a result no longer speaks of what stands in the form. */
class StaleRemark {
  node = element('p', { class: 'stale' });
  #form;
  /** What was tested. */
  #values;

  /** @param {Form} form as it is tested now */
  constructor(form) {
    this.#form = form;
    this.#values = form.values();
  }

  /** @param {import('./form.js').Author} by who changed the form */
  update(by) {
    // What was saved shows as the host has it, the password as its mask, and is what was tested.
    if (by === 'store' && !this.node.firstChild) this.#values = this.#form.values();
    const isStale = Form.keys.some((key) => this.#form.value(key) !== this.#values[key]);
    this.node.replaceChildren(...(isStale ? [icon('warning'), 'The settings were changed since this test.'] : []));
  }
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
    if (line.report) report = wholeReport(line.report);
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
