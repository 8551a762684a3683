"""Run tests in Numba's CUDA simulator: `python -m tests.kernels.simulated`, with NUMBA_ENABLE_CUDASIM=1."""

from __future__ import annotations

import sys
from threading import Lock

import numpy as np
import pytest
from numba.cuda.simulator.kernelapi import FakeCUDAShared

ONE_AT_A_TIME = Lock()


def shared_array(self, shape, dtype):
    """One array for all threads of a block: the simulator may give two threads that ask at once one each."""
    frame = sys._getframe(1)
    place = frame.f_code.co_filename, frame.f_lineno
    with ONE_AT_A_TIME:
        if place not in self._allocations:
            self._allocations[place] = np.empty(shape, dtype)
        return self._allocations[place]


if __name__ == "__main__":
    FakeCUDAShared.array = shared_array
    sys.setswitchinterval(1e-4)  # its threads hand over to each other all the time
    sys.exit(pytest.main(sys.argv[1:]))
