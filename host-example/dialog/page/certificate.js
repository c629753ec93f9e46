/**
 * The certificates that a server presented: what each says, its fingerprint to compare, and where it helps how to make this host trust it.
 */

import { copyButton } from './copying.js';
import { element, foreign } from './dom.js';

const HOW_TO_TRUST =
  'If the fingerprint is right, download the certificate to the machine that CenterScape runs on, and run the command there, in the ' +
  'folder of the file. It counts from the next test on, without a restart.';

/** In seconds. */
const DAY = 24 * 60 * 60;

/**
 * All certificates of a report: the server's own first and open, those of the authorities above it folded.
 *
 * @param {object[]} certificates as in a report, not empty
 * @param {{hostname: string, trustCommand: string | null} | null} trust the server's name as it was typed; the host's command that
 *   trusts a downloaded certificate, where it has one; `null` where trusting is not what helps
 * @returns {HTMLElement}
 */
export function certificateChain(certificates, trust) {
  const [own, ...authorities] = certificates;
  return element(
    'div',
    { class: 'certificates' },
    own.pem && trust?.trustCommand && element('p', {}, HOW_TO_TRUST),
    certificate(own, trust),
    ...authorities.map((authority) =>
      element(
        'details',
        {},
        element('summary', {}, 'Signed by ', foreign(authority.subject, 200)),
        certificate(authority, trust),
      ),
    ),
  );
}

function certificate(shown, trust) {
  const facts = element(
    'dl',
    { class: 'facts' },
    ...fact('Subject', shown.subject),
    ...fact('Issuer', shown.issuer),
    ...fact('Names', shown.names.join(', ') || 'none'),
    ...validity(shown),
    ...fingerprint(shown.sha256),
  );
  return element('div', { class: 'certificate' }, facts, shown.pem && trust && toTrust(shown, trust));
}

function fact(term, text) {
  return [element('dt', {}, term), element('dd', {}, foreign(text))];
}

function validity({ not_before: from, not_after: to }) {
  const now = Date.now() / 1000;
  const remark = now < from ? 'not valid yet' : now > to ? `expired ${days(now - to)} ago` : '';
  const badge = remark && element('strong', { class: 'badge' }, remark);
  return [element('dt', {}, 'Valid'), element('dd', {}, `${day(from)} to ${day(to)} `, badge || '')];
}

function days(seconds) {
  const count = Math.max(1, Math.floor(seconds / DAY));
  return count === 1 ? '1 day' : `${count} days`;
}

/** A day in UTC, as certificates count. */
function day(seconds) {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? 'unknown' : date.toISOString().slice(0, 10);
}

/** Two digits by two with colons, as `openssl` and `keytool` print it; it may break after each colon. */
function fingerprint(sha256) {
  const pairs = sha256.toUpperCase().match(/../g) ?? [];
  const parts = pairs.flatMap((pair, index) => (index ? [':', element('wbr'), pair] : [pair]));
  return [element('dt', {}, 'SHA-256 fingerprint'), element('dd', { class: 'fingerprint' }, ...parts)];
}

function toTrust({ pem, sha256 }, { hostname, trustCommand }) {
  // A renewed certificate gets names of its own: a keystore refuses an alias that is taken, and a browser saves a second file of
  // one name under another, so that the command would read the first.
  const alias = `${safeName(hostname)}-${sha256.replace(/[^0-9A-Fa-f]/g, '').slice(0, 8)}`;
  const file = `${alias}.pem`;
  const href = `data:application/x-pem-file,${encodeURIComponent(pem)}`;
  const download = element('a', { class: 'button', href, download: file }, `Download ${file}`);
  const command = trustCommand?.replaceAll('{file}', file).replaceAll('{alias}', alias);
  return element(
    'div',
    { class: 'trust' },
    command && element('pre', { class: 'verbatim', tabindex: '0', 'aria-label': 'Command' }, command),
    element('div', { class: 'buttons' }, download, command && copyButton('Copy the command', () => command)),
  );
}

/**
 * The hostname as the name of a file and in a command: nothing that a shell or a file system reads as more than a name. What a
 * certificate says of itself is no part of it.
 */
function safeName(hostname) {
  const name = hostname.trim().replace(/[^A-Za-z0-9.-]+/g, '-').replace(/^[.-]+|[.-]+$/g, '').slice(0, 64);
  return name || 'server';
}
