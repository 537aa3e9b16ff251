// What of a certificate is not as it is wanted, field by field.

import type { Field } from '../../change.js';
import { format, formatWanted, orderFields } from './format.js';
import type { Found } from './look.js';
import type { Wanted } from './params.js';

/** Whether only a new certificate brings about what is wanted. */
export function isOrderDue(wanted: Wanted, found: Found): boolean {
  return differingFields(wanted, found, orderFields).length > 0;
}

export type FieldName = keyof ReturnType<typeof formatWanted>;

export function differingFields(wanted: Wanted, found: Found, names: readonly FieldName[]): readonly Field[] {
  const [was, to] = [format(wanted, found), formatWanted(wanted, found)];
  return names
    .filter((name) => JSON.stringify(was[name]) !== JSON.stringify(to[name]))
    .map((name) => ({ name, from: was[name], to: to[name] }));
}
