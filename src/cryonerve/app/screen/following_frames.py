"""A moment of following on its way to the page: what is known as JSON, and the picture, in one message.

Bytes 0 to 3 `CRL1`, 4 to 7 the moment's number, 8 to 11 s of the procedure (float32, NaN where nobody knows),
12 to 15 length of what follows: length of the JSON (uint32), the JSON, the picture as JPEG (may be empty).
"""

from __future__ import annotations

import json
import math
import struct
from typing import TYPE_CHECKING, Any

from cryonerve.app.screen.frames import HEADER

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LIVE_MAGIC", "jpeg", "moment_frame", "unpacked_moment"]

LIVE_MAGIC = 0x314C5243  # "CRL1" in the order of the bytes
LENGTH = struct.Struct("<I")
QUALITY = 88  # of JPEG, for the eye; what is measured is measured on the picture as it came


def jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """A grey picture (row, column) for the eye."""
    import io

    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, format="JPEG", quality=QUALITY)
    return stream.getvalue()


def moment_frame(document: dict[str, Any], picture: bytes = b"") -> bytes:
    """One message; `document` holds `index` and `time_s`.

    >>> sent = moment_frame({"index": 3, "time_s": None}, b"picture")
    >>> unpacked_moment(sent)
    ({'index': 3, 'time_s': None}, b'picture')
    """
    said = json.dumps(document, separators=(",", ":")).encode()
    body = LENGTH.pack(len(said)) + said + picture
    time = document["time_s"]
    return HEADER.pack(LIVE_MAGIC, document["index"], math.nan if time is None else time, len(body)) + body


def unpacked_moment(sent: bytes) -> tuple[dict[str, Any], bytes]:
    """Document and picture of such a message."""
    start = HEADER.size + LENGTH.size
    end = start + LENGTH.unpack_from(sent, HEADER.size)[0]
    return json.loads(sent[start:end]), sent[end:]
