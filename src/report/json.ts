// `--output json`: the events as they are, one JSON object a line. Nothing else is ever written to that stream.
//
// | line                        | `type`                                     | shape        |
// |-----------------------------|--------------------------------------------|--------------|
// | first                       | `run`, with `version`: 2                   | RunStarted   |
// | any number, in this order   | `play`, then for each host of it           | PlayStarted  |
// |                             | `host` (`state`, the last one is `done`)   | HostState    |
// |                             | `start`, `line`, `outcome` of its tasks    | Task*        |
// |                             | `host_outcome`: what is no task's          | HostOutcome  |
// | anywhere between            | `warning`                                  | Warning      |
// | last, also when interrupted | `recap`                                    | Recap        |
//
// The shapes are those of src/event.ts. `version` changes when one of them loses or changes a key, or when what one type told
// is told by another. Readers ignore keys and types that they do not know.

import type { RunEvent } from '../event.js';
import { visibleJson } from './escape.js';

/** ASCII controls are escaped by JSON itself, the rest (C1, bidi) here, so that a terminal shows the line as it is. */
export function jsonLine(event: RunEvent): string {
  return visibleJson(JSON.stringify(event));
}
