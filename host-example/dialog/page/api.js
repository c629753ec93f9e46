/**
 * The client of `api.md`. Every failure is an `ApiError`, so that the page can tell them apart. The token is kept in a variable of this
 * file and nowhere else.
 */

import { ApiError } from './errors.js';
import { quoted } from './json.js';

/** How long the answer to a plain call may take. Searches and tests have their own pace. */
const ANSWER_MS = 30_000;

/** A stream has a line at least twice a second; silence as long as this means that the other end is gone. */
const SILENCE_MS = 15_000;

/** What a page of another origin cannot send without being asked first. */
const OF_CHANGES = { 'Content-Type': 'application/json', 'Centerscape-Dialog': '1' };

/** The endpoints. Each call throws an `ApiError`. */
export class Api {
  #askForToken;
  #token = null;
  #asking = null;

  /** @param {(wasWrong: boolean) => Promise<string | null>} askForToken asks the person; `null` where there is none to give */
  constructor(askForToken) {
    this.#askForToken = askForToken;
  }

  /**
   * What is stored, masked, and its version.
   * @returns {Promise<{ settings: object, etag: string }>}
   */
  async settings() {
    return versioned(await this.#call('GET', 'api/settings'));
  }

  /**
   * Stores the form, unless something else than `etag` is stored by now.
   * @param {string} form
   * @param {string} etag
   * @returns {Promise<{ settings: object, etag: string }>} what is stored now
   */
  async save(form, etag) {
    return versioned(await this.#call('PUT', 'api/settings', { body: form, headers: { 'If-Match': etag } }));
  }

  /**
   * What saving would say to this form now. It is asked while somebody types, so it never asks for a token.
   * @param {string} form
   * @param {AbortSignal} [signal]
   * @returns {Promise<import('./component.js').Problem[]>}
   */
  async validate(form, signal) {
    const { body } = await this.#call('POST', 'api/settings/validate', { body: form, signal, isQuiet: true });
    return body.problems ?? [];
  }

  /**
   * What the page should know of the host that serves it.
   * @returns {Promise<{ host: string, trust_command: string | null, detect: boolean, redacted: boolean }>}
   */
  async host() {
    return (await this.#call('GET', 'api/host')).body;
  }

  /**
   * Tests the form: each stage as it begins, then `{ report }` as the last.
   * @param {string} form
   * @param {string | null} to `null` for a probe, which sends nothing
   * @param {AbortSignal} signal cancels the test
   * @returns {AsyncGenerator<{ stage?: string, report?: object }>}
   */
  test(form, to, signal) {
    return this.#stream('api/test', `{"settings":${form},"to":${to === null ? 'null' : quoted(to)}}`, signal);
  }

  /**
   * Searches for settings: `{ probing }` and `{ attempt }` as they happen, then `{ recommendation }` as the last.
   * @param {string} hostname
   * @param {AbortSignal} signal cancels the search
   * @returns {AsyncGenerator<{ probing?: object, attempt?: object, recommendation?: object }>}
   */
  detect(hostname, signal) {
    return this.#stream('api/detect', `{"hostname":${quoted(hostname)}}`, signal);
  }

  /** A plain call: the whole answer in time. */
  #call(method, path, { body, headers, signal, isQuiet } = {}) {
    return this.#authorised(isQuiet, async (authorisation) => {
      const limit = timeLimit(signal);
      try {
        const response = await ask(method, path, { body, headers: { ...headers, ...authorisation }, limit });
        return { body: await jsonOf(response, limit), etag: response.headers.get('ETag') };
      } finally {
        limit.lift();
      }
    });
  }

  /** A call that answers line by line, at its own pace once it has begun to answer. */
  async* #stream(path, body, signal) {
    const { response, limit } = await this.#authorised(false, async (headers) => {
      const begun = timeLimit(signal);
      return { response: await ask('POST', path, { body, headers, limit: begun }), limit: begun };
    });
    limit.lift();
    for await (const line of linesOf(response, limit)) {
      if (line.error) throw new ApiError('failed', line.error.message ?? '', { code: line.error.code });
      yield line;
      if (line.report || line.recommendation) return;
    }
    throw new ApiError('lost', 'The connection to CenterScape was lost.');
  }

  /** Asks with the token, and unless it is quiet with another one as long as the host wants one and the person has one to give. */
  async #authorised(isQuiet, request) {
    for (;;) {
      const used = this.#token;
      try {
        return await request(used === null ? {} : { Authorization: `Bearer ${used}` });
      } catch (error) {
        if (isQuiet || error.code !== 'token.required') throw error;
        await this.#renewToken(used);
        if (this.#token === null) throw error;
      }
    }
  }

  /** Asks for a token once, however many calls found that one is needed. */
  #renewToken(rejected) {
    if (this.#token !== rejected) return null;
    this.#asking ??= this.#askForToken(rejected !== null).then((given) => {
      this.#asking = null;
      this.#token = given;
    });
    return this.#asking;
  }
}

/** Ends a request with the caller's signal, or when its time is over, unless it is lifted before. */
function timeLimit(signal) {
  const controller = new AbortController();
  const end = () => controller.abort();
  const timer = setTimeout(end, ANSWER_MS);
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();
  return {
    signal: controller.signal,
    lift: () => clearTimeout(timer),
    /** Why the request broke. */
    reason() {
      if (signal?.aborted) return new ApiError('cancelled', 'Cancelled.');
      const isOver = controller.signal.aborted;
      return new ApiError('unreachable', isOver ? `There was no answer within ${ANSWER_MS / 1000} seconds.` : '');
    },
  };
}

/** One request; resolves with an answer of 200 to 299. */
async function ask(method, path, { body, headers, limit }) {
  const response = await fetchOrFail(path, {
    method,
    body,
    signal: limit.signal,
    cache: 'no-store',
    headers: { ...(method === 'GET' ? {} : OF_CHANGES), ...headers },
  }, limit);
  if (!response.ok) throw errorOf(response, await jsonOf(response, limit));
  return response;
}

async function fetchOrFail(path, options, limit) {
  try {
    return await fetch(path, options);
  } catch {
    throw limit.reason();
  }
}

/** The body of an answer; what is no JSON object does not come from a host of this API. */
async function jsonOf(response, limit) {
  let body;
  try {
    body = await response.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw limit.reason();
  }
  if (isObject(body)) return body;
  throw new ApiError('unreachable', `Something else answered (status ${response.status}).`);
}

/** Settings and their version. A proxy that packs answers marks it as weak, and hosts compare it as a strong one. */
function versioned({ body, etag }) {
  if (etag === null) throw new ApiError('refused', 'Its answer has no version (ETag). Is there a proxy in between that removes it?');
  return { settings: body, etag: etag.replace(/^W\//, '') };
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function errorOf(response, body) {
  if (response.status === 422) return new ApiError('problems', '', { problems: body.problems ?? [] });
  const { code = '', message = `Status ${response.status}.` } = body.error ?? {};
  const retryAfter = Number(response.headers.get('Retry-After')) || null;
  const kinds = { 412: 'conflict', 429: 'busy', 503: 'busy' };
  return new ApiError(kinds[response.status] ?? 'refused', message, { code, retryAfter });
}

/** The objects of an ndjson answer, as they arrive; empty lines say that the host is alive. Ends at the first that is none or is cut. */
async function* linesOf(response, limit) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await readInTime(reader, limit);
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (!line.trim()) continue;
        const object = JSON.parse(line);
        if (!isObject(object)) return;
        yield object;
      }
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** The next piece; silence and a broken connection both count as the end of the stream, which its reader tells from a whole one. */
async function readInTime(reader, limit) {
  let timeout;
  const silence = new Promise((resolve) => {
    timeout = setTimeout(() => resolve({ done: true }), SILENCE_MS);
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } catch {
    const reason = limit.reason();
    if (reason.kind === 'cancelled') throw reason;
    return { done: true };
  } finally {
    clearTimeout(timeout);
  }
}
