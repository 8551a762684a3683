"""How sure each place is to get cold, in files: arrays for programs, volumes for viewers of images."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np

from cryonerve.bioheat.even_grid import EvenGrid
from cryonerve.files import whole_file
from cryonerve.planning.cold_places import LEVELS, LIMITS, ColdPlaces
from cryonerve.scans.nifti_writing import write_nifti

__all__ = ["FIGURE", "PLACES", "nifti_name", "read_places", "write_places"]

PLACES, FIGURE = "spread-places.npz", "spread-places.png"
FORMAT = "cryonerve.places/1"
STEP = 0.0001  # of a share: the volumes hold 16-bit whole numbers of it
LARGEST = 256 * 1024 * 1024  # bytes of a file that is read


def nifti_name(limit: float) -> str:
    """File of the shares of one limit.

    >>> nifti_name(-20.0)
    'spread-below-20C.nii.gz'
    """
    return f"spread-below{limit:g}C.nii.gz" if limit < 0.0 else f"spread-below-{limit:g}C.nii.gz"


def write_places(places: ColdPlaces, folder: Path, digest: str) -> tuple[Path, ...]:
    """Write all of it as NPZ, and for every limit the share of samples as NIfTI (0 to 1, mm, RAS).

    Parameters
    ----------
    digest : of the case it is of, `sureness.digest_of`; kept in the NPZ.
    """
    grid = places.grid
    about = {
        "format": FORMAT, "case_sha256": digest, "samples": places.samples, "effective": places.effective,
        "shape": list(grid.shape), "origin_m": list(grid.origin), "spacing_m": grid.spacing,
        "limits_degC": list(LIMITS), "levels": list(LEVELS),
        "line_shift_m": [list(row) for row in places.line_shift],
        "says": "shares (limit, x, y, z); coldest (level, x, y, z) degC; samples on cells of 1 mm. "
        "Not a prognosis.",
    }  # fmt: skip
    files = [folder / PLACES]
    with whole_file(files[0]) as path, path.open("wb") as stream:
        np.savez_compressed(
            stream, about=np.array(json.dumps(about)), shares=places.shares, coldest=places.coldest
        )
    affine = np.diag([grid.spacing] * 3 + [1.0])
    affine[:3, 3] = grid.origin
    for limit in LIMITS:
        files.append(folder / nifti_name(limit))
        steps = np.rint(places.share(limit) / STEP).astype(np.int16)
        says = f"cryonerve share of {places.samples} samples below {limit:g} degC; research use only"
        with whole_file(files[-1]) as path:
            write_nifti(steps, affine, path, says, slope=STEP)
    return tuple(files)


def read_places(folder: Path, digest: str = "") -> ColdPlaces | None:
    """What `write_places` left in a folder; None where it left nothing, or nothing of this very case.

    >>> read_places(Path("no such folder")) is None
    True
    """
    try:
        if (folder / PLACES).stat().st_size > LARGEST:
            return None
        with (folder / PLACES).open("rb") as stream, np.load(stream, allow_pickle=False) as found:
            about = json.loads(str(found["about"]))
            if about["format"] != FORMAT or (digest and about["case_sha256"] != digest):
                return None
            if about["limits_degC"] != list(LIMITS) or about["levels"] != list(LEVELS):
                return None
            x, y, z = (int(part) for part in about["shape"])
            first, second, third = (float(part) for part in about["origin_m"])
            grid = EvenGrid((x, y, z), (first, second, third), float(about["spacing_m"]))
            shares = found["shares"].reshape(len(LIMITS), x, y, z)
            coldest = found["coldest"].reshape(len(LEVELS), x, y, z)
        shift = tuple((float(mean), float(rms)) for mean, rms in about["line_shift_m"])
        return ColdPlaces(grid, int(about["samples"]), float(about["effective"]), shares, coldest, shift)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return None
