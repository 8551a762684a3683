"""One person's scores in the order of time, and which of them may stand on one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cryonerve.sources.instrument import Instrument

__all__ = ["PAIN", "UNKNOWN", "Measurement", "PersonMeasurements"]

UNKNOWN = "unknown"
PAIN = "pain intensity"  # the family whose scores can be laid beside each other as points of 10


@dataclass(frozen=True, slots=True)
class Measurement:
    """One score on one day.

    Attributes
    ----------
    day : from the procedure; 0 and below is before it.
    value : the score, from the answers or as recorded.
    standing : "stated", or "assumed" where score or day was inferred.
    record : its id in a registry, "" where it comes from a file.
    """

    day: float
    instrument: Instrument
    value: float
    standing: str = "stated"
    condition: str = "unknown"
    respondent: str = "unknown"
    remark: str = ""
    record: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class PersonMeasurements:
    """All measurements of one person, in the order of time.

    Attributes
    ----------
    title : whose they are, in words that identify nobody.
    source : key in references.bib, "" for a person of one's own.
    age : years; None where it is not known, or known as a band only.
    course : of the pain: "acute", "chronic", or "".
    left_out : what was recorded and is no score, each with why.
    """

    title: str
    source: str
    age: float | None
    course: str
    measurements: tuple[Measurement, ...]
    left_out: tuple[str, ...] = ()

    def of(self, instrument: str) -> tuple[Measurement, ...]:
        """Those of one instrument."""
        return tuple(one for one in self.measurements if one.instrument.name == instrument)

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """Instruments that were used, each once, in the order in which they come."""
        return tuple({one.instrument.name: one.instrument for one in self.measurements}.values())

    @property
    def series(self) -> Mapping[str, tuple[Measurement, ...]]:
        """What may be compared with each other, by name: one instrument, one condition, one respondent.

        Pain at rest is not compared with pain in the socket, nor a mother's score with a child's. Where
        only one condition, or one respondent, is told, what says nothing of it counts as the same.
        """
        found: dict[str, tuple[Measurement, ...]] = {}
        for chosen in self.instruments:
            rows = self.of(chosen.name)
            told = [len({one.condition for one in rows} - {UNKNOWN}) > 1]
            told += [len({one.respondent for one in rows} - {UNKNOWN}) > 1]
            for one in rows:
                asked = (one.condition, one.respondent)
                words = [word for word, apart in zip(asked, told, strict=True) if apart]
                name = ", ".join([chosen.name, *words])
                found[name] = (*found.get(name, ()), one)
        return MappingProxyType(found)
