/** What a person typed, as JSON literals. The component and the hosts judge it; here it only becomes JSON. */

/**
 * A text in quotes. Half a surrogate pair cannot stand in UTF-8, so it becomes U+FFFD, which is then judged like any other character.
 * @param {string} text
 * @returns {string}
 */
export function quoted(text) {
  return JSON.stringify(text.toWellFormed());
}

/**
 * A whole number as it was typed, digit by digit, so that nothing is rounded before it is judged. Anything else goes as text, so that core
 * says what belongs there.
 * @param {string} typed
 * @returns {string}
 */
export function numeral(typed) {
  const digits = /^0*(\d+)$/.exec(typed.trim());
  return digits ? digits[1] : quoted(typed);
}
