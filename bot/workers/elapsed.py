"""A clock for leases: it goes on while the process is stopped, and while the machine sleeps."""

import time


def tell_elapsed() -> float:
    """Return the seconds since some moment, which nobody can set back."""
    # The usual one stands still while a machine is suspended; where this is not known, it does.
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)
