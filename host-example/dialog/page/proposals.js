/**
 * Proposals: a known service proposes its settings, a security its usual port. A proposal fills what nobody typed in this visit; where it
 * differs from what was typed, it is offered as a button.
 */
import { byId, button, element, shorten } from './dom.js';
import { fieldOf } from './form.js';

/** What may be proposed, in the order in which it is told. */
const PROPOSED = ['hostname', 'port', 'security', 'auth', 'username', 'from_address'];

/**
 * @typedef {import('./component.js').Proposal} Proposal
 * @typedef {object} Proposals
 * @property {(settings: Proposal, source: string) => void} propose Fills in what nobody typed and offers the rest; `source` says whose they are.
 * @property {(settings: Proposal, source: string) => void} use Fills in all of it: the person has agreed.
 * @property {() => void} settle The form was filled anew: nothing is offered, and the service is that of its hostname.
 */

/**
 * @param {{ form: import('./form.js').Form, component: object, outcome: import('./outcome.js').Outcome }} dialog
 * @returns {Proposals}
 */
export function startProposals({ form, component, outcome }) {
  const services = component.providers();
  const select = byId('provider');
  select.append(new Option('Another server', ''), ...services.map(({ id, title }) => new Option(title, id)));
  /** The service that was proposed last, so that one more letter of its hostname does not propose it again. */
  let service = '';
  const offers = { provider: startOffer('provider'), port: startOffer('port') };

  function propose(settings, source, place = 'provider') {
    const wanted = differing(form, settings);
    const typed = wanted.filter(([key]) => form.isTyped(key));
    const free = wanted.filter(([key]) => !form.isTyped(key));
    fill(free, source);
    offers[place].show(typed, source, () => use(Object.fromEntries(typed), source));
  }

  function use(settings, source) {
    fill(differing(form, settings), source);
  }

  function fill(entries, source) {
    if (entries.length === 0) return;
    form.write(Object.fromEntries(entries), 'proposal', 'proposed');
    outcome.announce(`Proposed: ${source}: ${inWords(entries)}.`);
  }

  function followHostname() {
    const found = component.providerFor(form.value('hostname'));
    select.value = found?.id ?? '';
    return found;
  }

  form.onChange(({ keys, by }) => {
    for (const offer of Object.values(offers)) offer.check(form);
    if (keys.includes('hostname')) hostnameChanged(by);
    if (keys.includes('security') && by === 'person') securityChanged();
  });

  function hostnameChanged(by) {
    const found = followHostname();
    const isNew = (found?.id ?? '') !== service;
    service = found?.id ?? '';
    if (!isNew) return;
    offers.provider.hide();
    if (by !== 'person' || !found) return;
    // The hostname that was typed is one of the service's own.
    propose({ ...found.settings, hostname: '' }, found.title);
  }

  function securityChanged() {
    const name = byId('security').selectedOptions[0].text;
    const port = component.usualPort(form.value('security'));
    if (port) propose({ port }, name === 'None' ? 'usual without encryption' : `usual with ${name}`, 'port');
  }

  select.addEventListener('input', () => {
    const chosen = services.find(({ id }) => id === select.value);
    service = chosen?.id ?? '';
    if (chosen) propose(chosen.settings, chosen.title);
    else leaveService();
    // The select shows what was chosen, also while a hostname that was typed stands against it.
    select.value = service;
  });

  /** "Another server": the hostname is next. One that nobody typed belongs to the service that was left. */
  function leaveService() {
    offers.provider.hide();
    if (!form.isTyped('hostname')) form.write({ hostname: '' }, 'proposal');
    form.control('hostname').focus();
    form.control('hostname').select();
  }

  return {
    propose,
    use,
    settle() {
      service = followHostname()?.id ?? '';
      for (const offer of Object.values(offers)) offer.hide();
    },
  };
}

/** The members of a proposal that say something else than the form, as the fields show them. */
function differing(form, settings) {
  const entries = PROPOSED.map((key) => [key, String(settings[key] ?? '')]);
  return entries.filter(([key, value]) => value !== '' && value !== form.value(key));
}

/** A place below a field for one offer. */
function startOffer(field) {
  const box = element('div', { class: 'offer', 'aria-live': 'polite', hidden: true });
  fieldOf(field).append(box);
  let offered = [];

  function hide() {
    offered = [];
    box.hidden = true;
    box.replaceChildren();
  }

  return {
    hide,
    show(entries, source, action) {
      hide();
      if (entries.length === 0) return;
      offered = entries;
      const label = field === 'provider' ? `Use the settings of ${source}: ${inWords(entries)}` : `Use ${inWords(entries)}, ${source}`;
      box.append(button(label, () => {
        action();
        byId(field).focus();
      }));
      box.hidden = false;
    },
    /** Goes away when the form says all of it by itself. */
    check(form) {
      if (offered.length > 0 && offered.every(([key, value]) => form.value(key) === value)) hide();
    },
  };
}

const WORDS = {
  hostname: (value) => `hostname ${shorten(value, 80)}`,
  port: (value) => `port ${value}`,
  security: (value) => (value === 'none' ? 'no encryption' : value.toUpperCase()),
  auth: (value) => ({ none: 'no login', password: 'login by password', oauth2: 'login by OAuth 2' })[value] ?? value,
  username: (value) => `user name ${shorten(value, 80)}`,
  from_address: (value) => `From ${shorten(value, 80)}`,
};

function inWords(entries) {
  return entries.map(([key, value]) => WORDS[key](value)).join(', ');
}
