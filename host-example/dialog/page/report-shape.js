/**
 * Reports as the page reads them. A host of another age may leave out members or give `null`: a list is then empty, a text too, so that
 * what is there is shown all the same.
 */

/**
 * @param {object} report of a test
 * @returns {object} with each member that the page reads
 */
export function wholeReport(report) {
  return {
    ...report,
    outcome: textOr(report.outcome, 'unknown'),
    diagnosis: report.diagnosis ? wholeDiagnosis(report.diagnosis) : null,
    stages: list(report.stages).map(wholeStage),
    not_reached: texts(report.not_reached),
    recipients: list(report.recipients).map((one) => ({ ...one, address: textOr(one.address, ''), reply: wholeReply(one.reply) })),
    advice: list(report.advice),
    certificates: list(report.certificates).map(wholeCertificate),
    transcript: texts(report.transcript),
  };
}

/**
 * @param {object} found the recommendation of a search
 * @returns {object} with each member that the page reads
 */
export function wholeRecommendation(found) {
  return {
    ...found,
    settings: found.settings ?? null,
    diagnosis: found.diagnosis ? wholeDiagnosis(found.diagnosis) : null,
    reasons: list(found.reasons),
  };
}

function wholeDiagnosis(found) {
  return {
    ...found,
    cause: textOr(found.cause, 'unknown'),
    title: textOr(found.title, 'The test failed'),
    meaning: textOr(found.meaning, ''),
    steps: texts(found.steps),
    who: textOr(found.who, 'unknown'),
    retry: textOr(found.retry, 'unknown'),
    link: textOr(found.link, null),
    reply: wholeReply(found.reply),
  };
}

function wholeStage(result) {
  return {
    stage: textOr(result.stage, 'unknown'),
    verdict: textOr(result.verdict, 'ended'),
    evidence: texts(result.evidence),
    started_ms: result.started_ms ?? 0,
    ended_ms: result.ended_ms ?? result.started_ms ?? 0,
  };
}

function wholeCertificate(shown) {
  return {
    ...shown,
    subject: textOr(shown.subject, 'unknown'),
    issuer: textOr(shown.issuer, 'unknown'),
    names: texts(shown.names),
    sha256: textOr(shown.sha256, ''),
  };
}

function wholeReply(reply) {
  return reply ? { ...reply, lines: texts(reply.lines) } : null;
}

function textOr(value, otherwise) {
  return typeof value === 'string' ? value : otherwise;
}

/** The objects of a list. */
function list(values) {
  return Array.isArray(values) ? values.filter((value) => typeof value === 'object' && value !== null) : [];
}

function texts(values) {
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
}
