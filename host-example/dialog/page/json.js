/** What a person typed, as JSON literals. The component and the hosts judge it; here it only becomes JSON. */

/**
 * A text in quotes. Half a surrogate pair cannot stand in UTF-8, so it becomes U+FFFD, which is then judged like any other character.
 * @param {string} text
 * @returns {string}
 */
export function quoted(text) {
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
}

/**
 * A number as it was typed, digit by digit, so that nothing is rounded before it is judged. What is no number in JSON becomes 0, which is
 * out of the range of every field, so that core says what belongs there.
 * @param {string} typed
 * @returns {string}
 */
export function numeral(typed) {
  const number = typed.trim().replace(/^0+(?=\d)/, '');
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(number) ? number : '0';
}
