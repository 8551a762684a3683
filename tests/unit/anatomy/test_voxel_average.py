import numpy as np
import pytest

from cryonerve.anatomy.coverage import sample
from cryonerve.anatomy.volume import Structure, Volume

RNG = np.random.default_rng(11)
SPACING = np.array([0.3e-3, 0.4e-3, 1.0e-3])
AFFINE = np.diag([*SPACING, 1.0])
AFFINE[:3, 3] = [5e-3, -7e-3, 2e-3]


def scan(labels):
    structures = tuple(Structure(int(k), f"s{k}", "muscle") for k in np.unique(labels) if k)
    return Volume(labels.astype(np.int16), AFFINE, structures)


def brute(volume, faces, cell):
    """Share of every label in one cell, by overlap of boxes."""
    table = np.zeros(20)
    low = volume.bounds[0]
    edges = [low[a] + SPACING[a] * np.arange(volume.labels.shape[a] + 1) for a in range(3)]
    overlap = [
        np.clip(
            np.minimum(edges[a][1:], faces[a][cell[a] + 1]) - np.maximum(edges[a][:-1], faces[a][cell[a]]),
            0,
            None,
        )
        for a in range(3)
    ]
    weight = overlap[0][:, None, None] * overlap[1][None, :, None] * overlap[2][None, None]
    np.add.at(table, volume.labels.ravel(), weight.ravel())
    size = np.prod([faces[a][cell[a] + 1] - faces[a][cell[a]] for a in range(3)])
    table[0] += size - table.sum()
    return table / size


def test_boxes_average_voxels_exactly():
    labels = RNG.integers(0, 4, (12, 11, 6))
    volume = scan(labels)
    low, high = volume.bounds
    faces = tuple(
        np.sort(np.concatenate([[low[a] - 2e-4], RNG.uniform(low[a], high[a], 6), [high[a] + 3e-4]]))
        for a in range(3)
    )
    # no cell wider than four voxels, where every voxel counts
    faces = tuple(
        np.unique(np.concatenate([f, np.arange(f[0], f[-1], 2.9 * SPACING[a])])) for a, f in enumerate(faces)
    )
    found = sample(volume, *faces)
    for _ in range(200):
        cell = tuple(int(RNG.integers(0, f.size - 1)) for f in faces)
        want = brute(volume, faces, cell)
        body = 1 - want[0]
        assert found.body[cell] == pytest.approx(body, abs=1e-5)
        if found.body[cell] < 0.5:
            assert found.first[cell] == found.second[cell] == 0
            continue
        inner = want[1:4]
        one, two = np.sort(inner)[::-1][:2]
        assert want[found.first[cell]] == pytest.approx(one, abs=1e-5)
        assert found.share[cell] == pytest.approx(one / (one + two), abs=1e-4)


def test_same_grid_gives_the_voxels_back():
    labels = RNG.integers(1, 5, (6, 5, 4))
    volume = scan(labels)
    low, high = volume.bounds
    faces = tuple(np.linspace(low[a], high[a], labels.shape[a] + 1) for a in range(3))
    found = sample(volume, *faces)
    assert (found.first == labels).all()
    assert (found.second == labels).all()
    assert (found.share == 1).all()
    assert (found.body == 1).all()


def test_cells_beyond_the_voxels_are_outside():
    volume = scan(np.ones((4, 4, 4), int))
    low, high = volume.bounds
    x = np.array(
        [low[0] - 5e-3, low[0] - 0.5e-3, low[0] + 0.4e-3, high[0] - 0.3e-3, high[0] + 0.2e-3, high[0] + 5e-3]
    )
    found = sample(volume, x, *(np.linspace(low[a], high[a], 3) for a in (1, 2)))
    assert found.body[:, 0, 0] == pytest.approx([0.0, 4 / 9, 1.0, 0.6, 0.0], abs=1e-6)
    assert found.first[:, 0, 0].tolist() == [0, 0, 1, 1, 0]


def test_wide_cells_keep_volumes():
    """A ball in voxels on cells of 12 voxels: shares are sampled, volumes stay."""
    where = np.stack(np.meshgrid(*[np.arange(n) for n in (96, 96, 96)], indexing="ij"), -1) - 47.3
    ball = np.linalg.norm(where, axis=-1) < 30
    volume = Volume((1 + ball).astype(np.int16), np.diag([1e-4, 1e-4, 1e-4, 1.0]), ())
    got = []
    for shift in (0.0, 3.3, 7.9):
        faces = (np.arange(-12, 109, 12) + shift) * 1e-4
        found = sample(volume, faces, faces, faces)
        two = np.where(found.first == 2, found.share, np.where(found.second == 2, 1 - found.share, 0))
        got.append((two * found.body).sum() * 12**3)
    assert got == pytest.approx([ball.sum()] * 3, rel=0.02)


@pytest.mark.parametrize("step", [0.25e-3, 0.9e-3, 3e-3])
def test_wanted_cells_get_the_same_answer_and_others_none(step):
    volume = scan(RNG.integers(0, 6, (14, 13, 7)))
    low, high = volume.bounds
    faces = tuple(np.arange(low[a] - 1e-3, high[a] + 1e-3, step) for a in range(3))
    whole = sample(volume, *faces)
    wanted = np.random.default_rng(4).random(whole.first.shape) < 0.4
    found = sample(volume, *faces, wanted=wanted)
    for name, nothing in (("first", 0), ("second", 0), ("share", 1.0), ("body", 0.0)):
        assert (getattr(found, name)[wanted] == getattr(whole, name)[wanted]).all()
        assert (getattr(found, name)[~wanted] == nothing).all()


def test_voxels_of_any_kind_of_memory_give_the_same():
    """Of another order, read-only, upside down: what a file's reader may hand over."""
    labels = RNG.integers(0, 4, (9, 8, 6)).astype(np.int16)
    faces = tuple(np.arange(-1e-3, 6e-3, 0.7e-3) + AFFINE[a, 3] for a in range(3))
    want = sample(scan(labels), *faces)
    still = np.asfortranarray(labels)
    still.flags.writeable = False
    turned = AFFINE.copy()
    turned[0, 0], turned[0, 3] = -AFFINE[0, 0], AFFINE[0, 3] + 8 * AFFINE[0, 0]
    for volume in (Volume(still, AFFINE, ()), Volume(labels[::-1], turned, ())):
        found = sample(volume, *faces)
        assert found.share == pytest.approx(want.share, abs=1e-6)
        assert found.body == pytest.approx(want.body, abs=1e-6)
        clear = want.share > 0.5 + 1e-6
        assert (found.first == want.first)[clear].all()


def test_cells_far_from_the_voxels_are_outside():
    far = np.arange(3.0) + 5.0
    assert not sample(scan(np.ones((3, 3, 3), int)), far, far, far).body.any()
