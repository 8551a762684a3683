"""Comparisons that planar and radial freezing share: fronts within 1 %, temperatures within 0.3 degC."""

from __future__ import annotations

from tests.verification.chain import where_crosses

END = 120.0  # s, when fronts and temperatures are compared
mm = 1e-3


def compare_front(record, name: str, *, expected: float, got: float, source: str) -> None:
    """Place of a front, m."""
    record(
        f"{name} after {END:g} s",
        expected=expected / mm,
        got=got / mm,
        tolerance=0.01 * expected / mm,
        unit="mm",
        source=source,
    )


def compare_mushy_fronts(record, name: str, exact, *, where, temperature, source: str) -> None:
    """Liquidus and solidus where the temperature of cells (n,) at `where` passes them."""
    for label, level, front in (
        ("liquidus", -1.0, exact.liquidus(END)),
        ("solidus", -8.0, exact.solidus(END)),
    ):
        got = where_crosses(where, temperature, level + (1e-9 if level == -8.0 else 0.0))
        compare_front(record, f"{name}: {label}", expected=front, got=got, source=source)


def compare_profile(record, name: str, places, *, expected, got) -> None:
    """Temperatures at places, m."""
    for place, want, have in zip(places, expected, got, strict=True):
        record(
            f"{name}: temperature at {place / mm:g} mm",
            expected=want,
            got=have,
            tolerance=0.3,
            unit="degC",
            source="closed form",
        )
