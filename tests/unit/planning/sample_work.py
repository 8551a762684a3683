"""Work that worker processes can import."""

from __future__ import annotations


def square(common: float, payload: float) -> dict[str, float]:
    return {"square": common * payload**2}
