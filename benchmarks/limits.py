"""What reading and planning cost at the limits: ``python benchmarks/limits.py org|tree``, seconds of CPU and memory as JSON.

``org`` is one org with as many people as a plan may have changes; ``tree`` is every limit of a folder at once: as many files
as are read, and together as many bytes, each line of them another person. Nothing is written anywhere.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator

from reconciler.errors import errors_among
from reconciler.guards import Policy
from reconciler.manifest.files import ManifestFile
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.model import Header
from reconciler.reader import read_files
from reconciler.stores.memory import MemoryStore
from reconciler.survey import planned

HEADER = Header("limits", "2026-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "limits", "limits")
PER_FILE = 10_000
ORGS = 500


def org() -> Iterator[ManifestFile]:
    """One org, over several files; it is itself one of the changes."""
    head = "org: lab\nplatform: webknossos\nmembers:\n"
    for first in range(1, DEFAULT_LIMITS.changes, PER_FILE):
        last = min(first + PER_FILE, DEFAULT_LIMITS.changes)
        people = "".join(f"  p{number}@lab.example: {{role: admin}}\n" for number in range(first, last))
        yield ManifestFile(f"{first:05}.yaml", (head + people).encode())


def tree() -> Iterator[ManifestFile]:
    """As many files as are read, and as many bytes."""
    size = DEFAULT_LIMITS.total_bytes // DEFAULT_LIMITS.files
    for file in range(DEFAULT_LIMITS.files):
        text = f"org: lab{file % ORGS}\nplatform: webknossos\nmembers:\n"
        line = f"  person-{file:05}-%05d@some-laboratory.example: {{role: member}}\n"
        text += "".join(line % number for number in range((size - len(text)) // len(line % 0)))
        yield ManifestFile(f"{file:05}.yaml", text.encode())


def main(what: str) -> None:
    """Read, plan, and say what it took."""
    files = list({"org": org, "tree": tree}[what]())
    began = time.process_time()
    reading = read_files(files)
    plan, noticed = planned(reading.desired, MemoryStore(HEADER.lineage), HEADER, Policy())
    said = {
        "files": len(files),
        "bytes": sum(len(file.data) for file in files),
        "changes": len(plan.changes),
        "errors": sorted({problem.code for problem in errors_among([*reading.problems, *noticed])}),
        "seconds": round(time.process_time() - began, 1),
        "MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1])
