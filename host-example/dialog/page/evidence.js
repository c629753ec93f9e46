/** What a report rests on: the stages and the dialogue, under folds, and all of it as a text for whoever helps. */

import { element, foreign } from './dom.js';
import { reportedStages, stagesInWords } from './stages.js';

/**
 * A server's answer as it was given, `250-` before each line but the last.
 *
 * @param {{code: number, lines: string[]}} reply
 * @returns {string}
 */
export function replyText({ code, lines }) {
  const last = lines.length - 1;
  const text = lines.map((line, index) => `${code}${index < last ? '-' : ' '}${line}`).join('\n');
  return text || String(code);
}

/**
 * The reply of a diagnosis as the server gave it. A diagnosis keeps only its first lines, and the stages have it whole.
 * @param {{ code: number, lines: string[] }} reply
 * @param {{ evidence: string[] }[]} stages none where the report is redacted
 * @returns {string}
 */
export function wholeReply(reply, stages) {
  const { code, lines } = reply;
  const first = [`${code}-${lines[0]}`, `${code} ${lines[0]}`];
  for (const { evidence: seen } of stages) {
    const start = seen.findIndex((line) => first.some((begin) => line.startsWith(begin)));
    if (start < 0) continue;
    const rest = seen.slice(start);
    const end = rest.findIndex((line) => !line.startsWith(`${code}-`));
    return rest.slice(0, end < 0 ? undefined : end + 1).join('\n');
  }
  return replyText(reply);
}

/**
 * The folds below a report; none where the report is redacted.
 *
 * @param {object} report
 * @returns {HTMLElement[]}
 */
export function evidence(report) {
  const folds = [];
  if (report.stages.length) {
    folds.push(fold(`Stages: ${stagesInWords(report)}`, reportedStages(report)));
  }
  if (report.transcript.length) {
    const lines = report.transcript.map(transcriptLine);
    const dialogue = element('pre', { class: 'verbatim transcript', tabindex: '0', 'aria-label': 'Dialogue with the server' }, ...lines);
    folds.push(fold(`Dialogue with the server: ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}`, dialogue));
  }
  return folds;
}

/**
 * All of a report that helps somebody else to help. It has no secrets: core leaves them out of what it reports.
 *
 * @param {object} report
 * @param {import('./report.js').Tested} tested
 * @returns {string}
 */
export function supportText(report, tested) {
  const found = report.diagnosis;
  const parts = [
    `${tested.host}, ${tested.at.toISOString()}`,
    `Server: ${tested.hostname}, port ${tested.port}, security ${tested.security}, login ${tested.auth}`,
    `Outcome: ${report.outcome}${found ? `, ${found.cause}: ${found.title}` : ''}`,
  ];
  if (found?.reply) parts.push(`The server said:\n${wholeReply(found.reply, report.stages)}`);
  if (report.stages.length) parts.push(`Stages:\n${report.stages.map(stageLine).join('\n')}`);
  if (report.transcript.length) parts.push(`Dialogue:\n${report.transcript.join('\n')}`);
  return `${parts.join('\n\n')}\n`;
}

function stageLine({ stage, verdict, started_ms: begun, ended_ms: ended, evidence: seen }) {
  return `${verdict.padEnd(7)} ${stage.padEnd(9)} ${ended - begun} ms  ${seen.join(' / ')}`;
}

function fold(title, content) {
  return element('details', {}, element('summary', {}, title), content);
}

/** A line of the dialogue, its side told apart by more than its first letter. */
function transcriptLine(line) {
  const side = { 'C:': 'from-us', 'S:': 'from-server' }[line.slice(0, 2)] ?? 'remark';
  return element('span', { class: `line ${side}` }, foreign(line), '\n');
}
