#!/bin/sh
# Runs a program below another root, in namespaces of its own: `unshare ... --kill-child` starts this (sandbox.ts). What is
# mounted here, and every process, is gone as soon as that unshare ends, however it ends.
#
# sandbox.sh <root> <empty folder to mount over> <folder to share> <where it is seen, below the root> <program> [arguments]
# Without a folder to share ('') the root itself is used, and keeps what is written; else what is written is forgotten.
# INTERPRETER: the program that runs those of arm64.
set -eu
root=$1 over=$2 shared=$3 seen=$4
shift 4
if [ -n "${INTERPRETER:-}" ]; then
  mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
  # ELF, 64 bits, little-endian, a program or a library, for AArch64 (Linux: Documentation/admin-guide/binfmt-misc.rst).
  # F: the interpreter is opened now, so that it need not be below the root.
  magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
  mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
  printf '%s' ":arm64:M::$magic:$mask:$INTERPRETER:F" >/proc/sys/fs/binfmt_misc/register
fi
if [ -n "$shared" ]; then
  mount -t tmpfs tmpfs "$over"
  mkdir "$over/upper" "$over/work" "$over/root"
  mount -t overlay overlay -o "lowerdir=$root,upperdir=$over/upper,workdir=$over/work" "$over/root"
  root=$over/root
  mkdir -p "$root$seen"
  mount --bind "$shared" "$root$seen"
fi
mkdir -p "$root/proc" "$root/dev" "$root/tmp" "$root/root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
# Nothing of this machine's environment: Wine would hand it on. The variables of Wine mean nothing to other programs.
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root XDG_RUNTIME_DIR=/tmp LANG=C.UTF-8 \
  WINEPREFIX=/prefix WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml= WINESERVER=/usr/lib/wine/wineserver64 \
  chroot "$root" "$@"
