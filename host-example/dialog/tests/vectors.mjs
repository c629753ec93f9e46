// The shared vectors through the component as the page has it: node vectors.mjs DIALOG.JS VECTORS
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// Node's own fetch reads no files; a browser's reads the component from the host.
globalThis.fetch = async (url) => new Response(await readFile(url), { headers: { 'Content-Type': 'application/wasm' } });

const [module, vectors] = process.argv.slice(2).map((path) => resolve(path));
const { settings, message } = await import(pathToFileURL(module));

/** The player of each kind of vector that is about what the world `dialog` has. */
const PLAYERS = {
  apply: playApply,
  drafts: playDraft,
  previews: playPreview,
  proposals: playProposal,
  settings: playSettings,
};
/** The kinds that it has not: they are about connections. */
const OTHERS = ['detect', 'explain', 'faults', 'oauth', 'pasted', 'sessions'];

function playSettings(vector) {
  const problems = problemsOf(settings.validateJson(vector.input));
  const { value } = attempt(() => shown(settings.parse(vector.input)));
  return { ...vector, problems, settings: value ?? null };
}

function playApply(vector) {
  const merged = settings.applyJson(settings.parse(JSON.stringify(vector.stored)), vector.form);
  const secrets = { unset: null, stored: '****', value: merged.settings.password.val };
  return {
    ...vector,
    merged: shown(merged.settings),
    secret: secrets[merged.settings.password.tag],
    problems: problemsOf(merged.problems),
  };
}

function playDraft({ problems, envelope, warnings, message: bytes, ...input }) {
  const { value, problems: found } = attempt(() => {
    const base = settings.parse(text(input.settings));
    const draft = message.parseDraft(text(input.draft), files(input));
    return message.Message.build(base, draft, message.parseStamp(text(input.stamp)));
  });
  if (found) {
    return { ...input, problems: found };
  }
  const whole = bytesOf(value);
  assert.equal(value.size(), BigInt(whole.length), 'the size told first');
  const told = problemsOf(value.warnings());
  return {
    ...input,
    envelope: value.envelope(),
    ...(told.length > 0 && { warnings: told }),
    message: whole.toString('utf8').split('\r\n'),
  };
}

function playPreview({ problems, preview, ...input }) {
  const { value, problems: found } = attempt(() => {
    const base = settings.parse(text(input.settings));
    return message.preview(base, message.parseDraft(text(input.draft), files(input)));
  });
  if (found) {
    return { ...input, problems: found };
  }
  return { ...input, preview: { text: null, html: null, ...defined(value), warnings: problemsOf(value.warnings) } };
}

function playProposal(vector) {
  if (vector.security !== undefined) {
    return { ...vector, port: settings.usualPort(vector.security) };
  }
  const found = settings.providerFor(vector.hostname);
  return { ...vector, provider: found?.id ?? null, settings: found ? shown(found.settings) : null };
}

/** What the call gives, or the problems that it throws. */
function attempt(call) {
  try {
    return { value: call() };
  } catch (thrown) {
    assert.ok(Array.isArray(thrown), thrown);
    return { problems: problemsOf(thrown) };
  }
}

/** Problems as they are in JSON: what is empty or absent is left out. */
function problemsOf(problems) {
  return problems.map(({ parameters, ...problem }) => defined(parameters.length > 0 ? { ...problem, parameters } : problem));
}

function defined(object) {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

function shown(value) {
  return JSON.parse(settings.toJson(value));
}

/** The JSON text of a part: a string is the text itself. */
function text(part) {
  return typeof part === 'string' ? part : JSON.stringify(part ?? {});
}

function files({ attachments = [] }) {
  return attachments.map((file) => ({
    fileName: file.file_name,
    mediaType: file.media_type,
    contentId: file.content_id ?? undefined,
    data: typeof file.data === 'string' ? Buffer.from(file.data) : Buffer.from(file.data.hex, 'hex'),
  }));
}

function bytesOf(built) {
  const chunks = [];
  for (let chunk = built.nextChunk(1000); chunk.length > 0; chunk = built.nextChunk(1000)) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const folders = await readdir(vectors, { withFileTypes: true });
const kinds = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
assert.deepEqual(kinds.sort(), [...Object.keys(PLAYERS), ...OTHERS].sort(), 'a kind of vectors has no player, or none is left of it');
const counts = {};
for (const [kind, play] of Object.entries(PLAYERS)) {
  const names = await readdir(join(vectors, kind));
  assert.ok(names.length > 0, kind);
  for (const name of names) {
    const vector = JSON.parse(await readFile(join(vectors, kind, name), 'utf8'));
    assert.deepEqual(play(vector), vector, `${kind}/${name}`);
  }
  counts[kind] = names.length;
}
console.log('vectors through the component of the page:', counts);
