"""How the C library shares out memory: glibc's own list of its heaps is counted."""

import ctypes
import subprocess
import sys

import pytest

# Threads that all allocate at the same time, blocks that Python itself asks the C library for.
ALLOCATING = """
import ctypes
from threading import Barrier, Thread
from wiki.memory import use_one_heap

{before}
everyone = Barrier(8)

def allocate():
    everyone.wait()
    blocks = [bytes(5_000) for _ in range(200)]
    everyone.wait()

threads = [Thread(target=allocate) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


def count_heaps(before: str) -> int:
    command = [sys.executable, "-c", ALLOCATING.format(before=before)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return told.count("<heap nr=")


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_info"),
    reason="only glibc has a heap for each thread",
)
def test_threads_of_a_worker_allocate_from_one_heap() -> None:
    assert count_heaps("") > 1
    assert count_heaps("use_one_heap()") == 1
