"""Kills workers at random moments while they work through a batch, and counts what was lost or doubled.

    python -m benchmarks.kills --kind parcel --jobs 40 --kills 5 --broker embedded
    python -m benchmarks.kills --kind pack --kills 20 --broker redis --redis-server /usr/bin/redis-server

Everything happens in a new folder, on SQLite there or on the empty database that DATABASE_URL names.
Prints one JSON object; exit status 1 if anything was lost, doubled or half written.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import django
from django.core.management import call_command

FAULTS = ("lost", "duplicates", "half_files", "unreferenced_files", "processes_left")


def main():
    asked = arguments()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        prepare(asked, Path(folder))
        from benchmarks.killing import Run  # noqa: PLC0415 - its imports need the environment just set

        report = Run(asked).report()
        print(json.dumps(report, indent=1))
    sys.exit(any(report[fault] for fault in FAULTS))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kind", choices=["parcel", "pack"], default="parcel")
    parser.add_argument("--broker", choices=["embedded", "redis"], default="embedded")
    parser.add_argument("--redis-server", help="its program, to use instead of the portal's Valkey")
    parser.add_argument("--jobs", type=int, default=153, help="parcels; of packs, one for each authority")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--gap", type=float, default=1.0, help="mean seconds from a job's start to a kill")
    parser.add_argument("--lease", type=int, default=4, help="seconds")
    parser.add_argument("--sweep", type=int, default=1, help="seconds")
    parser.add_argument("--ring", type=int, default=10, help="seconds")
    parser.add_argument("--flush", action="store_true", help="also empty the broker once, half way")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def prepare(asked, folder):
    """Set the environment that this process and the workers share, and make the database ready."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.processes.settings",
        "DATA_DIR": str(folder),
        "BROKER_URL": "embedded" if asked.broker == "embedded" else f"redis://127.0.0.1:{free_port()}/0",
        "BROKER_SOCKET": str(folder / "broker.sock"),
        "JOB_LEASE_SECONDS": str(asked.lease),
        "JOB_SWEEP_SECONDS": str(asked.sweep),
        "JOB_RING_SECONDS": str(asked.ring),
    }
    django.setup()
    call_command("migrate", verbosity=0)
    if asked.kind == "pack":
        subprocess.run([sys.executable, "manage.py", "load_starter"], check=True, stdout=sys.stderr)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


if __name__ == "__main__":
    main()
