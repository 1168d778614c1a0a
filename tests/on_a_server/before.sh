# What systemd would do, and a certificate: comes before the commands of the document.
set -Eeuo pipefail
trap 'echo "line of the script: $BASH_COMMAND" >&2; tail -n 20 /tmp/atlas.log >&2' ERR

python3() {
  command python3 "$@"
  for folder in "${@: -1}"/lib/python3*/site-packages; do
    echo /opt/dependencies >"$folder/dependencies.pth"
  done
}

# The server is started when something is first asked of it.
curl() {
  if [ "$atlas" = asked_for ]; then start_atlas; fi
  command curl --insecure "$@"
}
atlas=

stand_in() {
  case "$*" in
    *" start atlas"* | *"--now atlas"*) atlas=asked_for ;;
    *" stop atlas"*) stop_atlas ;;
    *caddy*) with_caddy ;;
    *nginx*) with_nginx ;;
    *litestream*) with_litestream ;;
  esac
}

# Returns what the unit says of something.
of_unit() { sed -n "s/^$1=//p" /etc/systemd/system/atlas.service; }

# Prints $2 where the unit has the line $1.
where() {
  if grep -qx "$1" /etc/systemd/system/atlas.service; then echo "$2"; fi
}

# As the unit says: the user, no rights, nothing to write to but its folder.
start_atlas() {
  unshare --mount bash -ec "
    mount --bind /var/lib/atlas /var/lib/atlas
    mount -t tmpfs tmpfs /root
    $(where ProtectSystem=strict 'mount -o remount,ro,bind /')
    cd $(of_unit WorkingDirectory)
    umask $(of_unit UMask)
    exec env -i PATH=$PATH setpriv --reuid $(of_unit User) --regid $(of_unit Group) --clear-groups \
      $(where NoNewPrivileges=yes --no-new-privs) \
      $(where CapabilityBoundingSet= '--bounding-set=-all --inh-caps=-all') \
      /usr/bin/python3 /tmp/without_code_in_memory.py $(of_unit ExecStart)" >>/tmp/atlas.log 2>&1 &
  atlas=$!
}

stop_atlas() {
  if [ -n "$atlas" ] && [ "$atlas" != asked_for ]; then
    kill "$atlas"
    wait "$atlas" || true
  fi
  atlas=
}

# MemoryDenyWriteExecute; Linux before 6.3 does not have it.
cat >/tmp/without_code_in_memory.py <<'PYTHON'
import ctypes, os, sys
ctypes.CDLL(None).prctl(65, 1, 0, 0, 0)
os.execvp(sys.argv[1], sys.argv[1:])
PYTHON

with_caddy() {
  sed '1s/.*/{\n\tlocal_certs\n\tskip_install_trust\n\tadmin off/' \
    /etc/caddy/Caddyfile >/tmp/Caddyfile
  caddy run --adapter caddyfile --config /tmp/Caddyfile >/tmp/caddy.log 2>&1 &
  front=$!
  curl -sS --fail --retry 30 --retry-all-errors --retry-delay 1 --head \
    https://atlas.example.org/ | grep -i strict-transport
  kill "$front"
  wait "$front" || true
}

with_nginx() {
  nginx -g 'daemon off;' &
  sleep 0.2
}

# Copies until the first copy is there.
with_litestream() {
  if ! command -v litestream >/dev/null; then return; fi
  runuser -u atlas -- litestream replicate -config /etc/litestream.yml >/tmp/litestream.log 2>&1 &
  litestream=$!
  for _ in $(seq 100); do
    if [ -e /var/backups/atlas/litestream/ltx ]; then break; fi
    sleep 0.1
  done
  sleep 2
  kill "$litestream"
  wait "$litestream" || true
}

certificate=/etc/letsencrypt/live/atlas.example.org
mkdir -p "$certificate"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=atlas.example.org \
  -keyout "$certificate/privkey.pem" -out "$certificate/fullchain.pem" 2>/tmp/openssl.log
