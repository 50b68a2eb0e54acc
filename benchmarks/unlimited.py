"""``reconciler`` with its limits on size 128 times as high: an org of 10,000 people makes more changes than one plan may.

``python benchmarks/unlimited.py plan ...``. They are still checked, and so cost what they cost.
"""

from reconciler.manifest.limits import DEFAULT_LIMITS

for name in ("file_bytes", "total_bytes", "files", "nodes", "members", "changes"):
    object.__setattr__(DEFAULT_LIMITS, name, 128 * getattr(DEFAULT_LIMITS, name))

if __name__ == "__main__":
    from reconciler.cli import main

    main()
