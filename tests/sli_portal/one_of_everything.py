"""An object behind every address, so that a refusal cannot pass because nothing was there."""

import pytest

KEYS = {"pk": 1, "slug": "north", "code": 801}
