"""Kernels by name: one signature, the NumPy one is the specification."""

from __future__ import annotations

from cryonerve.bioheat.problem import Kernel

__all__ = ["KERNELS", "kernel_named"]

KERNELS = ("reference", "cpu")


def kernel_named(name: str) -> tuple[str, Kernel]:
    """The kernel with this name; "auto" takes the fastest this machine has."""
    if name == "reference":
        from cryonerve.bioheat.kernels import reference  # noqa: PLC0415 - only what is asked for

        return name, reference.advance
    from cryonerve.bioheat.kernels import cpu  # noqa: PLC0415 - compiled code only when asked for

    return "cpu", cpu.advance
