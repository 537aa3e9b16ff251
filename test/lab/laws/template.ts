// Cases for the laws of template. The engine renders; here the content is what came out of it.

import type { Laws } from './laws.js';

export const laws: Laws = {
  module: 'template',
  local: true,
  cases: (folder) => [
    {
      title: 'what a template rendered to',
      wanted: { src: 'x.hbs', dest: `${folder}/f`, mode: '0600' },
      content: 'listen 443;\n',
      check: `[ "$(cat ${folder}/f)" = 'listen 443;' ]`,
    },
    {
      title: 'another text than before',
      prepare: `echo 'listen 80;' > ${folder}/f`,
      wanted: { src: 'x.hbs', dest: `${folder}/f` },
      content: 'listen 443;\n',
    },
  ],
};
