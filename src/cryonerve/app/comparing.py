"""The prediction of a stored run beside other treatments, as the command line shows it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from cryonerve.app.speech import wrapped
from cryonerve.errors import Complaint, InputError

__all__ = ["comparison_document", "comparison_text"]


def comparison_document(folder: Path, nerve: str | None = None) -> dict[str, Any]:
    """Rows by nerve: one nerve of a run, or all its treated nerves; and why the rows are not ranked.

    Raises
    ------
    InputError
        When the folder is no run, its nerves were not predicted, or it has no such nerve.
    """
    from cryonerve.nerve.comparators import NO_RANKING, side_by_side
    from cryonerve.reporting.folder import read_run

    run = read_run(folder)
    if run.prediction is None or not run.prediction.lesions:
        what = "this run holds no prediction for a nerve"
        raise InputError(Complaint(what, f"Make one: cryonerve predict {folder}", file=str(folder)))
    treated = [
        item.name for item in run.volume.nerves if item.treated and item.name in run.prediction.lesions
    ]
    names = [nerve] if nerve is not None else treated or list(run.prediction.lesions)
    try:
        rows = {name: [asdict(row) for row in side_by_side(run.prediction, name)] for name in names}
    except InputError as error:
        raise error.located(field="--nerve") from None
    return {"nerves": rows, "remark": NO_RANKING}


def comparison_text(document: dict[str, Any]) -> str:
    """The same for reading, one treatment after the other."""
    lines = []
    for name, rows in document["nerves"].items():
        lines += [f"{name} nerve", ""]
        for row in rows:
            lines.append(row["title"])
            for part in ("axons", "sheath", "afterwards", "reported"):
                lines.append(wrapped(f"{part}: {row[part]}", indent=2))
            lines.append("")
    return "\n".join([*lines, wrapped(document["remark"])])
