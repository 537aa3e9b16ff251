// The page in headless Chromium, as a program of its own: prints what the page shows, as a line of JSON, whenever that
// changes, and what Chromium complains of. When its standard input ends it takes a screenshot, tells what is on it, and ends.
// Which authorities Chromium trusts is in HOME/.pki/nssdb.
//
// usage: HOME=FOLDER node browser.mjs wss://NAME/ SCREENSHOT.png
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { PNG } from 'pngjs';

const [endpoint, screenshot] = process.argv.slice(2);
const types = { html: 'text/html', js: 'text/javascript', mjs: 'text/javascript' };

const server = createServer(serve).listen(0, '127.0.0.1');
await once(server, 'listening');
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
});
let open = true;
process.stdin.resume().once('end', () => {
  open = false;
});
try {
  const page = await browser.newPage({ viewport: { width: 1000, height: 400 } });
  page.on('console', (message) => message.type() === 'error' && tell({ complaint: message.text() }));
  await page.goto(`http://127.0.0.1:${server.address().port}/?${encodeURIComponent(endpoint)}`);
  let last;
  while (open) {
    const seen = await page.evaluate(read);
    if (JSON.stringify(seen) !== last) tell(seen);
    last = JSON.stringify(seen);
    await sleep(100);
  }
  const box = await page.locator('#chain').boundingBox();
  const { width, height, data } = PNG.sync.read(await page.screenshot({ path: screenshot }));
  tell({ picture: { width, height, ink: inkIn(box, width, data) } });
} finally {
  await browser.close();
  server.close();
}

function tell(line) {
  console.log(JSON.stringify(line));
}

/** How many pixels are dark where the name of the chain stands. */
function inkIn(box, width, data) {
  const isInside = (x, y) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
  const pixels = Array.from({ length: data.length / 4 }, (_, index) => index);
  return pixels.filter((at) => data[4 * at] < 128 && isInside(at % width, Math.floor(at / width))).length;
}

/** Runs in the page. */
function read() {
  const shown = (name) => document.getElementById(name).textContent;
  return {
    chain: shown('chain'),
    runtime: shown('runtime'),
    slotSeconds: Number(shown('slotSeconds')),
    heads: shown('heads').split(' ').filter(Boolean).map(Number),
    connections: Number(shown('connections')),
    losses: Number(shown('losses')),
  };
}

/** The page, what it imports, and under /api/ the bundles that the client is published with. */
function serve(request, response) {
  const { pathname } = new URL(request.url, 'http://127.0.0.1');
  const file = pathname.replace(/^\/$/, '/page.html').replace(/^\/api\//, '/node_modules/@polkadot/');
  const type = types[file.split('.').at(-1)] ?? 'application/octet-stream';
  const content = createReadStream(fileURLToPath(new URL(`.${file}`, import.meta.url)));
  content.once('error', () => response.writeHead(404).end());
  content.once('open', () => content.pipe(response.writeHead(200, { 'content-type': type })));
}
