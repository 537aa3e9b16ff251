// ini_file: one option of an INI file, or a section of it.

import { z } from 'zod';
import { defineModule } from '../module.js';
import { editIni } from '../module_parts/ini/edit.js';
import { flag } from '../module_parts/params.js';
import { contentOf, inBytes, textOf } from '../module_parts/text_edit/byte_text.js';
import {
  askAboutFile,
  bareOf,
  editedParams,
  editedPath,
  planEdit,
  probeFile,
  readFile,
} from '../module_parts/text_edit/edited_file.js';

const oneLine = (what: string) =>
  z.string().refine((text) => text !== '' && !/[\n\r\0]/.test(text), `expected ${what}, in one line`);

/** A number stands in the file as it is written in the playbook; true and false have more than one spelling there. */
const value = z
  .union([z.string(), z.number().transform(String)], {
    error: 'expected a text: put true and false into quotes, as the file is to have them',
  })
  .refine((text) => !/[\n\r\0]/.test(text), 'expected a value in one line');

const condition = z.strictObject({
  option: oneLine('the name of an option'),
  value: value.optional(),
  values: z.array(value).optional(),
});

const params = z
  .strictObject({
    path: editedPath,
    section: z
      .string()
      .refine((text) => !/[\n\r\0\]]/.test(text), 'expected the name of a section, without its brackets')
      .optional()
      .describe('the section; absent or empty: what stands above the first one'),
    option: oneLine('the name of an option')
      .optional()
      .describe('the option; absent: the section itself is made or removed'),
    value: value.optional().describe('its value'),
    values: z.array(value).optional().describe('its values, each in a line of its own'),
    exclusive: flag()
      .default(true)
      .describe('true: the option has these values and no others; false: other lines of it stay'),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('absent: the option goes (exclusive: false: its lines with these values), or the section'),
    no_extra_spaces: flag().default(false).describe('true: no spaces beside ='),
    ignore_spaces: flag()
      .default(false)
      .describe('true: a line that differs in spaces beside = alone stays as it is'),
    allow_no_value: flag().default(false).describe('true: an option may stand alone, without ='),
    modify_inactive_option: flag()
      .default(true)
      .describe('true: a comment that names the option (#option = x) is replaced'),
    section_has_values: z
      .array(condition)
      .optional()
      .describe(
        'options that the section has, each with option and value or values: which one of several with one name',
      ),
    create: flag().default(true).describe('false: a file that is not there is not made'),
    ...editedParams,
  })
  .refine(({ value: one, values }) => one === undefined || values === undefined, {
    path: ['values'],
    error: 'value and values together are two answers to one question: write one of them',
  })
  .refine(({ option, value: one, values = [] }) => option !== undefined || (one ?? values[0]) === undefined, {
    path: ['option'],
    error: 'a value needs the name of its option',
  })
  .refine(
    ({ state, allow_no_value, value: one, values = [] }) =>
      state === 'absent' || allow_no_value || one !== undefined || values.length > 0,
    { path: ['value'], error: 'state: present needs the value; allow_no_value: true does without' },
  )
  .refine(({ state, section, option }) => state === 'present' || option !== undefined || section, {
    path: ['state'],
    error: 'what is to go: write section, option or both',
  });

type Wanted = z.output<typeof params>;

export const iniFile = defineModule({
  kind: 'state',
  name: 'ini_file',
  summary: 'one option of an INI file, or a section of it',
  params,
  aliases: { dest: 'path' },
  undoable: true,
  brief: true,
  returns: { path: 'the file' },
  example: `
- name: the node starts again by itself
  ini_file:
    path: /etc/systemd/system/polkadot.service
    section: Service
    option: Restart
    value: always
    no_extra_spaces: true
`,
  object: ({ path }) => path,
  probe: probeFile,
  asks: askAboutFile,
  read: readFile,
  plan: (wanted, found) =>
    planEdit(wanted, found, {
      parameter: wanted.option === undefined ? 'section' : 'option',
      bare: bareOf(wanted.create ? wanted : { ...wanted, state: 'present' }),
      edit: (content) =>
        contentOf(editIni(textOf(content), inBytes(wantedIni(wanted), ['section', 'option']))),
    }),
  result: ({ path }) => ({ path }),
});

/** Values as the bytes of the file, and each once. */
function wantedIni(wanted: Wanted) {
  const { section, section_has_values = [] } = wanted;
  return {
    ...wanted,
    section: section === '' ? undefined : section,
    values: bytesOf(wanted),
    conditions: section_has_values.map((one) => ({
      option: Buffer.from(one.option, 'utf8').toString('latin1'),
      values: bytesOf(one),
    })),
  };
}

function bytesOf({
  value: one,
  values = [],
}: {
  readonly value?: string | undefined;
  readonly values?: readonly string[] | undefined;
}): readonly string[] {
  const all = new Set(one === undefined ? values : [one]);
  return [...all].map((text) => Buffer.from(text, 'utf8').toString('latin1'));
}
