// A process of its own that brings a lab up, for lifetime.test.ts to kill half-way: NAME and FOLDER are its arguments.
import { labUp } from '../../src/lab/index.js';

const [name = '', folder = ''] = process.argv.slice(2);
await labUp({
  name,
  folder,
  hosts: [{ name: 'one', release: 'bookworm' }],
  say: (line) => console.log(line),
});
