"""Bare Python, the yardstick of a plan of nothing: ``python benchmarks/hashing.py FOLDER`` hashes every file, and that is all."""

import hashlib
import os
import sys


def main(folder: str) -> None:
    """SHA-256 of the bytes of every file."""
    for place, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(place, name), "rb") as file:
                hashlib.sha256(file.read()).hexdigest()


if __name__ == "__main__":
    main(sys.argv[1])
