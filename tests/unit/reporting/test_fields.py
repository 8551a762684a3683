"""fields.zarr: opens without a warning, in millimetres, and rebuilds the nouns exactly."""

import shutil
from dataclasses import fields as parts
from dataclasses import replace

import numpy as np
import pytest
import xarray
import zarr

from cryonerve.bioheat.result import Stop
from cryonerve.reporting.fields import fields, ice_fraction, read_fields, write_fields
from synthetic import synthetic_case, synthetic_freezing, synthetic_run, synthetic_volume


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("run") / "fields.zarr"
    path.mkdir()
    run = synthetic_run()
    write_fields(run.case, run.volume, run.freezing, path)
    return path


def same(first, second):
    """Two nouns are equal, arrays to the last bit."""
    if isinstance(first, np.ndarray):
        return first.dtype == second.dtype and np.array_equal(first, second)
    if hasattr(first, "__dataclass_fields__"):
        return all(same(getattr(first, part.name), getattr(second, part.name)) for part in parts(first))
    if isinstance(first, dict):
        return list(first) == list(second) and all(same(first[key], second[key]) for key in first)
    if isinstance(first, tuple):
        return len(first) == len(second) and all(map(same, first, second))
    return first == second


def test_opens_in_xarray_without_a_warning_and_says_what_it_is(store):
    data = xarray.open_zarr(store)
    assert data.attrs["research_use_only"].startswith("Research use only")
    assert data["temperature"].dims == ("time", "x", "y", "z")
    for name in (
        "temperature",
        "nadir",
        "ice_fraction",
        "labels",
        "tissue_volume",
        "liquidus",
        "x",
        "x_faces",
    ):
        assert data[name].attrs["units"], name
        assert data[name].attrs["long_name"], name
    assert data["temperature"].attrs["units"] == "degC"
    assert "4 tibial nerve" in data["labels"].attrs["long_name"]


def test_coordinates_are_cell_centres_in_millimetres(store):
    data, freezing = xarray.open_zarr(store), synthetic_freezing()
    for name, faces, centres in zip(
        "xyz", (freezing.x, freezing.y, freezing.z), freezing.centres, strict=True
    ):
        np.testing.assert_allclose(data[f"{name}_faces"], 1e3 * faces, rtol=1e-14)
        np.testing.assert_allclose(data[name], 1e3 * centres, rtol=1e-12, atol=1e-12)
        assert data[name].attrs["units"] == "mm"
    np.testing.assert_array_equal(data["time"], freezing.times)
    assert float(data["tissue_volume"].sum()) == pytest.approx(1e9 * freezing.tissue_volume.sum())


def test_xarray_finds_the_temperature_at_a_place(store):
    data, freezing = xarray.open_zarr(store), synthetic_freezing()
    x, y, z = freezing.centres
    found = (
        data["temperature"].sel(time=120.0).sel(x=1e3 * x[12], y=1e3 * y[20], z=1e3 * z[8], method="nearest")
    )
    assert float(found) == float(freezing.temperature[2, 12, 20, 8])


def test_everything_comes_back_equal(store):
    volume, freezing = read_fields(store)
    made, drawn = synthetic_freezing(), synthetic_volume()
    for part in parts(made):
        if part.name in "xyz" or part.name == "tissue_volume":  # to mm and back
            np.testing.assert_allclose(getattr(freezing, part.name), getattr(made, part.name), rtol=4e-16)
        else:
            assert same(getattr(made, part.name), getattr(freezing, part.name)), part.name
    for part in parts(drawn):
        assert same(getattr(drawn, part.name), getattr(volume, part.name)), part.name


def test_a_run_that_was_stopped_before_its_first_phase_ended_comes_back(tmp_path):
    made = replace(synthetic_freezing(), phases=(), isotherms=(), nerves={}, stop=Stop.cancelled)
    bare = replace(synthetic_volume(), nerves=(), vessels=(), structures=())
    write_fields(synthetic_case(), bare, made, tmp_path)
    volume, freezing = read_fields(tmp_path)
    assert freezing.stop is Stop.cancelled
    assert freezing.nerves == {}
    assert volume.nerves == ()
    assert volume.structures == ()


def test_more_than_ten_nerves_keep_their_order(tmp_path):
    freezing, volume = synthetic_freezing(), synthetic_volume()
    names = [f"nerve {number}" for number in range(12)]
    history = freezing.nerves["tibial"]
    small = replace(freezing, nerves={name: replace(history, name=name) for name in names})
    write_fields(synthetic_case(), volume, small, tmp_path)
    assert list(read_fields(tmp_path)[1].nerves) == names


def test_ice_fraction_is_counted_by_the_tissues_law():
    tissue = synthetic_case().tissues["muscle"]  # -8 .. -0.5 degC, linear
    degrees = np.array([10.0, -0.5, -4.25, -8.0, -80.0])
    np.testing.assert_allclose(ice_fraction(degrees, -0.5, tissue), [0.0, 0.0, 0.5, 1.0, 1.0])
    part = replace(tissue, released_at_solidus=0.3)
    np.testing.assert_allclose(ice_fraction(degrees, -0.5, part), [0.0, 0.0, 0.35, 1.0, 1.0])
    curved = replace(tissue, freezing_law="freezing-point-depression")
    halfway = (1 - 0.5 / 4.25) / (1 - 0.5 / 8.0)
    np.testing.assert_allclose(ice_fraction(degrees, -0.5, curved), [0.0, 0.0, halfway, 1.0, 1.0])
    sudden = replace(tissue, solidus=replace(tissue.solidus, value=-0.5))
    np.testing.assert_allclose(ice_fraction(degrees, -0.5, sudden), [0.0, 0.0, 1.0, 1.0, 1.0])


def test_ice_fraction_follows_the_temperature_and_stays_out_of_the_air():
    run = synthetic_run()
    data = fields(run.case, run.volume, run.freezing)
    ice = data["ice_fraction"].values * data["ice_fraction"].attrs["scale_factor"]
    frozen = run.freezing.temperature < -8.0
    tissue = np.broadcast_to(run.freezing.labels > 0, frozen.shape)
    assert ice[0].max() == 0.0
    assert (ice[frozen & tissue] == 1.0).all()
    assert (ice[~tissue] == 0.0).all()
    assert (ice[run.freezing.temperature >= -0.5] == 0.0).all()
    assert np.isin(data["ice_fraction"].values, range(1, 200)).any()


def test_damage_is_noticed(store, tmp_path):
    copy = tmp_path / "fields.zarr"
    shutil.copytree(store, copy)
    chunk = next(path for path in (copy / "temperature" / "c").rglob("*") if path.is_file())
    whole = chunk.read_bytes()
    chunk.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    with pytest.raises(ValueError, match="checksum"):
        read_fields(copy)
    chunk.unlink()
    with pytest.raises(ValueError, match="temperature: 1 pieces are missing"):
        read_fields(copy)


def test_something_else_is_refused(tmp_path):
    zarr.open_group(str(tmp_path / "other.zarr"), mode="w")
    with pytest.raises(ValueError, match=r"format None instead of 'cryonerve\.fields/1'"):
        read_fields(tmp_path / "other.zarr")
