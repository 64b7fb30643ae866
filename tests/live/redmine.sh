#!/bin/bash
# Brings up Redmine 5 on loopback for the live tests: Debian packages, SQLite, as root.
#
#   redmine.sh start [PORT]   install what is missing, start the server with the database as the package makes it, print
#                             its address and API keys (PORT: a free one)
#   redmine.sh keys           print the address and keys of the server that runs; fails where none does
#   redmine.sh stop           end the server; packages stay
#
# Test passwords only. The server's own zone is Asia/Shanghai on purpose: it shows every zone bug.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
state=${SLAWATCH_LIVE_DIR:-/tmp/slawatch-live}/redmine
redmine=/usr/share/redmine

account=(setpriv --reuid=www-data --regid=www-data --init-groups env HOME=/var/www TZ=Asia/Shanghai
  REDMINE_INSTANCE=default RAILS_ENV=production "DATABASE_URL=sqlite3:$state/database/redmine?timeout=30000")

free_port() {
  perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'
}

answers() { perl -MHTTP::Tiny -e 'exit !HTTP::Tiny->new(timeout => 10)->get(shift)->{success}' "$1"; }

answer_questions() {
  debconf-set-selections <<'ANSWERS'
redmine redmine/instances/default/dbconfig-install boolean true
redmine redmine/instances/default/database-type select sqlite3
redmine redmine/default-language select en
redmine redmine/current-instances string default
ANSWERS
}

choose_bundler() {
  # Ruby brings a bundler of its own, which takes Debian's gems for missing; Debian's knows where they lie.
  BUNDLER_VERSION=$(apt-cache policy ruby-bundler | sed -nE 's/^ *Candidate: ([0-9.]+).*/\1/p')
  export BUNDLER_VERSION
}

install_packages() {
  local packages=(redmine redmine-sqlite ruby-webrick)
  dpkg -s "${packages[@]}" 2>/dev/null | grep -c '^Status: install ok installed$' | grep -qx 3 && return
  export DEBIAN_FRONTEND=noninteractive
  answer_questions
  apt-get update -q >"$state/apt.log" 2>&1
  choose_bundler
  apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=600 "${packages[@]}" >>"$state/apt.log" 2>&1 ||
    { tail -n 20 "$state/apt.log" >&2; return 1; }
}

fresh_database() {
  # A copy of what the package made: issues of an earlier run would be read again by every test.
  rm -rf "$state/database"
  install -d -o www-data -g www-data "$state/database"
  install -m 600 -o www-data -g www-data \
    /var/lib/dbconfig-common/sqlite3/redmine/instances/default/redmine_default "$state/database/redmine"
}

serve() {
  # webrick is no gem of Redmine's own, so that bundler would hide it.
  local webrick
  webrick=$(dirname "$(dpkg -L ruby-webrick | grep 'lib/webrick.rb$')")
  (cd "$redmine" && exec setsid "${account[@]}" RUBYLIB="$webrick" rackup -E production -s webrick -o 127.0.0.1 -p "$1" \
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
  answers "$(sed -n 's/^REDMINE_URL=//p' "$state/keys.env")/" || return 1
  cat "$state/keys.env"
}

start() {
  keys 2>/dev/null && return
  mkdir -p "$state"
  install_packages
  choose_bundler
  local port=${1:-$(free_port)}
  fresh_database
  install -m 644 "$here/redmine_accounts.rb" "$state/database/accounts.rb"
  (umask 077 && echo "REDMINE_URL=http://127.0.0.1:$port" >"$state/keys.new" &&
    cd "$redmine" && "${account[@]}" bin/rails runner "$state/database/accounts.rb" >>"$state/keys.new")
  serve "$port"
  mv "$state/keys.new" "$state/keys.env"
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
