// apache2_site: a virtual host of Debian's Apache, enabled or disabled.

import { definePart } from '../module_parts/apache2/part.js';

export const apache2Site = definePart({
  name: 'apache2_site',
  summary: "a site of Debian's Apache",
  noun: 'site',
  folder: 'sites',
  enable: 'a2ensite',
  disable: 'a2dissite',
  example: `
- name: our site
  apache2_site: wss
- name: no default site
  apache2_site:
    name: 000-default
    state: absent
`,
});
