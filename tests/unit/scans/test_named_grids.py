"""Scans and labels in xarray and back, and the few words that a notebook shows of them."""

from __future__ import annotations

import numpy as np
import pytest
import xarray

from cryonerve.anatomy.segmenting import Segmentation
from cryonerve.errors import ScanError
from cryonerve.findings import Finding
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.scan import Scan
from cryonerve.scans.traced_curve import Section, TracedCurve

ORIGIN, SPACING = np.array([-0.02, 0.013, 0.4]), np.array([0.7e-3, 0.8e-3, 3e-3])
NUMBER = "1.2.840.99.7"  # leads to an examination, and belongs nowhere


def a_scan(shape=(6, 5, 4), dtype=np.int16):
    tilt = np.eye(4)
    tilt[:3] = [[1.0, 0.0, 0.0, 0.01], [0.0, 0.8, -0.6, 0.02], [0.0, 0.6, 0.8, 0.03]]
    odd = Finding("warn", "tilt", 36.9, 30.0, "°", "assumed", "it is tilted")
    return Scan(
        np.arange(np.prod(shape)).reshape(shape).astype(dtype),
        ORIGIN,
        SPACING,
        "MR",
        contrast="T1",
        to_patient=tilt,
        slice_axis=1,
        slice_thickness=2.5e-3,
        source="NIfTI",
        findings=(odd, odd),
        frame_of_reference=NUMBER,
    )


def some_labels(shape=(6, 5, 4)):
    legend = (
        Label(1, "subcutaneous fat", "fat", "fat", "machine", "threshold", by_hand=0.03),
        Label(3, "tibial nerve", "nerve", "nerve", "person"),
    )
    numbers = np.zeros(shape, np.int16)
    numbers[2:4], numbers[4:] = 1, 3
    return Labels(numbers, ORIGIN, SPACING, legend, ("one remark",))


def same_scan(one, two):
    assert one.values.dtype == two.values.dtype
    assert np.array_equal(one.values, two.values)
    for name in ("origin", "spacing", "to_patient", "slice_thickness"):
        assert getattr(one, name) == pytest.approx(getattr(two, name), abs=1e-12), name
    for name in ("modality", "contrast", "slice_axis", "source", "findings"):
        assert getattr(one, name) == getattr(two, name), name


@pytest.mark.parametrize("shape", [(6, 5, 4), (6, 5, 1)])
@pytest.mark.parametrize("dtype", [np.int16, np.float32])
def test_a_scan_goes_into_xarray_and_back(shape, dtype):
    scan = a_scan(shape, dtype)
    same_scan(Scan.from_xarray(scan.to_xarray()), scan)


def test_coordinates_are_millimetres_of_the_case_and_say_so():
    data = a_scan().to_xarray()
    assert data["scan"].dims == ("x", "y", "z")
    assert [data[name].units for name in "xyz"] == ["mm"] * 3
    assert data["y"].long_name == "voxel centre, towards anterior"
    assert float(data["scan"].sel(x=-20.0, y=13.8, z=406.0, method="nearest")) == a_scan().values[0, 1, 2]
    assert data["z"].values == pytest.approx([400.0, 403.0, 406.0, 409.0])


def test_nothing_leads_to_the_examination():
    assert NUMBER not in repr(a_scan().to_xarray().to_dict())
    assert NUMBER not in repr(a_scan())


def test_what_was_cut_thinned_and_turned_in_xarray_comes_back_where_it_lies():
    scan = a_scan()
    data = scan.to_xarray().isel(x=slice(1, 6, 2), z=slice(2, None)).transpose("z", "x", "y")
    part = Scan.from_xarray(data)
    assert np.array_equal(part.values, scan.values[1:6:2, :, 2:])
    assert part.origin == pytest.approx(ORIGIN + SPACING * [1, 0, 2])
    assert part.spacing == pytest.approx(SPACING * [2, 1, 1])


def test_both_go_through_a_zarr_store_and_netcdf_and_lie_on_one_grid(tmp_path):
    scan, labels = a_scan(), some_labels()
    scan.to_xarray().to_netcdf(tmp_path / "scan.nc", engine="scipy")
    with xarray.open_dataset(tmp_path / "scan.nc", engine="scipy") as kept:
        same_scan(Scan.from_xarray(kept.load()), scan)
    both = xarray.merge([scan.to_xarray(), labels.to_xarray()], combine_attrs="drop_conflicts", join="exact")
    assert float(both["scan"].where(both["labels"] == 3).min()) == scan.values[4:].min()
    labels.to_xarray().to_zarr(tmp_path / "labels.zarr", zarr_format=3, consolidated=False)
    again = Labels.from_xarray(xarray.open_zarr(tmp_path / "labels.zarr", consolidated=False).load())
    assert np.array_equal(again.numbers, labels.numbers)
    assert (again.legend, again.remarks) == (labels.legend, labels.remarks)
    assert again.affine == pytest.approx(labels.affine)


def test_the_legend_stands_beside_the_labels_as_others_read_it():
    flags = some_labels().to_xarray()["labels"].attrs
    assert flags["flag_values"].tolist() == [0, 1, 3]
    assert flags["flag_meanings"].split() == ["outside", "subcutaneous_fat", "tibial_nerve"]
    assert "3 tibial nerve" in flags["long_name"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.rename(scan="other"), "no variable 'scan'"),
        (lambda data: data.isel(z=0), "over x, y and z"),
        (lambda data: data.isel(z=slice(None, None, -1)), "z does not rise evenly"),
        (lambda data: data.isel(x=[0, 1, 4]), "x does not rise evenly"),
        (lambda data: data.assign_coords(x=("x", data["x"].values, {"units": "m"})), "x is not in mm"),
        (lambda data: data.assign_coords(x=data["x"] * np.nan), "x is not in mm"),
        (lambda data: data.assign_attrs(modality="PET"), "CT, MR, US, other"),
        (lambda data: data.assign_attrs(findings="[1]"), "damaged"),
        (lambda data: data.assign_attrs(findings="[" * 100_000), "damaged"),
        (lambda data: data.assign_attrs(to_patient_mm=[1.0]), "damaged"),
        (lambda data: data.astype(str), "Give numbers"),
    ],
)
def test_a_data_set_that_is_no_scan_is_refused(change, words):
    with pytest.raises(ScanError, match=words):
        Scan.from_xarray(change(a_scan().to_xarray()))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.drop_attrs(), "legend"),
        (lambda data: data.assign_attrs(legend="[" * 100_000), "legend"),
        (lambda data: data.assign(labels=data["labels"] + 0.5), "whole numbers"),
        (lambda data: data.assign(labels=data["labels"] + 1), "label 2, 4 is not in the legend"),
    ],
)
def test_a_data_set_that_is_no_labels_is_refused(change, words):
    with pytest.raises(ScanError, match=words):
        Labels.from_xarray(change(some_labels().to_xarray()))


def test_a_notebook_shows_what_matters_and_no_arrays():
    scan, labels = a_scan((100, 90, 40)), some_labels((100, 90, 40))
    line = np.stack([np.zeros(400), np.zeros(400), np.linspace(0, 0.2, 400)], axis=1)
    curve = TracedCurve("popliteal artery", "artery", line, (Section(0.1, np.array([3e-3, 2e-3])),), line)
    bulb = Section.of_contour(0.02, 1e-3 * np.array([[-1.0, -1], [1, -1], [1, 1], [-1, 1]]), neuroma=True)
    made = Segmentation(labels, scan.findings, {"skin": 0.4e-3})
    shown = {name: repr(item) for name, item in {"scan": scan, "labels": labels, "curve": curve}.items()}
    shown |= {"bulb": repr(bulb), "made": repr(made)}
    assert "MR T1, 100 x 90 x 40 voxels of 0.7 x 0.8 x 3 mm" in shown["scan"]
    assert "z 398.5 to 518.5 mm, 2 findings (2 warn)" in shown["scan"]
    assert "2 structures: 1 subcutaneous fat, 3 tibial nerve, 1 remark" in shown["labels"]
    assert shown["curve"].startswith(
        "TracedCurve('popliteal artery', 200 mm, x 0 to 0, y 0 to 0, z 0 to 200 mm, "
    )
    assert "neuroma" in shown["bulb"]
    assert "edges known to (1 SD, mm): skin 0.4; 2 findings (2 warn)" in shown["made"]
    assert all("array" not in text and "\n" not in text and len(text) < 400 for text in shown.values())
    many = tuple(Label(n, f"part {n}", "muscle", "muscle", "file") for n in range(1, 118))
    assert len(repr(Labels(labels.numbers, ORIGIN, SPACING, many))) < 400
    assert repr(Labels(labels.numbers, ORIGIN, SPACING, ())).endswith("no structures)")
