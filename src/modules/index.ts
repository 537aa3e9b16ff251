// The list of all modules. A new module is one file in this folder and one line here; see README.md beside this file.

import type { Module } from '../module.js';
import { apache2Conf } from './apache2_conf.js';
import { apache2Module } from './apache2_module.js';
import { apache2Site } from './apache2_site.js';
import { apt } from './apt.js';
import { archive } from './archive.js';
import { assert } from './assert.js';
import { authorizedKey } from './authorized_key.js';
import { blockinfile } from './blockinfile.js';
import { certificateInUse } from './certificate_in_use.js';
import { closedPorts } from './closed_ports.js';
import { command } from './command.js';
import { connectionCap } from './connection_cap.js';
import { copy } from './copy.js';
import { debug } from './debug.js';
import { dhParameters } from './dh_parameters.js';
import { endpointCapacity } from './endpoint_capacity.js';
import { fail } from './fail.js';
import { fetch } from './fetch.js';
import { file } from './file.js';
import { find } from './find.js';
import { footprint } from './footprint.js';
import { getUrl } from './get_url.js';
import { getent } from './getent.js';
import { group } from './group.js';
import { hostname } from './hostname.js';
import { includeRole } from './include_role.js';
import { includeTasks } from './include_tasks.js';
import { includeVars } from './include_vars.js';
import { iniFile } from './ini_file.js';
import { knownHosts } from './known_hosts.js';
import { letsencryptCertificate } from './letsencrypt_certificate.js';
import { letsencryptHook } from './letsencrypt_hook.js';
import { letsencryptPreflight } from './letsencrypt_preflight.js';
import { lineinfile } from './lineinfile.js';
import { meta } from './meta.js';
import { nginxDefault } from './nginx_default.js';
import { nginxWorkerConnections } from './nginx_worker_connections.js';
import { pause } from './pause.js';
import { ping } from './ping.js';
import { prove } from './prove.js';
import { providedCertificate } from './provided_certificate.js';
import { reboot } from './reboot.js';
import { replace } from './replace.js';
import { sameCertificate } from './same_certificate.js';
import { selfSignedCertificate } from './self_signed_certificate.js';
import { servedCertificate } from './served_certificate.js';
import { service } from './service.js';
import { serviceHandover } from './service_handover.js';
import { setFact } from './set_fact.js';
import { setup } from './setup.js';
import { shell } from './shell.js';
import { slurp } from './slurp.js';
import { stat } from './stat.js';
import { substrateNode } from './substrate_node.js';
import { sudoers } from './sudoers.js';
import { tempfile } from './tempfile.js';
import { template } from './template.js';
import { ufw } from './ufw.js';
import { unarchive } from './unarchive.js';
import { uri } from './uri.js';
import { user } from './user.js';
import { waitFor } from './wait_for.js';
import { waitForConnection } from './wait_for_connection.js';

/** Every module, under the heading and in the order in which help lists them. */
export const moduleGroups: Readonly<Record<string, readonly Module[]>> = {
  'Files and text': [
    file,
    copy,
    template,
    lineinfile,
    blockinfile,
    replace,
    iniFile,
    unarchive,
    archive,
    stat,
    find,
    slurp,
    fetch,
    tempfile,
  ],
  'Accounts and the host': [user, group, authorizedKey, knownHosts, sudoers, getent, hostname, reboot, setup],
  Downloads: [getUrl, uri],
  'Commands, services and packages': [command, shell, service, apt],
  'Proxies and firewall': [
    apache2Module,
    apache2Site,
    apache2Conf,
    nginxDefault,
    nginxWorkerConnections,
    serviceHandover,
    ufw,
    connectionCap,
  ],
  Certificates: [
    letsencryptCertificate,
    letsencryptHook,
    providedCertificate,
    selfSignedCertificate,
    servedCertificate,
    dhParameters,
  ],
  'Questions and proofs': [
    assert,
    ping,
    prove,
    substrateNode,
    closedPorts,
    endpointCapacity,
    letsencryptPreflight,
    certificateInUse,
    sameCertificate,
    footprint,
  ],
  'Order of the play': [
    debug,
    fail,
    setFact,
    includeTasks,
    includeRole,
    includeVars,
    meta,
    pause,
    waitFor,
    waitForConnection,
  ],
};

/** Every module, in that order. */
export const modules: readonly Module[] = Object.values(moduleGroups).flat();

/** Every module by its YAML key. */
export const modulesByName: ReadonlyMap<string, Module> = new Map(
  modules.map((module) => [module.name, module]),
);
