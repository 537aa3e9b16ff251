// nginx_worker_connections: how many connections a worker of nginx may hold, at least. The number stands in events {},
// which may be there only once and takes no drop-in, so the main file is edited: this one number, and only to raise it.
// The file belongs to its package; while the number suffices, as it does for some 300 clients, nothing is touched.

import { z } from 'zod';
import { change, missing } from '../change.js';
import { wordsOf } from '../host_words.js';
import { defineModule } from '../module.js';
import { findEvents, withConnections } from '../module_parts/nginx/events.js';
import { hostPath, unsafePath, whole } from '../module_parts/params.js';
import { isAllowed } from '../shell/door/door.js';
import { quote } from '../shell/quote.js';

/** ngx_core_module, worker_connections. */
const DEFAULT = 512;

export const nginxWorkerConnections = defineModule({
  kind: 'state',
  name: 'nginx_worker_connections',
  summary: 'each worker of nginx may hold so many connections, or more',
  params: z.strictObject({
    at_least: whole()
      .pipe(z.int().min(1).max(10_000_000))
      .describe('connections, those to the service behind nginx included'),
    path: hostPath()
      .default('/etc/nginx/nginx.conf')
      .describe('the main file of nginx; /etc/nginx/nginx.conf by default'),
    unsafe_path: unsafePath(),
  }),
  bare: 'at_least',
  object: ({ path }) => path,
  undoable: true,
  brief: true,
  returns: {
    worker_connections: 'how many connections each worker may hold; null: it is not written',
  },
  example: `
- name: nginx may hold 8192 connections in each worker
  nginx_worker_connections: 8192
`,
  probe: ({ path }) => `p=${quote(path)}
if [ -f "$p" ]; then cat -- "$p"; else echo 'there is no such file' >&2; [ ! -e "$p" ] && [ ! -L "$p" ]; fi`,
  read: (output) => (output.stderr.length > 0 ? null : wordsOf(output.stdout)),
  plan({ at_least, path, unsafe_path }, text) {
    if (text === null) return missing(`there is no ${path}`, `install nginx first`);
    const events = findEvents(text);
    if (events.kind === 'odd') {
      return missing(
        `worker_connections in ${path} cannot be set: ${events.why}`,
        `set it by hand to ${at_least}`,
      );
    }
    const found = events.value ?? DEFAULT;
    if (found >= at_least) return null;
    const after = withConnections(text, events, at_least);
    const field = { name: 'at_least', from: found, to: at_least, texts: { before: text, after } };
    const unsafe = isAllowed(unsafe_path);
    return change([field], [{ kind: 'put', path, content: Buffer.from(after), unsafe }]);
  },
  result: (_, text) => ({ worker_connections: text === null ? null : connectionsIn(text) }),
});

function connectionsIn(text: string): number | null {
  const events = findEvents(text);
  return events.kind === 'found' ? (events.value ?? DEFAULT) : null;
}
