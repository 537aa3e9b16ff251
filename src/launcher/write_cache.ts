// Run by the build: the program with its own arguments, and then the code cache of what it went through.
// `node write_cache.js FILE ARGUMENT...`

import { writeFileSync } from 'node:fs';
import { cacheOf, programIn } from './program.js';

const [file = ''] = process.argv.splice(2, 1);
const { script, start } = programIn(file);
process.on('exit', () => writeFileSync(cacheOf(file), script.createCachedData()));
start();
