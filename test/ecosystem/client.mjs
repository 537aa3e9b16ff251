// The ecosystem's own client in Node, as a program of its own: prints all that it has seen, as a line of JSON, whenever it
// has seen more. Ends with its standard input. Authorities other than the world's: NODE_EXTRA_CA_CERTS.
//
// usage: node client.mjs wss://NAME/
import * as api from '@polkadot/api';
import { follow } from './follow.mjs';

process.stdin.resume().once('end', () => process.exit());
await follow(api, process.argv[2], (seen) => console.log(JSON.stringify(seen)));
