"""How sure each place is to get cold, as files for the page: fields like any frame, and what they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.app.screen.frames import frame
from cryonerve.app.screen.view_files import BANDS, band_name
from cryonerve.app.speech import finite
from cryonerve.files import whole_file

if TYPE_CHECKING:
    from cryonerve.planning.cold_places import ColdPlaces

__all__ = ["write_bands"]

PACKED = 5  # zlib's level of what is kept
PERCENT = 100.0


def write_bands(places: ColdPlaces, folder: Path) -> dict[str, Any]:
    """Write the fields; what says that they are there comes last.

    `p5`, `p50`, `p95` hold the temperature (degC) that so many percent of the samples reached in each place;
    `below0`, `below-20` and `below-40` in how many percent it fell below that.
    """
    from cryonerve.planning.cold_places import LEVELS, LIMITS

    folder.mkdir(parents=True, exist_ok=True)
    (folder / BANDS).unlink(missing_ok=True)
    fields = {f"p{PERCENT * level:g}": places.reached_by(level) for level in LEVELS}
    fields |= {f"below{limit:g}": PERCENT * places.share(limit) for limit in LIMITS}
    for number, (which, field) in enumerate(fields.items()):
        with whole_file(folder / band_name(which)) as path:
            path.write_bytes(frame(field, number, level=PACKED))
    told: dict[str, Any] = {
        "samples": places.samples,
        "grid": places.grid.as_document(),
        "fields": list(fields),
        "limits_degC": list(LIMITS),
        "levels_percent": [PERCENT * level for level in LEVELS],
        "off_mm": [finite(round(1e3 * rms, 2)) for _, rms in places.line_shift],
        "remark": "From samples on cells of 1 mm. Not a prognosis.",
    }
    with whole_file(folder / BANDS) as path:
        path.write_text(json.dumps(finite(told)), encoding="utf-8")
    return told
