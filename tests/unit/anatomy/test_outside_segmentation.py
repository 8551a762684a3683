"""A user's own program: a real process that writes labels, fails, hangs or leaves rubbish."""

from __future__ import annotations

import shlex
import sys
from functools import cache

import numpy as np
import pytest

from cryonerve.anatomy.outside_segmentation import completed_with, segment_outside
from cryonerve.errors import ScanError
from cryonerve.scans.label_merging import edge_of

from .scans_made import CHILD, COARSE, made, segmented

BOTH_LEGS = COARSE | {"other_leg": "near"}
READ = """
import sys, pathlib, numpy as np, nibabel
source, out = sys.argv[1], pathlib.Path(sys.argv[2])
image = nibabel.load(source)
values = np.asarray(image.dataobj)
def write(name, mask):
    nibabel.save(nibabel.Nifti1Image(mask.astype(np.uint8), image.affine), out / name)
"""
MASKS = READ + "write('tibia.nii.gz', values > 400); write('wobble.nii.gz', values > 0)"
MAP = (
    READ
    + "write('all.nii.gz', (values > 400) * 7); (out / 'all.tsv').write_text('number\\tname\\n7\\ttibia\\n')"
)
NNUNET = (
    "import sys, pathlib, json, numpy as np, nibabel\n"
    "[source] = pathlib.Path(sys.argv[1]).iterdir()\n"
    "assert source.name.endswith('_0000.nii.gz')\n"
    "image, out = nibabel.load(source), pathlib.Path(sys.argv[2])\n"
    "values = np.asarray(image.dataobj)\n"
    "numbers = ((values > 400) * 7 + (values < -900) * 9).astype(np.uint8)\n"
    "nibabel.save(nibabel.Nifti1Image(numbers, image.affine), out / 'scan.nii.gz')\n"
    "names = {'background': 0, 'tibia': 7, 'wobble': 9, 'both': [7, 9]}\n"
    "(out / 'dataset.json').write_text(json.dumps({'labels': names}))\n"
    "(out / 'plans.json').write_text('{}')\n"
)
MULTILABEL = (
    READ
    + """
made = nibabel.Nifti1Image(((values > 400) * 7 + (values < -900) * 9).astype(np.uint8), image.affine)
text = '<LabelTable><Label Key="7" Red="1"><![CDATA[tibia]]></Label><Label Key="9"><![CDATA[wobble]]></Label>'
made.header.extensions.append(nibabel.nifti1.Nifti1Extension(0, text.encode()))
nibabel.save(made, str(out) + '.nii')
"""
)
FAILS = "print('no licence found'); raise SystemExit(3)"
HANGS = "import time; time.sleep(600)"
NOTHING = "pass"
RUBBISH = (
    "import sys, pathlib; (pathlib.Path(sys.argv[2]) / 'tibia.nii.gz').write_bytes(b'not a NIfTI at all')"
)


@cache
def scan():
    return made(CHILD, "CT", **BOTH_LEGS).scan


@pytest.fixture
def program(tmp_path):
    """Write a script; the command that runs it."""

    def command(text, source="{input}"):
        path = tmp_path / "program.py"
        path.write_text(text, encoding="utf-8")
        return f"{shlex.quote(sys.executable)} {shlex.quote(str(path))} {source} {{output}}"

    return command


def test_masks_become_labels_and_unknown_names_are_said(program):
    found = segment_outside(scan(), program(MASKS))
    assert [(item.name, item.kind, item.drawn_by) for item in found.legend] == [("tibia", "bone", "machine")]
    assert np.array_equal(found.numbers > 0, scan().values > 400)
    assert any("wobble" in remark for remark in found.remarks)


def test_a_label_map_with_its_legend_is_read(program):
    found = segment_outside(scan(), program(MAP))
    assert [item.name for item in found.legend] == ["tibia"]
    assert np.array_equal(found.numbers > 0, scan().values > 400)


@pytest.mark.parametrize(("text", "source"), [(NNUNET, "{folder}"), (MULTILABEL, "{input}")])
def test_names_stand_where_nnunet_and_totalsegmentator_put_them(program, text, source):
    found = segment_outside(scan(), program(text, source))
    assert [(item.number, item.name, item.kind) for item in found.legend] == [(7, "tibia", "bone")]
    assert np.array_equal(found.numbers > 0, scan().values > 400)
    assert any("wobble" in remark for remark in found.remarks)


def test_a_program_of_the_folder_in_which_a_person_works_is_found(program, tmp_path, monkeypatch):
    program(MASKS)
    monkeypatch.chdir(tmp_path)
    found = segment_outside(scan(), f"{shlex.quote(sys.executable)} program.py {{input}} {{output}}")
    assert [item.name for item in found.legend] == ["tibia"]


def test_skin_stays_and_edges_of_other_programs_are_not_ours(program):
    ours = segmented(CHILD, "CT", **BOTH_LEGS)
    fat = READ + "write('subcutaneous_fat.nii.gz', (values > -250) & (values < -20))"
    found = completed_with(ours, segment_outside(scan(), program(fat))).labels
    assert np.array_equal(found.numbers == 1, ours.labels.numbers == 1)
    [theirs] = [item for item in found.legend if "made by" in item.why]
    assert theirs.name.startswith("subcutaneous fat (")
    assert edge_of(theirs, ours.boundary) is None


def test_whoever_waits_can_end_the_program(program, tmp_path):
    class EnoughError(Exception):
        pass

    def enough(seconds, longest):
        if (tmp_path / "began").exists():
            raise EnoughError

    text = f"open({str(tmp_path / 'began')!r}, 'w'); {HANGS}"
    with pytest.raises(EnoughError):
        segment_outside(scan(), program(text), waiting=enough)


def test_what_it_leaves_open_is_completed(program):
    ours = segmented(CHILD, "CT", **BOTH_LEGS)
    found = completed_with(ours, segment_outside(scan(), program(MAP))).labels
    names = {item.name for item in found.legend}
    assert {"tibia", "skin", "subcutaneous fat", "muscle", "marrow"} <= names
    assert np.array_equal(found.numbers > 0, ours.labels.numbers > 0)
    tibia = next(item.number for item in found.legend if item.name == "tibia")
    assert (found.numbers == tibia).any()
    assert any("outside of the limb" in remark for remark in found.remarks)  # the other leg's tibia


def test_a_bone_as_a_whole_keeps_our_marrow(program):
    ours = segmented(CHILD, "CT", **BOTH_LEGS)
    whole = (
        READ
        + "from scipy.ndimage import binary_fill_holes as fill\n"
        + "b = values > 400\nwrite('tibia.nii.gz', np.stack([fill(b[:,:,k]) for k in range(b.shape[2])], 2))"
    )
    found = completed_with(ours, segment_outside(scan(), program(whole))).labels
    assert (found.numbers == 5).sum() > 0.95 * (ours.labels.numbers == 5).sum()


@pytest.mark.parametrize(
    ("text", "words"),
    [(FAILS, "failed with exit code 3"), (NOTHING, "left no NIfTI"), (RUBBISH, "cannot be used")],
)
def test_failure_and_rubbish_are_one_clear_complaint(program, text, words):
    with pytest.raises(ScanError, match=words) as caught:
        segment_outside(scan(), program(text))
    assert text is not FAILS or "no licence found" in str(caught.value)


def test_a_program_that_hangs_is_ended(program):
    with pytest.raises(ScanError, match="not done after 1 s"):
        segment_outside(scan(), program(HANGS), timeout=1.0)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("segment-everything {input}", "where the scan comes in"),
        ("no-such-program-here {input} {output}", "cannot be run"),
        ("'unclosed {input} {output}", "cannot be read"),
    ],
)
def test_commands_that_cannot_run_are_refused(command, words):
    with pytest.raises(ScanError, match=words):
        segment_outside(scan(), command)
