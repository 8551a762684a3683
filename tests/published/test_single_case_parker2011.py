"""The worked example of Parker, Vannest and Davis 2011: six measurements before, seven after, more is better.

Published: NAP 38.5 of 42 pairs, Tau (38 - 3) of 42. Tau-U is held against counting by hand.
"""

from __future__ import annotations

from cryonerve.registry import compare_phases

BEFORE = [20, 20, 26, 25, 22, 23]
AFTER = [28, 25, 24, 27, 30, 30, 29]


def test_overlap_of_the_published_example(record) -> None:
    found = compare_phases(
        list(enumerate(BEFORE, start=1)), list(enumerate(AFTER, start=7)), better=1, relative=False
    )
    for name, expected, got, source in (
        ("NAP", 38.5 / 42, found.nap, "Parker 2011"),
        ("Tau", (38 - 3) / 42, found.tau, "Parker 2011"),
        # nine rises, five falls and one tie before treatment
        ("Tau-U", (38 - 3 - 4) / 42, found.tau_u, "counted by hand"),
    ):
        record(f"six before, seven after: {name}", expected=expected, got=got, tolerance=1e-9, unit="1",
               source=source)  # fmt: skip
