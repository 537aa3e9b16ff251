// apache2_conf: a configuration snippet of Debian's Apache, enabled or disabled.

import { definePart } from '../module_parts/apache2/part.js';

export const apache2Conf = definePart({
  name: 'apache2_conf',
  summary: "a configuration snippet of Debian's Apache",
  noun: 'snippet',
  folder: 'conf',
  enable: 'a2enconf',
  disable: 'a2disconf',
  example: `
- name: limits of our own
  apache2_conf: wss-limits
- name: no snippet of the package
  apache2_conf:
    name: serve-cgi-bin
    state: absent
`,
});
