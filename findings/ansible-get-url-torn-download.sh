#!/bin/sh
# ansible-core 2.14.18 (Debian 12): get_url takes a download that was cut off for a success. A server says
# `Content-Length: 100`, sends 4 bytes and closes the connection: the task is changed, says "OK (100 bytes)", status 200, and has
# put 4 bytes in place of the file that was there. The same loss in an answer that comes in chunks fails, as it should.
#
# A checksum is the only guard there. hostwright writes nothing that is shorter than was announced, whether curl, wget, BusyBox
# or the controller fetches it (test/modules/get_url.test.ts).
# Looked at on 2026-11-30. Needs apt's mirror and python3; connects to 127.0.0.1 only.
set -eu
folder=$(mktemp -d)
trap 'kill $server 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq download ansible-core=2.14.18-0+deb12u2 >/dev/null 2>&1
dpkg -x ansible-core_*.deb core

cat >server.py <<'END'
import http.server, pathlib

class Torn(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        self.send_response(200)
        if self.path == '/chunks':
            self.send_header('Transfer-Encoding', 'chunked')
            self.end_headers()
            self.wfile.write(b'64\r\nshor')
        else:
            self.send_header('Content-Length', '100')
            self.end_headers()
            self.wfile.write(b'shor')
        self.close_connection = True

    def log_message(self, *words):
        pass

server = http.server.HTTPServer(('127.0.0.1', 0), Torn)
pathlib.Path('port').write_text(str(server.server_address[1]))
server.serve_forever()
END
/usr/bin/python3 server.py &
server=$!
while [ ! -s port ]; do sleep 0.1; done

# fetch PATH: what get_url says of it, and what stands in the file then
fetch() {
  echo before >file
  cat >args.json <<END
{"ANSIBLE_MODULE_ARGS": {"url": "http://127.0.0.1:$(cat port)/$1", "dest": "$folder/file", "force": true}}
END
  PYTHONPATH=core/usr/lib/python3/dist-packages /usr/bin/python3 -m ansible.modules.get_url args.json >answer || true
  /usr/bin/python3 -c 'import json
said = json.load(open("answer"))
print("changed" if said.get("changed") else "failed" if said.get("failed") else "ok", "-", said["msg"].split(":")[0])'
  echo "in the file: $(cat file)"
}
{
  fetch length
  fetch chunks
} >seen
cat seen
diff seen - <<'LINES'
changed - OK (100 bytes)
in the file: shor
failed - failed to create temporary content file
in the file: before
LINES
echo 'as described: ansible-core 2.14.18'
