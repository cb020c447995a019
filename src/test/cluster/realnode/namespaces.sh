#!/bin/sh
# The first process in the real node's own process and mount namespaces. When it ends, however that comes, the kernel
# ends all that runs in them (containerd, kubelet, shims, pods) and drops their mounts and pod networks with them.
# Arguments: the node's folder.
set -eu
own=$1/own

# Mounts of kubelet and containerd must reach each other; the namespace is private, so they reach nobody else.
mount --make-rshared /
mkdir -p "$own"
mount -t tmpfs tmpfs "$own"

# What they write to the machine's usual places (sockets, links to logs, device plugins) stays in memory; but for a
# place that holds this folder, which must stay the machine's own.
for place in /run /var/lib /var/log; do
  case $1 in "$place"/*) continue ;; esac
  mkdir -p "$own$place/upper" "$own$place/work"
  mount -t overlay overlay -o "lowerdir=$place,upperdir=$own$place/upper,workdir=$own$place/work" "$place"
done

# Kernel settings that kubelet and the ptp plugin want changed: they find them changed already, in files of ours.
while read -r setting value; do
  [ -e "/proc/sys/$setting" ] || continue
  file=$own/$(echo "$setting" | tr / -)
  echo "$value" > "$file"
  mount --bind "$file" "/proc/sys/$setting"
done <<'SETTINGS'
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
net/ipv4/ip_forward 1
SETTINGS

echo ready > "$1/namespaces"
# The shell waits for every child it inherits, so no zombie is left.
while sleep 3600; do :; done
