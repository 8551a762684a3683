"""What is known of the return of pain, as a finding beside the others: never a promise."""

from __future__ import annotations

from collections.abc import Iterator

from cryonerve.findings import Finding
from cryonerve.nerve.lesion import Prediction
from cryonerve.nerve.prediction import titled
from cryonerve.sources.pain import sham_trial

__all__ = ["judge_recovery"]


def judge_recovery(prediction: Prediction | None) -> Iterator[Finding]:
    """One note for each treated nerve: when pain was back in published series, and what is not shown."""
    if prediction is None:
        return
    for name, pain in prediction.pain.items():
        days = None if pain.days is None else pain.days.p50
        yield Finding(
            "note",
            f"return of pain, {titled(name)}: half of those relieved, published series",
            days,
            None,
            "days",
            sham_trial().patients.source,
            f"{pain.sentence} {pain.evidence} Not a prognosis.",
        )
