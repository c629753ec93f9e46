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
 * A whole number as it was typed, digit by digit, so that nothing is rounded before it is judged. Anything else goes as text, so that core
 * says what belongs there.
 * @param {string} typed
 * @returns {string}
 */
export function numeral(typed) {
  const text = typed.trim();
  // One pattern for both would try each number of zeros on its own, which 100 KB of them and a letter make a matter of seconds.
  return /^\d+$/.test(text) ? text.replace(/^0+(?=\d)/, '') : quoted(typed);
}
