"""Other treatments beside a prediction: what each does to axons and sheath, what was reported, who says so.

No row is ranked above another. The row of cold is computed for one nerve, the others are published rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryonerve.errors import Complaint, UnknownNameError, nearest
from cryonerve.nerve.injury import law_band
from cryonerve.nerve.lesion import Lesion, Prediction
from cryonerve.sources.citations import NO_PUBLICATION
from cryonerve.sources.comparators import Modality, modalities

__all__ = ["NO_RANKING", "ModalityRow", "side_by_side"]

NO_RANKING = (
    "Patients, definitions and follow-up differ from series to series: the rows cannot be ranked, and "
    "nothing here says that one treatment is better than another. Not a prognosis."
)


@dataclass(frozen=True, slots=True)
class ModalityRow:
    """One treatment beside the others, in words that carry their source in brackets."""

    title: str
    axons: str
    sheath: str
    afterwards: str
    reported: str
    sources: tuple[str, ...]


def side_by_side(prediction: Prediction, nerve: str) -> tuple[ModalityRow, ...]:
    """The prediction for one nerve beside heat, alcohol or phenol, and surgery.

    Parameters
    ----------
    prediction : of a run.
    nerve : its name, as in `prediction.lesions`.

    Raises
    ------
    UnknownNameError
        When the prediction has no such nerve.
    """
    lesion = prediction.lesions.get(nerve)
    if lesion is None:
        what = f"the prediction has no nerve called '{nerve}'"
        raise UnknownNameError(Complaint(what, nearest(nerve, prediction.lesions)))
    rows = []
    for name, modality in modalities().items():
        row = _published(modality)
        rows.append(_computed(row, prediction, lesion) if name == "cryoneurolysis" else row)
    return tuple(rows)


def _published(what: Modality) -> ModalityRow:
    reported = [
        f"called a success in {100 * number.value:.3g} %: {number.remark} [{number.source}]"
        for number in what.outcomes.values()
    ]
    if what.trial:
        reported.insert(0, f"{what.trial} [{what.trial_source}]")
    keys = (what.fate_source, what.sheath_source, what.course_source, what.trial_source, *what.outcomes)
    return ModalityRow(
        title=what.title,
        axons=f"{what.fate} [{what.fate_source}]",
        sheath=f"{what.sheath} [{what.sheath_source}]",
        afterwards=f"{what.course} [{what.course_source}]",
        reported="; ".join(reported),
        sources=tuple(key for key in dict.fromkeys(keys) if key not in NO_PUBLICATION),
    )


def _computed(row: ModalityRow, prediction: Prediction, lesion: Lesion) -> ModalityRow:
    """The row of cold with what was predicted for this nerve in place of the general words."""
    least, most = (100 * share for share in law_band(lesion.by_law, lesion.weights))
    kept = {True: "kept", False: "not kept", None: "not known"}[lesion.sheath_preserved]
    recovery = prediction.recoveries.get(lesion.nerve)
    back = "nothing was interrupted that would have to grow back"
    if recovery is not None:
        days = recovery.regrowth_days
        back = (
            f"axons that were interrupted can be back after {days.p50:.0f} days "
            f"({days.p5:.0f} to {days.p95:.0f}), pain on a clock of its own"
        )
    return ModalityRow(
        title=row.title,
        axons=(
            f"whole nerve interrupted with a chance of {100 * lesion.p_axonotmesis:.0f} % "
            f"({least:.0f} to {most:.0f} % by single laws); grade: {lesion.grade} "
            f"[{', '.join(lesion.sources)}]"
        ),
        sheath=f"{kept}: {lesion.sheath_reason}",
        afterwards=back,
        reported=row.reported,
        sources=tuple(dict.fromkeys((*lesion.sources, *row.sources))),
    )
