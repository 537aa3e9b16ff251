// Packages that a host has from the start: a layer on a base image, installed once from the image's own repository.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Say } from './lab.js';
import { runTool } from './tool.js';

/**
 * Answers the folder of the layer, making it first where it is missing (some seconds). As with images: under a
 * temporary name, by one process at a time, with a hash of its recipe in the name. It stands beside its image, and is
 * removed with it.
 * @param image the folder of the base image
 */
export async function ensureLayer(
  image: string,
  packages: readonly string[],
  say: Say,
  signal?: AbortSignal,
): Promise<string> {
  const sorted = [...new Set(packages)].sort();
  const recipe = [LAYER_SCRIPT, ...sorted].join(' ');
  const layer = `${image}+${createHash('sha256').update(recipe).digest('hex').slice(0, 12)}`;
  if (existsSync(layer)) return layer;
  say(`lab: installing ${sorted.join(', ')} for hosts that have them from the start, once`);
  const inNamespace = ['unshare', '--mount', '--pid', '--fork', '--kill-child'];
  const make = [...inNamespace, 'sh', '-c', LAYER_SCRIPT, 'sh', layer, image, ...sorted];
  await runTool('flock', [`${dirname(image)}/lock`, ...make], { signal });
  return layer;
}

/** In a mount namespace of its own, so that nothing stays mounted however it ends. No service is started. */
const LAYER_SCRIPT = `set -eu
umask 022
layer=$1 image=$2
shift 2
[ ! -d "$layer" ] || exit 0
rm -rf "$layer.part"
mkdir -p "$layer.part/upper" "$layer.part/work" "$layer.part/root"
root=$layer.part/root
mount -t overlay layer -o "lowerdir=$image,upperdir=$layer.part/upper,workdir=$layer.part/work,volatile" "$root"
mount -t proc proc "$root/proc"
printf '#!/bin/sh\\nexit 101\\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C DEBIAN_FRONTEND=noninteractive \\
  apt-get -qq install -y --no-install-recommends "$@" >"$layer.part/log" 2>&1 || {
  tail -n 5 "$layer.part/log" >&2
  exit 1
}
rm -f "$root/usr/sbin/policy-rc.d"
umount "$root/proc" "$root"
mv "$layer.part/upper" "$layer"
rm -rf "$layer.part"
`;
