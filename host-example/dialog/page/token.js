/** Asks for the host's token. The page keeps it in a variable of the API's client only. */
import { byId } from './dom.js';

const NOT_ACCEPTED = 'This token was not accepted.';

/**
 * @param {boolean} wasWrong whether one was given and not accepted
 * @returns {Promise<string | null>} `null` where the person has none
 */
export function askForToken(wasWrong) {
  const dialog = byId('token-dialog');
  const input = byId('token');
  let given = null;
  input.value = '';
  showProblem(wasWrong ? NOT_ACCEPTED : '');
  byId('token-form').onsubmit = (event) => {
    event.preventDefault();
    const typed = input.value.trim();
    // Nothing else can stand in a header, so it cannot be a token.
    if (/^[\x21-\x7e]+$/.test(typed)) {
      given = typed;
      dialog.close();
    } else {
      showProblem(NOT_ACCEPTED);
      input.select();
    }
  };
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      input.value = '';
      resolve(given);
    }, { once: true });
  });
}

function showProblem(text) {
  byId('token-problem').textContent = text;
  byId('token-problem').hidden = text === '';
}
