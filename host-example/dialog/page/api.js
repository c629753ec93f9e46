/**
 * The client of `api.md`. Every failure is an `ApiError`, so that the page can tell them apart. The token is kept in a variable of this
 * file and nowhere else.
 */

/** How long the answer to a plain call may take. Searches and tests have their own pace. */
const ANSWER_MS = 30_000;

/** A stream has a line at least twice a second; silence as long as this means that the other end is gone. */
const SILENCE_MS = 15_000;

/**
 * Why a call failed.
 *
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
 * @param {{ askForToken: (wasWrong: boolean) => Promise<string | null> }} options asks the person; `null` where there is none to give
 */
export function createApi({ askForToken }) {
  let token = null;
  let asking = null;

  /** Asks once, however many calls found that a token is needed. */
  function renewToken(rejected) {
    if (token !== rejected) return null;
    asking ??= askForToken(rejected !== null).then((given) => {
      asking = null;
      token = given;
    });
    return asking;
  }

  /** A request with its headers; resolves with an answer of 200 to 299. */
  async function request(method, path, { body, headers = {}, signal } = {}) {
    for (;;) {
      const used = token;
      const response = await fetchOrFail(path, {
        method,
        body,
        signal,
        cache: 'no-store',
        headers: {
          ...(method === 'GET' ? {} : { 'Content-Type': 'application/json', 'Centerscape-Dialog': '1' }),
          ...(used === null ? {} : { Authorization: `Bearer ${used}` }),
          ...headers,
        },
      });
      if (response.ok) return response;
      const error = await errorOf(response);
      if (error.code !== 'token.required') throw error;
      await renewToken(used);
      if (token === null) throw error;
    }
  }

  /** A plain call: the whole answer, or an error, in `ANSWER_MS`. The time that a person takes to enter the token counts too. */
  async function call(method, path, options = {}) {
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(), ANSWER_MS);
    const giveUp = () => timer.abort();
    options.signal?.addEventListener('abort', giveUp);
    try {
      const response = await request(method, path, { ...options, signal: timer.signal });
      return { body: await jsonOf(response), etag: response.headers.get('ETag') };
    } catch (error) {
      if (error.kind !== 'cancelled' || options.signal?.aborted) throw error;
      throw new ApiError('unreachable', `There was no answer within ${ANSWER_MS / 1000} seconds.`);
    } finally {
      clearTimeout(timeout);
      options.signal?.removeEventListener('abort', giveUp);
    }
  }

  return {
    /** What is stored, masked, and its version. */
    async settings() {
      const { body, etag } = await call('GET', 'api/settings');
      return { settings: body, etag };
    },

    /**
     * Stores the form, unless something else than `etag` is stored by now.
     * @param {string} form
     * @param {string} etag
     */
    async save(form, etag) {
      const answer = await call('PUT', 'api/settings', { body: form, headers: { 'If-Match': etag } });
      return { settings: answer.body, etag: answer.etag };
    },

    /**
     * What saving would say to this form now.
     * @param {string} form
     * @param {AbortSignal} [signal]
     * @returns {Promise<import('./component.js').Problem[]>}
     */
    async validate(form, signal) {
      const { body } = await call('POST', 'api/settings/validate', { body: form, signal });
      return body.problems ?? [];
    },

    /**
     * What the page should know of the host that serves it.
     * @returns {Promise<{ host: string, trust_command: string | null, detect: boolean, coarse: boolean }>}
     */
    async host() {
      return (await call('GET', 'api/host')).body;
    },

    /**
     * Tests the form: each stage as it begins, then `{ report }` as the last.
     * @param {string} form
     * @param {string} to
     * @param {AbortSignal} signal cancels the test
     * @returns {AsyncGenerator<{ stage?: string, report?: object }>}
     */
    test(form, to, signal) {
      return stream('api/test', `{"settings":${form},"to":${JSON.stringify(to)}}`, signal);
    },

    /**
     * Searches for settings: `{ probing }` and `{ attempt }` as they happen, then `{ recommendation }` as the last.
     * @param {string} hostname
     * @param {string} ports
     * @param {AbortSignal} signal cancels the search
     * @returns {AsyncGenerator<{ probing?: object, attempt?: object, recommendation?: object }>}
     */
    detect(hostname, ports, signal) {
      return stream('api/detect', JSON.stringify({ hostname, ports }), signal);
    },
  };

  async function* stream(path, body, signal) {
    const response = await request('POST', path, { body, signal });
    for await (const line of linesOf(response, signal)) {
      if (line.error) throw new ApiError('failed', line.error.message ?? '', { code: line.error.code });
      yield line;
      if (line.report || line.recommendation) return;
    }
    throw new ApiError('lost', 'The connection to this server was lost.');
  }
}

async function fetchOrFail(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    if (options.signal?.aborted) throw new ApiError('cancelled', 'Cancelled.');
    throw new ApiError('unreachable', '');
  }
}

/** The body of an answer; what is no JSON does not come from a host of this API. */
async function jsonOf(response) {
  try {
    return await response.json();
  } catch (error) {
    if (error.name === 'AbortError') throw new ApiError('cancelled', 'Cancelled.');
    throw new ApiError('unreachable', `The answer cannot be read (status ${response.status}).`);
  }
}

async function errorOf(response) {
  const body = await jsonOf(response);
  if (response.status === 422) return new ApiError('problems', '', { problems: body.problems ?? [] });
  const { code = '', message = `Status ${response.status}.` } = body.error ?? {};
  const retryAfter = Number(response.headers.get('Retry-After')) || null;
  const kinds = { 412: 'conflict', 429: 'busy', 503: 'busy' };
  return new ApiError(kinds[response.status] ?? 'refused', message, { code, retryAfter });
}

/** The objects of an ndjson answer, as they arrive; empty lines and cut ones are passed over. */
async function* linesOf(response, signal) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await readInTime(reader, signal);
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (line.trim()) yield JSON.parse(line);
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** The next piece; silence and a broken connection both count as the end of the stream, which its reader tells from a whole one. */
async function readInTime(reader, signal) {
  let timeout;
  const silence = new Promise((resolve) => {
    timeout = setTimeout(() => resolve({ done: true }), SILENCE_MS);
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } catch {
    if (signal?.aborted) throw new ApiError('cancelled', 'Cancelled.');
    return { done: true };
  } finally {
    clearTimeout(timeout);
  }
}
