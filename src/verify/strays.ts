// Endpoints that runs of this machine have proven and that the inventory names no more, but that still serve.

import pLimit from 'p-limit';
import { openRunLog } from '../process/run_log.js';
import { shakeHands } from '../proof/probes/tls.js';
import { FINGERPRINTS, type Place, rememberedPlaces } from '../proof/remembered.js';
import { targetOf } from '../proof/target_options.js';
import type { EndpointVerified } from '../verify_event.js';
import type { Subject } from './subject.js';

/** Seconds that one may take to answer. */
const PATIENCE = 5;

/** @returns what is told of each, all of them failures */
export async function straysThatServe(
  subjects: readonly Subject[],
  { signal, forks }: { readonly signal: AbortSignal; readonly forks: number },
): Promise<readonly EndpointVerified[]> {
  const edge = { signal, record: () => undefined };
  const own = new Set(
    subjects.flatMap((subject) =>
      subject.kind === 'known' ? [keyOf(targetOf(subject.targetOptions, edge))] : [],
    ),
  );
  const places = rememberedPlaces(openRunLog('apply')(FINGERPRINTS).lines());
  const strays = new Map(places.map((place) => [keyOf(place), place]));
  for (const key of own) strays.delete(key);
  const limit = pLimit(forks);
  const asked = [...strays.values()].map((place) => limit(() => told(place, edge)));
  return (await Promise.all(asked)).flat();
}

type Edge = Parameters<typeof targetOf>[1];

/** Who does not answer serves nothing any more. */
async function told(place: Place, edge: Edge): Promise<readonly EndpointVerified[]> {
  const url = urlOf(place);
  const options = { url, address: place.address, unsafeCanary: '', redirect: false, closedPorts: [] };
  const began = performance.now();
  const answer = await shakeHands(targetOf({ ...options, timeout: PATIENCE }, edge));
  if (answer.kind === 'silent') return [];
  const ms = Math.round(performance.now() - began);
  const message = `it still serves at ${place.address}, where the inventory has no endpoint: take it off that host (hostwright remove), or name it again`;
  return [
    {
      type: 'endpoint',
      endpoint: url,
      host: null,
      status: 'failed',
      causes: ['ours'],
      link: null,
      message,
      ms,
    },
  ];
}

/** Where it is, whatever it is called. */
function keyOf({ address, port }: Pick<Place, 'address' | 'port'>): string {
  return JSON.stringify([address, port]);
}

function urlOf({ name, port }: Place): string {
  return new URL(`wss://${name.includes(':') ? `[${name}]` : name}:${port}/`).href;
}
