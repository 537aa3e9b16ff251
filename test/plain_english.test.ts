// Comments and documents in plain English: how many sentences have more than 25 words, and how often it is not said who does
// something ("somebody", "whoever"). The numbers are what is left. They may fall, and then the table falls with them.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const MOST_WORDS = 25;

/** Left in comments of a folder of src, or in documents: long sentences, and words that name nobody. */
const left: Readonly<Record<string, { readonly long: number; readonly vague: number }>> = {
  engine: { long: 0, vague: 0 },
  shell: { long: 0, vague: 0 },
  transport: { long: 0, vague: 0 },
  documents: { long: 49, vague: 43 },
};

const filesOf = (folder: string, ending: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => `${folder}/${file}`);

const pages = ['README.md', 'ARCHITECTURE.md', 'SECURITY.md', 'src/modules/README.md'];

it.each(Object.entries(left))('%s', (room, { long, vague }) => {
  const files = room === 'documents' ? [...pages, ...filesOf('docs', '.md')] : filesOf(`src/${room}`, '.ts');
  const texts = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return file.endsWith('.md') ? paragraphsOf(text) : commentsOf(text);
  });
  const tooLong = texts.flatMap(sentencesOf).filter((sentence) => wordsOf(sentence) > MOST_WORDS);
  expect(
    tooLong.length,
    `more long sentences than were left; some of them:\n${tooLong.slice(0, 5).join('\n')}`,
  ).toBeLessThanOrEqual(long);
  const naming = texts.filter((text) => /\b(whoever|nobody|somebody|anybody|everybody)\b/i.test(text));
  expect(naming.length, `who is it? Some of them:\n${naming.slice(0, 5).join('\n')}`).toBeLessThanOrEqual(
    vague,
  );
});

it('finds a long sentence in comments and in documents', () => {
  const long = `${'word '.repeat(26)}end.`;
  expect(
    commentsOf(`// One.\n// ${long}\ncode();\n/**\n * ${long}\n * @param x ${long}\n */`).flatMap(
      sentencesOf,
    ),
  ).toHaveLength(4);
  expect(paragraphsOf(`One.\n\n- ${long}\n\n| ${long} |\n`).flatMap(sentencesOf).map(wordsOf)).toEqual([
    1, 27,
  ]);
});

/** Comments, each as one text: lines that follow each other, or what stands between the marks of a doc comment. */
function commentsOf(code: string): readonly string[] {
  const blocks = [...code.matchAll(/\/\*\*([\s\S]*?)\*\//g)].map(([, text = '']) =>
    text.replace(/^\s*\* ?/gm, ''),
  );
  const lines = [...code.matchAll(/(?:^[ \t]*\/\/.*\n?)+/gm)].map(([text]) =>
    text.replace(/^\s*\/\/ ?/gm, ''),
  );
  return [...blocks, ...lines].flatMap((text) => text.split(/\n\s*\n|^@\w+ |^- /m)).map(oneLine);
}

/** Tables and code are none. */
function paragraphsOf(markdown: string): readonly string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/^\|.*$/gm, '');
  return prose.split(/\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )/).map(oneLine);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function sentencesOf(text: string): readonly string[] {
  return text.split(/(?<=[.!?])\s+/).filter((sentence) => sentence !== '');
}

function wordsOf(sentence: string): number {
  return sentence.split(' ').filter((word) => /[a-z]/i.test(word)).length;
}
