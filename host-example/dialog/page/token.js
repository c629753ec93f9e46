/** Asks for the host's token. The page keeps it in a variable of the API's client only. */
import { byId } from './dom.js';

/**
 * @param {boolean} wasWrong whether one was given and not accepted
 * @returns {Promise<string | null>} `null` where the person has none
 */
export function askForToken(wasWrong) {
  const dialog = byId('token-dialog');
  const input = byId('token');
  const problem = byId('token-problem');
  problem.textContent = wasWrong ? 'This token was not accepted.' : '';
  problem.hidden = !wasWrong;
  input.value = '';
  dialog.showModal();

  return new Promise((resolve) => {
    const done = () => {
      const given = input.value.trim();
      input.value = '';
      resolve(dialog.returnValue === 'given' && given ? given : null);
    };
    dialog.returnValue = '';
    dialog.addEventListener('close', done, { once: true });
    byId('token-form').onsubmit = (event) => {
      event.preventDefault();
      dialog.close('given');
    };
  });
}
