"""What is carried out many times: a task with its key, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.planning.worker import Said

__all__ = ["Answer", "Failure", "Job", "Numbers", "Task", "Work", "answer_of"]

Work = Callable[..., Mapping[str, float]]  # work(common, payload), a function of a module


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work that may be done anywhere, and twice without harm.

    Attributes
    ----------
    key : `content_key` of everything that decides the result; equal keys are computed once.
    payload : what the work needs besides what all tasks share. It travels to other processes by pickle.
    """

    key: str
    payload: object


class Numbers(dict[str, float]):
    """Numbers by name, and beside them what the work left in space: an array of 16-bit whole numbers.

    A store that was told its shape keeps it with the row. Two with the same numbers are equal.

    >>> found = Numbers({"half": 0.5}, np.array([1, 2], np.int16))
    >>> found == {"half": 0.5}, found.field.tolist()
    (True, [1, 2])
    """

    def __init__(self, numbers: Mapping[str, float], field: NDArray[np.int16] | None = None) -> None:
        super().__init__(numbers)
        self.field = field


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task has no numbers; the other tasks go on.

    Attributes
    ----------
    reason : one sentence for a person.
    lost : True when the process died with it, several times; it is tried again when the run is resumed. An
        error that the work itself raised is its result, and is not.
    """

    reason: str
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """A task on its way to a worker, by its number in this run."""

    number: int
    payload: object


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a job, and the seconds it took."""

    number: int
    outcome: dict[str, float] | Failure
    seconds: float


def answer_of(number: int, said: Said) -> Answer:
    """What a worker said about a job."""
    numbers, reason, seconds, field = said
    if numbers is None:
        return Answer(number, Failure(reason), seconds)
    return Answer(number, numbers if field is None else Numbers(numbers, field), seconds)
