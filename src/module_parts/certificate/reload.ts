// sh that has a service read its certificate again: its configuration is tested first, one that stands still is left, and a
// reload that the service refuses fails.

import { quote } from '../../shell/quote.js';
import { readAnew } from '../service/read_anew.js';
import { reloadFunctions } from '../service/reloaded.js';
import { beforeTest, serverOf, testOf } from '../service/servers.js';

/** sh, the same for certbot's hook and for us. @param service name of a systemd unit, without .service */
export function reloadScript(service: string): string {
  const unit = quote(service);
  return `systemctl is-active --quiet ${unit} || exit 0
${ownTest(service)}
${readAnew}
hw_read_anew ${unit} || exit
${reloadFunctions}
hw_before_reload ${unit}
hw_reload ${unit} && hw_reloaded ${unit}`;
}

function ownTest(service: string): string {
  const server = serverOf(`${service}.service`);
  if (server === undefined) return ':';
  const sentence = quote(`${service} was left as it runs: ${server.test} refuses its configuration`);
  return [
    ...beforeTest(server),
    ...(server.found ? [`u=${quote(service)}`] : []),
    `said=$(${testOf(server)} 2>&1) || { printf '%s\\n' "$said" >&2; echo ${sentence} >&2; exit 1; }`,
  ].join('\n');
}
