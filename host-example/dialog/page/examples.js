/** Examples of the mails that CenterScape sends, as drafts: what the preview shows. */

const TO = ['Operations <operations@example.com>'];
const LINK = 'https://centerscape.example.com/assets/pdu-7';

/** The severities of alerts and notices. */
export const SEVERITIES = ['critical', 'warning', 'info'];

/**
 * The kinds of mail. `draft` gives the example for a severity; `severe` says whether it has one.
 *
 * @type {{id: string, title: string, severe: boolean, draft: (severity: string) => object}[]}
 */
export const KINDS = [
  { id: 'test', title: 'Test', severe: false, draft: () => ({ to: TO, test: {} }) },
  { id: 'alert', title: 'Alert', severe: true, draft: (severity) => alert(severity, 'raised', '41.5 °C') },
  { id: 'cleared', title: 'Cleared alert', severe: true, draft: (severity) => alert(severity, 'cleared', '27.0 °C') },
  { id: 'notice', title: 'Notice', severe: true, draft: notice },
  { id: 'report', title: 'Report', severe: false, draft: report },
];

function alert(severity, state, value) {
  return {
    to: TO,
    incident: 'pdu-7-inlet-temperature',
    alert: {
      severity,
      state,
      title: 'Inlet temperature high',
      asset: 'PDU-7',
      location: 'Hall 2 / Row C / Rack 12',
      metric: 'Inlet temperature',
      value,
      threshold: '35.0 °C',
      raised_at: '2026-11-22T05:26:00+01:00',
      link: LINK,
    },
  };
}

function notice(severity) {
  return {
    to: TO,
    notice: {
      severity,
      title: 'No data from sensor gateway',
      asset: 'Gateway GW-3',
      location: 'Hall 1 / Row A',
      text:
        'The gateway has not answered since 05:20. 48 sensors behind it show their last known values.\n\n' +
        'Check its power supply and its network connection.',
      link: 'https://centerscape.example.com/assets/gw-3',
    },
  };
}

function report() {
  return {
    to: TO,
    report: {
      title: 'Energy of Hall 2',
      period: 'October 2026',
      text:
        'PUE 1.31, down from 1.34 in September.\nIT load 412 kW on average, 468 kW at its peak on 14 October.\n' +
        'Cooling used 6 % less than in October 2025.',
      link: 'https://centerscape.example.com/reports/energy-hall-2',
    },
  };
}
