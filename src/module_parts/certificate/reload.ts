// sh that has a service read its certificate again: its configuration is tested first, one that stands still is left, and a
// reload that the service refuses fails.

import { quote } from '../../shell/quote.js';
import { configurationTests } from '../service/act.js';
import { readAnew } from '../service/read_anew.js';
import { reloadFunctions } from '../service/reloaded.js';

/** sh, the same for certbot's hook and for us. @param service name of a systemd unit, without .service */
export function reloadScript(service: string): string {
  const test = configurationTests[`${service}.service`];
  const unit = quote(service);
  return `systemctl is-active --quiet ${unit} || exit 0
${test === undefined ? ':' : `said=$(${test} 2>&1) || { printf '%s\\n' "$said" >&2; echo ${quote(`${service} was left as it runs: ${test} refuses its configuration`)} >&2; exit 1; }`}
${readAnew}
hw_read_anew ${unit} || exit
${reloadFunctions}
hw_before_reload ${unit}
hw_reload ${unit} && hw_reloaded ${unit}`;
}
