// What proxies have of ours that another one has taken the endpoints over from. Pure.

import { type ProxyName, proxyNames } from '../proxies.js';
import { byTurn } from './by_turn.js';
import { type Goes, nothingGoes, testOf } from './goes.js';
import type { Found } from './look.js';
import { isFolderOfHaproxy } from './own_things.js';

/** Their files alone, wherever they lie: certificates, rules and packages serve the other one now, or others. */
export function goesWithProxies(found: Found, going: readonly ProxyName[]): Goes {
  const isTheirs = (path: string) => going.some((proxy) => folderOf(proxy).test(path));
  const turns = byTurn(found.named.filter(isTheirs));
  const here = proxyNames.filter((one) => found.installed.has(one));
  const drops = found.folders.filter(
    (path) =>
      going.some((proxy) => path === `/etc/systemd/system/${proxy}.service.d`) ||
      (going.includes('haproxy') && isFolderOfHaproxy(path)),
  );
  return {
    ...nothingGoes(found),
    ...turns,
    qos: turns.apache_libraries.length > 0 && found.hasQos,
    reloads: here.filter((one) => going.includes(one)),
    validate: testOf(here),
    folders: [...drops].sort((a, b) => b.length - a.length),
  };
}

function folderOf(proxy: ProxyName): RegExp {
  return new RegExp(`^/(etc|var/lib|var/log)/${proxy}/|^/etc/systemd/system/${proxy}\\.service\\.d/`);
}
