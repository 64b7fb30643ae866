#!/bin/bash
# Brings up Roundup 2 on loopback for the live tests: from PyPI, SQLite, as root (the server runs as www-data).
#
#   roundup.sh start [PORT]   install what is missing, start the server with an empty tracker, print its address and
#                             the password of each account (PORT: a free one)
#   roundup.sh keys           print the address and passwords of the server that runs; fails where none does
#   roundup.sh stop           end the server; the installation stays
#
# Test passwords only.
set -euo pipefail

state=${SLAWATCH_LIVE_DIR:-/tmp/slawatch-live}/roundup
bin=$state/venv/bin
tracker=$state/run/tracker
password=slawatch-roundup-test

as_www_data() {
  (cd "$state/run" && setpriv --reuid=www-data --regid=www-data --init-groups env HOME="$state/run" \
    PYTHONWARNINGS=ignore "$@" </dev/null)
}

free_port() {
  perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'
}

answers() { perl -MHTTP::Tiny -e 'exit !HTTP::Tiny->new(timeout => 10)->get(shift)->{success}' "$1"; }

install_package() {
  [ -x "$bin/roundup-server" ] && return
  # The system's Python: one in root's home could not be run by www-data.
  /usr/bin/python3 -m venv "$state/venv"
  "$bin/pip" install -q 'roundup>=2.4' >"$state/pip.log" 2>&1 || { tail -n 20 "$state/pip.log" >&2; return 1; }
}

empty_tracker() {
  rm -rf "$state/run"
  install -d -o www-data -g www-data "$state/run"
  as_www_data "$bin/roundup-admin" -i "$tracker" install classic sqlite \
    "admin_email=admin@example.invalid,mail_domain=example.invalid,tracker_web=http://127.0.0.1:$1/live/" >/dev/null
  # Mail stays on disk.
  sed -i "s#^host = \$#host = localhost#; s#^debug = \$#debug = $state/run/mail#" "$tracker/config.ini"
  # Basic authentication takes seconds of computing a request with the usual number of rounds.
  sed -i -E "s#^(password_pbkdf2_default_rounds) = .*#\1 = 1000#" "$tracker/config.ini"
  as_www_data "$bin/roundup-admin" -i "$tracker" initialise "$password" >/dev/null
  for name in reader writer second customer; do
    as_www_data "$bin/roundup-admin" -i "$tracker" create user "username=$name" "password=$password" roles=User \
      "address=$name@example.invalid" >/dev/null
  done
}

serve() {
  (cd "$state/run" && exec setsid setpriv --reuid=www-data --regid=www-data --init-groups env HOME="$state/run" \
    PYTHONWARNINGS=ignore "$bin/roundup-server" -n 127.0.0.1 -p "$1" "live=$tracker" \
    >"$state/server.log" 2>&1 </dev/null) &
  echo $! >"$state/pid"
  for _ in $(seq 120); do
    answers "http://127.0.0.1:$1/live/" && return
    sleep 0.5
  done
  tail -n 20 "$state/server.log" >&2
  return 1
}

keys() {
  [ -f "$state/keys.env" ] || return 1
  answers "$(sed -n 's/^ROUNDUP_URL=//p' "$state/keys.env")/" || return 1
  cat "$state/keys.env"
}

start() {
  keys 2>/dev/null && return
  mkdir -p "$state"
  chmod 755 "$state"
  install_package
  local port=${1:-$(free_port)}
  empty_tracker "$port"
  serve "$port"
  (umask 077 && printf 'ROUNDUP_URL=http://127.0.0.1:%s/live\nROUNDUP_PASSWORD=%s\n' "$port" "$password" >"$state/keys.env")
  cat "$state/keys.env"
}

stop() {
  [ -f "$state/pid" ] && kill -- "-$(cat "$state/pid")" 2>/dev/null
  rm -f "$state/pid" "$state/keys.env"
}

case ${1:-} in
  start) start "${2:-}" ;;
  keys) keys ;;
  stop) stop || true ;;
  *) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
