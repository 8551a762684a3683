"""The GPU kernel: what it says where there is no GPU, its field that stays on the device, and its simulation.

Numba's CUDA simulator runs the very kernels as Python threads. It must be chosen before Numba is imported, so
these tests run in a process of their own, where this file and the comparison with the reference find a "GPU".
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import FunctionType

import numpy as np
import pytest
from numba import cuda

from cryonerve.bioheat.kernels import gpu, gpu_loops, kernel_named, why_no_gpu
from cryonerve.bioheat.kernels.gpu_arrays import Work, places_of
from cryonerve.bioheat.kernels.layout import layout_of
from cryonerve.bioheat.kernels.reference import advance as specification
from cryonerve.bioheat.timestep import coefficients
from cryonerve.errors import GridError, InputError
from tests.kernels.random_problems import draw, drive_for
from tests.kernels.test_against_reference import agree, no_gpu, one_behind_the_other

HERE = Path(__file__).parent
BRIEF = 0.1  # s, of a step: a stage takes a tenth of a second in the simulator
BATCHES = (
    "test_a_kernel_that_keeps_the_field[stasis-gpu]",
    "test_a_part_that_is_no_number_is_seen[gpu]",
)


def simulate(*tests: str) -> str:
    environment = {**os.environ, "NUMBA_ENABLE_CUDASIM": "1", "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-m", "tests.kernels.simulated", "-q", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(
        command,
        cwd=HERE.parents[1],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()[-1]


def test_the_simulated_kernels_agree_with_the_reference() -> None:
    together = [f"{HERE / 'test_batches.py'}::{name}" for name in BATCHES]
    summary = simulate(f"{__file__}::TestOneStep", f"{__file__}::TestResident", *together)
    assert "15 passed" in summary
    assert "skipped" not in summary


@pytest.mark.slow
def test_the_whole_comparison_in_the_simulator() -> None:
    summary = simulate(str(HERE / "test_against_reference.py"), "-k", "gpu", "-m", "slow or not slow")
    assert "47 passed" in summary


@pytest.mark.slow
def test_batches_in_the_simulator() -> None:
    summary = simulate(str(HERE / "test_batches.py"), "-k", "gpu")
    assert "5 passed" in summary


@pytest.mark.slow
def test_the_principles_in_the_simulator() -> None:
    summary = simulate(str(HERE / "test_principles.py"), "-k", "gpu")
    assert "10 passed" in summary


@no_gpu
class TestOneStep:
    """Short: the comparison itself takes a minute in the simulator."""

    @pytest.mark.parametrize("film", [False, True], ids=["held", "film"])
    def test_a_cap_that_acts_and_closed_vessels(self, film: bool) -> None:
        drawn = draw(10, film=film, bricks=1 + film)
        share = np.random.default_rng(2).choice([0.0, 0.4, 1.0], drawn.problem.count)
        free = specification(drawn.problem, drawn.enthalpy, drive_for(drawn, BRIEF)).power[0]
        agree("gpu", drawn, drive_for(drawn, BRIEF, cap=0.5 * free, share=share), steps=1)

    def test_an_even_number_of_stages(self) -> None:
        drawn = draw(6, film=False)
        drive = drive_for(drawn, BRIEF)
        stages = drive.stages + 1
        drive = replace(drive, stages=stages, probe_temperature=np.full((stages, 2), -50.0))
        agree("gpu", drawn, drive, steps=1)

    def test_three_bricks(self) -> None:
        drawn = draw(2, film=False, bricks=3)
        agree("gpu", drawn, drive_for(drawn, BRIEF), steps=1)

    @pytest.mark.parametrize("blocks", [2, 3, 7])
    def test_any_number_of_blocks_does_every_plain_cell_once(self, blocks: int) -> None:
        """The simulator has no grid that waits for itself; a single stage needs none."""
        drawn = draw(26, film=False)
        both, gap = one_behind_the_other(drawn.problem, draw(27, film=False).problem, 1)
        drawn = replace(drawn, problem=both, enthalpy=np.append(drawn.enthalpy, np.zeros(gap + 210)))
        one, one_heat = one_stage(drawn, 1)
        many, many_heat = one_stage(drawn, blocks)
        np.testing.assert_array_equal(many, one)
        assert many_heat == pytest.approx(one_heat, rel=1e-5)
        material = gpu.resident_of(drawn.problem).cells.material.copy_to_host()
        np.testing.assert_array_equal(np.isnan(many), material < 0)

    def test_what_takes_no_part_is_left_as_it_is(self) -> None:
        """Dead cells and unused places: in the field as they were given, without potential on the device."""
        drawn = draw(25, film=False, bricks=2)
        dead = ~drawn.problem.live
        enthalpy = np.where(dead, np.arange(drawn.problem.count), drawn.enthalpy)
        drive = drive_for(drawn, BRIEF)
        for stages in (drive.stages, drive.stages + 1, drive.stages):
            temperature = np.full((stages, 2), -50.0)
            now = replace(drive, stages=stages, probe_temperature=temperature)
            enthalpy = gpu.advance(drawn.problem, enthalpy, now).enthalpy
            np.testing.assert_array_equal(enthalpy[dead], np.flatnonzero(dead))
        layout = layout_of(drawn.problem)
        resident = gpu.resident_of(drawn.problem)
        first, stop = int(resident.places[4]) - layout.margin, int(resident.places[6])  # u and v with margins
        potentials = resident.fields.copy_to_host()[first:stop].reshape(2, -1)
        for potential in potentials:
            inside = potential[layout.margin : layout.margin + layout.count]
            assert np.abs(inside[dead]).max() == 0.0 < np.abs(inside).max()
            assert np.count_nonzero(potential) == np.count_nonzero(inside)


def one_stage(drawn, blocks: int):
    """Plain cells after one stage, nan elsewhere, and heat from blood and metabolism; in so many blocks."""

    def stage(row, cells, materials, curves, work, share, heat):  # noqa: PLR0917
        fields = (work.start, work.start, work.start, work.one, work.u, work.v, work.cold, work.colder)
        heat[cuda.grid(1)] = plain_cells(row, True, fields, cells, materials, curves, work, share)  # noqa: F821

    # As if it stood among the loops: the simulator exchanges `cuda` in the kernel's own module only, and in
    # another one whenever some thread enters or leaves a function there, behind the back of its other threads
    stage = cuda.jit(FunctionType(stage.__code__, vars(gpu_loops)))
    resident, threads, layout = gpu.resident_of(drawn.problem), 4, layout_of(drawn.problem)
    numbers, places = places_of(layout)
    fields = np.random.default_rng(1).uniform(-80.0, 0.0, numbers).astype(np.float32)
    start, one, _, rate, *_ = (int(place) for place in places)
    fields[start : start + layout.count] = drawn.enthalpy
    fields[one : one + layout.count] = np.nan
    fields[rate : rate + layout.count] = 0.0
    fields, heat = cuda.to_device(fields), cuda.to_device(np.zeros(blocks * threads))
    work = Work(fields, *places, cuda.to_device(np.zeros(0, np.float32)))
    row = cuda.to_device(np.array([0.0, 0.0, 0.01, 0.0, 0.0]))
    share = cuda.to_device(np.ones(1, np.float32))
    stage[blocks, threads](row, resident.cells, resident.materials, resident.curves, work, share, heat)
    return fields.copy_to_host()[one : one + layout.count], heat.copy_to_host().sum()


@no_gpu
class TestResident:
    """The enthalpy a step returns, and passing it on."""

    def test_going_on_from_a_result_is_as_going_on_from_its_copy(self) -> None:
        drawn = draw(3, film=True)
        drive = drive_for(drawn, BRIEF)
        first = gpu.advance(drawn.problem, drawn.enthalpy, drive)
        kept = first.enthalpy.copy()
        onward = gpu.advance(drawn.problem, first.enthalpy, drive)
        np.testing.assert_array_equal(first.enthalpy, kept)
        again = gpu.advance(drawn.problem, kept, drive)
        np.testing.assert_array_equal(onward.enthalpy, again.enthalpy)
        np.testing.assert_array_equal(onward.extracted, again.extracted)

    def test_going_back_to_an_earlier_field(self) -> None:
        drawn = draw(4, film=False)
        drive = drive_for(drawn, BRIEF)
        first = gpu.advance(drawn.problem, drawn.enthalpy, drive).enthalpy
        second = gpu.advance(drawn.problem, first, drive).enthalpy
        np.testing.assert_array_equal(gpu.advance(drawn.problem, first, drive).enthalpy, second)

    def test_nothing_is_sent_twice_and_a_changed_field_is_sent(self, monkeypatch) -> None:
        drawn = draw(5, film=False)
        drive = drive_for(drawn, BRIEF)
        field = gpu.advance(drawn.problem, drawn.enthalpy, drive).enthalpy
        resident = gpu.resident_of(drawn.problem)
        sent = []
        monkeypatch.setattr(gpu, "_send", lambda target, host: sent.append(host))
        resident.load(field)
        assert not sent
        with pytest.raises(ValueError, match="read-only"):
            field[0] = 0.0
        field.flags.writeable = True
        resident.load(field)
        assert len(sent) == 1

    def test_problems_do_not_mix(self) -> None:
        one, two = draw(7, film=False), draw(8, film=True)
        drive = drive_for(one, BRIEF)
        alone = gpu.advance(one.problem, one.enthalpy, drive)
        gpu.advance(two.problem, two.enthalpy, drive_for(two, BRIEF))
        np.testing.assert_array_equal(gpu.advance(one.problem, one.enthalpy, drive).enthalpy, alone.enthalpy)

    def test_too_many_cells_for_the_memory(self, monkeypatch) -> None:
        class Small:
            free = 1000

        context = cuda.current_context()
        monkeypatch.setattr(type(context), "get_memory_info", lambda self: Small)
        with pytest.raises(GridError, match=r"GPU's memory.*\n.*larger spacing"):
            gpu.advance(draw(9, film=False).problem, np.zeros(1), drive_for(draw(9, film=False), BRIEF))


@pytest.mark.parametrize("stages", [3, 4, 7, 31])
def test_heat_weights_are_of_second_order(stages: int) -> None:
    weights = gpu.heat_weights(stages)
    assert weights.sum() == pytest.approx(1.0, abs=1e-12)
    assert weights @ coefficients(stages)[:, 4] == pytest.approx(0.5, abs=1e-12)


# where there is none


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            "\nCUDA driver library cannot be found.\nIf you are sure ...",
            "CUDA driver library cannot be found",
        ),
        ("Call to cuInit results in CUDA_ERROR_NO_DEVICE (100)", "CUDA_ERROR_NO_DEVICE"),
        (None, "compiler"),
    ],
)
def test_no_gpu_is_a_complaint_with_a_remedy(monkeypatch, reason, words) -> None:
    monkeypatch.setattr(cuda, "is_available", lambda: False)
    monkeypatch.setattr(cuda, "cuda_error", lambda: reason)
    with pytest.raises(InputError) as caught:
        kernel_named("gpu")
    said = str(caught.value)
    assert said.startswith("solver.kernel: ")
    assert words in said
    assert "--kernel cpu" in said


def test_without_numba_cuda(monkeypatch) -> None:
    monkeypatch.delattr("numba.cuda")
    monkeypatch.setitem(sys.modules, "numba.cuda", None)
    with pytest.raises(InputError, match=r"numba-cuda\n.*pip install 'cryonerve\[gpu\]'"):
        kernel_named("gpu")


def test_with_a_gpu_nothing_is_missing(monkeypatch) -> None:
    monkeypatch.setattr(cuda, "is_available", lambda: True)
    assert why_no_gpu() is None
    assert kernel_named("gpu") == ("gpu", gpu.advance)


def test_auto_stays_on_the_processor(monkeypatch) -> None:
    monkeypatch.setattr(cuda, "is_available", lambda: True)
    assert kernel_named("auto")[0] == "cpu"
