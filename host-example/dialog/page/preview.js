/**
 * The mail preview: examples of the mails that go out, built by the component from the form as it stands, and shown as a mail client would.
 */
import { byId, element, foreign } from './dom.js';
import { KINDS, SEVERITIES } from './examples.js';
import { MailFrame } from './mail-frame.js';
import { problemItem } from './problems.js';

/** The width of a mail on a device, in CSS pixels. */
const WIDTHS = { desktop: 680, phone: 375 };

/** Where there is less room, a mail scaled down from a desktop's width could not be read. */
const ROOM_FOR_DESKTOP = 480;

/** Characters of a mail that are laid out. The examples are far shorter; what somebody pasted into a field may take seconds. */
const MOST_OF_A_MAIL = 30_000;

const TOO_LONG = '<p>This mail is too long to be shown here.</p>';

/** @param {import('./app.js').Dialog} dialog */
export function startPreview({ form, component }) {
  const panel = byId('preview');
  if (!component.isThere) {
    panel.hidden = true;
    return;
  }
  const device = panel.clientWidth < ROOM_FOR_DESKTOP ? 'phone' : 'desktop';
  const chosen = { kind: KINDS[0], severity: SEVERITIES[0], part: 'html', device };
  const severity = severityField((value) => choose({ severity: value }));
  const mail = mailView();
  panel.append(
    choice('kind', 'Kind of mail', KINDS.map(({ id, title }) => [id, title]), (id) => choose({ kind: KINDS.find((kind) => kind.id === id) })),
    element(
      'div',
      { class: 'choices' },
      severity,
      choice('part', 'Form', [['html', 'HTML'], ['text', 'Plain text']], (part) => choose({ part })),
      choice('device', 'Width', [['desktop', 'Desktop'], ['phone', 'Phone']], (value) => choose({ device: value }), device),
    ),
    mail.node,
  );

  let isAsked = false;

  /** Once in a frame is enough, however fast somebody types. */
  function ask() {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      show();
    });
  }

  function show() {
    severity.hidden = !chosen.kind.severe;
    mail.show(component.preview(form.text(), chosen.kind.draft(chosen.severity)), chosen);
  }

  function choose(change) {
    Object.assign(chosen, change);
    ask();
  }

  form.onChange(ask);
  ask();
}

/** The mail as a client shows it: subject and sender above, then one of its two forms; or the problems that stand in its way. */
function mailView() {
  const subject = element('p', { class: 'mail-subject' });
  const sender = element('p', { class: 'mail-sender' });
  const iframe = element('iframe', { title: 'The mail in HTML', sandbox: 'allow-same-origin', src: 'preview.html' });
  const room = element('div', { class: 'mail-room' }, iframe);
  const text = element('pre', { class: 'mail-text', tabindex: '0', 'aria-label': 'The mail in plain text' });
  const mail = element('article', { class: 'mail', 'aria-label': 'Example' }, element('header', {}, subject, sender), room, text);
  const problems = element('div', { class: 'mail-problems' });
  const frame = new MailFrame(iframe, room);

  function show({ preview, problems: found }, { part, device }) {
    mail.hidden = !preview;
    problems.hidden = Boolean(preview);
    if (preview) showMail(preview, part, WIDTHS[device]);
    else problems.replaceChildren(...problemList(found));
  }

  function showMail(preview, part, width) {
    const isHtml = part === 'html' && preview.html !== undefined;
    subject.replaceChildren(foreign(preview.subject, 500));
    sender.replaceChildren(foreign(preview.sender, 500));
    room.hidden = !isHtml;
    text.hidden = isHtml;
    if (isHtml) frame.show(preview.html.length > MOST_OF_A_MAIL ? TOO_LONG : preview.html, width);
    else text.replaceChildren(foreign(preview.text ?? '', MOST_OF_A_MAIL));
    text.style.maxWidth = `${width}px`;
  }

  return { node: element('div', {}, mail, problems), show };
}

/** Core's words in place of the mail. */
function problemList(problems) {
  const items = problems.map((problem) => problemItem(problem));
  return [element('p', {}, 'No mail could be made with these settings:'), element('ul', { class: 'problems' }, ...items)];
}

/** A choice of one out of a few. */
function choice(name, legend, options, chosen, first = options[0][0]) {
  const radios = options.map(([value, title]) =>
    element('label', {}, element('input', { type: 'radio', name: `preview-${name}`, value, checked: value === first }), element('span', {}, title)),
  );
  const group = element('div', { class: 'segments', role: 'radiogroup', 'aria-label': legend }, ...radios);
  group.addEventListener('change', (event) => chosen(event.target.value));
  return group;
}

function severityField(chosen) {
  const select = element('select', { id: 'preview-severity' }, ...SEVERITIES.map((severity) => element('option', { value: severity }, severity)));
  select.addEventListener('change', () => chosen(select.value));
  return element('label', { class: 'severity' }, element('span', {}, 'Severity'), select);
}
