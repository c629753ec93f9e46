/**
 * Reads problems out. They change with each key press; what is read out is what stands there when the typing has rested for a moment,
 * and only what was not read before.
 */

/** How long the typing must rest. */
const REST_MS = 1000;

/** Problems for people who do not see them appear. */
export class ReadOut {
  #outcome;
  #lists;
  #known = new Set();
  #timer = 0;

  /**
   * @param {import('./outcome.js').Outcome} outcome
   * @param {() => import('./problems.js').ProblemList[]} lists gives the lists of all fields
   */
  constructor(outcome, lists) {
    this.#outcome = outcome;
    this.#lists = lists;
  }

  /** Something was typed, or the answer to what was asked for came while the person was elsewhere. */
  later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const fresh = this.#take();
      if (fresh.length > 0) this.#outcome.announce(fresh.join(' '));
    }, REST_MS);
  }

  /** What stands there now needs no reading: the person is brought to the first error, or it is the form as it was stored. */
  skip() {
    clearTimeout(this.#timer);
    this.#take();
  }

  /** What was not known yet. */
  #take() {
    const words = this.#lists().flatMap((list) => list.words());
    const fresh = words.filter((one) => !this.#known.has(one));
    this.#known = new Set(words);
    return fresh;
  }
}
