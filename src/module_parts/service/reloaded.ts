// The sh by which a reload is believed: nginx and haproxy are told to reload by a signal, and say to nobody that they refused.

/**
 * `hw_reload UNIT` has systemd reload it, and does not wait for ever: a service that says "I reload" and, since it refuses, never
 * "I am ready" (caddy 2.6) is reloading until somebody stops it, and systemctl with it.
 *
 * `hw_before_reload UNIT` remembers the workers and logs of the main process, and `hw_reloaded UNIT` waits until new workers
 * serve and none of the old ones takes connections; those that stay for their open ones do no harm. Where the server ends
 * or says that it refuses, its own lines go to standard error. A large configuration takes nginx seconds, so it has a minute.
 *
 * By the program that runs, since a unit may have any name; what is not known here is believed to be as systemd says.
 * Proof: test/lab/service.test.ts.
 */
export const reloadFunctions = `hw_journal() { journalctl -q --no-pager -o cat --after-cursor="$hw_cursor" _PID="$hw_main" 2>/dev/null; }
hw_sshd_reloaded() {
  hw_try=0
  until hw_journal | grep -q '^Server listening' || [ "$hw_try" -gt 50 ]; do hw_try=$((hw_try + 1)); sleep 0.1; done
  hw_said=$(hw_journal | grep -E '^(error|fatal):')
  [ -z "$hw_said" ] || { printf '%s\\n' "$hw_said" "$1 does not listen everywhere its configuration says" >&2; exit 1; }
}
hw_reload() {
  systemctl reload --no-block -- "$1" || return
  hw_try=0 hw_stuck=0
  while hw_state=$(systemctl show -p Job,ReloadResult,SubState,ControlPID -- "$1" | sort | tr '\\n' ' '); do
    case $hw_state in *Job=[1-9]*) ;; *) break ;; esac
    case $hw_state in
      'ControlPID=0 '*'ReloadResult=exit-code SubState=reload-notify '*) hw_stuck=$((hw_stuck + 1)) ;;
      *) hw_stuck=0 ;;
    esac
    hw_try=$((hw_try + 1))
    if [ "$hw_stuck" -gt 5 ] || [ "$hw_try" -gt 1000 ]; then
      hw_job=\${hw_state#*Job=}
      systemctl cancel "\${hw_job%% *}"
      return 1
    fi
    sleep 0.1
  done
  case $hw_state in *ReloadResult=success* | "\${hw_state%ReloadResult=*}") ;; *) return 1 ;; esac
}
hw_children() { cat "/proc/$1/task/$1/children" 2>/dev/null; }
hw_before_reload() {
  hw_main=$(systemctl show -p MainPID --value -- "$1") hw_comm= hw_logs=
  read -r hw_comm 2>/dev/null <"/proc/$hw_main/comm"
  case $hw_comm in nginx | apache2 | httpd | haproxy | sshd) ;; *) return 0 ;; esac
  hw_cursor=$(journalctl -q -n 0 --show-cursor 2>/dev/null | sed -n 's/^-- cursor: //p')
  hw_old=$(hw_children "$hw_main")
  hw_logs=$(ls -l "/proc/$hw_main/fd" | sed -n 's|^.* -> \\(/.*\\)$|\\1|p' | sort -u | while read -r file; do
    [ ! -f "$file" ] || echo "$(wc -c <"$file") $file"
  done)
}
hw_said_since() {
  case $hw_comm in
    '') return 0 ;;
    haproxy | sshd) hw_journal | grep -E 'ALERT|error:|fatal:' | tail -n 10; return ;;
    nginx) hw_words="^[0-9/]+ [0-9:]+ \\\\[(emerg|alert|crit)\\\\] $hw_main#" ;;
    *) hw_words=":(emerg|alert|crit|error)\\\\] \\\\[pid $hw_main[]:]|^(\\\\([0-9]+\\\\).*: )?AH00(526|072|015|016|014)|shutting down" ;;
  esac
  printf '%s\\n' "$hw_logs" | while read -r size file; do
    tail -c "+$((size + 1))" -- "$file" 2>/dev/null
  done | grep -E -e "$hw_words" | tail -n 10
}
hw_is_new() {
  hw_new= hw_busy= hw_listeners=
  case $hw_comm in nginx) ;; *) hw_listeners=$(ss -Hltnp 2>/dev/null) ;; esac
  for one in $(hw_children "$hw_main"); do
    hw_title=
    read -r hw_title 2>/dev/null <"/proc/$one/cmdline"
    case $hw_comm:$hw_title in nginx:*worker\\ process\\ is*) continue ;; nginx:*worker*) ;; nginx:*) continue ;; esac
    case " $hw_old " in
      *" $one "*) case $hw_comm:$hw_listeners in nginx:* | *pid=$one,*) hw_busy=yes ;; esac ;;
      *) hw_new=yes ;;
    esac
  done
  [ -n "$hw_new" ] && { [ -z "$hw_busy" ] || [ "$hw_try" -gt 100 ]; }
}
hw_reloaded() {
  case $hw_comm in
    nginx | apache2 | httpd | haproxy) [ -n "$hw_old" ] || return 0 ;;
    sshd) hw_sshd_reloaded "$1"; return ;;
    *) return 0 ;;
  esac
  hw_try=0 hw_left=600
  until hw_is_new; do
    [ -d "/proc/$hw_main" ] || { hw_left=0 hw_now='ended with the reload: it could not have its new configuration'; break; }
    # After its first line nginx tries to have a port for two and a half seconds.
    [ "$hw_left" -le 30 ] || [ $((hw_try % 5)) -ne 4 ] || [ -z "$(hw_said_since)" ] || hw_left=30
    hw_try=$((hw_try + 1)) hw_left=$((hw_left - 1))
    [ "$hw_left" -gt 0 ] || { hw_now='refused the reload, and goes on with the configuration that it had'; break; }
    sleep 0.1
  done
  [ "$hw_left" -le 0 ] || return 0
  hw_said=$(hw_said_since)
  [ -n "$hw_said" ] || [ "$hw_try" -lt 600 ] || hw_now='has no new workers a minute after the reload, and says nothing about it in its log'
  [ -n "$hw_said" ] || hw_said=$(hw_journal | tail -n 20)
  printf '%s\\n' "$hw_said" "$1 $hw_now" >&2
  exit 1
}`;
