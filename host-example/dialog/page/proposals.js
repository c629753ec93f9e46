/**
 * Proposals: a known service proposes its settings, a security its usual port. A proposal fills what nobody typed in this visit; where it
 * differs from what was typed, it is offered as a button.
 */
import { byId } from './dom.js';
import { Offer, differing, inWords } from './offer.js';

/** @typedef {import('./component.js').Proposal} Proposal */

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
   * Fills in what nobody typed, and offers the rest.
   * @param {Proposal} settings
   * @param {string} source whose settings these are, in words
   */
  propose(settings, source, offer = this.#serviceOffer) {
    this.#fill(differing(this.#form, settings).filter(([key]) => !this.#form.isTyped(key)), source);
    offer.show(settings, source);
  }

  /**
   * Fills in all of it: the person has agreed.
   * @param {Proposal} settings
   * @param {string} source whose settings these are, in words
   */
  use(settings, source) {
    this.#fill(differing(this.#form, settings), source);
  }

  /** The form was filled anew: nothing is offered, and the service is that of its hostname. */
  settle() {
    this.#service = this.#followHostname()?.id ?? '';
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
    this.#service = chosen?.id ?? '';
    if (chosen) this.propose(chosen.settings, chosen.title);
    else this.#leaveService();
    // The choice stands, also while a hostname that was typed stands against it.
    select.value = this.#service;
  }

  #leaveService() {
    this.#serviceOffer.hide();
    if (this.#form.isTyped('hostname')) return;
    // A hostname that nobody typed belongs to the service that was left. Whoever only looked through the list gets back what was there.
    const stored = this.#form.stored('hostname');
    this.#form.write({ hostname: this.#component.providerFor(stored) ? '' : stored }, 'host');
  }

  #hostnameChanged(by) {
    const found = this.#followHostname();
    const isNew = (found?.id ?? '') !== this.#service;
    this.#service = found?.id ?? '';
    if (!isNew) return;
    this.#serviceOffer.hide();
    // The hostname that was typed is one of the service's own, and is kept.
    if (found && by === 'person') this.propose({ ...found.settings, hostname: '' }, found.title);
  }

  #securityChanged(by) {
    this.#portOffer.hide();
    if (by !== 'person') return;
    const security = this.#form.control('security').selectedOptions[0];
    const port = this.#component.usualPort(security.value);
    const source = security.value === 'none' ? 'usual without encryption' : `usual with ${security.text}`;
    if (port) this.propose({ port }, source, this.#portOffer);
  }

  /** Shows the service of the hostname as it stands. */
  #followHostname() {
    const found = this.#component.providerFor(this.#form.value('hostname'));
    byId('provider').value = found?.id ?? '';
    return found;
  }

  #fill(entries, source) {
    if (entries.length === 0) return;
    this.#form.write(Object.fromEntries(entries), 'proposal', 'proposed');
    this.#outcome.announce(`Proposed, ${source}: ${inWords(entries)}.`);
  }
}
