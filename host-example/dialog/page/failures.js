/** Failed calls in words. */

/**
 * What to tell a person about a failed call.
 * @param {import('./api.js').ApiError} error
 * @returns {{ title: string, text: string }}
 */
export function wordsFor(error) {
  switch (error.kind) {
    case 'unreachable':
      return {
        title: 'CenterScape does not answer',
        text: `${error.message} It may be restarting, or the network is down. What you typed is still here: try again in a moment.`.trim(),
      };
    case 'lost':
      return { title: 'The connection to CenterScape was lost', text: 'What you typed is still here.' };
    case 'busy':
      return { title: 'CenterScape is busy', text: `${error.message}${wait(error.retryAfter)}` };
    case 'failed':
      return { title: 'CenterScape failed', text: error.message };
    default:
      return { title: 'CenterScape refused this', text: error.message || 'It gave no reason.' };
  }
}

function wait(seconds) {
  if (!seconds) return '';
  return ` Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
}
