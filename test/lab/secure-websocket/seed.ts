// The recipe as the Polkadot wiki has it ("Set Up Secure WebSocket", February 2025), its blocks verbatim: what our
// configuration is measured against. Each defect that a test finds absent with ours has to be found here.

import { type Lab, labRun } from '../../../src/lab/index.js';

/** The recipe asks for names on the terminal; a client that checks none does not mind which they are. */
const certificate = `
apt-get install -y -q openssl
openssl req -x509 -nodes -days 365 -newkey rsa:2048 -keyout /etc/ssl/private/selfsigned.key -out /etc/ssl/certs/selfsigned.crt -subj /CN=seed
`;

const nginxSite = `
limit_req_zone  "$http_x_forwarded_for" zone=zone:10m rate=2r/s;
server {
    listen 443 ssl;
    ssl_certificate /etc/ssl/certs/selfsigned.crt;
    ssl_certificate_key /etc/ssl/private/selfsigned.key;
    location / {
    proxy_buffers 16 4k;
    proxy_buffer_size 2k;
    proxy_pass http://localhost:9944;
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection "Upgrade";
    proxy_set_header Host $host;
        limit_req zone=zone burst=5;
    }
}
`;

const apacheSite = `
<VirtualHost *:443>
    SSLEngine on
    SSLCertificateFile /etc/ssl/certs/selfsigned.crt
    SSLCertificateKeyFile /etc/ssl/private/selfsigned.key
    SSLProxyEngine on
    ProxyRequests off
    ProxyPass / ws://localhost:9944
    ProxyPassReverse / ws://localhost:9944
</VirtualHost>
`;

export async function followRecipeForNginx(lab: Lab, host: string): Promise<void> {
  await asRoot(
    lab,
    host,
    `${certificate}
apt-get install -y -q nginx
cat >/etc/nginx/sites-enabled/seed <<'END'${nginxSite}END
systemctl restart nginx`,
  );
}

export async function followRecipeForApache(lab: Lab, host: string): Promise<void> {
  await asRoot(
    lab,
    host,
    `${certificate}
apt-get install -y -q apache2
a2dismod mpm_prefork
a2enmod mpm_event proxy proxy_html proxy_http proxy_wstunnel rewrite ssl
cat >/etc/apache2/sites-enabled/seed.conf <<'END'${apacheSite}END
systemctl restart apache2`,
  );
}

/**
 * How the node behaves: `rpcCors: all` where the recipe does not get past the node's Host filter and another defect
 * is looked for, `methods: unsafe` for a node that was started carelessly.
 */
export async function setNode(lab: Lab, host: string, configuration: Readonly<Record<string, string>>) {
  await asRoot(lab, host, `echo '${JSON.stringify(configuration)}' >/etc/lab-node.json`);
}

/** Another node on the host, which answers as the first one until it is told otherwise. */
export async function startNode(lab: Lab, host: string, port: number): Promise<void> {
  const file = `/etc/lab-node-${port}.json`;
  const settings = [`LAB_NODE_PORT=${port}`, `LAB_NODE_CONFIGURATION=${file}`].map(
    (each) => `--setenv=${each}`,
  );
  await asRoot(
    lab,
    host,
    `cp /etc/lab-node.json ${file}
systemd-run -q --unit lab-node-${port} -p Type=notify -p NotifyAccess=all ${settings.join(' ')} node /opt/lab-node/node.mjs`,
  );
}

export function hostAddress(lab: Lab, name: string): string {
  const host = lab.hosts.find((each) => each.name === name);
  if (host === undefined) throw new Error(`no host ${name}`);
  return host.address;
}

/** A script as root; the test fails where it does. */
export async function asRoot(lab: Lab, host: string, script: string): Promise<string> {
  const setup = 'set -e; export DEBIAN_FRONTEND=noninteractive LC_ALL=C';
  const { code, stdout, stderr } = await labRun(lab, host, `${setup}\n${script}`);
  if (code !== 0) throw new Error(`${host}: exit code ${code}\n${stdout}\n${stderr}`);
  return stdout;
}
