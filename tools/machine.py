"""Runs a command on another kernel: ``machine.py COMMAND [WORD...]``.

This machine's own kernel may have neither SCTP nor TLS; Debian's has both, as modules.
So QEMU starts that one, in software and with nothing but a loopback interface.  It sees
this machine's files and can change none of them: what is written stays in its memory
and is gone with it.  The command runs there as root, in the folder where this was
started; what it says goes to stdout, and its exit status is ours.

The kernel is unpacked into ``.peers/linux``, never installed.  ``qemu-system-x86`` is a
package like those of ``make peers``.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from peers import main as install
from peers_openssl import PEERS, PeerMissingError, Release, obtain

if TYPE_CHECKING:
    from collections.abc import Iterator

LINUX = Release(
    name="Linux 6.1",
    folder="linux",
    suites=("bookworm", "bookworm-security"),
    packages=("linux-image-amd64", "busybox-static"),
    wanted=("vmlinuz-*", "sctp.ko", "tls.ko", "9p.ko", "overlay.ko", "bin/busybox"),
    whole=True,
)
QEMU = {"qemu-system-x86": "qemu-system-x86_64"}
# Nobody loads modules on demand there: these and what they depend on are loaded.
MODULES = (
    *("virtio_pci", "virtio_console", "9pnet_virtio", "9p", "overlay"),
    # What SCTP and TLS ask for by the algorithm's name.
    *("crc32c_generic", "gcm", "ghash-generic", "ctr", "ccm"),
    *("chacha20poly1305", "chacha_generic", "poly1305_generic"),
    *("sctp", "tls"),
)
KEPT = ("HOME", "LANG", "PATH", "TERM", "TZ")
"""What of the environment goes along, with all that begins with ``S_SERVER_``."""
MEBIBYTES = 2048
SECONDS = 1800
# The first ports of the console are numbered from 1: what is said, and the status.
INIT = """\
#!/bin/busybox sh
export PATH=/bin
busybox mount -t proc proc /proc
busybox --install -s /bin
mount -t devtmpfs dev /dev
while read module; do insmod "/modules/$module" || echo "no $module"; done </order
ip link set lo up
mount -t tmpfs -o size=75% memory /memory
mkdir /memory/upper /memory/work
mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144,cache=loose,ro root /below
mount -t overlay -o lowerdir=/below,upperdir=/memory/upper,workdir=/memory/work \\
    whole /whole
mount -t proc proc /whole/proc
mount -t sysfs sys /whole/sys
mount -t devtmpfs dev /whole/dev
mkdir -p /whole/dev/pts /whole/dev/shm
mount -t devpts pts /whole/dev/pts
mount -t tmpfs memory /whole/dev/shm
ln -sf /proc/self/fd /whole/dev/fd
cp /command /whole/run/command
chroot /whole /bin/sh /run/command </dev/null >/dev/vport0p1 2>&1
echo $? >/dev/vport0p2
sync
poweroff -f
"""


def main(words: list[str]) -> int | str:
    """Run the command there; answer its exit status, or why there is none."""
    if not words:
        return "machine: give a command to run"
    try:
        obtain(LINUX, Path("/etc/apt"))
    except PeerMissingError as problem:
        return f"machine: no {LINUX.name}: {problem}"
    if shutil.which("qemu-system-x86_64") is None and (failure := install(QEMU)):
        return f"machine: {failure}"
    with tempfile.TemporaryDirectory() as folder:
        return run(words, Path(folder))


def run(words: list[str], folder: Path) -> int | str:
    """Start QEMU with its files in ``folder``; answer the command's exit status."""
    linux = PEERS / LINUX.folder
    (folder / "initramfs").write_bytes(b"".join(archive(linux, script(words))))
    status, told = folder / "status", folder / "kernel.log"
    command = (
        *("qemu-system-x86_64", "-nodefaults", "-display", "none", "-no-reboot"),
        *("-accel", "tcg", "-cpu", "max", "-smp", "2", "-m", str(MEBIBYTES)),
        *("-kernel", str(next(linux.glob("boot/vmlinuz-*")))),
        *("-initrd", str(folder / "initramfs")),
        *("-append", "console=ttyS0 panic=-1 random.trust_cpu=on quiet"),
        *("-serial", f"file:{told}", "-device", "virtio-serial-pci"),
        *("-chardev", "file,id=said,path=/dev/stdout,append=on"),
        *("-chardev", f"file,id=end,path={status}"),
        *("-device", "virtserialport,chardev=said,nr=1"),
        *("-device", "virtserialport,chardev=end,nr=2"),
        "-virtfs",
        "local,path=/,mount_tag=root,security_model=none,readonly=on,multidevs=remap",
    )
    _copied(command)
    text = status.read_text().strip() if status.exists() else ""
    if not text:
        last = told.read_text(errors="replace") if told.exists() else "it said nothing"
        return f"machine: it ended without a status\n{last}"
    return int(text)


def _copied(command: tuple[str, ...]) -> None:
    """Run QEMU and say what is said there; it is killed if there is no end of it."""
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as qemu:
        assert qemu.stdout is not None
        limit = threading.Timer(SECONDS, qemu.kill)
        limit.start()
        while said := os.read(qemu.stdout.fileno(), 65536):
            sys.stdout.buffer.write(said)
            sys.stdout.buffer.flush()
        limit.cancel()


def script(words: list[str]) -> str:
    """Answer what the shell there is to do: this folder, this environment, and go."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in KEPT or name.startswith("S_SERVER_")
    }
    variables = shlex.join(f"{name}={value}" for name, value in kept.items())
    return (
        f"cd {shlex.quote(str(Path.cwd()))}\n"
        f"exec env -i S_SERVER_MACHINE=1 {variables} {shlex.join(words)}\n"
    )


def archive(linux: Path, command: str) -> Iterator[bytes]:
    """The first files that the kernel sees (cpio, initramfs-buffer-format.rst)."""
    modules = {path.stem.replace("-", "_"): path for path in linux.rglob("*.ko")}
    order: list[Path] = []
    for name in MODULES:
        _enlist(name.replace("-", "_"), modules, order)
    for folder in ("bin", "modules", "proc", "dev", "memory", "below", "whole"):
        yield _entry(folder, 0o40755)
    for path in order:
        yield _entry(f"modules/{path.name}", 0o100644, path.read_bytes())
    names = "".join(f"{path.name}\n" for path in order)
    yield _entry("order", 0o100644, names.encode())
    yield _entry("command", 0o100644, command.encode())
    yield _entry("dev/console", 0o20600, device=(5, 1))
    yield _entry("bin/busybox", 0o100755, next(linux.rglob("bin/busybox")).read_bytes())
    yield _entry("init", 0o100755, INIT.encode())
    yield _entry("TRAILER!!!", 0)


def _enlist(name: str, modules: dict[str, Path], order: list[Path]) -> None:
    """Put a module into the list, behind those that it depends on (modinfo(8))."""
    path = modules[name]
    if path in order:
        return
    found = re.search(rb"(?:^|\0)depends=([^\0]*)", path.read_bytes())
    for needed in (found[1].decode() if found else "").split(","):
        if needed:
            _enlist(needed.replace("-", "_"), modules, order)
    order.append(path)


def _entry(
    name: str, mode: int, data: bytes = b"", *, device: tuple[int, int] = (0, 0)
) -> bytes:
    """A file as cpio has it: thirteen numbers, its name and its bytes, in fours."""
    numbers = (0, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(name) + 1, 0)
    head = "070701" + "".join(f"{number:08X}" for number in numbers) + name + "\0"
    return _padded(head.encode()) + _padded(data)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
