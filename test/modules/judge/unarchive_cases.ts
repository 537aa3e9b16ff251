// Tasks of unarchive at random, and the archives that they unpack.

import fc from 'fast-check';
import type { Case } from './judge.js';

const tree = `mkdir -p from/app/bin from/app/d to; printf 'run\\n' >from/app/bin/run; chmod 755 from/app/bin/run
printf 'x\\n' >'from/app/a b.conf'; chmod 640 'from/app/a b.conf'; echo ü >from/app/d/ü; chmod 700 from/app/d`;
const still = `find from -exec touch -h -d '2026-01-02 03:04:05' {} +`;
const links = `ln -s bin/run from/app/start; ln from/app/bin/run from/app/d/again; chmod 4755 from/app/bin/run; chown daemon:adm 'from/app/a b.conf'`;

const archives = [
  `${tree}; ${links}; ${still}; tar -czf a -C from app`,
  `${tree}; ${links}; ${still}; tar -cf a -C from .`,
  `${tree}; ${links}; ${still}; tar -cJf a -C from app`,
  `${tree}; ${still}; tar -cjf a -C from app/bin/run 'app/a b.conf'`,
  `${tree}; ${still}; tar -c --zstd -f a -C from app`,
  `${tree}; ${links}; ${still}; tar -c --format=pax --pax-option='delete=atime,delete=ctime,exthdr.name=%d/x/%f' -f a -C from app`,
  `${tree}; ${still}; cd from; TZ=UTC zip -qrX ../a.zip app -x 'app/d/?*'; cd ..; mv a.zip a`,
];

/** What is there before. */
const befores = [
  ':',
  'tar -xf a -C to 2>/dev/null || unzip -q a -d to',
  '{ tar -xf a -C to 2>/dev/null || unzip -q a -d to; }; echo other >to/app/bin/run',
  "{ tar -xf a -C to 2>/dev/null || unzip -q a -d to; }; chmod 600 'to/app/a b.conf'; rm -f to/app/bin/run",
  "{ tar -xf a -C to 2>/dev/null || unzip -q a -d to; }; chown daemon 'to/app/a b.conf'; echo more >to/app/more",
  'mkdir to/app; echo own >to/app/own',
  'rm -r to',
  ': >a',
  'echo text >a',
];

const some = <T>(values: readonly T[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  );

export const unarchiveCases: fc.Arbitrary<Case> = fc
  .record({
    archive: fc.constantFrom(...archives),
    before: fc.constantFrom(...befores),
    args: fc
      .record({
        owners: some([
          { owner: 'root', group: 'root' },
          { owner: 'root', group: 'daemon' },
        ]),
        mode: some(['u=rwX,go=rX', '0755']),
        names: some([{ exclude: ['*.conf'] }, { exclude: ['app/d'] }, { include: ['app/bin/run'] }]),
        list_files: some([true]),
        extra_opts: some([['--strip-components=1'], ['--no-same-owner']]),
      })
      .map(({ owners, names, ...more }) => ({ ...more, ...owners, ...names })),
  })
  .map(({ archive, before, args }) => ({
    module: 'ansible.modules.unarchive',
    before: `${archive}\n${before}`,
    args: JSON.parse(JSON.stringify({ src: '@/a', dest: '@/to', remote_src: true, ...args })) as Case['args'],
  }));
