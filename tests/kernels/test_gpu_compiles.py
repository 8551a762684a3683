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
    listed = gpu_arrays.listed_of(problem, layout, 2)
    chunks = gpu_arrays.chunks_of(layout, (256,), (0,), threads=256, blocks=3)
    _, places = gpu_arrays.places_of(layout)
    single, double, seen = np.zeros(1, np.float32), np.zeros(1), np.zeros((1, 1, 2), np.float32)
    return (
        gpu_arrays.cells_of(problem, layout, listed.cell, chunks), gpu_arrays.materials_of(problem, layout),
        layout.curves, listed, gpu_arrays.Work(single, *places, single),
        gpu_arrays.Tally(*[double] * 3, np.zeros((1, 2)), double, seen),
        np.zeros((64, 7)), np.zeros((1, 2), np.int64), double, single, np.float32(0.0),
    )  # fmt: skip


def test_it_compiles_and_stays_lean(monkeypatch) -> None:
    from numba import cuda, types
    from numba.cuda import dispatcher

    monkeypatch.setattr(dispatcher, "get_current_device", lambda: SimpleNamespace(compute_capability=HOPPER))
    kinds = [gpu_loops.super_steps.typeof_pyval(argument) for argument in host_arguments()]
    code, _ = cuda.compile(
        gpu_loops.super_steps.py_func, types.void(*kinds), device=False, abi="numba", cc=HOPPER, output="ptx"
    )
    text = code if isinstance(code, str) else code.decode()
    assert "cudaCGSynchronize" in text  # the whole grid waits between stages
    # the six conductances of plain and of listed cells are multiplied in single precision
    assert len(re.findall(r"fma\.rn\.f32", text)) >= 12
    # integers that became floating-point numbers, as sums of signed and unsigned ones do
    assert not re.findall(r"cvt\.rn\.f64\.[su]64", text)
