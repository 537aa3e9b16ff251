// smoldot, as browsers have it: a chain whose only bootnode is the one that is given. Prints what its network says, each line
// after the second in which it is said, and ends when the time is over.
//
// usage: node smoldot.mjs /dns/NAME/tcp/443/wss/p2p/PEER SECONDS
import { chainSpec } from '@substrate/connect-known-chains/polkadot';
import { start } from 'smoldot';

const [bootnode, seconds] = process.argv.slice(2);
const client = start({ maxLogLevel: 4, logCallback: tell });
const spec = { ...JSON.parse(chainSpec), bootNodes: [bootnode] };
await client.addChain({ chainSpec: JSON.stringify(spec) });
setTimeout(() => process.exit(), Number(seconds) * 1000 - performance.now());

function tell(_level, target, line) {
  if (target === 'network') console.log(`${Math.floor(performance.now() / 1000)} ${line}`);
}
