"""One command and what it cost: ``python -I -S benchmarks/measure.py LOG COMMAND...`` prints seconds and bytes as JSON.

A process of its own, and a small one: Linux counts what a parent held towards the peak of the child it starts. CPU and
peak are those of the command and of all it has waited for; a database server is not among them.
"""

import json
import os
import sys
import time


def main(log: str, *command: str) -> None:
    """Start it, wait, and say; what it says itself goes into the log."""
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    both = [(os.POSIX_SPAWN_DUP2, said, 1), (os.POSIX_SPAWN_DUP2, said, 2)]
    begun = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=both)
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - begun
    cost = {"cpu": used.ru_utime + used.ru_stime, "wall": wall, "peak": used.ru_maxrss * 1024}
    print(json.dumps(cost | {"code": os.waitstatus_to_exitcode(status)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
