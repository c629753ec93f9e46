/**
 * The stages of a test: what each is called, and the list that shows how far a test has come.
 *
 * The words belong to the page; the names (`dns`, `connect`, ...) are those of reports and stay visible beside them. A stage
 * that is not known here is shown by its name.
 */

import { element, foreign } from './dom.js';
import { icon } from './icons.js';

const TITLES = {
  dns: 'DNS lookup',
  connect: 'Connection',
  tls: 'TLS encryption',
  greeting: 'Greeting',
  ehlo: 'Introduction',
  starttls: 'STARTTLS',
  auth: 'Login',
  mail: 'Sender',
  rcpt: 'Recipient',
  data: 'Start of the message',
  body: 'Message',
  quit: 'Goodbye',
};

/** What is waited for, while a stage is under way. */
const WAITING = {
  dns: 'looking up the address of the server',
  connect: 'waiting for the server to take the connection',
  tls: 'agreeing on the encryption',
  greeting: 'waiting for the first line of the server',
  ehlo: 'asking what the server offers',
  starttls: 'asking for encryption',
  auth: 'logging in',
  mail: 'naming the sender',
  rcpt: 'naming the recipient',
  data: 'asking to hand over the message',
  body: 'handing over the message, waiting for the answer',
  quit: 'saying goodbye',
};

/** What is said of a stage where the name of its state is no word for it. */
const STATES = { unreached: 'not reached' };

/**
 * The title of a stage.
 *
 * @param {string} stage its name, as in reports
 * @returns {string}
 */
export function stageTitle(stage) {
  return TITLES[stage] ?? stage;
}

/**
 * A time for people: `12 ms`, `3.4 s`, `2 min 5 s`.
 *
 * @param {number} milliseconds
 * @returns {string}
 */
export function duration(milliseconds) {
  if (milliseconds < 1) return '< 1 ms';
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${Math.floor(milliseconds / 60_000)} min ${Math.floor((milliseconds % 60_000) / 1000)} s`;
}

/** The stages of a test that is under way. It grows as they begin; a stage that begins ends the one before. */
export class RunningStages {
  #begun = 0;
  #row = null;
  #stage = '';
  #ticking = 0;

  constructor() {
    /** The list, to be put into the page. */
    this.node = element('ol', { class: 'stages', 'aria-label': 'Stages of the test' });
  }

  /**
   * A stage has begun.
   *
   * @param {string} stage
   */
  begin(stage) {
    this.#finish('passed');
    this.#stage = stage;
    this.#begun = performance.now();
    this.#row = row(stage, 'running', WAITING[stage] ? [WAITING[stage]] : []);
    this.node.append(this.#row);
    this.#ticking = setInterval(() => this.#tick(), 1000);
  }

  /** The test is over, and nothing says how its last stage ended. */
  stop() {
    this.#finish('ended');
  }

  /** A second more of the same stage: the only sign of life while a server is silent. */
  #tick() {
    const seconds = Math.round((performance.now() - this.#begun) / 1000);
    this.#row.querySelector('.stage-time').textContent = `${seconds} s`;
  }

  #finish(state) {
    clearInterval(this.#ticking);
    if (!this.#row) return;
    const finished = row(this.#stage, state, [], performance.now() - this.#begun);
    this.#row.replaceWith(finished);
    this.#row = null;
  }
}

/**
 * All stages of a report with their evidence, those that it did not come to last.
 *
 * @param {{stages: object[], not_reached: string[]}} report
 * @returns {HTMLElement}
 */
export function reportedStages(report) {
  const passed = report.stages.map((result) =>
    row(result.stage, result.verdict, result.evidence, result.ended_ms - result.started_ms),
  );
  const missing = report.not_reached.map((stage) => row(stage, 'unreached', []));
  return element('ol', { class: 'stages' }, ...passed, ...missing);
}

/**
 * The stages of a report in a few words: `7 passed, Login failed, 4 not reached`.
 *
 * @param {{stages: object[], not_reached: string[]}} report
 * @returns {string}
 */
export function stagesInWords(report) {
  const passed = report.stages.filter((result) => result.verdict === 'passed').length;
  const failed = report.stages.find((result) => result.verdict === 'failed');
  const words = [`${passed} passed`];
  if (failed) words.push(`${stageTitle(failed.stage)} failed`);
  if (report.not_reached.length) words.push(`${report.not_reached.length} not reached`);
  return words.join(', ');
}

function row(stage, state, details, milliseconds) {
  const time = milliseconds === undefined ? '' : duration(milliseconds);
  return element(
    'li',
    { class: `stage stage-${state}` },
    icon(state),
    element(
      'div',
      { class: 'stage-line' },
      element('span', { class: 'stage-title' }, stageTitle(stage), ' ', element('code', {}, stage)),
      element('span', { class: 'stage-state' }, STATES[state] ?? state, ' ', element('span', { class: 'stage-time' }, time)),
    ),
    ...details.map((detail) => element('span', { class: 'stage-detail' }, foreign(detail))),
  );
}
