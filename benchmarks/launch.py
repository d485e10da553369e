"""Runs Python with the given arguments in a new process and writes its time and memory: ``launch.py FILE ARGUMENT…``.

A process of its own because the kernel starts a child's peak memory at its parent's: this parent stays at some 10 MiB.
It imports nothing but the smallest modules, for the same reason.
"""

import json
import os
import sys
import time


def main(figures: str, *arguments: str) -> None:
    """Write ``{"seconds", "peak_mib", "code"}`` of ``python ARGUMENT…`` into the file `figures`."""
    started = time.perf_counter()
    child = os.posix_spawn(sys.executable, [sys.executable, *arguments], os.environ)
    # wait4 gives the resources of this one child.
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    peak_mib = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    code = os.waitstatus_to_exitcode(status)
    with open(figures, "w", encoding="utf-8") as file:
        json.dump({"seconds": round(seconds, 3), "peak_mib": round(peak_mib, 1), "code": code}, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
