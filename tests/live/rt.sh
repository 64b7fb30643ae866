#!/bin/bash
# Brings up Request Tracker 5 on loopback for the live tests: Debian packages, SQLite, as root.
#
#   rt.sh start [PORT]   install what is missing, start the server with an empty database, print its address and
#                        tokens (PORT: a free one)
#   rt.sh keys           print the address and tokens of the server that runs; fails where none does
#   rt.sh stop           end the server; packages stay
#
# Test passwords only. The server's own zone is Asia/Shanghai on purpose: it shows every zone bug.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
state=${SLAWATCH_LIVE_DIR:-/tmp/slawatch-live}/rt
rt=/usr/share/request-tracker5
site=/etc/request-tracker5

as_www_data() { (cd / && setpriv --reuid=www-data --regid=www-data --init-groups "$@"); }

free_port() {
  perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'
}

answers() { perl -MHTTP::Tiny -e 'exit !HTTP::Tiny->new(timeout => 10)->get(shift)->{success}' "$1"; }

answer_questions() {
  debconf-set-selections <<'ANSWERS'
request-tracker5 request-tracker5/rtname string rt.example
request-tracker5 request-tracker5/organization string rt.example
request-tracker5 request-tracker5/correspondaddress string rt@rt.example
request-tracker5 request-tracker5/commentaddress string rt-comment@rt.example
request-tracker5 request-tracker5/webbaseurl string http://127.0.0.1
request-tracker5 request-tracker5/handle-siteconfig-permissions boolean true
request-tracker5 request-tracker5/install-cronjobs boolean false
request-tracker5 request-tracker5/initial-root-password password slawatch-rt-test
request-tracker5 request-tracker5/initial-root-password-again password slawatch-rt-test
request-tracker5 request-tracker5/dbconfig-install boolean true
request-tracker5 request-tracker5/database-type select sqlite3
ANSWERS
}

install_packages() {
  # msmtp-mta satisfies the dependency on a mail server without running one.
  local packages=(msmtp-mta request-tracker5 rt5-standalone rt5-db-sqlite)
  dpkg -s "${packages[@]}" >/dev/null 2>&1 && return
  export DEBIAN_FRONTEND=noninteractive
  answer_questions
  apt-get update -q >"$state/apt.log" 2>&1
  apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=600 "${packages[@]}" >>"$state/apt.log" 2>&1 ||
    { tail -n 20 "$state/apt.log" >&2; return 1; }
}

configure() {
  # Debian's noninteractive install leaves this file 0600 root: RT would run with half a configuration and only log it.
  chgrp www-data "$site/RT_SiteConfig.pm"
  chmod 640 "$site/RT_SiteConfig.pm"
  cat >"$site/RT_SiteConfig.d/99-slawatch-live.pm" <<CONFIG
Set(\$WebPath, "");  # the empty answer of the package becomes /rt
Set(\$WebDomain, "127.0.0.1");
Set(\$WebPort, $1);
Set(\$WebBaseURL, "http://127.0.0.1:$1");
Set(\$MailCommand, "testfile");  # mail stays on disk
Set(\$Timezone, "Asia/Shanghai");
Set(\$DatabaseName, "$state/database/rt");
1;
CONFIG
}

empty_database() {
  # Tickets of an earlier run would be read again by every test: minutes, at the pace of this server.
  rm -rf "$state/database"
  install -d -o www-data -g www-data "$state/database"
  (umask 077 && echo slawatch-rt-test >"$state/database/password" && chown www-data "$state/database/password")
  as_www_data rt-setup-database-5 --action init --skip-create \
    --root-password-file "$state/database/password" </dev/null >"$state/database.log" 2>&1 ||
    { tail -n 20 "$state/database.log" >&2; return 1; }
}

serve() {
  (cd / && exec setsid setpriv --reuid=www-data --regid=www-data --init-groups \
    "$rt/libexec/rt-server" --server Starlet --host 127.0.0.1 --port "$1" --max-workers 3 \
    >"$state/server.log" 2>&1 </dev/null) &
  echo $! >"$state/pid"
  for _ in $(seq 120); do
    answers "http://127.0.0.1:$1/" && return
    sleep 0.5
  done
  tail -n 20 "$state/server.log" >&2
  return 1
}

keys() {
  [ -f "$state/keys.env" ] || return 1
  answers "$(sed -n 's/^RT_URL=//p' "$state/keys.env")/" || return 1
  cat "$state/keys.env"
}

start() {
  keys 2>/dev/null && return
  mkdir -p "$state"
  install_packages
  local port=${1:-$(free_port)}
  configure "$port"
  empty_database
  serve "$port"
  (umask 077 && { echo "RT_URL=http://127.0.0.1:$port"; as_www_data perl "-I$rt/lib" - <"$here/rt_accounts.pl"; } >"$state/keys.env")
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
