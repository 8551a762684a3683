"""How sure is a plan: the same procedure many times over, each with other values of what is not known."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import Volume
from cryonerve.case.case import Case
from cryonerve.errors import Complaint, InputError, UnknownNameError, nearest
from cryonerve.findings import Finding
from cryonerve.planning.cold_places import ColdPlaces, places_of
from cryonerve.planning.keys import code_key, content_key
from cryonerve.planning.lean import LEVEL, Bare, Common, procedure
from cryonerve.planning.measuring import BETWEEN
from cryonerve.planning.sensitivity import salib_missing, sensitivity_of
from cryonerve.planning.spread_result import (
    Failed,
    Probability,
    Sensitivity,
    Spread,
    probabilities_of,
)
from cryonerve.planning.store import Store, open_store
from cryonerve.planning.unknowns import Unknown, values_of
from cryonerve.planning.workforce import Failure, Task, carry_out, usable_cores
from cryonerve.sources.quantiles import even_draws

__all__ = ["draws", "spread"]

Floats = NDArray[np.float64]
Scheme = Literal["sobol", "latin hypercube"]

FIRST_LOOK = 64  # samples after which it is first asked whether they are enough; then at every doubling
FEWEST = 8
MOST_FIELDS = 1024  # samples that leave their cold in space: more of them tell a place no better
ABOUT_THE_GRID = ("finest spacing of the grid", "heat balance error", "simulated time")
SMOOTH = ("ice still present", "visible ice against")
OF_THE_NERVE = ("fascicle_area_below_-20C", "full_section_length_mm", "p_axonotmesis", "missing_mm")


def spread(
    case: Case,
    volume: Volume | None = None,
    *,
    samples: int = 200,
    seed: int = 1,
    scheme: Scheme = "sobol",
    error: float = 0.02,
    numbers: Sequence[str] = (),
    places: bool = True,
    workers: int | None = None,
    scheduler: str | None = None,
    store: Path | str | None = None,
    progress: Callable[[float, float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Spread:
    """How likely goals and limits hold, bands on every number, and what matters most.

    Everything is drawn from its own law: where the probes are put, wall, tissues, vessels, the nerve's size,
    the injury law (`planning.unknowns`). Each sample is a whole three-dimensional run on coarser cells
    (`planning.lean`); the plan itself is also run as the case says, and the difference is told.

    Parameters
    ----------
    case, volume : as planned; None: built.
    samples : at most so many. error : once every probability is known to this standard error, no more are
        computed; it is asked after 64 samples and at every doubling, so that the points stay balanced. 0:
        all samples.
    seed, scheme : of the draws: scrambled Sobol points or a Latin hypercube.
    numbers : names whose sensitivity is wanted; none: the treated nerve's, the last ice, what is at risk.
    places : also how sure each place is to get cold (`Spread.places`): the first 1024 samples leave their
        coldest temperatures in space, some 20 kB each in a store.
    workers, scheduler, progress, cancel : as in `carry_out`; a cancelled spread keeps what is there.
    store : folder of a Zarr store that keeps every sample, and from which a stopped spread goes on.

    Raises
    ------
    InputError
        Fewer than 8 samples are asked for or gave numbers, an error that is no share, or a case without
        probes.
    UnknownNameError
        A number that no sample has.

    Examples
    --------
    >>> import cryonerve as cn
    >>> found = cn.spread(cn.load("tibial-neuroma-child"), samples=200)  # doctest: +SKIP
    >>> found.goal.ok, found.goal.ok_error  # doctest: +SKIP
    """
    if samples < FEWEST or not 0.0 <= error < 1.0:
        what = f"{samples} samples and a standard error of {error:g}"
        raise InputError(Complaint(what, f"Take {FEWEST} samples or more, and an error from 0 up to 1."))
    if volume is None:
        from cryonerve.anatomy import build  # noqa: PLC0415

        volume = build(case)
    common = Common.of(case, volume)
    shares = draws(samples, len(common.unknowns), seed=seed, scheme=scheme)
    course, key = _Course(shares, error, MOST_FIELDS if places else 0), content_key(common)
    with nullcontext() if store is None else _opened(store, key, common) as kept:
        for task, outcome in carry_out(
            course.tasks(content_key(code_key(), key)), procedure, common, workers=workers,
            scheduler=scheduler, store=kept, cancel=cancel, prepare=_compiled,
            progress=None if progress is None else course.told(progress),
        ):  # fmt: skip
            course.note(task, outcome)
    return _whole(case, common, course, seed=seed, scheme=scheme, wished=numbers)


def _opened(store: Path | str, key: str, common: Common) -> AbstractContextManager[Store]:
    """The store of this case's samples, each with what was drawn for it and what it left in space."""

    def told(payload: object) -> Mapping[str, float]:
        return values_of(common.unknowns, payload) if isinstance(payload, tuple) else {}

    origin = {"study": "spread", "case": key, "grid": common.grid.as_document()}
    return open_store(store, origin, parameters=told, space=common.grid.shape)


def draws(samples: int, unknowns: int, *, seed: int, scheme: Scheme = "sobol") -> Floats:
    """(sample, unknown) shares between 0 and 1; the first so many Sobol points are the same for any number.

    >>> draws(4, 2, seed=1, scheme="latin hypercube").shape
    (4, 2)
    """
    if scheme == "sobol":
        return even_draws(samples, unknowns, seed)
    from scipy.stats import qmc  # noqa: PLC0415

    points = qmc.LatinHypercube(unknowns, rng=np.random.default_rng(seed)).random(samples)
    return np.asarray(np.clip(points, 1e-6, 1.0 - 1e-6))


def _compiled(common: object) -> None:
    """Compile once, here, so that the workers find the code compiled."""
    assert isinstance(common, Common)
    procedure(common, None)


@dataclass(eq=False)
class _Course:
    """A spread under way: what came back, and whether it is enough."""

    shares: Floats
    error: float
    fields: int = MOST_FIELDS
    planned: dict[str, Mapping[str, float]] = field(default_factory=dict)
    rows: dict[int, Mapping[str, float] | Failure] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    enough: int | None = None
    looked: int = 0

    def tasks(self, key: str) -> Iterator[Task]:
        """The plan itself, then samples until they are enough."""
        for name in ("lean", "planned"):
            yield Task(content_key(key, name), name)
        for number, row in enumerate(self.shares):
            if self.enough is not None:
                return
            mine = tuple(float(item) for item in row)
            task = Task(content_key(key, mine), mine if number < self.fields else Bare(mine))
            self.numbers[task.key] = number
            yield task

    def told(self, progress: Callable[[float, float], None]) -> Callable[[float, float], None]:
        """Progress in samples; the plan's own runs come on top."""

        def tell(done: float, total: float) -> None:
            del total
            progress(done, float(len(self.shares) + 2))

        return tell

    def note(self, task: Task, outcome: Mapping[str, float] | Failure) -> None:
        """Keep a result, and look whether the samples are enough."""
        if isinstance(task.payload, str):
            if isinstance(outcome, Failure):
                raise InputError(Complaint(f"the plan itself cannot be computed: {outcome.reason}"))
            self.planned[task.payload] = outcome
            return
        self.rows[self.numbers[task.key]] = outcome
        look = max(FIRST_LOOK, 2 * self.looked)
        while self.enough is None and look < len(self.shares) and all(n in self.rows for n in range(look)):
            self.looked = look
            if self.largest_error(look) <= self.error:
                self.enough = look
            look *= 2

    def largest_error(self, count: int) -> float:
        """Largest standard error of any probability from the first samples."""
        names, values, _, _ = self.table(count)
        found = probabilities_of(names, values)
        return max((max(item.ok_error, item.no_stop_error) for item in found), default=0.0)

    def table(self, count: int | None = None) -> tuple[tuple[str, ...], Floats, Floats, tuple[Failed, ...]]:
        """Names, values (sample, number), shares (sample, unknown), what failed; in order of the draws."""
        numbers = [n for n in sorted(self.rows) if count is None or n < count]
        good = [(n, row) for n in numbers if not isinstance(row := self.rows[n], Failure)]
        failed = tuple(
            Failed(tuple(self.shares[n].tolist()), row.reason)
            for n in numbers
            if isinstance(row := self.rows[n], Failure)
        )
        names = tuple(dict.fromkeys(name for _, row in good for name in row if _counts(name)))
        values = np.array([[row.get(name, np.nan) for name in names] for _, row in good], float)
        return names, values.reshape(len(good), len(names)), self.shares[[n for n, _ in good]], failed

    def places(self, common: Common) -> ColdPlaces | None:
        """How sure each place is, from the samples that count and left a field."""
        most = min(len(self.shares) if self.enough is None else self.enough, self.fields)
        rows = [self.rows[number] for number in sorted(self.rows) if number < most]
        fields = [item for row in rows if (item := getattr(row, "field", None)) is not None]
        own = {name: getattr(self.planned.get(name), "field", None) for name in ("planned", "lean")}
        return places_of(common.grid, fields, **own) if fields else None


def _counts(name: str) -> bool:
    """Numbers of the grid itself say nothing about the procedure."""
    return not any(name.startswith(f"findings{BETWEEN}{about}{BETWEEN}") for about in ABOUT_THE_GRID)


def _whole(
    case: Case, common: Common, course: _Course, *, seed: int, scheme: str, wished: Sequence[str]
) -> Spread:
    """All that follows from the samples."""
    names, values, shares, failed = course.table(course.enough)
    if len(values) < FEWEST:
        reasons = "; ".join(dict.fromkeys(item.reason for item in failed)) or "it was cancelled"
        raise InputError(Complaint(f"only {len(values)} samples gave numbers: {reasons}"))
    for name in wished:
        if name not in names:
            raise UnknownNameError(Complaint(f"no number is called '{name}'", nearest(name, names)))
    probabilities = probabilities_of(names, values)
    planned, lean = course.planned.get("planned", {}), course.planned.get("lean", {})
    values, corrected = _corrected(names, values, planned, lean)
    found, notes = _sensitivities(common.unknowns, shares, names, values, wished=wished, seed=seed)
    if failed:
        words = ", ".join(
            f"{sum(item.reason == reason for item in failed)} x {reason}"
            for reason in dict.fromkeys(item.reason for item in failed)
        )
        notes.append(f"{len(failed)} of {len(failed) + len(values)} samples gave no numbers: {words}.")
    return Spread(
        common.unknowns, shares, names, values, failed, len(course.shares),
        _why(course, len(values) + len(failed)), planned, lean, corrected, course.error, seed, scheme,
        probabilities, _findings(case, probabilities), found, tuple(notes), course.places(common),
    )  # fmt: skip


def _corrected(
    names: Sequence[str], values: Floats, planned: Mapping[str, float], lean: Mapping[str, float]
) -> tuple[Floats, tuple[str, ...]]:
    """Volumes and their ratios shifted by what the plan's own run differs by; what is nothing stays nothing.

    Over procedures that were run both ways this brought every one of them nearer to the full run; numbers of
    the nerve, which stop at nothing or at all, it did not, and they stay (benchmarks/results).
    """
    shifted, found = values.copy(), []
    for column, name in enumerate(names):
        smooth = name.startswith("isotherms") or (name.endswith("value") and any(at in name for at in SMOOTH))
        if not smooth or not planned.get(name) or not lean.get(name):
            continue
        here = values[:, column]
        moved = here + planned[name] - lean[name]
        shifted[:, column] = np.where(here > 0.0, np.maximum(moved, 0.0), here) if here.min() >= 0 else moved
        found.append(name)
    return shifted, tuple(found)


def _why(course: _Course, done: int) -> str:
    largest = course.largest_error(done)
    if course.enough is not None:
        return (
            f"{done} samples are enough: every probability is known to a standard error of {largest:.3f}; "
            f"{course.error:g} was asked for."
        )
    if done < len(course.shares):
        return f"Cancelled after {done} of {len(course.shares)} samples; what they say is kept."
    return f"All {done} samples are computed; the largest standard error of a probability is {largest:.3f}."


def _findings(case: Case, probabilities: Sequence[Probability]) -> tuple[Finding, ...]:
    """Whether the probability that the goal asks for is reached."""
    asked = getattr(case.goals, "probability", None)
    goal = next((item for item in probabilities if item.about.startswith("goal:")), None)
    if asked is None or goal is None:
        return ()
    reached = goal.ok >= asked
    reason = (
        f"The goal holds in {100 * goal.ok:.0f} % of the samples (standard error {100 * goal.ok_error:.1f} "
        f"%); the case asks for {100 * asked:.0f} %."
    )
    about = goal.about.replace("goal:", "probability of the goal:")
    return (Finding("ok" if reached else "warn", about, 100 * goal.ok, 100 * asked, "%", "case", reason),)


def _sensitivities(
    unknowns: Sequence[Unknown], shares: Floats, names: Sequence[str], values: Floats, *,
    wished: Sequence[str], seed: int,
) -> tuple[tuple[Sensitivity, ...], list[str]]:  # fmt: skip
    """Of the numbers that are wanted, as far as they can be told; and what to say about the rest."""
    from cryonerve.bioheat.threads import one_matrix_thread  # noqa: PLC0415  loads Numba

    notes = [missing] if (missing := salib_missing()) else []
    found: list[Sensitivity] = []
    chosen = list(wished or _chosen(names, values))

    def told(name: str) -> Sensitivity | None:
        return sensitivity_of(name, unknowns, shares, values[:, names.index(name)], seed=seed)

    with warnings.catch_warnings(), one_matrix_thread(), ThreadPoolExecutor(usable_cores()) as pool:
        warnings.simplefilter("ignore", RuntimeWarning)  # SALib divides by a variance that may be zero
        items = list(pool.map(told, chosen))
    for name, item in zip(chosen, items, strict=True):
        if item is None:
            notes.append(f"What {name} hangs on is not told: it does not vary, or there are too few samples.")
            continue
        found.append(item)
        if not item.good:
            share = 100.0 * max(item.explained, 0.0)
            notes.append(
                f"Do not rely on what {name} hangs on: its surrogate explains {share:.0f} % of held-out runs."
            )
    return tuple(found), notes


def _chosen(names: Sequence[str], values: Floats) -> list[str]:
    """Of the treated nerve, the last ice and -20 degC zone, and what is near a limit."""
    treated = [
        name.split(BETWEEN)[1] for name in names if name.startswith("nerves") and "pain_return" in name
    ]
    nerves = dict.fromkeys(treated)
    found = [BETWEEN.join(("nerves", nerve, key)) for nerve in nerves for key in OF_THE_NERVE]
    frozen = [name.split(BETWEEN)[1] for name in names if name.startswith(f"isotherms{BETWEEN}freeze")]
    if frozen:
        found += [BETWEEN.join(("isotherms", frozen[-1], key, "volume_mm3")) for key in ("ice", "-20C")]
    for name in names:
        if name.endswith(BETWEEN + LEVEL) and name.startswith(f"findings{BETWEEN}coldest point of the"):
            levels = values[:, names.index(name)]
            if np.nanmax(levels) > 0.0 and "treated" not in name:
                found.append(name.removesuffix(LEVEL) + "value")
    return [name for name in found if name in names]
