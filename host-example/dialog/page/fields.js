/** Where a field stands on the page, and what stands around its control. */

/**
 * The element that holds the label, control, hint and problems of a field.
 * @param {string} key
 * @returns {HTMLElement | null}
 */
export function fieldOf(key) {
  return document.querySelector(`.field[data-field="${CSS.escape(key)}"]`);
}

/**
 * Adds the element with this id to what describes the control.
 * @param {HTMLElement} control
 * @param {string} id
 */
export function describe(control, id) {
  const ids = control.getAttribute('aria-describedby');
  control.setAttribute('aria-describedby', ids ? `${ids} ${id}` : id);
}

/**
 * Puts an element below a field. One that stands beside another field would be narrow there: below both it has the width of the form.
 * @param {string} key
 * @param {HTMLElement} made
 */
export function placeBelow(key, made) {
  const field = fieldOf(key);
  if (!field.parentElement.matches('.columns')) {
    field.append(made);
    return;
  }
  made.classList.add('below');
  let last = field;
  while (last.nextElementSibling?.matches('.below')) last = last.nextElementSibling;
  last.after(made);
}
