"""Packs of a region and of England: the first time, again with the same figures, and on one core against two.

python -m benchmarks.batch [--england]
"""

import argparse
import tempfile

from benchmarks.portal import Portal, prepared
from benchmarks.timing import print_ratio

REGION = ("--region", "north-west")
AUTHORITIES = 24
ENGLAND = 153


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--england", action="store_true", help="all 153 authorities too")
    england = parser.parse_args().england
    with prepared() as portal:
        first = build(portal, *REGION)
        again = build(portal, *REGION)
    with prepared() as portal:
        alone = build(portal, *REGION, WORKER_PROCESSES="1")
        everyone = build(portal, "--all") if england else None
    print(f"North West, {AUTHORITIES} packs, first time  {first:7.1f} s  {first / AUTHORITIES:.2f} s a pack")
    print(f"North West, the same figures again     {again:7.1f} s")
    print(f"North West, one process                {alone:7.1f} s  {alone / AUTHORITIES:.2f} s a pack")
    print_ratio("P4-two-processes", alone / first, at_least=1.7)
    print_ratio("north-west-seconds", first, at_most=15)
    print_ratio("north-west-unchanged-seconds", again, at_most=2)
    if everyone is not None:
        left = ENGLAND - AUTHORITIES  # the North West's were made just before
        print(f"England, the other {left} packs            {everyone:7.1f} s  {everyone / left:.2f} s a pack")
        print_ratio("england-seconds", everyone * ENGLAND / left, at_most=100)


def build(portal: Portal, *which: str, **environment: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        return portal.manage("build_packs", *which, "--out", folder, **environment)


if __name__ == "__main__":
    main()
