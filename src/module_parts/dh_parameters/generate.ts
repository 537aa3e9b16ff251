// The step by which openssl looks for DH parameters of its own. It goes on when the connection is lost.

import { atDoor, type Way } from '../../shell/door/door.js';
import { besideFunction } from '../../shell/temporary.js';

/** openssl prints a point for each number that it tries; how many there are is told every few seconds. */
export function generateScript({
  path,
  bits,
  unsafe,
}: Pick<Way, 'path' | 'unsafe'> & { readonly bits: number }): string {
  return atDoor({ path, at: 'itself', unsafe }, [besideFunction, generateFunction], `hw_generate ${bits}`);
}

const generateFunction = `hw_generate() {
hw_beside .
new=$(mktemp "$hw_name"XXXXXXXXXX) && said=$(mktemp "$hw_name"XXXXXXXXXX) || exit 1
trap 'kill "$pid" 2>/dev/null; rm -f "$new" "$said"; exit 143' HUP INT TERM
echo "openssl looks for a safe prime of $1 bits, which takes from seconds to many minutes"
openssl dhparam -out "$new" "$1" 2>"$said" &
pid=$! turn=0
while kill -0 "$pid" 2>/dev/null; do
  sleep 1
  turn=$((turn + 1))
  [ $((turn % 5)) != 0 ] || echo "$turn s, $(tr -cd . <"$said" | wc -c) numbers tried"
done
wait "$pid" && chmod 0644 "$new" && { sync "$new" 2>/dev/null || sync; } && hw_rename "$new" "$n" || {
  tail -n 3 "$said" >&2
  rm -f "$new" "$said"
  echo 'openssl made no parameters' >&2
  exit 1
}
rm -f "$said"
echo "found after $turn s"
}`;
