// Cases for the laws of self_signed_certificate. How it is made and renewed: test/lab/certificate.test.ts.

import type { Found } from '../../../src/module_parts/certificate/look.js';
import { spell } from '../../../src/modules/self_signed_certificate.js';
import type { Laws } from './laws.js';

export const laws: Laws = {
  module: 'self_signed_certificate',
  local: true,
  cases(folder) {
    const [path, key_path] = [`${folder}/it's.crt`, `${folder}/it's.key`];
    const names = ['node.example.com', '*.example.com', '198.18.0.11', '2001:DB8::0:1'];
    const wanted = { path, key_path, names };
    const make = (more = '-subj /CN=old -addext subjectAltName=DNS:old.example.com') =>
      `cd ${folder}; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes ${more} ` +
      `-keyout "it's.key" -out "it's.crt" 2>/dev/null; chmod 0600 "it's.key"`;
    return [
      {
        title: 'a new key and certificate',
        wanted: { ...wanted, group: 'daemon', key_mode: '0640' },
        check: `cd ${folder}; openssl verify -CAfile "it's.crt" "it's.crt" && [ "$(ls | wc -l)" = 2 ] &&
          [ "$(stat -c '%a %U:%G' "it's.key")" = '640 root:daemon' ] && [ "$(stat -c %a "it's.crt")" = 644 ]`,
      },
      { title: 'RSA', wanted: { ...wanted, key_type: 'rsa2048' } },
      { title: 'other names', prepare: make(), wanted },
      {
        title: 'the end is near',
        prepare: make('-days 20 -subj /CN=a.b -addext subjectAltName=DNS:a.b'),
        wanted: { ...wanted, names: 'a.b' },
      },
      {
        title: 'the end is not near enough',
        prepare: make('-days 20 -subj /CN=a.b -addext subjectAltName=DNS:a.b'),
        wanted: { ...wanted, names: 'A.B', renew_before: 10 },
        verdict: 'nothing',
      },
      {
        title: 'as the recipe makes it, without names and by RSA',
        prepare: make('-newkey rsa:2048 -subj /CN=x').replace('-pkeyopt ec_paramgen_curve:P-256', ''),
        wanted,
      },
      {
        title: 'the certificate is gone, its key stays',
        prepare: `${make()}; rm "it's.crt"; openssl pkey -in "it's.key" -pubout >old; chmod 0644 "it's.key"`,
        wanted,
        check: `cd ${folder}; [ "$(openssl x509 -in "it's.crt" -noout -pubkey)" = "$(cat old)" ] &&
          [ "$(stat -c %a "it's.key")" = 600 ]`,
      },
      { title: 'the key is gone', prepare: `${make()}; rm "it's.key"`, wanted },
      {
        title: 'the key of another certificate',
        prepare: `${make()}; openssl ecparam -name prime256v1 -genkey -noout -out "it's.key"`,
        wanted: { ...wanted, names: 'old.example.com' },
      },
      { title: 'an empty certificate', prepare: `${make()}; : >"it's.crt"`, wanted },
      { title: 'half a key', prepare: `${make()}; head -n 2 "it's.key" >k; cat k >"it's.key"`, wanted },
      {
        title: 'only the mode of the key',
        prepare: `${make('-subj /CN=a.b -addext subjectAltName=DNS:a.b -days 365')}; chmod 0644 "it's.key"`,
        wanted: { ...wanted, names: 'a.b' },
      },
      {
        title: 'issued by somebody else',
        prepare: `${make()}; openssl req -new -key "it's.key" -subj /CN=new -out new.csr &&
          openssl x509 -req -in new.csr -CA "it's.crt" -CAkey "it's.key" -CAcreateserial -out new.crt 2>/dev/null && mv new.crt "it's.crt"`,
        wanted,
        verdict: 'missing',
      },
      {
        title: 'a bundle',
        prepare: `${make()}; cat "it's.crt" "it's.crt" >b; mv b "it's.crt"`,
        wanted,
        verdict: 'missing',
      },
      {
        title: 'certificate and key in one file',
        prepare: `${make()}; cat "it's.crt" "it's.key" >b; mv b "it's.crt"`,
        wanted,
        verdict: 'missing',
      },
      { title: 'half a certificate', prepare: `${make()}; head -n 3 "it's.crt" >c; mv c "it's.crt"`, wanted },
      {
        title: 'no certificate at all',
        prepare: `${make()}; echo mine >"it's.crt"`,
        wanted,
        verdict: 'missing',
      },
      { title: 'no key at all', prepare: `${make()}; echo mine >"it's.key"`, wanted, verdict: 'missing' },
      {
        title: 'a key of another kind, waiting for its certificate',
        prepare: `cd ${folder}; openssl ecparam -name secp384r1 -genkey -noout -out "it's.key"`,
        wanted,
        verdict: 'missing',
      },
      {
        title: 'a key with a passphrase, waiting for its certificate',
        prepare: `cd ${folder}; openssl genpkey -algorithm RSA -aes128 -pass pass:x -out "it's.key" 2>/dev/null`,
        wanted,
        verdict: 'missing',
      },
      { title: 'a link', prepare: `ln -s /nowhere "${path}"`, wanted, verdict: 'missing' },
      { title: 'a directory', prepare: `mkdir "${key_path}"`, wanted, verdict: 'missing' },
      { title: 'no directory', wanted: { ...wanted, path: `${folder}/no/c` }, verdict: 'missing' },
      { title: 'no such group', wanted: { ...wanted, group: 'no-such-group' }, verdict: 'missing' },
    ];
  },
  view(found, wanted) {
    const { key } = found as Found;
    const parameters = wanted as { path: string; key_path: string; owner?: string; group?: string };
    return {
      ...spell(parameters, found as Found),
      key_mode: key.standing.mode,
      ...(parameters.owner && { owner: key.standing.owner }),
      ...(parameters.group && { group: key.standing.group }),
    };
  },
};
