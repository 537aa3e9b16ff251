// The language on real hosts: what of its keys touches the world. On hosts of a model, and key by key: test/language.

import { describe, expect, it } from 'vitest';
import { isOutcome } from '../../src/event.js';
import { labRun } from '../../src/lab/index.js';
import { eventsOf, useProgram } from '../cli/hostwright.js';
import { lineOf } from '../language/row.js';
import { useLab } from './hosts.js';
import { languageRows } from './language_rows.js';

const program = useProgram();
const lab = useLab([
  { name: 'h1', release: 'bookworm' },
  { name: 'h2', release: 'trixie' },
]);

describe.each(languageRows)('$key', ({ files, report, left, code = 0 }) => {
  it.each(['1', '32'])('window %s', async (window) => {
    await labRun(
      lab(),
      'h1',
      'sudo rm -rf /srv/language /var/lib/hostwright; sudo mkdir -m 1777 /srv/language',
    );
    await labRun(
      lab(),
      'h2',
      'sudo rm -rf /srv/language /var/lib/hostwright; sudo mkdir -m 1777 /srv/language',
    );
    const folder = program.folderWith(files);
    const words = ['apply', 'site.yml', '-i', lab().inventory, '--output', 'json', '--window', window];
    const ran = await program.run(folder, words);
    const outcomes = eventsOf(ran).filter(isOutcome);
    const told = ['h1', 'h2'].flatMap((host) =>
      outcomes.filter((outcome) => outcome.host === host).map(lineOf),
    );
    expect({ told, stderr: ran.stderr, code: ran.code }).toEqual({ told: report, stderr: '', code });
    const { stdout } = await labRun(lab(), 'h1', 'cd /srv/language && grep -r . . | sort');
    expect(stdout.split('\n').filter((line) => line !== '')).toEqual(left);
  });
});
