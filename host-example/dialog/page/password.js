/** The password field: its mask is one thing that is replaced or removed as a whole, never typed into. */
import { MASK } from './form.js';

/** @param {HTMLInputElement} field */
export function startPassword(field) {
  field.addEventListener('focus', () => field.select());
  // A click would take the selection away again; the second click places the cursor.
  field.addEventListener('mousedown', (event) => {
    if (document.activeElement === field) return;
    event.preventDefault();
    field.focus();
  });
  field.addEventListener('beforeinput', () => {
    if (field.value === MASK) field.select();
  });
}
