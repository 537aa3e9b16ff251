// A server on a host itself, for `uri`: answers as nodes and other services give them.

const server = `import http.server, json

class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def answer(self):
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        kinds = {
            '/json': (200, 'application/json', json.dumps({'id': 1, 'result': {'peers': 7}, 'list': ['a', 'b']})),
            '/rpc-error': (200, 'application/json; charset=utf-8', json.dumps({'id': 1, 'error': {'code': -32601, 'message': 'no'}})),
            '/text': (200, 'text/plain', 'a text\\nof two lines\\n'),
            '/latin': (200, 'text/plain; charset=iso-8859-1', 'gr\\u00fcn\\n'),
            '/empty': (204, 'text/plain', ''),
            '/redirect': (302, 'text/plain', 'elsewhere'),
            '/head': (200, 'text/plain', json.dumps([self.headers.get('X-Own'), self.headers.get('Authorization')])),
            '/echo': (200, 'application/json', json.dumps({'id': self.command, 'result': {'peers': body.decode()}, 'list': [self.headers.get('Content-Type')] * 2})),
        }
        status, kind, text = kinds.get(self.path, (404, 'application/json', json.dumps({'error': {'code': 404}})))
        data = text.encode('latin-1' if 'iso' in kind else 'utf-8')
        self.send_response(status)
        self.send_header('Content-Type', kind)
        self.send_header('X-Answer', 'own, value')
        if status == 302: self.send_header('Location', '/text')
        if status != 204: self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        if status != 204: self.wfile.write(data)
    do_GET = do_POST = do_PUT = answer
    def log_message(self, *words): pass

http.server.ThreadingHTTPServer(('127.0.0.1', 8123), Answers).serve_forever()
`;

export const serverScript = `echo ${Buffer.from(server).toString('base64')} | base64 -d >/root/web.py
systemd-run --quiet --unit=judge-web python3 /root/web.py
until curl -so /dev/null http://127.0.0.1:8123/text; do sleep 0.1; done`;
