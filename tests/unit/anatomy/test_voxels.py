import numpy as np
import pytest

from cryonerve.anatomy.voxels import affine_of, faces_between, solid_block
from cryonerve.errors import GridError


def test_block_faces_lie_exactly_at_half_its_size():
    volume = solid_block((60e-3, 61e-3, 70.2e-3), "muscle", 0.5e-3)
    assert volume.bounds == pytest.approx(np.array([[-30, -30.5, -35.1], [30, 30.5, 35.1]]) * 1e-3)
    assert (volume.labels == 1).all()
    assert volume.uniform
    assert volume.structure(1).tissue == "muscle"


def test_affine_places_voxel_centres():
    faces = (np.array([0.0, 1.0, 2.0]), np.array([5.0, 7.0]), np.array([-3.0, 0.0, 3.0]))
    affine = affine_of(faces)
    assert affine @ [0, 0, 0, 1] == pytest.approx([0.5, 6.0, -1.5, 1.0])
    assert affine @ [1, 0, 1, 1] == pytest.approx([1.5, 6.0, 1.5, 1.0])


def test_grid_that_would_not_fit_is_refused_before_it_is_made():
    with pytest.raises(GridError, match=r"1000000 million voxels .* GB") as caught:
        faces_between(np.zeros(3), np.full(3, 1.0), 0.1e-3)
    complaint = caught.value.complaints[0]
    assert complaint.field == "solver.spacing"
    advised = float(complaint.remedy.split("at least ")[1].split(" mm")[0]) * 1e-3
    faces = faces_between(np.zeros(3), np.full(3, 1.0), advised)  # the advice works
    assert np.prod([f.size - 1.0 for f in faces]) < 61e6
