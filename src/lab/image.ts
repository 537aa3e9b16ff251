// Base images in a cache folder: built once for each release and recipe, then only read.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Release, Say } from './lab.js';
import { IMAGE_SCRIPT, imageName } from './recipe.js';
import { runTool, tryTool } from './tool.js';

export function cacheFolder(): string {
  return resolve(process.env.HOSTWRIGHT_LAB_CACHE ?? '/var/cache/hostwright/lab');
}

/**
 * Answers the folder of the release's base image, building it first where it is missing (one to three minutes). An
 * image is built under a temporary name and renamed when whole, by one process at a time; the lock is held by the
 * builder itself, so it ends with the builder, however that ends.
 */
export async function ensureImage(release: Release, say: Say, signal?: AbortSignal): Promise<string> {
  const image = `${cacheFolder()}/${imageName(release)}`;
  if (existsSync(image)) return image;
  await mkdir(cacheFolder(), { recursive: true, mode: 0o755 });
  say(`lab: building the ${release} base image, once; it takes a minute or two`);
  const build = ['sh', '-c', BUILD_SCRIPT, 'sh', image, release, await findMirror(), IMAGE_SCRIPT];
  await runTool('flock', [`${cacheFolder()}/lock`, ...build], {
    onLine: (line) => say(`lab: ${line}`),
    signal,
  });
  return image;
}

/**
 * Runs with the lock held. Another builder may have finished the image in the meantime, or died half-way. Images of
 * older recipes, and the layers on them, go when a new one is there, unless a host still runs on them, or something did
 * in the last days: two checkouts with recipes of their own would otherwise build theirs again in turns.
 */
const BUILD_SCRIPT = `set -eu
image=$1 release=$2 mirror=$3 recipe=$4
[ ! -d "$image" ] || exit 0
rm -rf "$image.part"
mkdir -p "$image.part"
unshare --mount --pid --fork --kill-child sh -c "$recipe" sh "$image.part" "$release" "$mirror" || {
  tail -n 5 "$image.part.log" >&2
  exit 1
}
rm -f "$image.part.log"
mv "$image.part" "$image"
for old in "\${image%-*}"-*; do
  [ -n "$(find "$old" -maxdepth 0 -mtime +7)" ] || continue
  [ "$old" = "$image" ] || grep -q "[=:]$old[,:]" /proc/mounts || rm -rf "$old"
done
`;

/**
 * The mirror this machine already uses, when it is a Debian one; it may be the only one within reach. Else none: debootstrap
 * knows one.
 */
async function findMirror(): Promise<string> {
  const { code, stdout } = await tryTool('apt-get', [
    'indextargets',
    '--format',
    '$(LABEL) $(REPO_URI)',
    'Created-By: Packages',
  ]);
  const own = /^Debian (https?:\S+?)\/*$/m.exec(stdout)?.[1];
  return code === 0 && own !== undefined ? own : '';
}
