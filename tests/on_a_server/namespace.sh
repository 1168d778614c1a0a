# Runs a script as root on a copy of this system, whose changes end with it.
# $1: an empty folder, $2: the folder of the wheel, $3: packages that it needs, $4: the script
set -e
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
cd "$1/root"
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
mount -t tmpfs tmpfs tmp
mount -t tmpfs tmpfs run
mkdir -p opt/dependencies root
mount --bind "$3" opt/dependencies
cp "$2"/*.whl root/
ip link set lo up
echo 127.0.0.1 atlas.example.org >>etc/hosts
exec env -i PATH="$PATH" HOME=/root PIP_NO_INDEX=1 PIP_NO_DEPS=1 \
  PIP_IGNORE_INSTALLED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 chroot . bash -c "cd; $4"
