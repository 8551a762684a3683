"""Work that worker processes can import; what it does is seen in a folder."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from uuid import uuid4


def square(common: float, payload: float) -> dict[str, float]:
    return {"square": common * payload**2}


def picky(common: float, payload: float) -> dict[str, float]:
    """Names that differ from row to row, a NaN, and two kinds of trouble."""
    if payload == 3:
        raise ValueError("three is\n  too many")
    if payload == 4:
        raise SystemExit(2)
    return {"half": payload / 2, ("odd" if payload % 2 else "even"): common, "nothing": float("nan")}


def counted(folder: str, payload: float) -> dict[str, float]:
    """Leaves a file for every time it is called, named after the payload and this process."""
    (Path(folder) / f"{payload}-{os.getpid()}-{uuid4().hex}").touch()
    time.sleep(0.02)
    return {"square": payload**2}


def unhurried(folder: str, payload: float) -> dict[str, float]:
    time.sleep(0.08)
    return counted(folder, payload)


def deadly(folder: str, payload: float) -> dict[str, float]:
    """Kills its own process for 7, always, and for 11 the first time."""
    counted(folder, payload)
    if payload == 7 or (payload == 11 and len(list(Path(folder).glob("11-*"))) == 1):
        os.kill(os.getpid(), signal.SIGKILL)
    return {"square": payload**2}


def endless(folder: str, payload: float) -> dict[str, float]:
    counted(folder, payload)
    while True:
        time.sleep(0.05)


def spatial(common: float, payload: int) -> dict[str, float]:
    """Numbers, and something in space."""
    import numpy as np  # here: a worker of other tests begins in a twentieth of a second without it

    from cryonerve.planning.tasks import Numbers

    return Numbers({"n": common * payload}, np.full(2, payload, np.int16))


class Unloadable:
    """Can be sent and not be received."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (_refuse, ("not here",))


def _refuse(why: str) -> None:
    raise RuntimeError(why)
