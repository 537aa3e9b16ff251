# What Ansible's own code makes of many inventories, in one process: starting it for each would take ten minutes.
#
# Reads cases as JSON from standard input, writes answers as JSON. The one thing that is not Ansible's own: its walk over
# groups iterates over a set of objects, whose order hangs on their addresses in memory; here sets keep their order.

import json
import os
import sys

from ansible import context
from ansible.cli.inventory import InventoryCLI
from ansible.errors import AnsibleError
from ansible.inventory import group
from ansible.inventory.manager import InventoryManager
from ansible.parsing.ajson import AnsibleJSONEncoder
from ansible.parsing.dataloader import DataLoader
from ansible.utils.display import Display
from ansible.vars.manager import VariableManager


class OrderedSet(dict):
    def __init__(self, items=()):
        super().__init__((item, None) for item in items)

    def add(self, item):
        self[item] = None

    def update(self, items):
        for item in items:
            self[item] = None

    def remove(self, item):
        del self[item]

    def difference_update(self, items):
        for item in items:
            self.pop(item, None)

    def copy(self):
        return OrderedSet(self)


warnings = []
group.set = OrderedSet
Display.warning = lambda self, message, formatted=False: warnings.append(str(message))


def plain(value):
    return json.loads(json.dumps(value, cls=AnsibleJSONEncoder))


def hosts_of(inventory, pattern, limit):
    inventory.clear_caches()
    warnings.clear()
    # What a pattern makes of localhost is kept for the next one: each begins anew, as on the command line.
    localhost = inventory._inventory.localhost
    try:
        inventory.subset(limit)
        # As ansible-playbook asks; to `ansible`, localhost is there whatever the limit.
        hosts = inventory.get_hosts(pattern)
    except (AnsibleError, IndexError):
        return None
    finally:
        inventory._subset = None
        inventory._inventory.localhost = localhost
    if any('Could not match supplied host pattern' in each for each in warnings):
        return None
    return [str(host) for host in hosts]


def answer(case):
    folder = case['folder']
    os.chdir(folder)
    warnings.clear()
    cli = InventoryCLI(['ansible-inventory', '--list'])
    cli.parse()
    cli.loader = DataLoader()
    cli.loader.set_basedir(os.path.join(folder, 'play'))
    sources = [each if ',' in each else os.path.join(folder, each) for each in case['sources']]
    cli.inventory = InventoryManager(loader=cli.loader, sources=sources)
    cli.vm = VariableManager(loader=cli.loader, inventory=cli.inventory)
    cli.vm.safe_basedir = True
    listed = plain(cli.json_inventory(cli._get_group('all')))
    magic = {
        name: {key: value for key, value in plain(host.get_magic_vars()).items()}
        for name, host in cli.inventory.hosts.items()
    }
    failed = [each for each in warnings if 'arse' in each]
    return {
        'list': listed,
        'graph': '\n'.join(cli._graph_group(cli._get_group('all'))),
        'magic': magic,
        'groups': cli.inventory.get_groups_dict(),
        'failed': failed,
        'patterns': [hosts_of(cli.inventory, each['hosts'], each['limit']) for each in case['patterns']],
    }


def answer_or_error(case):
    try:
        return answer(case)
    except Exception as error:
        return {'error': str(error)}


def main():
    cases = json.load(sys.stdin)
    json.dump([answer_or_error(case) for case in cases], sys.stdout)


main()
