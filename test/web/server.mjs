// A web server with the answers that downloads have to live with. It runs in a thread of its own, so that tests may wait in a shell.

import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

const text = 'what is served\n';
const modified = 'Tue, 14 Nov 2023 22:13:20 GMT';
const large = Buffer.alloc(3 << 20, 'x');
const hash = (algorithm, content = text) => createHash(algorithm).update(content).digest('hex');
let asked = 0;
const log = [];

const send = (response, status, body, headers = {}) => {
  response.writeHead(status, { 'Content-Length': Buffer.byteLength(body), ...headers }).end(body);
};

/** By path; `at` is the last part of it. */
const pages = {
  '/file': (request, response) => {
    const since = Date.parse(request.headers['if-modified-since'] ?? '');
    if (since >= Date.parse(modified)) response.writeHead(304, { 'Last-Modified': modified }).end();
    else send(response, 200, text, { 'Last-Modified': modified });
  },
  '/folder/name.txt': (_, response) => send(response, 200, text),
  '/empty': (_, response) => send(response, 200, ''),
  '/fresh': (_, response) => send(response, 200, text),
  '/each-time': (_, response) => send(response, 200, `${++asked}\n`),
  '/large': (_, response) => send(response, 200, large),
  '/gone': (_, response) => send(response, 404, 'there was something here\n'),
  '/broken': (_, response) =>
    send(response, 500, '{"why": "broken"}', { 'Content-Type': 'application/json' }),
  '/redirect': (_, response) => send(response, 302, 'moved\n', { Location: '/file' }),
  '/elsewhere': (_, response) => send(response, 302, '', { Location: 'file:///etc/passwd' }),
  '/loop': (_, response) => send(response, 302, '', { Location: '/loop' }),
  '/torn': (_, response) => {
    response.writeHead(200, { 'Content-Length': 100 }).write('half');
    setTimeout(() => response.destroy(), 50);
  },
  '/torn-chunks': (_, response) => {
    response.writeHead(200).write('half');
    setTimeout(() => response.destroy(), 50);
  },
  '/silent': (_, response) => {
    response.writeHead(200, { 'Content-Length': 100 }).write('half');
  },
  '/login': (request, response) => {
    const wanted = `Basic ${Buffer.from('me:pa ss"w\\ord').toString('base64')}`;
    if (request.headers.authorization === wanted) send(response, 200, 'welcome\n');
    else send(response, 401, 'who are you?\n', { 'WWW-Authenticate': 'Basic realm="x"' });
  },
  '/key': (request, response) =>
    send(response, request.headers['x-key'] === 'a "b" \\c' ? 200 : 403, 'key\n'),
  '/json': (_, response) =>
    send(response, 200, '{"a": {"b": [1, "ü"]}}', {
      'Content-Type': 'application/json',
      'X-More-Of-It': 'yes',
    }),
  '/rpc': (_, response) =>
    send(response, 200, '{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}', {
      'Content-Type': 'application/json; charset=utf-8',
    }),
  '/echo': (request, response, body) =>
    send(
      response,
      200,
      JSON.stringify({ method: request.method, type: request.headers['content-type'], body }),
      {
        'Content-Type': 'application/json',
      },
    ),
  '/created': (_, response) => send(response, 201, ''),
  '/lone.sha256': (_, response) => send(response, 200, `${hash('sha256')}\n`),
  '/SHA256SUMS': (_, response) =>
    send(response, 200, `${'0'.repeat(64)}  other\n${hash('sha256')}  file\n${hash('sha256')} *./fresh\n`),
  '/BSD': (_, response) => send(response, 200, `SHA256 (file) = ${hash('sha256')}\n`),
  '/none.sums': (_, response) => send(response, 200, `${'0'.repeat(64)}  other\n`),
};

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://x');
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    log.push(`${request.method} ${request.url}`);
    const page = pages[pathname];
    if (pathname === '/log') send(response, 200, JSON.stringify(log.splice(0)));
    else if (page) page(request, response, Buffer.concat(chunks).toString());
    else send(response, 404, 'nothing here\n');
  });
});
server.listen(workerData.port ?? 0, workerData.address, () => parentPort.postMessage(server.address().port));
