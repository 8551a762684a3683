"""Two finished runs side by side, as the page shows them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["compared_runs"]


def compared_runs(
    folders: tuple[Path, Path],
    titles: tuple[str, str],
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """What the second of two runs does otherwise, and what comes of it: sentence, changes, rows, remarks.

    Parameters
    ----------
    folders : of both runs. titles : what they are called. progress : runs read, of how many.

    Raises
    ------
    InterruptionError
        It was cancelled.
    InputError
        The two have nothing in common that could be compared.
    """
    from cryonerve.app.interruption import InterruptionError
    from cryonerve.app.side_by_side import lead, plans_rows
    from cryonerve.planning import Side, compare
    from cryonerve.reporting.folder import read_run
    from cryonerve.reporting.wording import typeset

    sides = []
    for count, (folder, title) in enumerate(zip(folders, titles, strict=True)):
        if cancelled():
            raise InterruptionError("Stopped, as asked; the two runs were not compared.")
        if progress is not None:
            progress(count, len(folders))
        run = read_run(folder)
        sides.append(Side(title, run.case, run.volume, run.freezing, run.prediction, run.findings))
    found = compare(*sides)
    return {
        "sentence": lead(found),
        "changes": [typeset(text) for text in found.changes],
        "rows": plans_rows(found),
        "remarks": [typeset(text) for text in found.remarks],
    }
