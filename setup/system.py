"""Are the system's own libraries here? Install what is missing as root on Debian, or say what to install.

python3 setup/system.py [--browser]. Runs on the system's Python, before there is a virtual environment.
"""

import ctypes.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = {
    "libpango-1.0-0": lambda: ctypes.util.find_library("pango-1.0"),
    "libpangoft2-1.0-0": lambda: ctypes.util.find_library("pangoft2-1.0"),
    "libharfbuzz-subset0": lambda: ctypes.util.find_library("harfbuzz-subset"),
    "fonts-liberation2": lambda: [*Path("/usr/share/fonts").rglob("LiberationSans-Regular.ttf")],
    "python3-venv": lambda: has_module("ensurepip") and has_module("venv"),
}
FOR_THE_BROWSER_TESTS = {
    "chromium": lambda: shutil.which("chromium"),
    "libatomic1": lambda: ctypes.util.find_library("atomic"),  # the browser driver's own Node.js needs it
}


def has_module(name):
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def main(arguments):
    if sys.version_info < (3, 11):
        sys.exit("Python 3.11 or newer is needed. On Debian 12: apt-get install python3 python3-venv")
    wanted = PACKAGES | (FOR_THE_BROWSER_TESTS if "--browser" in arguments else {})
    missing = [name for name, is_here in wanted.items() if not is_here()]
    if not missing:
        return
    if os.geteuid() or not shutil.which("apt-get"):
        sys.exit(
            "These system packages are missing: " + ", ".join(missing) + ".\nOn Debian or Ubuntu, as root:\n"
            "    apt-get update && apt-get install --no-install-recommends " + " ".join(missing)
        )
    print("Installing system packages: " + ", ".join(missing), flush=True)
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-q"], check=True, **quiet)
    subprocess.run(["apt-get", "install", "-qy", "--no-install-recommends", *missing], check=True, **quiet)


if __name__ == "__main__":
    main(sys.argv[1:])
