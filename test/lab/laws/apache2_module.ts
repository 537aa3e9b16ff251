// Cases for the laws of apache2_module. With a running Apache and with PHP: test/lab/apache2.test.ts.

import type { Modules } from '../../../src/module_parts/apache2/modules.js';
import type { Laws } from './laws.js';

const apache = 'command -v a2enmod >/dev/null || apt-get -q -y install apache2 >/dev/null 2>&1';
const links = '/etc/apache2/mods-enabled';

export const laws: Laws = {
  module: 'apache2_module',
  cases: () => [
    {
      title: 'what the recipe enables, with all dependencies',
      prepare: apache,
      wanted: {
        name: ['mpm_event', 'proxy', 'proxy_html', 'proxy_http', 'proxy_wstunnel', 'rewrite', 'ssl'],
      },
      check: 'apache2ctl -M | grep -q proxy_html_module && [ -L /etc/apache2/mods-enabled/ssl.conf ]',
    },
    {
      title: 'they are enabled, which anybody may see',
      as: 'operator',
      wanted: {
        name: ['mpm_event', 'proxy', 'proxy_html', 'proxy_http', 'proxy_wstunnel', 'rewrite', 'ssl'],
      },
      verdict: 'nothing',
    },
    {
      title: 'another MPM',
      wanted: { name: 'mpm_worker' },
      check: `apache2ctl -M | grep -q mpm_worker && ! ls ${links}/mpm_event* && [ -L ${links}/mpm_worker.conf ]`,
    },
    { title: 'and back', wanted: { name: 'mpm_event' }, check: `[ "$(ls ${links}/mpm_* | wc -l)" = 2 ]` },
    { title: 'no MPM', wanted: { name: 'mpm_event', state: 'absent' }, verdict: 'missing' },
    {
      title: 'disabled',
      wanted: { name: ['proxy_http', 'rewrite'], state: 'absent' },
      check: `! ls ${links}/proxy_http.* ${links}/rewrite.*`,
    },
    { title: 'needed by another', wanted: { name: 'proxy', state: 'absent' }, verdict: 'missing' },
    {
      title: 'one for which a2dismod asks a question',
      wanted: { name: 'autoindex', state: 'absent' },
      check: `! ls ${links}/autoindex.*`,
    },
    {
      title: 'a link that leads nowhere',
      prepare: `ln -s ../mods-available/gone.load ${links}/gone.load`,
      wanted: { name: 'gone', state: 'absent' },
      check: `! [ -L ${links}/gone.load ]`,
    },
    { title: 'not as the operator', as: 'operator', wanted: { name: 'rewrite' }, verdict: 'missing' },
    { title: 'no such module', wanted: { name: 'nope' }, verdict: 'missing' },
  ],
  view(found, wanted) {
    const modules = found as Modules | null;
    const { name } = wanted as { name: string[] };
    const names = [...name, ...(modules?.available ?? [])];
    const stateOf = (one: string) =>
      modules?.enabled.has(one) ? 'present' : modules?.dangling.has(one) ? 'dangling' : 'absent';
    return Object.fromEntries(names.map((one) => [one, stateOf(one)]));
  },
};
