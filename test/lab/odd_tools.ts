// Lab hosts with the tools and shells that hosts of the next years have.

import { type Lab, labRun } from '../../src/lab/index.js';

/**
 * As Ubuntu has it with coreutils-from-uutils: links to Rust's tools (uutils) in /usr/bin and /usr/sbin, and GNU's beside
 * them as gnuNAME. Debian has the tools (0.0.30 in trixie, 0.0.17 in bookworm) and no package that makes the links.
 */
const uutils = `apt-get -qq install -y rust-coreutils >/dev/null
for tool in /usr/lib/cargo/bin/coreutils/*; do
name=\${tool##*/}
for old in /usr/bin/$name /usr/sbin/$name; do
[ -e $old ] || continue
dpkg-divert --quiet --local --rename --divert \${old%/*}/gnu$name --add $old 2>/dev/null
/usr/lib/cargo/bin/coreutils/ln -sfn $tool $old
done
done`;

const mksh = `apt-get -qq install -y mksh >/dev/null
ln -sf mksh /bin/sh`;

const scripts = { uutils, mksh } as const;
export type OddTools = keyof typeof scripts;

/** Once it is done, all that runs on the host uses them. */
export async function giveTools(lab: Lab, host: string, tools: readonly OddTools[]): Promise<void> {
  for (const each of tools) {
    const script = `set -e; export DEBIAN_FRONTEND=noninteractive\n${scripts[each]}`;
    const { code, stdout, stderr } = await labRun(lab, host, script);
    if (code !== 0) throw new Error(`${host} could not be given ${each}: ${stdout}${stderr}`);
  }
}
