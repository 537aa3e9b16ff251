// The sh by which systemd reads its units again before it acts on one.

/**
 * A function of sh: `hw_read_anew UNIT`. It asks systemd nothing first, because what it would say does not hold: to a
 * drop-in in a new directory, and to a unit file in a folder that comes before that of the loaded one, systemd 252
 * answers NeedDaemonReload=no (systemd issue 31752), and it does not say when it has read its units last. Debian's
 * packages do the same before they restart a service. Who may act on units only (polkit) goes on, unless systemd itself
 * says that its units are out of date. Proof: test/lab/service.test.ts.
 */
export const readAnew = `hw_read_anew() {
  hw_said=$(systemctl --no-ask-password daemon-reload 2>&1) && return 0
  case $(systemctl show -p NeedDaemonReload -- "$1") in *=yes) printf '%s\\n' "$hw_said" >&2; return 1 ;; esac
}`;
