// What certbot says when an order fails, in words: what is wrong, and what to do. Types are those of RFC 8555, 6.7.

import { quote } from '../../shell/quote.js';

/** Patterns of the shell, the first that fits: what certbot prints, why that is, and what to do. */
const complaints: readonly (readonly [patterns: readonly string[], why: string, what: string])[] = [
  [
    ['*acme:error:rateLimited*', '*too\\ many\\ certificates*', '*too\\ many\\ failed\\ authorizations*'],
    'the ACME server takes no more orders for now (rate limit)',
    'wait as long as it says below; until then try with staging',
  ],
  [
    ['*Type:\\ \\ \\ caa*', '*acme:error:caa*'],
    'a CAA record in DNS forbids this authority',
    'add the authority to the CAA record of the name, or remove the record',
  ],
  [
    ['*Type:\\ \\ \\ dns*', '*acme:error:dns*'],
    'the ACME server finds no address for a name',
    'make its A or AAAA record in DNS; a new one may take a while to be seen',
  ],
  [
    ['*Type:\\ \\ \\ unauthorized*', '*acme:error:unauthorized*'],
    'a name leads to another host, or port 80 is not served by this one',
    'point its A and AAAA records at this host, and look who serves port 80 there',
  ],
  [
    ['*Type:\\ \\ \\ connection*', '*acme:error:connection*'],
    'the ACME server cannot reach port 80 at the address of a name',
    'open port 80 in every firewall on the way, and point the A and AAAA records of the name at this host',
  ],
  [
    ['*rejectedIdentifier*', '*unsupportedIdentifier*'],
    'the ACME server gives no certificates for a name',
    'look at the names: public authorities want public ones',
  ],
  [
    ['*CERTIFICATE_VERIFY_FAILED*', '*certificate\\ verify\\ failed*'],
    "the ACME server's own certificate is not trusted here",
    'give its authority (ca_file), or set the clock of the host right',
  ],
  [
    [
      ...[
        '*Max\\ retries\\ exceeded*',
        '*Connection\\ refused*',
        '*NewConnectionError*',
        '*ConnectionError*',
      ],
      ...['*ReadTimeout*', '*timed\\ out*', '*NameResolutionError*', '*acme:error:serverInternal*'],
    ],
    'the ACME server does not answer',
    'try again later; look whether this host may connect to it',
  ],
];

/** sh that tells on standard error, behind `$where`, what the text in `$said` means, with the authority's own words. */
export const explainComplaint = `case $said in
${complaints.map(([patterns, why, what]) => `${patterns.join(' | ')}) why=${quote(why)} what=${quote(what)} ;;`).join('\n')}
*) why='certbot got no certificate' what='see its words, and /var/log/letsencrypt/letsencrypt.log' ;;
esac
{
echo "$where$why: $what"
echo 'A certificate that was there is still there. What certbot said:'
printf '%s\\n' "$said" | grep -E '^ *(Domain|Type|Detail):|acme:error|"detail"' | tail -n 4 | grep . ||
  printf '%s\\n' "$said" | grep -v -e '^ *$' -e '^Saving debug log' -e '^Ask for help' | tail -n 3
} >&2`;
