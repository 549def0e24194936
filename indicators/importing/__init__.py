"""Published files to figures: readers for each layout, checks, differences, and the fast way in."""

import os

# Arrow's own allocator sets a gigabyte of addresses aside, which a process with a memory limit is refused.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
