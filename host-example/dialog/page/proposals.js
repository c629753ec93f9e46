/**
 * Proposals: a known service proposes its settings, a security its usual port. A proposal fills what nobody typed in this visit; where it
 * differs from what was typed, it is offered as a button.
 */
import { byId, button, element, shorten } from './dom.js';
import { placeBelow } from './form.js';

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
  const serviceOffer = startOffer('provider', form, (values, source) => `Use the settings of ${source}: ${values}`);
  const portOffer = startOffer('port', form, (values, source) => `Use ${values}, ${source}`);

  function propose(settings, source, offer = serviceOffer) {
    fill(differing(form, settings).filter(([key]) => !form.isTyped(key)), source);
    offer.show(settings, source);
  }

  function use(settings, source) {
    fill(differing(form, settings), source);
  }

  function fill(entries, source) {
    if (entries.length === 0) return;
    form.write(Object.fromEntries(entries), 'proposal', 'proposed');
    outcome.announce(`Proposed, ${source}: ${inWords(entries)}.`);
  }

  function followHostname() {
    const found = component.providerFor(form.value('hostname'));
    select.value = found?.id ?? '';
    return found;
  }

  form.onChange(({ keys, by }) => {
    serviceOffer.check();
    portOffer.check();
    if (keys.includes('hostname')) hostnameChanged(by);
    if (keys.includes('security')) securityChanged(by);
  });

  function hostnameChanged(by) {
    const found = followHostname();
    const isNew = (found?.id ?? '') !== service;
    service = found?.id ?? '';
    if (!isNew) return;
    serviceOffer.hide();
    if (by !== 'person' || !found) return;
    // The hostname that was typed is one of the service's own.
    propose({ ...found.settings, hostname: '' }, found.title);
  }

  function securityChanged(by) {
    portOffer.hide();
    if (by !== 'person') return;
    const name = byId('security').selectedOptions[0].text;
    const port = component.usualPort(form.value('security'));
    if (port) propose({ port }, name === 'None' ? 'usual without encryption' : `usual with ${name}`, portOffer);
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
    serviceOffer.hide();
    if (!form.isTyped('hostname')) form.write({ hostname: '' }, 'proposal');
    form.control('hostname').focus();
    form.control('hostname').select();
  }

  return {
    propose,
    use,
    settle() {
      service = followHostname()?.id ?? '';
      serviceOffer.hide();
      portOffer.hide();
    },
  };
}

/** The members of a proposal that say something else than the form, as the fields show them. */
function differing(form, settings) {
  const entries = PROPOSED.map((key) => [key, String(settings[key] ?? '')]);
  return entries.filter(([key, value]) => value !== '' && value !== form.value(key));
}

/** A place below a field for one offer, which always says what it would change as the form stands now. */
function startOffer(field, form, words) {
  const box = element('div', { class: 'offer', 'aria-live': 'polite', hidden: true });
  placeBelow(field, box);
  let settings = {};
  let source = '';

  function check() {
    const entries = differing(form, settings);
    const label = entries.length > 0 ? words(inWords(entries), source) : '';
    if (label === box.textContent) return;
    box.hidden = label === '';
    box.replaceChildren(...(label ? [button(label, accept, { class: 'inline' })] : []));
  }

  function accept() {
    form.write(Object.fromEntries(differing(form, settings)), 'proposal', 'proposed');
    byId(field).focus();
  }

  return {
    check,
    show(offered, from) {
      settings = offered;
      source = from;
      check();
    },
    hide() {
      settings = {};
      check();
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
