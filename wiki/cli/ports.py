"""Finding the processes that listen on a port, as far as this system shows them."""

import os
import socket
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
LISTENING = "0A"  # a state in /proc/net/tcp
# What the commands say of a worker, and of the process that workers are forked from.
STARTED = (b"spawn_main", b"multiprocessing.forkserver")
LONGEST_SHOWN = 60


def listening_processes(port: int) -> list[tuple[int, str]]:
    """Return (process id, command) of the processes that listen on a port.

    For a worker of a server, it is the process that started it, if that still runs. Processes of
    other users are not found, and none are where there is no `/proc`.
    """
    sockets = _sockets(port)
    processes = PROC.glob("[0-9]*") if sockets else ()
    ids = {_first(process) for process in processes if _holds(process, sockets)}
    return [(process_id, _command(process_id)) for process_id in sorted(ids)]


def listen_error(host: str, port: int) -> OSError | None:
    """Return the error that keeps a server from listening on an address; None if it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


def _sockets(port: int) -> set[str]:
    """Return the sockets that listen on a port, as links in `/proc/<n>/fd` name them."""
    sockets = set()
    for table in ("tcp", "tcp6"):
        with suppress(OSError):
            for line in (PROC / "net" / table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                    sockets.add(f"socket:[{fields[9]}]")
    return sockets


def _holds(process: Path, sockets: set[str]) -> bool:
    with suppress(OSError):
        return any(os.readlink(link) in sockets for link in (process / "fd").iterdir())
    return False


def _first(process: Path) -> int:
    """Return the id of a process, or for a worker that of the process that started it.

    A worker is a process that Python's multiprocessing started, itself or by its fork server.
    """
    with suppress(OSError):
        while any(word in (process / "cmdline").read_bytes() for word in STARTED):
            parent = PROC / (process / "stat").read_text().rpartition(")")[2].split()[1]
            # A worker whose main process is gone has another program for its parent.
            if os.readlink(parent / "exe") != os.readlink(process / "exe"):
                break
            process = parent
    return int(process.name)


def _command(process_id: int) -> str:
    with suppress(OSError):
        line = (PROC / str(process_id) / "cmdline").read_bytes().decode(errors="replace")
        program, *rest = line.split("\0")
        return " ".join([Path(program).name, *rest]).strip()[:LONGEST_SHOWN]
    return ""
