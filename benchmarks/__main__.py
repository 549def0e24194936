"""Every benchmark in turn: python -m benchmarks. Each prints a table, then lines RATIO name value goal ok|short."""

import subprocess
import sys

MODULES = ("engine", "imports", "reads", "pack", "batch", "groups", "web")


def main() -> None:
    for name in MODULES:
        print(f"\n== {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)


if __name__ == "__main__":
    main()
