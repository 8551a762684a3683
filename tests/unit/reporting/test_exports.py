"""Exports for other programs: same place in every file, surfaces closed, names kept."""

import csv
from dataclasses import replace

import nibabel
import numpy as np
import pytest

from cryonerve.bioheat.result import History
from cryonerve.reporting.exports import (
    SURFACES,
    isotherm_surface,
    nadir_at_voxels,
    sensor_rows,
    write_labels,
    write_nadir,
    write_sensors,
    write_stl,
)
from cryonerve.reporting.fields import fields
from cryonerve.reporting.folder import ISOTHERMS
from synthetic import (
    FRONTS,
    LIQUIDUS,
    TIP,
    WALL,
    WALL_RADIUS,
    distance_from_probe,
    label_at,
    synthetic_case,
    synthetic_freezing,
    synthetic_run,
    synthetic_volume,
    temperature,
)

COLD_SPOT = np.array([6.3e-3, -4.1e-3, 11.7e-3])  # m; different in every direction from its mirror images
VOXEL = 0.5  # mm


def read_stl(path):
    """Header, normals (n, 3) and corners (n, 3, 3) of a binary STL, read as its format says."""
    raw = path.read_bytes()
    count = int(np.frombuffer(raw[80:84], "<u4")[0])
    assert len(raw) == 84 + 50 * count
    rows = np.frombuffer(raw[84:], dtype=[("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("rest", "<u2")])
    return raw[:80], rows["normal"].astype(float), rows["corners"].astype(float)


def enclosed(corners):
    """Volume that a closed surface encloses; negative when it is inside out."""
    return float(np.einsum("ni,ni->n", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6.0)


def with_cold_ball(centre, radius=2.5e-3):
    """The synthetic freezing with one ball of cold, coldest in its middle."""
    freezing = synthetic_freezing()
    points = np.stack(np.meshgrid(*freezing.centres, indexing="ij"), axis=-1)
    distance = np.linalg.norm(points - centre, axis=-1)
    nadir = (-20.0 + 30.0 * (distance - radius) / radius).clip(max=37.0).astype(np.float32)
    return replace(freezing, nadir=nadir)


def test_every_file_puts_the_cold_spot_at_the_same_place(tmp_path):
    freezing, volume = with_cold_ball(COLD_SPOT), synthetic_volume()
    write_nadir(volume, freezing, tmp_path / "nadir.nii.gz")
    image = nibabel.load(tmp_path / "nadir.nii.gz")
    data = image.get_fdata()
    cold = np.argwhere(data < -20.0)
    weights = -20.0 - data[tuple(cold.T)]
    nifti = nibabel.affines.apply_affine(image.affine, np.average(cold, axis=0, weights=weights))

    write_stl(isotherm_surface(freezing, "-20C"), tmp_path / "cold.stl")
    header, _, corners = read_stl(tmp_path / "cold.stl")
    stl = 0.5 * (corners.min(axis=(0, 1)) + corners.max(axis=(0, 1)))

    data = fields(synthetic_case(), volume, freezing)
    field = (-20.0 - data["nadir"]).clip(min=0.0) * data["tissue_volume"]
    zarr = np.array([float((field * data[axis]).sum() / field.sum()) for axis in "xyz"])

    assert b"SPACE=RAS" in header
    assert not header.startswith(b"solid")
    for found in (nifti, stl, zarr):
        np.testing.assert_allclose(found, 1e3 * COLD_SPOT, atol=0.5 * VOXEL)


def test_labels_lie_where_they_were_drawn(tmp_path):
    volume = synthetic_volume()
    write_labels(volume, tmp_path / "labels.nii.gz")
    image = nibabel.load(tmp_path / "labels.nii.gz")
    assert nibabel.aff2axcodes(image.affine) == ("R", "A", "S")
    assert image.header.get_xyzt_units()[0] == "mm"
    np.testing.assert_array_equal(np.asarray(image.dataobj), volume.labels)
    voxels = np.argwhere(volume.labels >= 0)[::997]
    world = nibabel.affines.apply_affine(image.affine, voxels)
    np.testing.assert_array_equal(label_at(1e-3 * world), volume.labels[tuple(voxels.T)])


@pytest.mark.parametrize("flip", [0, 1, 2])
def test_a_scan_stored_from_the_other_side_ends_up_at_the_same_place(tmp_path, flip):
    freezing, volume = with_cold_ball(COLD_SPOT), synthetic_volume()
    affine = volume.affine.copy()
    affine[flip, 3] += affine[flip, flip] * (volume.labels.shape[flip] - 1)
    affine[flip, flip] *= -1.0
    flipped = replace(volume, labels=np.flip(volume.labels, flip), affine=affine)
    write_nadir(flipped, freezing, tmp_path / "nadir.nii.gz")
    image = nibabel.load(tmp_path / "nadir.nii.gz")
    data = image.get_fdata()
    centre = np.argwhere(data < -40.0).mean(axis=0)
    np.testing.assert_allclose(
        nibabel.affines.apply_affine(image.affine, centre), 1e3 * COLD_SPOT, atol=0.5 * VOXEL
    )


def test_same_content_gives_the_same_bytes(tmp_path):
    for name in ("one.nii.gz", "two.nii.gz"):
        write_labels(synthetic_volume(), tmp_path / name)
    assert (tmp_path / "one.nii.gz").read_bytes() == (tmp_path / "two.nii.gz").read_bytes()


def test_nadir_outside_of_the_body_is_body_temperature():
    volume = synthetic_volume()
    field = nadir_at_voxels(volume, synthetic_freezing(), body_temperature=36.5)
    assert (field[volume.labels == 0] == np.float32(36.5)).all()
    assert field.min() < -60.0


def test_air_does_not_bleed_into_the_skin():
    freezing = synthetic_freezing()
    nadir = np.where(freezing.labels == 0, np.float32(1000.0), np.float32(20.0))
    volume = synthetic_volume()
    field = nadir_at_voxels(volume, replace(freezing, nadir=nadir))
    np.testing.assert_allclose(field[volume.labels > 0], 20.0)


def test_a_probe_leaves_no_hole_in_its_ice():
    freezing = synthetic_freezing()
    probe = (freezing.labels > 0) & (freezing.tissue_volume == 0.0)
    for strange in (37.0, np.nan):
        nadir = np.where(probe, np.float32(strange), freezing.nadir)
        corners = triangles(isotherm_surface(replace(freezing, nadir=nadir), "-40C"))
        assert abs(enclosed(corners) / enclosed(triangles(isotherm_surface(freezing, "-40C"))) - 1) < 0.03


def triangles(surface):
    return surface.vertices[surface.triangles]


def test_surfaces_are_closed_seen_from_outside_and_hold_their_volume(tmp_path):
    radius = 5.5e-3  # many cells: between cell centres a ball is a little too small
    surface = isotherm_surface(with_cold_ball(COLD_SPOT, radius), "-20C")
    write_stl(surface, tmp_path / "ball.stl")
    _, normals, corners = read_stl(tmp_path / "ball.stl")
    assert enclosed(corners) == pytest.approx(4 / 3 * np.pi * (1e3 * radius) ** 3, rel=0.03)
    outward = corners.mean(axis=1) - 1e3 * COLD_SPOT
    assert (np.einsum("ni,ni->n", normals, outward) > 0.0).all()
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1.0, atol=1e-5)
    edges = np.sort(np.concatenate([surface.triangles[:, pair] for pair in ([0, 1], [1, 2], [2, 0])]), axis=1)
    assert (np.unique(edges, axis=0, return_counts=True)[1] == 2).all()


@pytest.mark.parametrize(("name", "degrees"), [("ice", LIQUIDUS), ("-20C", -20.0), ("-40C", -40.0)])
def test_surfaces_lie_where_the_closed_form_has_that_temperature(name, degrees):
    surface = isotherm_surface(synthetic_freezing(), name)
    share = (degrees - WALL) / (LIQUIDUS - WALL)
    radius = WALL_RADIUS * (FRONTS[1] / WALL_RADIUS) ** share
    found = distance_from_probe(1e-3 * surface.vertices)
    assert enclosed(triangles(surface)) > 0.0
    np.testing.assert_allclose(found, radius, atol=0.35e-3)  # half of the finest cell
    assert abs(found.mean() - radius) < 0.12e-3


def test_nothing_that_cold_gives_no_surface():
    warm = replace(synthetic_freezing(), nadir=np.full((40, 40, 40), 37.0, dtype=np.float32))
    assert all(isotherm_surface(warm, name) is None for name in ("ice", "-20C", "-40C"))


def test_ice_ends_at_the_skin():
    at_skin = np.array([0.0, -11.5e-3, 6e-3])
    corners = triangles(isotherm_surface(with_cold_ball(at_skin, 4e-3), "-20C"))
    assert enclosed(corners) > 0.0
    radius = np.hypot(corners[..., 0], corners[..., 1] - 8.0)
    assert radius.max() < 20.0 + 0.9  # one cell beyond the skin at most


def test_a_small_cold_spot_is_drawn():
    freezing = synthetic_freezing()
    nadir = np.full(freezing.nadir.shape, 37.0, dtype=np.float32)
    nadir[19:22, 19:22, 19:22] = -30.0
    surface = isotherm_surface(replace(freezing, nadir=nadir), "-20C")
    middle = [1e3 * axis[20] for axis in freezing.centres]
    np.testing.assert_allclose(surface.vertices.mean(axis=0), middle, atol=0.4)


def test_sensors_have_a_row_a_second_under_their_exact_names(tmp_path):
    run = synthetic_run()
    names = ('r3, "near" ÷ °C', "nerve", "=skin")
    sensors = replace(run.freezing.sensors, names=names)
    write_sensors(replace(run.freezing, sensors=sensors), tmp_path / "sensors.csv")
    with (tmp_path / "sensors.csv").open(newline="", encoding="utf-8") as stream:
        head, *rows = csv.reader(stream)
    assert head == ["time_s", *names]
    table = np.array(rows, dtype=float)
    assert table[0, 0] == 0.0
    assert table[-1, 0] == 480.0
    assert np.diff(table[:, 0]).max() <= 1.0
    points = np.array([sensor.at for sensor in run.case.sensors])
    for row in table[::37]:
        np.testing.assert_allclose(row[1:], temperature(points, row[0]), atol=1e-4)


def test_coarse_moments_are_filled_and_fine_ones_thinned():
    freezing = synthetic_freezing()
    coarse = History(np.array([0.0, 2.5, 10.0]), ("a",), np.array([[0.0], [2.5], [10.0]]))
    rows = dict(sensor_rows(replace(freezing, sensors=coarse)))
    assert list(rows) == [0.0, 1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]
    assert all(value[0] == pytest.approx(moment) for moment, value in rows.items())
    times = np.unique(np.append(np.arange(0.0, 130.0, 0.013), 120.0))
    fine = History(times, ("a",), times[:, None])
    moments = np.array([moment for moment, _ in sensor_rows(replace(freezing, sensors=fine))])
    assert 120.0 in moments
    assert moments[-1] == times[-1]
    assert len(moments) < 1350
    assert np.diff(moments).max() < 0.2


def test_a_case_without_sensors_still_has_its_time_column(tmp_path):
    none = History(np.array([0.0, 480.0]), (), np.zeros((2, 0)))
    write_sensors(replace(synthetic_freezing(), sensors=none), tmp_path / "sensors.csv")
    lines = (tmp_path / "sensors.csv").read_text().splitlines()
    assert lines[:2] == ["time_s", "0"]
    assert len(lines) == 482


def test_the_tip_of_the_probe_is_in_the_coldest_surface():
    surface = isotherm_surface(synthetic_freezing(), "-40C")
    low, high = surface.vertices.min(axis=0), surface.vertices.max(axis=0)
    assert (low < 1e3 * TIP).all()
    assert (high > 1e3 * TIP).all()


def test_every_surface_that_is_counted_has_its_file():
    # the folder does not import the solver's list, which would load the solver to look at a path
    assert tuple(ISOTHERMS) == SURFACES
