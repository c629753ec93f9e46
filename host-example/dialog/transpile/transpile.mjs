// Makes an ES module of a component, and the core module that it loads: node transpile.mjs COMPONENT FOLDER
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { transpile } from '@bytecodealliance/jco-transpile';

const [component, folder] = process.argv.slice(2);
const { files, imports } = await transpile(component, {
  minify: true,
  // It runs in browsers alone, and asks nothing of them.
  nodejsCompat: false,
  wasiShim: false,
  emitTypescriptDeclarations: false,
  // Two modules of 106 bytes that tie things together go into the JavaScript; the component itself stays a file.
  base64Cutoff: 1000,
});
if (imports.length > 0) {
  throw new Error(`${basename(component)} imports ${imports.join(', ')}, and a page has nothing to give`);
}
await mkdir(folder, { recursive: true });
for (const [name, bytes] of Object.entries(files)) {
  await writeFile(join(folder, name), bytes);
}
