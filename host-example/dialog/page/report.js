/**
 * A report for people: a quiet line where the mail was taken, the diagnosis where it was not.
 *
 * Rules about mail are core's, and so are the words of a diagnosis. All that came from a server is text here, never markup.
 */

import { certificateChain } from './certificate.js';
import { copyButton } from './copying.js';
import { element, foreign, shorten } from './dom.js';
import { evidence, replyText, supportText, wholeReply } from './evidence.js';
import { icon } from './icons.js';

/** Outcomes with which nothing is to be done. */
const SUCCESSES = ['accepted', 'ready'];

const WHO = {
  you: 'You',
  'server-administrator': 'The administrator of the mail server',
  provider: 'The mail service',
  nobody: 'Nobody: it passes by itself',
};

const RETRY = {
  'no-need': 'There is nothing to repeat',
  later: 'May help later, with nothing changed',
  'after-change': 'Helps only after something was changed',
  'may-duplicate': 'May deliver the mail twice',
};

/**
 * The cause that trust mends. A certificate for another name or another time is no better for it: some hosts refuse it all the same, and
 * others would overlook the name and the time from then on.
 */
const MENDED_BY_TRUST = 'certificate-untrusted';

const CONSEQUENCES = {
  refused: 'The server did not take the test mail.',
  'partly-accepted': 'The server took the test mail, but not for everyone.',
  uncertain: 'Whether the server took the test mail is not known.',
  'not-sent': 'Nothing was sent.',
};

/** Characters of a reply that are shown; core bounds what it reads of a server, and this is about as much. */
const MOST_OF_A_REPLY = 20_000;

/**
 * What was tested, as far as a report does not say it.
 * @typedef {object} Tested
 * @property {string} hostname
 * @property {number} port
 * @property {string} security
 * @property {string} auth
 * @property {string} to the recipient; empty where nothing was to be sent
 * @property {Date} at when the test began
 * @property {string} host the program that tested, with its version
 * @property {string | null} trustCommand its command that trusts a certificate
 */

/**
 * Whether no error is to be shown.
 * @param {{ outcome: string }} report
 * @returns {boolean}
 */
export function isSuccess(report) {
  return SUCCESSES.includes(report.outcome);
}

/**
 * The sentence of a success, to be announced too.
 * @param {object} report
 * @param {Tested} tested
 * @returns {(Node | string)[]}
 */
export function successLine(report, { hostname, to }) {
  const server = foreign(hostname, 300);
  if (report.outcome === 'ready') return [server, ' is ready to take mail from this sender.'];
  return [server, ' accepted the test mail for ', foreign(to, 320), '.'];
}

/**
 * What else is known of a success, quietly: the reply, what cannot be seen from here, and the evidence under folds.
 * @param {object} report
 * @param {Tested} tested
 * @returns {HTMLElement}
 */
export function successDetails(report, tested) {
  const reply = report.recipients[0]?.reply;
  const isReady = report.outcome === 'ready';
  return element(
    'div',
    { class: 'success-details' },
    reply && replyBlock(reply),
    !reply && report.queue_id && element('p', { class: 'quiet' }, 'Its queue id there is ', foreign(report.queue_id, 200), '.'),
    isReady
      ? element('p', { class: 'quiet' }, 'Nothing was sent. Enter a recipient to send a test mail.')
      : element('p', { class: 'quiet' }, 'Whether it reaches the mailbox cannot be seen from here.'),
    advice(report.advice),
    ...evidence(report),
    copySupport(report, tested),
  );
}

/**
 * The title of a failure.
 * @param {object} report
 * @returns {string}
 */
export function failureTitle(report) {
  return shorten(report.diagnosis?.title ?? consequence(report), 500);
}

/**
 * What a failure means and what to do, the reply as it was given, and the evidence under folds. It stands below its title.
 * @param {object} report
 * @param {Tested} tested
 * @returns {(HTMLElement | null | false)[]}
 */
export function failureDetails(report, tested) {
  const found = report.diagnosis;
  return [
    report.outcome === 'uncertain' && takenPerhaps(tested),
    found && element('p', {}, foreign(found.meaning)),
    element(
      'div',
      { class: 'report' },
      found?.steps.length > 0 && steps(stepsOf(report, tested)),
      report.outcome === 'partly-accepted' && recipients(report.recipients),
      found?.reply && verbatim(wholeReply(found.reply, report.stages)),
      isAboutCertificate(report) && certificate(report, tested),
      facts(report),
      ...evidence(report),
      copySupport(report, tested),
    ),
  ];
}

/**
 * Said loudly: a test that is simply repeated could deliver the mail twice.
 * @param {Tested} tested
 * @param {string} [what] what is known
 * @returns {HTMLElement}
 */
export function takenPerhaps({ to }, what = 'The mail may have been taken.') {
  const text = [element('strong', {}, what), ' Look into the mailbox of ', foreign(to, 320), ' before you test again.'];
  return element('p', { class: 'taken-perhaps' }, icon('warning'), element('span', {}, ...text));
}

/** The reply to one recipient; core keeps it short. */
function replyBlock(reply) {
  return element('pre', { class: 'verbatim' }, foreign(replyText(reply), MOST_OF_A_REPLY));
}

/** Where an accepted mail may be found should it not arrive. */
function advice(all) {
  if (!all.length) return null;
  const items = all.map(({ text }) => element('li', {}, foreign(text)));
  return element('details', {}, element('summary', {}, 'If it does not arrive'), element('ul', {}, ...items));
}

function steps(all) {
  const items = all.map((step) => element('li', {}, foreign(step)));
  return element('div', {}, element('h3', {}, 'What to do'), element('ol', { class: 'steps' }, ...items));
}

function verbatim(text) {
  return element(
    'div',
    {},
    element('h3', {}, 'The server said'),
    element('pre', { class: 'verbatim', tabindex: '0', 'aria-label': 'Reply of the server' }, foreign(text, MOST_OF_A_REPLY)),
  );
}

function consequence({ outcome }) {
  return CONSEQUENCES[outcome] ?? `The test ended as ${outcome}.`;
}

function facts(report) {
  const found = report.diagnosis;
  const rows = [fact('The mail', consequence(report))];
  if (found) {
    rows.push(fact('Who', WHO[found.who] ?? found.who), fact('Trying again', RETRY[found.retry] ?? found.retry));
    if (found.link) rows.push(fact('More', link(found.link)));
    rows.push(fact('Cause', element('code', {}, found.cause)));
  }
  return element('dl', { class: 'facts' }, ...rows.flat());
}

function fact(term, value) {
  return [element('dt', {}, term), element('dd', {}, value)];
}

/** The links of a diagnosis are core's own; one of another kind is shown and not opened. */
function link(address) {
  if (!address.startsWith('https://')) return address;
  return element('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, address);
}

/** Each recipient, where they did not all end alike. */
function recipients(results) {
  const items = results.map(({ address, outcome, reply }) =>
    element(
      'li',
      {},
      icon(outcome === 'accepted' ? 'passed' : 'failed'),
      element('div', {}, foreign(address, 320), `: ${outcome}`, reply && replyBlock(reply)),
    ),
  );
  return element('ul', { class: 'recipients' }, ...items);
}

/**
 * The steps of a diagnosis, without the one that a report may end with: a command that trusts the certificate. This host's own stands
 * below it, with the file to download, and two commands would be one too many.
 */
function stepsOf({ diagnosis, certificates, trust_command: told }, { trustCommand }) {
  const isShownBelow = trustCommand && certificates[0]?.pem;
  return diagnosis.steps.filter((step) => !(isShownBelow && told && step.endsWith(told)));
}

function isAboutCertificate({ diagnosis, certificates }) {
  return Boolean(diagnosis?.cause.startsWith('certificate-') && certificates.length);
}

function certificate({ diagnosis, certificates }, tested) {
  const trust = diagnosis.cause === MENDED_BY_TRUST ? tested : null;
  return element('div', {}, element('h3', {}, 'The certificate of the server'), certificateChain(certificates, trust));
}

function copySupport(report, tested) {
  return copyButton('Copy for support', () => supportText(report, tested));
}
