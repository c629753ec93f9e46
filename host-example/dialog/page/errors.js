/** Why a call of the API failed, and what to tell a person about it. */

/**
 * - `unreachable`: no answer, or none that is of this API
 * - `lost`: a stream ended without its last line
 * - `failed`: a stream's last line is the host's own error
 * - `problems`: what was typed has problems (422)
 * - `conflict`: somebody else saved (412)
 * - `busy`: too many or too often (429, 503)
 * - `refused`: any other error of the API, `code` says which
 * - `cancelled`: the caller's own signal
 * @typedef {'unreachable' | 'lost' | 'failed' | 'problems' | 'conflict' | 'busy' | 'refused' | 'cancelled'} Kind
 */

/** A call that failed. */
export class ApiError extends Error {
  /**
   * @param {Kind} kind
   * @param {string} message for people; of the host where it said one
   * @param {{ code?: string, problems?: import('./component.js').Problem[], retryAfter?: number }} [details] `retryAfter` in seconds
   */
  constructor(kind, message, details = {}) {
    super(message);
    this.kind = kind;
    this.code = details.code ?? '';
    this.problems = details.problems ?? [];
    this.retryAfter = details.retryAfter ?? null;
  }
}

/**
 * What to tell a person about a failed call, or a fault of this page.
 * @param {ApiError | Error} error
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
    case 'conflict':
      return { title: 'Somebody else is saving, too', text: 'Nothing of yours was saved. Save again.' };
    case 'failed':
      return { title: 'CenterScape failed', text: error.message };
    case 'refused':
      if (error.code === 'token.required') return { title: 'A token is needed', text: 'Without it nothing can be seen or changed here.' };
      return { title: 'CenterScape cannot do this', text: error.message };
    default:
      // The browser's console has where it is.
      reportError(error);
      return { title: 'This page has a fault', text: `Reload it, and tell its makers: ${error.message}` };
  }
}

function wait(seconds) {
  if (!seconds) return '';
  return ` Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
}
