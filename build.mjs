// Builds `dist`: one bundle, with chunks for what is loaded only when it is wanted. `node build.mjs [folder]`
//
// Bundled, because loading 300 small files and all the languages of zod took a third of a converged run. Types are
// checked by `npm run types`, not here.

import { chmodSync, cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = process.argv[2] ?? here('dist');

rmSync(folder, { recursive: true, force: true });
await build({
  entryPoints: [here('src/main.ts')],
  outdir: folder,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  // ssh2 finds its native part beside its own files; the others are loaded in few runs only.
  external: ['ssh2', 'node-ssh', 'inquirer', 'listr2', 'ws', 'age-encryption', 'yaml'],
  // For the packages in the bundle that are CommonJS.
  banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
});
// Runs on lab hosts as it is, and so does the peer beside it, a file by itself.
cpSync(here('src/lab/standin'), `${folder}/standin`, { recursive: true });
await build({
  entryPoints: [here('src/lab/peer/peer.mjs')],
  outfile: `${folder}/standin/peer.mjs`,
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node18',
  logLevel: 'warning',
  banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
});
chmodSync(`${folder}/main.js`, 0o755);
