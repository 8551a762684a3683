"""A large CT becomes a limb's folder: seconds and peak memory of `cryonerve import`, in a process of its own.

Usage: python benchmarks/scans.py [--shape 512 512 600] [--kinds nii nii.gz nrrd mha dicom]

The volume is a made-up limb with noise, so that it packs as badly as a real one. One line for each kind of
file.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import SimpleITK
from _line import print_line
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

from cryonerve.scans.nifti_writing import write_nifti

SPACING = (0.6, 0.6, 1.0)  # mm
CHILD = """
import json, resource, sys, time
from pathlib import Path
start = time.perf_counter()
from cryonerve.app.cli import main
code = main(["import", sys.argv[1], "-o", sys.argv[2], "--modality", "CT", "--json"])
seconds = time.perf_counter() - start
status = Path("/proc/self/status")
if status.exists():  # a child's ru_maxrss begins with what its parent had
    peak = next(int(line.split()[1]) for line in status.read_text().splitlines() if "VmHWM" in line) / 2**10
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
print(json.dumps({"code": code, "s": seconds, "peak": peak}), file=sys.stderr)
"""


def made_up(shape: tuple[int, int, int]) -> np.ndarray:
    """A leg of bone, muscle and fat in air, with the noise of a scanner; int16 Hounsfield units."""
    draw = np.random.default_rng(1)
    x, y = np.meshgrid(np.linspace(-1, 1, shape[0]), np.linspace(-1, 1, shape[1]), indexing="ij")
    radius = np.hypot(x, y)
    layer = np.select([radius < 0.1, radius < 0.5, radius < 0.6], [1200.0, 60.0, -100.0], -1000.0)
    values = np.empty(shape, np.int16, order="F")
    for place in range(shape[2]):
        values[:, :, place] = layer + draw.normal(0.0, 20.0, layer.shape)
    return values


def write(values: np.ndarray, kind: str, folder: Path) -> Path:
    """The volume as a file, or as a folder of slices."""
    affine = np.diag([*(1e-3 * item for item in SPACING), 1.0])
    affine[:3, 3] = [-0.15, -0.15, -0.4]
    if kind in ("nii", "nii.gz"):
        write_nifti(values, affine, folder / f"ct.{kind}", "made up")
        return folder / f"ct.{kind}"
    if kind == "dicom":
        return slices(values, folder / "slices")
    image = SimpleITK.GetImageFromArray(values.transpose(2, 1, 0))
    image.SetSpacing(SPACING)
    image.SetOrigin((150.0, 150.0, -400.0))
    image.SetDirection((-1.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 1.0))
    SimpleITK.WriteImage(image, str(folder / f"ct.{kind}"), useCompression=True)
    return folder / f"ct.{kind}"


def slices(values: np.ndarray, folder: Path) -> Path:
    """One DICOM file a slice."""
    folder.mkdir()
    series = {
        name: generate_uid() for name in ("StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID")
    }
    for number in range(values.shape[2]):
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID, meta.TransferSyntaxUID = CTImageStorage, ExplicitVRLittleEndian
        meta.MediaStorageSOPInstanceUID = generate_uid()
        item = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
        for name, value in {
            **series,
            "SOPClassUID": CTImageStorage,
            "SOPInstanceUID": meta.MediaStorageSOPInstanceUID,
            "Modality": "CT",
            "InstanceNumber": number + 1,
            "ImagePositionPatient": [150.0, 150.0, -400.0 + SPACING[2] * number],
            "ImageOrientationPatient": [-1, 0, 0, 0, -1, 0],
            "PixelSpacing": [SPACING[1], SPACING[0]],
            "SliceThickness": SPACING[2],
            "Rows": values.shape[1],
            "Columns": values.shape[0],
            "SamplesPerPixel": 1,
            "PhotometricInterpretation": "MONOCHROME2",
            "BitsAllocated": 16,
            "BitsStored": 16,
            "HighBit": 15,
            "PixelRepresentation": 1,
            "RescaleSlope": 1,
            "RescaleIntercept": 0,
            "PixelData": values[:, :, number].tobytes(order="F"),
        }.items():
            setattr(item, name, value)
        item.save_as(folder / f"{number:04d}.dcm", enforce_file_format=True)
    return folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", nargs=3, type=int, default=(512, 512, 600))
    parser.add_argument("--kinds", nargs="+", default=["nii", "nii.gz", "nrrd", "mha", "dicom"])
    asked = parser.parse_args()
    for kind in asked.kinds:
        with tempfile.TemporaryDirectory() as place:
            source = write(made_up(tuple(asked.shape)), kind, Path(place))
            command = [sys.executable, "-c", CHILD, str(source), str(Path(place) / "limb")]
            answer = subprocess.run(command, capture_output=True, text=True, check=True)
            told = json.loads(answer.stderr.strip().splitlines()[-1])
            if told["code"] != 0:
                raise SystemExit(answer.stderr)
            print_line(
                "scans",
                what=f"import of {kind}",
                shape=" x ".join(map(str, asked.shape)),
                s=round(told["s"], 2),
                peak_MiB=round(told["peak"]),
                written_MiB=round((Path(place) / "limb" / "scan.nii.gz").stat().st_size / 2**20),
            )
