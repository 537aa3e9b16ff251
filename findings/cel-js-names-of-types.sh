#!/bin/sh
# @marcbachmann/cel-js 8.0.0: variables that are called like a type are never read, though they are given. Which of the
# types do that is uneven: `list` and `int` do, `duration` and `timestamp` do not.
#
# A condition such as `type == "validator"` over { type: "validator" } does not hold and does not fail as an unknown
# name: it fails as a comparison of a type with a text. hostwright reads such variables under another name
# (src/expression/cel_syntax.ts, test/expression/condition.test.ts).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @marcbachmann/cel-js@8.0.0
cat >look.mjs <<'END'
import { evaluate } from '@marcbachmann/cel-js';

const outcome = (name) => {
  try {
    return evaluate(`${name} == "x"`, { [name]: 'x' }) === true ? 'read' : 'not equal';
  } catch (error) {
    return error.message.split('\n')[0];
  }
};
const names = ['list', 'map', 'int', 'string', 'bool', 'type', 'null_type', 'duration', 'timestamp', 'size', 'dyn'];
for (const name of names) console.log(`${name}: ${outcome(name)}`);
END
node look.mjs >seen
cat seen
diff seen - <<'END'
list: no such overload: type == string
map: no such overload: type == string
int: no such overload: type == string
string: no such overload: type == string
bool: no such overload: type == string
type: no such overload: type == string
null_type: no such overload: type == string
duration: read
timestamp: read
size: read
dyn: read
END
echo 'as described: @marcbachmann/cel-js 8.0.0'
