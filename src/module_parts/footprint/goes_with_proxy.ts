// What a proxy has of ours that another one has taken the endpoints over from. Pure.

import { byTurn } from './by_turn.js';
import { type Goes, nothingGoes, testOf } from './goes.js';
import { type Found, type ProxyName, proxies } from './look.js';

/** Its files alone, wherever they lie: certificates, rules and packages serve the other one now, or others. */
export function goesWithProxy(found: Found, proxy: ProxyName): Goes {
  const own = [
    `/etc/${proxy}/`,
    `/var/lib/${proxy}/`,
    `/var/log/${proxy}/`,
    `/etc/systemd/system/${proxy}.service.d/`,
  ];
  const paths = found.named.filter((path) => own.some((folder) => path.startsWith(folder)));
  const turns = byTurn(paths);
  const here = proxies.filter((one) => found.installed.has(one));
  const drops = found.folders.filter((path) => path === `/etc/systemd/system/${proxy}.service.d`);
  return {
    ...nothingGoes(found),
    ...turns,
    qos: turns.apache_libraries.length > 0 && found.hasQos,
    reloads: here.filter((one) => one === proxy),
    validate: testOf(here),
    folders: drops,
  };
}
