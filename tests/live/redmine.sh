#!/bin/bash
# Brings up Redmine 5 on loopback for the live tests: Debian packages, as root, on a PostgreSQL of its own. (On SQLite a
# request that waits for another's lock holds Ruby's lock too, and everybody waits until its time is up.)
#
#   redmine.sh start [PORT]   install what is missing, start the server with an empty database, print its address and
#                             API keys (PORT: a free one)
#   redmine.sh keys           print the address and keys of the server that runs; fails where none does
#   redmine.sh stop           end the server; packages stay
#
# Test passwords only. The server's own zone is Asia/Shanghai on purpose: it shows every zone bug.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
state=${SLAWATCH_LIVE_DIR:-/tmp/slawatch-live}/redmine
redmine=/usr/share/redmine
instance=slawatch_live

account=(setpriv --reuid=www-data --regid=www-data --init-groups env HOME=/var/www TZ=Asia/Shanghai
  "REDMINE_INSTANCE=$instance" RAILS_ENV=production)
database=(setpriv --reuid=postgres --regid=postgres --init-groups)

free_port() {
  perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'
}

answers() { perl -MHTTP::Tiny -e 'exit !HTTP::Tiny->new(timeout => 10)->get(shift)->{success}' "$1"; }

answer_questions() {
  debconf-set-selections <<'ANSWERS'
redmine redmine/instances/default/dbconfig-install boolean false
redmine redmine/instances/default/database-type select pgsql
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
  local packages=(redmine redmine-pgsql postgresql ruby-webrick)
  dpkg -s "${packages[@]}" 2>/dev/null | grep -c '^Status: install ok installed$' | grep -qx 4 && return
  export DEBIAN_FRONTEND=noninteractive
  answer_questions
  apt-get update -q >"$state/apt.log" 2>&1
  choose_bundler
  apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=600 "${packages[@]}" >>"$state/apt.log" 2>&1 ||
    { tail -n 20 "$state/apt.log" >&2; return 1; }
}

empty_database() {
  # Issues of an earlier run would be read again by every test. Nothing outlives the tests, so nothing need reach the disk.
  local programs
  programs=$(printf '%s\n' /usr/lib/postgresql/*/bin | tail -n 1)
  end_database
  rm -rf "$state/database"
  install -d -o postgres -g postgres -m 755 "$state/database"
  (cd / && "${database[@]}" "$programs/initdb" -D "$state/database/data" -A trust --no-sync -E UTF8 --locale=C.UTF-8 &&
    "${database[@]}" "$programs/pg_ctl" -D "$state/database/data" -l "$state/database/log" -w \
      -o "-k $state/database -c listen_addresses= -c fsync=off -c full_page_writes=off" start) >"$state/database.log" 2>&1
}

end_database() {
  [ -f "$state/database/data/postmaster.pid" ] || return 0
  kill -QUIT "$(head -n 1 "$state/database/data/postmaster.pid")" 2>/dev/null || true
}

configure() {
  "$redmine/bin/redmine-instances" create "$instance" >"$state/instance.log"
  cat >"/etc/redmine/$instance/database.yml" <<CONFIG
production:
  adapter: postgresql
  database: postgres
  username: postgres
  host: $state/database
  encoding: utf8
CONFIG
  perl -e 'printf "%08x", rand(2**32) for 1..4' >"/etc/redmine/$instance/secret_key.txt"
  chown root:www-data "/etc/redmine/$instance/"*
  chmod 640 "/etc/redmine/$instance/"*
  # The gems of PostgreSQL belong to it from now on.
  (cd "$redmine" && rm -f /var/lib/redmine/Gemfile.lock && bundle install --local --quiet &&
    "${account[@]}" SCHEMA=/dev/null bundle exec rake db:migrate &&
    "${account[@]}" REDMINE_LANG=en bundle exec rake redmine:load_default_data) \
    >>"$state/instance.log" 2>&1 || { tail -n 20 "$state/instance.log" >&2; return 1; }
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
  empty_database
  configure
  install -m 644 "$here/redmine_accounts.rb" "$state/accounts.rb"
  (umask 077 && echo "REDMINE_URL=http://127.0.0.1:$port" >"$state/keys.new" &&
    cd "$redmine" && "${account[@]}" bin/rails runner "$state/accounts.rb" >>"$state/keys.new")
  serve "$port"
  mv "$state/keys.new" "$state/keys.env"
  cat "$state/keys.env"
}

stop() {
  [ -f "$state/pid" ] && kill -- "-$(cat "$state/pid")" 2>/dev/null
  end_database
  rm -f "$state/pid" "$state/keys.env"
}

case ${1:-} in
  start) start "${2:-}" ;;
  keys) keys ;;
  stop) stop || true ;;
  *) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
