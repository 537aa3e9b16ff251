# What Ansible's own modules make of many files, in one process: starting it for each would take minutes.
#
# Reads cases as JSON from standard input, [{module, args, content}] with the content in base64, writes answers as JSON.

import base64
import contextlib
import importlib
import io
import json
import os
import sys
import tempfile

from ansible.module_utils import basic


def answer(case, path):
    with open(path, 'wb') as file:
        file.write(base64.b64decode(case['content']))
    args = dict(case['args'], path=path, _ansible_remote_tmp=os.path.dirname(path), _ansible_keep_remote_files=False)
    basic._ANSIBLE_ARGS = json.dumps({'ANSIBLE_MODULE_ARGS': args}).encode()
    module = importlib.import_module('ansible.modules.' + case['module'])
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        try:
            module.main()
        except SystemExit:
            pass
        except Exception as error:
            return {'failed': True, 'said': repr(error)}
    result = json.loads(said.getvalue())
    with open(path, 'rb') as file:
        content = base64.b64encode(file.read()).decode()
    return {'changed': result.get('changed'), 'failed': result.get('failed', False), 'content': content, 'said': result.get('msg')}


with tempfile.TemporaryDirectory() as folder:
    json.dump([answer(case, os.path.join(folder, 'file')) for case in json.load(sys.stdin)], sys.stdout)
sys.stdout.flush()
# Each module has left word to remove a folder that is gone.
os._exit(0)
