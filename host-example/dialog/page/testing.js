/**
 * Test: the form as it stands, saved or not. Each stage is shown as it happens; a success is told quietly beside the button, a failure
 * at the top of the dialog.
 */
import { button, byId, comeIntoSight, element, foreign, isBusy, isElsewhere, setBusy } from './dom.js';
import { wordsFor } from './errors.js';
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

/** @param {import('./app.js').Dialog} dialog */
export function startTesting(dialog) {
  const testing = new Testing(dialog);
  byId('test-form').addEventListener('submit', (event) => {
    event.preventDefault();
    testing.test();
  });
}

/** Tests, one at a time. */
class Testing {
  #dialog;
  #start = byId('test');
  #recipient = byId('recipient');
  #place = byId('stages');
  /** The remark below the last result. */
  #stale;

  constructor(dialog) {
    this.#dialog = dialog;
    this.#stale = new StaleRemark(dialog.form);
    dialog.form.onChange(({ by }) => this.#stale.update(by));
  }

  /** Tests the form as it stands, unless it has errors or a test is under way. */
  async test() {
    const { api, form, host, outcome, verdicts } = this.#dialog;
    if (isBusy(this.#start)) return;
    outcome.clear();
    if (!verdicts.ready()) {
      outcome.status('failure', NOT_TESTED);
      return;
    }
    const text = form.text();
    const tested = describeTest(text, this.#to(), host);
    const running = new AbortController();
    setBusy(this.#start, true);
    this.#stale = new StaleRemark(form);
    const progress = showProgress(this.#place, tested, outcome, () => running.abort());
    try {
      const report = await reportOf(api.test(text, tested.to || null, running.signal), progress);
      this.#end(progress, tested, (person) => this.#showReport(report, tested, person));
    } catch (error) {
      this.#end(progress, tested, (person) => this.#showError(error, tested, progress, person));
    }
  }

  #to() {
    return this.#recipient.value.trim();
  }

  /** The test is over. What it showed goes away, and the keyboard must not lose its place. */
  #end(progress, tested, show) {
    const focused = document.activeElement;
    // Whoever corrects the recipient is at the next test already.
    const isCorrecting = focused === this.#recipient && this.#to() !== tested.to;
    const person = { isElsewhere: isCorrecting || isElsewhere(byId('test-form')) };
    progress.stop();
    setBusy(this.#start, false);
    if (this.#place.contains(focused)) this.#start.focus();
    show(person);
  }

  #showReport(report, tested, person) {
    const { outcome } = this.#dialog;
    if (isSuccess(report)) {
      const line = element('p', { class: 'success-line' }, icon('passed'), element('span', {}, ...successLine(report, tested)));
      this.#place.replaceChildren(line, this.#stale.node, successDetails(report, tested));
      if (!person.isElsewhere) comeIntoSight(line);
      outcome.announce(line.textContent);
      return;
    }
    const notice = { kind: 'failure', title: failureTitle(report), children: [this.#stale.node, ...failureDetails(report, tested)] };
    // A save takes the notice away, and it may be out of sight.
    const why = button('Show why', () => {
      outcome.clear();
      outcome.show(notice);
    }, { class: 'inline' });
    this.#place.replaceChildren(element('p', { class: 'failed-line quiet' }, `The test of ${tested.at.toLocaleTimeString()} failed.`, why));
    outcome.show(notice, person);
  }

  #showError(error, tested, progress, person) {
    const { outcome, verdicts } = this.#dialog;
    this.#place.replaceChildren();
    if (error.kind === 'problems') {
      outcome.status('failure', NOT_TESTED);
      verdicts.show(error.problems, person);
    } else if (error.kind === 'cancelled') {
      this.#showCancelled(tested, progress.stage(), person);
    } else {
      const { title, text } = wordsFor(error);
      const isUnknown = tested.to && ['lost', 'failed'].includes(error.kind);
      const children = [isUnknown && takenPerhaps(tested, 'Whether the test mail was sent is not known.'), element('p', {}, text)];
      outcome.show({ kind: error.kind === 'busy' ? 'warning' : 'failure', title, children }, person);
    }
  }

  #showCancelled(tested, stage, person) {
    const { outcome } = this.#dialog;
    if (tested.to && stage === MESSAGE_STAGE) {
      const title = 'The test was cancelled while the mail was handed over';
      outcome.show({ kind: 'warning', title, children: [takenPerhaps(tested)] }, person);
      return;
    }
    const what = tested.to ? 'The test mail was not sent, unless the server had it already.' : 'Nothing was sent.';
    this.#place.replaceChildren(element('p', { class: 'quiet' }, `Cancelled. ${what}`));
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

/** Shows that a test is under way, and how far it has come. Without stages (a redacted report) its time alone is the sign of life. */
function showProgress(place, tested, outcome, cancel) {
  const stages = new RunningStages();
  const words = element('span', {}, 'Testing ', foreign(tested.hostname, 300), ` on port ${tested.port}`);
  // It is not beside Test: there, the second click of a double click would press it.
  const line = element('p', { class: 'running-line' }, icon('running'), words, button('Cancel', cancel, { id: 'cancel' }));
  place.replaceChildren(line, stages.node);
  comeIntoSight(line);
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
