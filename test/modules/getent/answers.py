# What Ansible's own getent says to many questions, in one process. Reads arguments as JSON from standard input, writes results.

import contextlib
import io
import json
import sys

from ansible.module_utils import basic
from ansible.modules import getent


def answer(args):
    basic._ANSIBLE_ARGS = json.dumps({'ANSIBLE_MODULE_ARGS': args}).encode()
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        try:
            getent.main()
        except SystemExit:
            pass
    return json.loads(said.getvalue())


json.dump([answer(args) for args in json.load(sys.stdin)], sys.stdout)
