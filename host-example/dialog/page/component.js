/**
 * The component in the page: the same rules as in both hosts, without a network call. Its answers are turned into the shapes of `api.md`,
 * so that a problem is a problem wherever it was found.
 */

/**
 * A finding about an input, in core's words.
 * @typedef {{ field: string, code: string, severity: 'error' | 'warning', message: string,
 *   parameters?: { name: string, value: string }[] }} Problem
 */

/**
 * A known mail service.
 * @typedef {{ id: string, title: string, settings: Proposal }} Provider
 */

/**
 * Settings to propose; absent or empty is not proposed.
 * @typedef {{ hostname?: string, port?: number, security?: string, auth?: string, username?: string, from_address?: string }} Proposal
 */

/** How long the component may be on its way. */
const ARRIVAL_MS = 20_000;

/** The problem of a stored password that would go to another server or user. */
export const DESTINATION_CHANGED = 'password.destination-changed';

/**
 * Loads the component. It fails where the browser cannot run it, or where it does not arrive in time.
 * @returns {Promise<Component>}
 */
export async function loadComponent() {
  const tooLate = new Promise((_, reject) => {
    setTimeout(() => reject(new Error('The component did not arrive.')), ARRIVAL_MS);
  });
  return new Component(await Promise.race([import('./component/dialog.js'), tooLate]));
}

/**
 * What stands in for the component where there is none: it knows nothing.
 * @returns {Component}
 */
export function withoutComponent() {
  const knowsNothing = {
    validateJson: () => [],
    providers: () => [],
    providerFor: () => undefined,
    usualPort: () => undefined,
  };
  return new Component({ settings: knowsNothing, message: null });
}

/** The functions of the component that the page uses. All of them are synchronous. */
class Component {
  #settings;
  #message;

  constructor({ settings, message }) {
    this.#settings = settings;
    this.#message = message;
  }

  /**
   * Every problem of the form, with its JSON text.
   * @param {string} form
   * @returns {Problem[]}
   */
  problemsOf(form) {
    return this.#settings.validateJson(form);
  }

  /**
   * What is wrong with the recipient of a test mail.
   * @param {string} form
   * @param {string} to
   * @returns {Problem[]} with the field `to[0]`, as the server answers them
   */
  problemsOfRecipient(form, to) {
    const { problems = [] } = this.isThere ? this.preview(form, { to: [to], test: {} }) : {};
    return problems.filter(({ field }) => field === 'to[0]');
  }

  /**
   * The known services, the most usual first.
   * @returns {Provider[]}
   */
  providers() {
    return this.#settings.providers().map(asProvider);
  }

  /**
   * The service that a hostname belongs to.
   * @param {string} hostname
   * @returns {Provider | null}
   */
  providerFor(hostname) {
    const found = this.#settings.providerFor(hostname);
    return found ? asProvider(found) : null;
  }

  /**
   * The usual port of a security.
   * @param {'none' | 'starttls' | 'tls'} security
   * @returns {number}
   */
  usualPort(security) {
    return this.#settings.usualPort(security);
  }

  /**
   * Whether a password for one form may go where another form goes. Without the component nobody can say, unless they are the same.
   * @param {string} one
   * @param {string} other
   * @returns {boolean}
   */
  isSameDestination(one, other) {
    if (!this.isThere) return one === other;
    const [stored, form] = [one, other].map((text) => this.#settings.applyJson(this.#settings.defaults(), text).settings);
    const password = { tag: 'stored' };
    const { problems } = this.#settings.apply({ ...stored, password }, { ...form, password });
    return problems.every(({ code }) => code !== DESTINATION_CHANGED);
  }

  /** Whether it is more than what stands in for it. */
  get isThere() {
    return this.#message !== null;
  }

  /**
   * What a person will see of a draft that goes out by this form. What cannot be read of the form counts as its default.
   * @param {string} form
   * @param {object} draft as in `POST /api/send`
   * @returns {{ preview: { sender: string, subject: string, text?: string, html?: string } } | { problems: Problem[] }}
   */
  preview(form, draft) {
    try {
      const { settings } = this.#settings.applyJson(this.#settings.defaults(), form);
      const parsed = this.#message.parseDraft(JSON.stringify(draft), []);
      return { preview: this.#message.preview(settings, parsed) };
    } catch (error) {
      // jco throws the error case of a WIT result as it is, here the list of problems; anything else is a fault.
      if (Array.isArray(error)) return { problems: error };
      throw error;
    }
  }
}

function asProvider({ id, title, settings }) {
  const { hostname, port, security, auth, username } = settings;
  return { id, title, settings: { hostname, port, security, auth, username } };
}
