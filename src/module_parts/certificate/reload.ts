// sh that has a service read its certificate again: its configuration is tested first, one that stands still is left, and a
// reload that the service refuses fails.

import { quote } from '../../shell/quote.js';
import { readAnew } from '../service/read_anew.js';
import { reloadFunctions } from '../service/reloaded.js';
import { beforeTest, serverOf, testOf } from '../service/servers.js';

/** sh, the same for certbot's hook and for us. @param service name of a systemd unit, without .service */
export function reloadScript(service: string): string {
  const unit = quote(service);
  return `systemctl is-active --quiet ${unit} || exit 0
${service === 'haproxy' ? `${swap}\n` : ''}${ownTest(service)}
${readAnew}
hw_read_anew ${unit} || exit
${reloadFunctions}
hw_before_reload ${unit}
hw_reload ${unit} && hw_reloaded ${unit}`;
}

/**
 * haproxy takes a certificate while it runs, so nobody's connection is left to an old worker, as with a reload. The shipped
 * endpoint has its certificates in folders by port, as links, and a socket for root alone. haproxy 2.6 takes the end of NAME.crt for
 * a kind and looks for NAME, so there the two parts are named. Where any of that is not so, or haproxy refuses one, it is reloaded.
 */
const swap = `hw_socket=/run/haproxy/hostwright-wss.sock
set -- /etc/haproxy/hostwright-wss/*/hostwright-wss*.crt
[ ! -S "$hw_socket" ] || [ ! -e "$1" ] || ! perl -MIO::Socket::UNIX -e '
  my $path = shift;
  sub ask {
    my $socket = IO::Socket::UNIX->new(Peer => $path, Timeout => 5) or exit 1;
    print $socket $_[0];
    local $/;
    return <$socket> // "";
  }
  for my $file (@ARGV) {
    my $pem = "";
    for my $part ($file, "$file.key") { open my $in, "<", $part or exit 1; $pem .= join "", grep { /\\S/ } <$in>; $pem .= "\\n" if $pem !~ /\\n\\z/ }
    my $put = sub { ask("set ssl cert $_[0] <<\\n$pem\\n") =~ /Transaction (created|updated)/ };
    $put->($file) || $put->("$file.crt") && $put->("$file.key") or exit 1;
    ask("commit ssl cert $file\\n") =~ /Success/ or exit 1;
  }' "$hw_socket" "$@" || exit 0`;

function ownTest(service: string): string {
  const server = serverOf(`${service}.service`);
  if (server === undefined) return ':';
  const sentence = quote(`${service} was left as it runs: ${server.test} refuses its configuration`);
  return [
    ...beforeTest(server),
    ...(server.found ? [`u=${quote(service)}`] : []),
    `said=$(${testOf(server)} 2>&1) || { printf '%s\\n' "$said" >&2; echo ${sentence} >&2; exit 1; }`,
  ].join('\n');
}
