"""A reported number against a predicted band, as a line of VALIDATION.md."""

from __future__ import annotations

__all__ = ["compare"]


def compare(record, name, *, reported, band, source, unit="1"):
    """Record a reported number; the tolerance is the band's own half on the side of the number."""
    side = band.p95 - band.p50 if reported > band.p50 else band.p50 - band.p5
    record(
        f"{name} (band {band.p5:.3g} to {band.p95:.3g})",
        expected=reported,
        got=band.p50,
        tolerance=side,
        unit=unit,
        source=source,
    )
