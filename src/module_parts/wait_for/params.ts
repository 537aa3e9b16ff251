// What may be waited for, in the words of Ansible's wait_for.

import { z } from 'zod';
import { hostPath, port, seconds } from '../params.js';
import { pattern } from '../text_edit/pattern_param.js';

export const connectionStates = {
  ESTABLISHED: '01',
  SYN_SENT: '02',
  SYN_RECV: '03',
  FIN_WAIT1: '04',
  FIN_WAIT2: '05',
  TIME_WAIT: '06',
} as const;

type ConnectionState = keyof typeof connectionStates;
const stateNames = Object.keys(connectionStates) as [ConnectionState, ...ConnectionState[]];

const hostName = z.string().regex(/^[A-Za-z0-9._:%-]+$/, 'expected a name or an address');

export const params = z
  .strictObject({
    port: port().optional().describe('the TCP port that is waited for'),
    host: hostName.default('127.0.0.1').describe('whose port; as the host itself reaches it'),
    path: hostPath().optional().describe('the path that is waited for, instead of a port'),
    state: z
      .enum(['started', 'present', 'stopped', 'absent', 'drained'])
      .default('started')
      .describe(
        'started, present: the port is open, the path is there; stopped, absent: it is not; drained: nobody is connected to the port',
      ),
    search_regex: pattern('bytes')
      .optional()
      .describe(
        "what has to be in the file, or in what the port says by itself (Python's syntax, ^ and $ at each line)",
      ),
    delay: seconds().default(0).describe('seconds to wait before the first look'),
    sleep: seconds().default(1).describe('seconds between looks'),
    timeout: seconds()
      .default(300)
      .describe('seconds until it is given up; without port and path it is a pause'),
    connect_timeout: seconds().default(5).describe('seconds for one connection'),
    msg: z.string().optional().describe('what is said where it is given up'),
    exclude_hosts: z.array(hostName).optional().describe('for drained: hosts whose connections do not count'),
    active_connection_states: z
      .array(z.enum(stateNames))
      .default(stateNames)
      .describe('for drained: the states of a connection that count'),
  })
  .refine(({ port: number, path }) => number === undefined || path === undefined, {
    path: ['path'],
    error: 'port and path together are two things to wait for: write two tasks',
  })
  .refine(({ path, state }) => path === undefined || !['stopped', 'drained'].includes(state), {
    path: ['state'],
    error: 'a path is present or absent; stopped and drained are of ports',
  })
  .refine(({ state, port: number }) => state !== 'drained' || number !== undefined, {
    path: ['port'],
    error: 'state: drained needs the port',
  })
  .refine(({ state, exclude_hosts }) => exclude_hosts === undefined || state === 'drained', {
    path: ['exclude_hosts'],
    error: 'exclude_hosts is for state: drained',
  });

export type WantedWait = z.output<typeof params>;
