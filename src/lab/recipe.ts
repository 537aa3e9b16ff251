// The recipe of a base image, as one POSIX sh script: a bare Debian that carries its own package repository.
import { createHash } from 'node:crypto';
import type { Release } from './lab.js';

/** What every host has from the start: an init, a way in, and node for the stand-in. Nothing a playbook installs. */
const INSTALLED = [
  'systemd',
  'systemd-sysv',
  'dbus',
  'openssh-server',
  'sudo',
  'iproute2',
  'ca-certificates',
  'procps',
  'nodejs',
];

/** What a playbook may install, offline and the same every time: downloaded with all it needs, for this release. */
const OFFERED = [
  'nginx',
  'apache2',
  'libapache2-mod-qos',
  'openssl',
  'certbot',
  'python3-certbot-nginx',
  'python3-certbot-apache',
  'pebble',
  'ufw',
  'nftables',
  'php',
  'libapache2-mod-php',
  'haproxy',
  'lighttpd',
  'acl',
  'attr',
  'busybox-static',
  'fish',
  'socat',
  'curl',
  'cron',
  'rsync',
  'hello',
  'sl',
  'libfaketime',
  'strace',
  'tcsh',
  'opendoas',
  // Hosts as they are: other tools, other shells.
  'rust-coreutils',
  'mksh',
  'bash',
  'e2fsprogs',
];

/** What only this release has: yash left Debian with 13, sudo-rs came with it. */
const OFFERED_BY: Readonly<Record<Release, readonly string[]>> = { bookworm: ['yash'], trixie: ['sudo-rs'] };

/** Units that do nothing useful in a container, slow the boot, or fetch from outside on their own. */
const MASKED = [
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'dpkg-db-backup.timer',
  'e2scrub_all.timer',
  'e2scrub_reap.service',
  'fstrim.timer',
  'getty.target',
  'console-getty.service',
  'systemd-firstboot.service',
  'systemd-network-generator.service',
  'systemd-journal-flush.service',
  'systemd-update-utmp.service',
];

/**
 * The script that builds an image: `sh -c SCRIPT sh ROOT RELEASE MIRROR` as root, in its own mount namespace, so that
 * nothing stays mounted however it ends. It prints a line for each step. MIRROR is empty for the one of debootstrap.
 */
export const IMAGE_SCRIPT = `set -eu
umask 022
root=$1 release=$2 mirror=$3

inside() {
  chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@"
}

echo "unpacking Debian $release\${mirror:+ from $mirror}"
debootstrap --variant=minbase --include=${INSTALLED.join(',')} "$release" "$root" "$mirror" >"$root.log" 2>&1
mount -t proc proc "$root/proc"
cp /etc/resolv.conf "$root/etc/resolv.conf"

echo "downloading the packages that $release hosts can install offline"
inside apt-get -qq update
case $release in
${Object.entries(OFFERED_BY)
  .map(([release, packages]) => `${release}) own='${packages.join(' ')}' ;;`)
  .join('\n')}
esac
for package in ${OFFERED.join(' ')} $own; do
  inside apt-get -qq install -y --download-only "$package" >>"$root.log" 2>&1
done
mkdir -p "$root/srv/apt"
mv "$root"/var/cache/apt/archives/*.deb "$root/srv/apt/"

for version in 1.0 2.0; do
  sample=/tmp/lab-sample-$version
  mkdir -p "$root$sample/DEBIAN" "$root$sample/etc"
  echo "version = $version" >"$root$sample/etc/lab-sample.conf"
  echo /etc/lab-sample.conf >"$root$sample/DEBIAN/conffiles"
  cat >"$root$sample/DEBIAN/control" <<END
Package: lab-sample
Version: $version
Architecture: all
Maintainer: lab <lab@lab.test>
Description: two versions and a conffile that differs between them
END
  inside dpkg-deb --root-owner-group --build "$sample" /srv/apt >>"$root.log"
  rm -r "$root$sample"
done

echo "making the package repository of $release"
(cd "$root/srv/apt" && apt-ftparchive packages . >Packages && apt-ftparchive release . >Release)
rm -rf "$root"/var/lib/apt/lists/* "$root"/etc/apt/sources.list.d/*
echo 'deb [trusted=yes] file:/srv/apt ./' >"$root/etc/apt/sources.list"
inside apt-get -qq update

inside useradd --create-home --shell /bin/bash --gid operator operator
inside usermod --password '*' operator
inside useradd --create-home --shell /bin/sh service
echo 'operator ALL=(ALL:ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/operator"
chmod 0440 "$root/etc/sudoers.d/operator"

cat >"$root/etc/ssh/sshd_config.d/lab.conf" <<'END'
HostKey /etc/ssh/ssh_host_ed25519_key
PermitRootLogin no
PasswordAuthentication no
UseDNS no
END
# A test that fails to log in must not lock the next one out; older releases do not know the option.
[ "$release" = bookworm ] || echo 'PerSourcePenalties no' >>"$root/etc/ssh/sshd_config.d/lab.conf"
cat >"$root/etc/systemd/system/lab-node.service" <<'END'
[Unit]
Description=Stand-in for a Substrate node (JSON-RPC on localhost:9944)
[Service]
Type=notify
NotifyAccess=all
DynamicUser=yes
ExecStart=/usr/bin/node /opt/lab-node/node.mjs
[Install]
WantedBy=multi-user.target
END
inside systemctl -q enable lab-node.service ssh.service
inside systemctl -q mask ${MASKED.join(' ')}

rm -f "$root"/etc/ssh/ssh_host_* "$root"/etc/resolv.conf "$root"/etc/machine-id "$root"/var/lib/dbus/machine-id
rm -f "$root"/etc/hostname "$root"/etc/hosts
umount "$root/proc"
`;

/** A changed recipe makes a new image: the name holds a hash of the recipe. */
export function imageName(release: Release): string {
  return `${release}-${createHash('sha256').update(IMAGE_SCRIPT).digest('hex').slice(0, 12)}`;
}
