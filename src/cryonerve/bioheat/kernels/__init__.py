"""Kernels by name: one signature, the NumPy one is the specification."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cryonerve.bioheat.problem import Kernel, Problem
from cryonerve.errors import Complaint, InputError

if TYPE_CHECKING:
    from cryonerve.bioheat.kernels.tracking import Track

__all__ = ["KERNELS", "kernel_named", "track_named", "why_no_gpu"]

KERNELS = ("reference", "cpu", "gpu")


def kernel_named(name: str) -> tuple[str, Kernel]:
    """The kernel with this name; "auto" is "cpu", also where there is a GPU.

    Raises
    ------
    InputError
        "gpu" where no GPU can be used; it says what is missing.
    """
    if name == "reference":
        from cryonerve.bioheat.kernels import reference  # noqa: PLC0415 - only what is asked for

        return name, reference.advance
    if name == "gpu":
        missing = why_no_gpu()
        if missing is not None:
            raise InputError(missing)
        from cryonerve.bioheat.kernels import gpu  # noqa: PLC0415

        return name, gpu.advance
    from cryonerve.bioheat.kernels import cpu  # noqa: PLC0415 - compiled code only when asked for

    return "cpu", cpu.advance


def track_named(
    name: str, problem: Problem, *, probes: int, parts: Sequence[int], closed_below: float = -np.inf
) -> Track:
    """A problem on its way by the kernel with this name.

    Parameters
    ----------
    probes : their number. parts : first place of each part of the problem that is watched on its own.
    closed_below : degC; vessels of cells that froze this far stay closed.
    """
    name, advance = kernel_named(name)
    if name == "gpu":
        from cryonerve.bioheat.kernels.gpu import Resident  # noqa: PLC0415

        return Resident(problem, probes, parts, closed_below)
    from cryonerve.bioheat.kernels.tracking import OnHost  # noqa: PLC0415

    return OnHost(advance, problem, parts, closed_below)


def why_no_gpu() -> Complaint | None:
    """What the kernel "gpu" lacks on this machine; None where it can be used."""
    field, otherwise = "solver.kernel", "or choose the kernel cpu: `kernel: cpu` in the case, --kernel cpu"
    try:
        from numba import cuda  # noqa: PLC0415
    except ImportError:
        return Complaint("the kernel gpu needs numba-cuda", f"{_INSTALL}, {otherwise}.", field)
    if cuda.is_available():
        return None
    reason = cuda.cuda_error()
    if reason:
        said = " ".join(str(reason).split()).partition(". ")[0].rstrip(".")
        what = f"no NVIDIA GPU can be used: {said[:1].lower() + said[1:] if said[:4] != 'CUDA' else said}"
        remedy = f"See that `nvidia-smi` lists a GPU, {otherwise}."
    else:
        what = "an NVIDIA driver is there, but not the compiler that the kernel gpu needs"
        remedy = f"{_INSTALL}, {otherwise}."
    return Complaint(what, remedy, field)


_INSTALL = "Install it with pip install 'cryonerve[gpu]'"
