# What Ansible's own modules do to folders of this machine, in one process: starting it for each would take minutes.
#
# Reads cases as JSON from standard input, [{module, args}], writes answers as JSON. PYTHONPATH holds the collections.

import contextlib
import importlib
import io
import json
import os
import sys
import tempfile

from ansible.module_utils import basic


def answer(case, scratch):
    args = dict(case['args'], _ansible_remote_tmp=scratch, _ansible_keep_remote_files=False)
    basic._ANSIBLE_ARGS = json.dumps({'ANSIBLE_MODULE_ARGS': args}).encode()
    module = importlib.import_module(case['module'])
    said = io.StringIO()
    hook = sys.excepthook
    with contextlib.redirect_stdout(said):
        try:
            module.main()
        except SystemExit:
            pass
        except Exception as error:
            return {'failed': True, 'changed': False, 'result': {'msg': repr(error)}}
        finally:
            sys.excepthook = hook
    result = json.loads(said.getvalue())
    return {'changed': bool(result.get('changed')), 'failed': result.get('failed', False), 'result': result}


with tempfile.TemporaryDirectory() as scratch:
    json.dump([answer(case, scratch) for case in json.load(sys.stdin)], sys.stdout)
sys.stdout.flush()
# Each module has left word to remove a folder that is gone.
os._exit(0)
