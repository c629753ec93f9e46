/**
 * Proposals: a known service proposes its settings, a security its usual port. A proposal fills what nobody typed in this visit; where it
 * differs from what was typed, it is offered as a button. What a service filled in goes away with the service.
 */
import { byId } from './dom.js';
import { Offer, differing, inWords } from './offer.js';

/** @typedef {import('./component.js').Proposal} Proposal */

/** What is the person's, and not the server's: a search proposes what is stored there, unless it found better. */
const OF_THE_PERSON = ['username', 'from_address'];

/**
 * Starts the field "Mail service" and follows the fields that propose something.
 * @param {Pick<import('./app.js').Dialog, 'component' | 'form' | 'outcome'>} dialog
 * @returns {Proposals}
 */
export function startProposals(dialog) {
  const proposals = new Proposals(dialog);
  byId('provider').addEventListener('input', () => proposals.serviceChosen());
  dialog.form.onChange((change) => proposals.formChanged(change));
  return proposals;
}

/** What is proposed, and what is offered in place of what was typed. */
class Proposals {
  #component;
  #form;
  #outcome;
  #services;
  /** The service that was proposed last, so that one more letter of its hostname does not propose it again. */
  #service = '';
  /** What that service filled in. */
  #filled = [];
  #serviceOffer;
  #portOffer;

  constructor({ component, form, outcome }) {
    this.#component = component;
    this.#form = form;
    this.#outcome = outcome;
    this.#services = component.providers();
    const options = this.#services.map(({ id, title }) => new Option(title, id));
    byId('provider').append(new Option('Another server', ''), ...options);
    this.#serviceOffer = new Offer(form, 'provider', (values, source) => `Use the settings of ${source}: ${values}`);
    this.#portOffer = new Offer(form, 'port', (values, source) => `Use ${values}, ${source}`);
  }

  /**
   * Fills in what a search found: the person has agreed. What they typed of their own is only offered to be changed, and what is merely
   * stored was not found.
   * @param {Proposal} settings
   */
  use(settings) {
    const isOwn = (key) => OF_THE_PERSON.includes(key);
    const found = differing(this.#form, settings).filter(([key, value]) => !isOwn(key) || value !== this.#form.stored(key));
    const isKept = ([key]) => isOwn(key) && this.#form.isTyped(key);
    this.#filled = [];
    this.#fill(found.filter((entry) => !isKept(entry)), 'found by Detect');
    this.#serviceOffer.show(Object.fromEntries(found.filter(isKept)), 'this server');
  }

  /** The form was filled anew: nothing is offered, and the service is that of its hostname. */
  settle() {
    this.#service = this.#followHostname()?.id ?? '';
    this.#filled = [];
    this.#serviceOffer.hide();
    this.#portOffer.hide();
  }

  /** @param {{ keys: string[], by: import('./form.js').Author }} change */
  formChanged({ keys, by }) {
    this.#serviceOffer.refresh();
    this.#portOffer.refresh();
    // Whoever types a port knows which one.
    if (by === 'person' && keys.includes('port')) this.#portOffer.hide();
    if (keys.includes('hostname')) this.#hostnameChanged(by);
    if (keys.includes('security')) this.#securityChanged(by);
  }

  /** A person chose a service, or another server, whose hostname is next. */
  serviceChosen() {
    const select = byId('provider');
    const chosen = this.#services.find(({ id }) => id === select.value);
    this.#takeBack();
    this.#service = chosen?.id ?? '';
    if (chosen) this.#proposeService(chosen.settings, chosen.title);
    else this.#leaveService();
    // The choice stands, also while a hostname that was typed stands against it.
    select.value = this.#service;
  }

  #proposeService(settings, title) {
    this.#filled = this.#propose(settings, title, this.#serviceOffer);
  }

  /** Whoever only looked through the list gets back what was there, but for what they typed or agreed to since. */
  #takeBack() {
    const left = this.#filled.filter(([key, value]) => !this.#form.isTyped(key) && this.#form.value(key) === value);
    this.#filled = [];
    this.#form.write(Object.fromEntries(left.map(([key]) => [key, this.#form.stored(key)])), 'host');
  }

  #leaveService() {
    this.#serviceOffer.hide();
    // A service's hostname that nobody typed belongs to the service that was left, also where it is stored.
    const isOfService = this.#component.providerFor(this.#form.value('hostname'));
    if (isOfService && !this.#form.isTyped('hostname')) this.#form.write({ hostname: '' }, 'host');
  }

  #hostnameChanged(by) {
    const found = this.#followHostname();
    const isNew = (found?.id ?? '') !== this.#service;
    this.#service = found?.id ?? '';
    if (!isNew) return;
    this.#serviceOffer.hide();
    if (by !== 'person') return;
    this.#takeBack();
    // The hostname that was typed is one of the service's own, and is kept.
    if (found) this.#proposeService({ ...found.settings, hostname: '' }, found.title);
  }

  #securityChanged(by) {
    this.#portOffer.hide();
    if (by !== 'person') return;
    const security = this.#form.control('security').selectedOptions[0];
    const port = this.#component.usualPort(security.value);
    const source = security.value === 'none' ? 'usual without encryption' : `usual with ${security.text}`;
    if (port) this.#propose({ port }, source, this.#portOffer);
  }

  /** Shows the service of the hostname as it stands. */
  #followHostname() {
    const found = this.#component.providerFor(this.#form.value('hostname'));
    byId('provider').value = found?.id ?? '';
    return found;
  }

  /** Fills in what nobody typed, which is the answer, and offers the rest. */
  #propose(settings, source, offer) {
    const entries = differing(this.#form, settings).filter(([key]) => !this.#form.isTyped(key));
    this.#fill(entries, source);
    offer.show(settings, source);
    return entries;
  }

  #fill(entries, source) {
    if (entries.length === 0) return;
    this.#form.write(Object.fromEntries(entries), 'proposal', 'proposed');
    this.#outcome.announce(`Proposed, ${source}: ${inWords(entries)}.`);
  }
}
