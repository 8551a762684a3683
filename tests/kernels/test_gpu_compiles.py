"""The GPU kernel compiles for a data-centre GPU: needs the extra `gpu`, but neither GPU nor driver.

The simulator runs Python: what the compiler refuses, or types otherwise, it cannot see.
"""

from __future__ import annotations

import re
from types import SimpleNamespace

import numpy as np
import pytest

from cryonerve.bioheat.kernels import gpu_arrays, gpu_loops
from cryonerve.bioheat.kernels.layout import layout_of
from tests.kernels.random_problems import draw

pytest.importorskip("numba_cuda", reason="the compiler for GPUs comes with the extra gpu")
HOPPER = (9, 0)


def host_arguments() -> tuple[object, ...]:
    """What a launch gets, with all arrays on the host: their types are the same."""
    problem = draw(0, film=True, bricks=2).problem
    layout = layout_of(problem)
    listed = gpu_arrays.listed_of(problem, layout)
    single, double = np.zeros(1, np.float32), np.zeros(1)
    return (
        gpu_arrays.cells_of(problem, layout, listed.cell), gpu_arrays.materials_of(problem, layout), listed,
        gpu_arrays.Work(*[single] * 6), gpu_arrays.Tally(double, np.zeros((1, 2)), double),
        np.zeros((64, 7)), 5, double, single,
    )  # fmt: skip


def test_it_compiles_and_stays_lean(monkeypatch) -> None:
    from numba import cuda, types
    from numba.cuda import dispatcher

    monkeypatch.setattr(dispatcher, "get_current_device", lambda: SimpleNamespace(compute_capability=HOPPER))
    kinds = [gpu_loops.super_step.typeof_pyval(argument) for argument in host_arguments()]
    code, _ = cuda.compile(
        gpu_loops.super_step.py_func, types.void(*kinds), device=False, abi="numba", cc=HOPPER, output="ptx"
    )
    text = code if isinstance(code, str) else code.decode()
    assert "cudaCGSynchronize" in text  # the whole grid waits between stages
    # the six conductances of plain and of listed cells are multiplied in single precision
    assert len(re.findall(r"fma\.rn\.f32", text)) >= 12
    # integers that became floating-point numbers, as sums of signed and unsigned ones do
    assert not re.findall(r"cvt\.rn\.f64\.[su]64", text)
