"""Files of a registry for a page: an export as one archive, and the picture of a case's course."""

from __future__ import annotations

import io
import tempfile
import threading
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cryonerve.errors import AbsentError, Complaint

if TYPE_CHECKING:
    from cryonerve.registry.access import Registry

__all__ = ["Packed", "packed_export", "trajectory_picture"]

_drawing = threading.Lock()  # settings of a figure hold for the whole process


@dataclass(frozen=True, slots=True)
class Packed:
    """An archive, and what its reader has to know before anything else."""

    name: str
    content: bytes
    warning: str


def packed_export(
    registry: Registry, format: str, *, coarsen: bool = False, include_unconsented: str = ""
) -> Packed:
    """An export in one archive; nothing of it stays on the disk.

    Raises
    ------
    InputError
        There is no such format, the user may not export, or the reason says who somebody is.
    """
    from cryonerve.registry.exchange.export import export_records
    from cryonerve.registry.exchange.snapshot import Choice

    choice = Choice(coarsen=coarsen, include_unconsented=include_unconsented)
    with tempfile.TemporaryDirectory(prefix="cryonerve-") as name:
        folder = Path(name, "export")
        found = export_records(registry, folder, format, choice)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(item for item in folder.rglob("*") if item.is_file()):
                archive.write(path, path.relative_to(folder).as_posix())
    return Packed(f"registry-{format}.zip", stream.getvalue(), " ".join(found.warnings))


def trajectory_picture(registry: Registry, case: str) -> bytes:
    """The picture of `cryonerve instruments trajectory` (PNG).

    Raises
    ------
    AbsentError
        There is no such case, or no pain was measured.
    """
    from cryonerve.registry.case_measurements import measurements_of
    from cryonerve.registry.case_records import case_records
    from cryonerve.registry.trajectories import person_course
    from cryonerve.reporting.figures.trajectory import draw_trajectory

    course = person_course(measurements_of(case_records(registry, case)))
    with _drawing, tempfile.TemporaryDirectory(prefix="cryonerve-") as folder:
        picture = draw_trajectory(course, Path(folder, "course.png"))
        if picture is None:
            what = "no pain was measured: there is nothing to draw"
            raise AbsentError(Complaint(what, "Add a score of pain intensity."))
        return picture.read_bytes()
