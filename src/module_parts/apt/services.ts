// Keeps an installation from starting the services that it brings, by Debian's own means: /usr/sbin/policy-rc.d
// (invoke-rc.d(8), deb-systemd-invoke(1p)), which answers 101 for "do not start this".

/**
 * sh that puts our policy in place until the script ends, however it ends. Units that ran before may be restarted
 * by their upgrade, or a security fix would not take effect. A policy that was there before is asked as well, and
 * put back. Should the script be killed, the policy sees that its process is gone and stands aside; the next run
 * clears it away.
 */
export const guardServices = `policy=/usr/sbin/policy-rc.d running=
release_services() {
  if grep -qs '^# hostwright' $policy; then rm -f $policy; fi
  if [ ! -e $policy ] && [ ! -L $policy ] && [ -e $policy.before ]; then mv $policy.before $policy; fi
  [ -z "$running" ] || rm -f "$running"
}
release_services
trap release_services EXIT
trap 'exit 143' HUP INT TERM
running=$(mktemp) || exit 1
systemctl list-units --plain --no-legend --state=active 2>/dev/null | cut -d ' ' -f 1 >"$running"
[ ! -e $policy ] || mv $policy $policy.before || exit 1
{
  echo '#!/bin/sh'
  echo '# hostwright: newly installed services are not started while packages are installed.'
  echo "owner=$(exec sh -c 'echo $PPID') running=$running before=$policy.before"
  cat <<'policy'
[ "$1" != --quiet ] || shift
case $2 in
  *start*)
    if [ -d /proc/$owner ] && ! grep -qxF -e "$1" -e "$1.service" $running; then exit 101; fi ;;
esac
[ ! -x $before ] || exec $before "$@"
policy
} >$policy.new && chmod 755 $policy.new && mv $policy.new $policy || exit 1`;
