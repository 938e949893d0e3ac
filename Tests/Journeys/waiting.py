"""Waiting for what becomes true, instead of sleeping and hoping."""

import time


def until(check, what, seconds=20):
    """Calls `check` every 20 ms until it returns something true, and returns that. After `seconds` it fails, naming `what`."""
    limit = time.monotonic() + seconds
    while True:
        found = check()
        if found:
            return found
        assert time.monotonic() < limit, f"after {seconds} s still not: {what}"
        time.sleep(0.02)
