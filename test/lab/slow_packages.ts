// Packages that take their time, so that a test can do something to a host in the middle of an installation.

/**
 * sh that adds a repository with these packages. Each takes so many seconds to be configured the first time, tells
 * that it has begun by /srv/NAME.ran, and adds a line to it each time.
 */
export function offerSlowPackages(seconds: Readonly<Record<string, number>>): string {
  return `mkdir -p /srv/slow && cd /srv/slow && : >Packages
${Object.entries(seconds).map(makePackage).join('')}
echo 'deb [trusted=yes] file:/srv/slow ./' >/etc/apt/sources.list.d/slow.list
apt-get update -q`;
}

function makePackage([name, seconds]: readonly [string, number]): string {
  return `
mkdir -p ${name}/DEBIAN
printf '%s\\n' 'Package: ${name}' 'Version: 1' 'Architecture: all' 'Maintainer: nobody <n@example.org>' 'Description: slow' >${name}/DEBIAN/control
printf '%s\\n' '#!/bin/sh' 'first=yes; [ ! -e /srv/${name}.ran ] || first=' 'echo "${name} begins"; echo x >>/srv/${name}.ran' '[ -z "$first" ] || sleep ${seconds}' 'echo "${name} ends"' >${name}/DEBIAN/postinst
chmod 755 ${name}/DEBIAN/postinst && dpkg-deb -b ${name} ${name}.deb >/dev/null
{ cat ${name}/DEBIAN/control; echo "Filename: ./${name}.deb"; echo "Size: $(wc -c <${name}.deb)"; echo "SHA256: $(sha256sum ${name}.deb | cut -d' ' -f1)"; echo; } >>Packages`;
}
