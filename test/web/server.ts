// The web server for tests of downloads (server.mjs), from before the tests of a file until after them.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll } from 'vitest';

/** What `/file`, `/fresh` and `/folder/name.txt` serve. */
export const served = 'what is served\n';

/** @param address where it listens @returns the URL of a path on it */
export function useWebServer(address = '127.0.0.1'): (path: string) => string {
  let worker: Worker;
  let port = 0;
  beforeAll(async () => {
    worker = new Worker(new URL('server.mjs', import.meta.url), { workerData: { address } });
    [port] = (await once(worker, 'message')) as [number];
  });
  afterAll(async () => void (await worker.terminate()));
  return (path) => `http://${address}:${port}${path}`;
}
