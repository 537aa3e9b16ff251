// Cases for the laws of letsencrypt_hook.

import type { Laws } from './laws.js';

const wanted = { name: 'laws.lab.test', reload: 'nginx' };
const hook = '/etc/letsencrypt/renewal-hooks/deploy/hostwright-laws.lab.test';

export const laws: Laws = {
  module: 'letsencrypt_hook',
  cases: () => [
    {
      title: 'a hook where there is none',
      prepare: `rm -rf ${hook}`,
      wanted,
      check: `[ -x ${hook} ] && sh -n ${hook} && grep -q 'hw_reload nginx' ${hook}`,
      stays: {
        ofHost: /^\+ \/etc\/letsencrypt d /,
        why: 'an empty folder of certbot: to remove it with all in it could take what others have put there',
      },
    },
    { title: 'it is there', wanted, verdict: 'nothing' },
    { title: 'another service', wanted: { ...wanted, reload: 'apache2' }, check: `grep -q apache2 ${hook}` },
    { title: 'one that cannot run', prepare: `chmod 0644 ${hook}`, wanted, check: `[ -x ${hook} ]` },
    { title: 'one that somebody changed', prepare: `echo exit >>${hook}`, wanted },
  ],
};
