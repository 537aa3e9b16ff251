// `hostwright remove`: the shipped playbook remove-endpoint.yml, with what the command line says as its variables.

import { join } from 'node:path';
import type { HostsOptions } from '../../options/hosts.js';
import { readInput } from '../../project/read_input.js';
import { shippedPlaybooks } from '../../project/shipped.js';
import { type Asked, runAsked } from '../../run/run_asked.js';

type RemoveOptions = HostsOptions &
  Asked & { readonly packages?: boolean | undefined; readonly certificates: 'keep' | 'delete' | 'revoke' };

/** @returns the exit code: README, "Exit codes" */
export async function removeEndpoint(
  hosts: string,
  endpoint: string | undefined,
  options: RemoveOptions,
): Promise<number> {
  const { packages = false, certificates, extraVars = [] } = options;
  const said = {
    removed_endpoint: endpoint ?? null,
    removed_packages: packages,
    removed_certificates: certificates,
  };
  const playbook = join(shippedPlaybooks, 'remove-endpoint.yml');
  const input = await readInput(playbook, {
    ...options,
    limit: hosts,
    extraVars: [...extraVars, JSON.stringify(said)],
  });
  const what = endpoint === undefined ? 'all endpoints' : `the endpoint ${endpoint}`;
  return runAsked(`Take ${what} off ${hosts}?`, input, options);
}
