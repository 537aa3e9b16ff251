// Cases for the laws of provided_certificate. What it refuses before there is a host: test/modules.

import { readFileSync } from 'node:fs';
import type { Found } from '../../../src/module_parts/certificate/provided.js';
import type { Laws } from './laws.js';

const certificate = readFileSync('test/modules/certificate/provided.crt', 'utf8');
const key = readFileSync('test/modules/certificate/provided.key', 'utf8');

export const laws: Laws = {
  module: 'provided_certificate',
  local: true,
  cases(folder) {
    const wanted = { path: `${folder}/it's.crt`, key_path: `${folder}/it's.key`, names: 'a.test' };
    const make = (name: string, more = '') =>
      `cd ${folder}; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=${name} -addext subjectAltName=DNS:${name} ${more} -keyout "it's.key" -out "it's.crt" 2>/dev/null`;
    return [
      { title: 'it is there', prepare: make('a.test'), wanted, verdict: 'nothing' },
      { title: 'it is not there', wanted, verdict: 'missing' },
      { title: 'it is for another name', prepare: make('b.test'), wanted, verdict: 'missing' },
      {
        title: 'the key is that of another one',
        prepare: `${make('a.test')}; openssl ecparam -name prime256v1 -genkey -noout -out "it's.key"`,
        wanted,
        verdict: 'missing',
      },
      {
        title: 'it is brought along',
        wanted: { ...wanted, certificate, key, group: 'daemon', key_mode: '0640' },
        check: `cd ${folder}; [ "$(stat -c '%a %U:%G' "it's.key")" = '640 root:daemon' ] && [ "$(stat -c %a "it's.crt")" = 644 ]`,
      },
      { title: 'it replaces another one', prepare: make('a.test'), wanted: { ...wanted, certificate, key } },
      {
        title: 'only the mode of its key',
        prepare: `cd ${folder}; cat >"it's.crt" <<'END'
${certificate}END
cat >"it's.key" <<'END'
${key}END
chmod 0644 "it's.key"`,
        wanted: { ...wanted, certificate, key },
      },
      {
        title: 'no directory',
        wanted: { ...wanted, path: `${folder}/no/c`, certificate, key },
        verdict: 'missing',
      },
    ];
  },
  view(found, wanted) {
    const { certificateHash, keyHash, key } = found as Found;
    const { group } = wanted as { readonly group?: string };
    return {
      certificate: certificateHash,
      key: keyHash,
      key_mode: key.mode,
      ...(group && { group: key.group }),
    };
  },
};
