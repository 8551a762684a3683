"""What is known of the return of pain, as a finding beside the others: never a promise."""

from __future__ import annotations

from collections.abc import Iterator

from cryonerve.findings import Finding
from cryonerve.nerve.first_sentence import titled
from cryonerve.nerve.lesion import Prediction
from cryonerve.sources.pain import sham_trial

__all__ = ["judge_recovery"]


def judge_recovery(prediction: Prediction | None) -> Iterator[Finding]:
    """One note for each treated nerve: relief is not shown, and when pain was back in published series."""
    if prediction is None:
        return
    for name, pain in prediction.pain.items():
        trial = sham_trial()
        yield Finding(
            "note",
            f"relief of pain, {titled(name)}: difference from a sham treatment in the largest trial",
            trial.difference.value,
            None,
            "points of 10",
            trial.difference.source,
            f"{pain.sentence} {pain.evidence} Not a prognosis.",
        )
