#!/bin/bash
# PID 1 of the node, in namespaces of its own: when it dies, every process of the node dies, and every mount goes.
# $1 the node's folder, $2 the node's name
set -euo pipefail
folder=$1 name=$2

# Volumes of pods are mounted within the node and must be seen by all of it, but never by the host.
mount --make-rprivate /
mount --make-rshared /
mount --bind "$folder/var" /var
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/lock /run/sysctl
hostname "$name"

# kubelet wants these values and would set them for the whole machine. It finds files that hold them, and writes nothing.
for pair in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
  kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
  setting=${pair%%=*} file=/run/sysctl/${pair//[\/=]/_}
  echo "${pair##*=}" > "$file"
  mount --bind "$file" "/proc/sys/$setting"
done
# Of the node's own network.
echo 1 > /proc/sys/net/ipv4/ip_forward

touch "$folder/ready"
# Bash reaps what it adopts while it waits.
while :; do sleep 3600 & wait $!; done
