"""Processes that test at once (`pytest -n 2`): one thread each, and one cache of compiled code for all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numba

from cryonerve.bioheat.compile_cache import lock_the_compile_cache

__all__ = ["become_a_worker", "compile_for_all", "lock_the_compile_cache"]

SOURCES = Path(__file__).parents[1] / "src"
WARM_UP = "from cryonerve.bioheat import warming; warming.warm_up('cpu'); warming.warm_the_rest('shapes')"


def compile_for_all() -> None:
    """Compile the solver before there are workers, which would all begin with it; seconds where it is done.

    What goes wrong here goes wrong in a test, too, and is reported there.
    """
    there = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCES), os.environ.get("PYTHONPATH", "")])}
    subprocess.run([sys.executable, "-c", WARM_UP], env=there, capture_output=True, check=False)


def become_a_worker() -> None:
    """One thread for this process, as the others need theirs; tests of threads set their own."""
    numba.set_num_threads(1)
    lock_the_compile_cache()
