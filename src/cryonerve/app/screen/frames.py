"""A temperature field on its way to the page: 16-bit hundredths of a degree, deflated, with a header."""

from __future__ import annotations

import math
import struct
import zlib
from typing import TYPE_CHECKING, Any

from cryonerve.bioheat.even_grid import STEP, in_steps
from cryonerve.bioheat.even_grid import EvenGrid as Grid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["HEADER", "MAGIC", "Grid", "frame", "unpacked"]

MAGIC = 0x314E5243  # "CRN1" in the order of the bytes
HEADER = struct.Struct("<IIfI")  # magic, index, time in s (NaN: coldest of all), length of the body
QUICK = 0  # stored as it is while somebody waits: to this computer itself bytes cost less than packing them


def frame(
    field: NDArray[np.floating[Any]], index: int, time: float = math.nan, *, level: int = QUICK
) -> bytes:
    """A field (x, y, z) of degC as the page gets it.

    >>> import numpy as np
    >>> sent = frame(np.array([[[-80.0, 37.0]]]), 3, 120.0)
    >>> HEADER.unpack_from(sent)[1:3], unpacked(sent, (1, 1, 2)).tolist()
    ((3, 120.0), [[[-80.0, 37.0]]])
    """
    steps = in_steps(field).astype("<i2")
    body = zlib.compress(steps.tobytes(order="F"), level)
    return HEADER.pack(MAGIC, index, time, len(body)) + body


def unpacked(sent: bytes, shape: tuple[int, int, int]) -> NDArray[np.float64]:
    """The field (x, y, z) degC of a frame, to 0.01 degC."""
    import numpy as np

    steps = np.frombuffer(zlib.decompress(sent[HEADER.size :]), "<i2")
    return np.asarray(steps.reshape(shape, order="F") * STEP).round(2)
