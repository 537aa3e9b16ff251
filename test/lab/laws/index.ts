// The list of cases for the laws, one file for each state module.

import { laws as apache2Conf } from './apache2_conf.js';
import { laws as apache2Module } from './apache2_module.js';
import { laws as apache2Site } from './apache2_site.js';
import { laws as apt } from './apt.js';
import { laws as command } from './command.js';
import { laws as connectionCap } from './connection_cap.js';
import { laws as copy } from './copy.js';
import { laws as dhParameters } from './dh_parameters.js';
import { laws as file } from './file.js';
import type { Laws } from './laws.js';
import { laws as letsencryptCertificate } from './letsencrypt_certificate.js';
import { laws as letsencryptHook } from './letsencrypt_hook.js';
import { laws as nginxDefault } from './nginx_default.js';
import { laws as nginxWorkerConnections } from './nginx_worker_connections.js';
import { laws as providedCertificate } from './provided_certificate.js';
import { laws as reboot } from './reboot.js';
import { laws as selfSignedCertificate } from './self_signed_certificate.js';
import { laws as servedCertificate } from './served_certificate.js';
import { laws as service } from './service.js';
import { laws as serviceHandover } from './service_handover.js';
import { laws as shell } from './shell.js';
import { laws as template } from './template.js';
import { laws as ufw } from './ufw.js';

export const allLaws: readonly Laws[] = [
  file,
  copy,
  template,
  command,
  shell,
  service,
  serviceHandover,
  apt,
  apache2Module,
  apache2Site,
  apache2Conf,
  nginxWorkerConnections,
  nginxDefault,
  selfSignedCertificate,
  letsencryptCertificate,
  letsencryptHook,
  providedCertificate,
  servedCertificate,
  dhParameters,
  reboot,
  ufw,
  connectionCap,
];
