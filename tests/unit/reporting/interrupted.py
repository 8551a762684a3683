"""Kill a writer at random moments and at each rename; run as a program by test_folder.

Each writer and each check is a fork of this process, which itself never opens a store: a process that has
started threads must not fork. Prints one JSON line: what every interrupted folder looked like.
"""

import gzip
import json
import os
import random
import signal
import sys
import time
import traceback
from dataclasses import replace
from pathlib import Path

# Imported before forking, so that no child spends its short life on it.
import nibabel  # noqa: F401
import scipy.ndimage  # noqa: F401
import skimage.measure  # noqa: F401
import xarray  # noqa: F401
import zarr.codecs  # noqa: F401

import cryonerve.case
from cryonerve.reporting import exports, fields  # noqa: F401
from cryonerve.reporting.folder import write_run
from tests.synthetic import synthetic_run

FILES = (
    "case.yaml",
    "sensors.csv",
    "fields.zarr",
    "labels.nii.gz",
    "labels.ctbl",
    "nadir.nii.gz",
    "exposure.csv",
    "provenance.json",
)
SURFACES = ("isotherm_ice.stl", "isotherm_-20C.stl", "isotherm_-40C.stl")


def small_run():
    """The made-up run with fewer frames and voxels: what counts here is when, not how much."""
    run = synthetic_run()
    affine = run.volume.affine.copy()
    affine[:3, :3] *= 4.0
    volume = replace(run.volume, labels=run.volume.labels[::4, ::4, ::4], affine=affine)
    few = replace(run.freezing, times=run.freezing.times[::3], temperature=run.freezing.temperature[::3])
    return replace(run, volume=volume, freezing=few)


RUN = small_run()


def forked(task):
    """Start `task` in a child process; its number."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        task()
        status = 0
    finally:
        if status:
            traceback.print_exc()
        os._exit(status)


def finished(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def check(run_folder):
    """Raise unless every visible file is whole, and all are there when the summary is."""
    for path in run_folder.glob("*.json"):
        json.loads(path.read_text())
    for path in run_folder.glob("*.nii.gz"):
        gzip.decompress(path.read_bytes())
    for path in run_folder.glob("*.stl"):
        if path.name.startswith("."):  # hidden, being written: `glob` lists it all the same
            continue
        raw = path.read_bytes()
        assert len(raw) == 84 + 50 * int.from_bytes(raw[80:84], "little"), path.name
    if (run_folder / "sensors.csv").exists():
        assert (run_folder / "sensors.csv").read_text().splitlines()[-1].startswith("480,")
    if (run_folder / "case.yaml").exists():
        assert (run_folder / "case.yaml").read_text() == "made up\n"
    if (run_folder / "fields.zarr").exists():
        fields.read_fields(run_folder / "fields.zarr")
    if (run_folder / "summary.json").exists():
        missing = [name for name in (*FILES, *SURFACES) if not (run_folder / name).exists()]
        assert not missing, missing


def looks(run_folder):
    """What a person sees, and whether something hidden was left."""
    names = sorted(path.name for path in run_folder.iterdir()) if run_folder.exists() else []
    return {
        "finished": "summary.json" in names,
        "leftovers": [name for name in names if name.startswith(".")],
    }


def killed_at(number, seconds, run_folder):
    """Kill a writer `seconds` after it has begun with its file `number`."""
    read, write = os.pipe()
    child = forked(lambda: write_run(RUN, run_folder, progress=lambda done, total: os.write(write, b".")))
    os.close(write)
    for _ in range(number + 1):
        os.read(read, 1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    finished(child)
    os.close(read)


def dying_at_rename(number, run_folder):
    """A writer that is gone just before (even) or just after (odd) its rename number // 2."""
    seen = iter(range(1000))
    rename = os.replace

    def renamed(source, target):
        now = next(seen)
        if number == 2 * now:
            os._exit(9)
        rename(source, target)
        if number == 2 * now + 1:
            os._exit(9)

    def task():
        os.replace = renamed
        write_run(RUN, run_folder)

    return finished(forked(task)) == 0


def main(run_folder, seed, kills, renames):
    cryonerve.case.write_yaml = lambda case: "made up\n"
    draw = random.Random(seed)
    seen = []
    for _ in range(kills):
        killed_at(draw.randrange(10), draw.uniform(0.0, 0.01), run_folder)
        seen.append(looks(run_folder))
        assert finished(forked(lambda: check(run_folder))) == 0, seen[-1]
    for number in renames:
        survived = dying_at_rename(number, run_folder)
        seen.append(looks(run_folder))
        assert finished(forked(lambda: check(run_folder))) == 0, (number, seen[-1])
        if survived:
            break
    assert finished(forked(lambda: write_run(RUN, run_folder))) == 0
    assert finished(forked(lambda: check(run_folder))) == 0
    print(json.dumps({"interrupted": seen, "at the end": looks(run_folder)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), [int(text) for text in sys.argv[4:]])
