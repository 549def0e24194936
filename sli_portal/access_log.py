"""The web server's access log, without the links that let their holder in."""

import re

from gunicorn.glogging import Logger

SECRET_PATHS = re.compile(r"(/invitations/|/password/reset/key/)[^/\s?\"]+")
WITH_A_PATH = ("r", "U", "f")  # gunicorn's names of the request line, the path and the referrer


class WithoutSecrets(Logger):
    def atoms(self, *args, **kwargs):
        atoms = super().atoms(*args, **kwargs)
        return atoms | {key: SECRET_PATHS.sub(r"\1…", atoms.get(key) or "-") for key in WITH_A_PATH}
