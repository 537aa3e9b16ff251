// Builds `dist`: the program in one file, with V8's code cache of it, and what starts it. `node build.mjs [folder]`
//
// One file, because loading 300 small ones and all the languages of zod took a third of a converged run. Types are
// checked by `npm run types`, not here.

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = resolve(process.argv[2] ?? here('dist'));
const program = join(folder, 'hostwright.cjs');
const common = { bundle: true, platform: 'node', target: 'node20', logLevel: 'warning' };
const ofModule = { ...common, format: 'esm' };
// For the packages in a bundle that are CommonJS.
const requireFrom = { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" };

rmSync(folder, { recursive: true, force: true });
await build({
  ...common,
  entryPoints: [here('src/main.ts')],
  outfile: program,
  format: 'cjs',
  define: { 'import.meta.url': 'programUrl' },
  banner: { js: "const programUrl = require('node:url').pathToFileURL(__filename).href;" },
  // ssh2 finds its native part beside its own files; the others are loaded in few runs only.
  external: ['ssh2', 'node-ssh', 'inquirer', 'ws', 'age-encryption', 'yaml'],
  // A script that comes from a code cache cannot import() on Node 20. It can require() modules of both kinds.
  supported: { 'dynamic-import': false },
});
await build({ ...ofModule, entryPoints: [here('src/launcher/launcher.ts')], outfile: join(folder, 'main.js') });
// Runs on lab hosts as it is, and so does the peer beside it, a file by itself.
cpSync(here('src/lab/standin'), join(folder, 'standin'), { recursive: true });
await build({
  ...ofModule,
  target: 'node18',
  entryPoints: [here('src/lab/peer/peer.mjs')],
  outfile: join(folder, 'standin/peer.mjs'),
  minify: true,
  banner: requireFrom,
});
chmodSync(join(folder, 'main.js'), 0o755);
await writeCodeCache();

/** Of what a plan goes through. It only looks, at this machine. Where it cannot, the program is slower to start. */
async function writeCodeCache() {
  const work = mkdtempSync(join(tmpdir(), 'hostwright-build-'));
  try {
    const writer = join(work, 'write_cache.mjs');
    await build({ ...ofModule, entryPoints: [here('src/launcher/write_cache.ts')], outfile: writer });
    const inventory = join(work, 'inventory.yml');
    writeFileSync(inventory, 'all: { hosts: { here: { ansible_connection: local } } }\n');
    const words = ['plan', here('src/launcher/common_ways.yml'), '-i', inventory, '-o', 'json'];
    const { status, stderr } = spawnSync(process.execPath, [writer, program, ...words], { encoding: 'utf8' });
    if (status !== 0 && status !== 2) console.warn(`build: no plan of this machine could be made (${status}): ${stderr}`);
  } finally {
    rmSync(work, { recursive: true });
  }
}
