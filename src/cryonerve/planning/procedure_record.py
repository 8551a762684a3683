"""What was done: where the probes really were and what the console logged, as a case to simulate again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryonerve.case.case import Case, FieldStanding, Probe
from cryonerve.case.document import Document, Place, read_bytes, read_document
from cryonerve.case.grammar import LONGEST_STEP, sentence
from cryonerve.case.leaf import Leaf
from cryonerve.case.protocol import Step, Wait
from cryonerve.case.quantities import Axis, Point
from cryonerve.case.words import Sentence
from cryonerve.errors import CaseError, Complaint, InputError, nearest
from cryonerve.planning.console_log import read_log_file
from cryonerve.planning.performed import Performed, performed

__all__ = ["AsDone", "as_done", "with_performed"]

FORMAT = 1
KEYS = ("cryonerve-done", "probes", "log", "protocol", "remark")
PROBE_KEYS = ("name", "tip", "axis", "device")
MEASURED = "as it was done"
EXAMPLE = "Write for example: probes: [{name: distal, tip: 0 2 4 mm, axis: 0 -0.8 0.6}]."


@dataclass(frozen=True, slots=True)
class AsDone:
    """The plan as it was carried out, and what had to be assumed to tell it."""

    case: Case
    remarks: tuple[str, ...]


def as_done(case: Case, where: str | Path) -> AsDone:
    """The case as it was done, from a file that says what differed from the plan.

    The file is YAML: `cryonerve-done: 1`, then any of `probes` (name with tip, axis, device as achieved),
    `log` (a console's log beside the file) or `protocol` (sentences), and `remark`. What it leaves out was
    done as planned.

    Raises
    ------
    CaseError
        Everything that is not understood, with line, the nearest name and a remedy.
    """
    path = Path(where)
    document = read_document(read_bytes(path), str(where))
    complaints = list(document.complaints)
    reader = _Reader(document, str(where), case, complaints)
    reader.keys(document.data, KEYS, ())
    if document.data.get("cryonerve-done") != FORMAT or isinstance(
        document.data.get("cryonerve-done"), bool | float
    ):
        reader.complain("this is no record of what was done", f"Begin with 'cryonerve-done: {FORMAT}'.", ())
    probes = reader.probes()
    steps = reader.protocol()
    log = document.data.get("log")
    if log is not None and steps:
        reader.complain("'log' and 'protocol' both say what was done", "Keep one of them.", ("log",))
    if log is not None and not isinstance(log, str):
        reader.complain("'log' is no path", "Write for example: log: console.csv.", ("log",))
    if complaints:
        raise CaseError(*complaints)
    remarks: tuple[str, ...] = ()
    placed = _with_probes(case, probes)
    if log is not None:
        file = path.parent / str(log)
        told = performed(read_log_file(file), placed, str(file))
        steps, remarks = told.steps, told.remarks
    if not probes and not steps:
        what = "this record says nothing that differs from the plan"
        raise CaseError(Complaint(what, f"Add 'probes', 'log' or 'protocol'. {EXAMPLE}", file=str(where)))
    done = _with_steps(placed, steps) if steps else placed
    return AsDone(replace(done, name=f"{case.name}-done", file=str(where)), remarks)


def with_performed(case: Case, told: Performed) -> Case:
    """The case with the steps that were really performed; its books say so.

    >>> import cryonerve as cn
    >>> from cryonerve.case import Wait
    >>> case = cn.load("straight-probe-block")
    >>> with_performed(case, Performed((Wait(60.0),), ())).protocol
    (Wait(seconds=60.0),)
    """
    return _with_steps(case, told.steps)


def _with_steps(case: Case, steps: tuple[Step, ...]) -> Case:
    total = sum(step.seconds for step in steps)
    if total > LONGEST_STEP:
        raise CaseError(Complaint("the procedure lasted more than 24 h", "Is the unit of time right?"))
    kept = [item for item in case.standings if not item.path.startswith("protocol.")]
    kept += [
        FieldStanding(f"protocol.{order}", sentence(step), "stated", MEASURED)
        for order, step in enumerate(steps, start=1)
    ]
    return replace(case, protocol=steps, standings=tuple(kept))


def _with_probes(case: Case, probes: Mapping[str, Mapping[str, Any]]) -> Case:
    """The case with probes where they really were."""
    moved = tuple(_moved(probe, probes.get(probe.name, {})) for probe in case.probes)
    books = {item.path: item for item in case.standings}
    for name, values in probes.items():
        for key, value in values.items():
            text = value if key == "device" else LEAVES[key].write(value)
            path = f"probes.{name}.{key}"
            books[path] = FieldStanding(path, str(text), "stated", MEASURED)
    return replace(case, probes=moved, standings=tuple(books.values()))


def _moved(probe: Probe, values: Mapping[str, Any]) -> Probe:
    return replace(probe, **values)


LEAVES: Mapping[str, Leaf] = {"tip": Point(), "axis": Axis()}


@dataclass
class _Reader:
    """Reads the sections and gathers what is wrong with them."""

    document: Document
    file: str
    case: Case
    complaints: list[Complaint]

    def complain(self, what: str, remedy: str, place: Place) -> None:
        line, words = self.document.line(place), self.document.words(place)
        self.complaints.append(Complaint(what, remedy, field=words, file=self.file, line=line))

    def keys(self, data: Mapping[str, Any], known: tuple[str, ...], place: Place) -> None:
        for key in data:
            if key not in known:
                self.complain(f"the key '{key}' is not known", nearest(key, known), (*place, key))

    def take(self, read: Callable[[Any], Any], raw: Any, place: Place) -> Any:  # noqa: ANN401
        """The value, or None with its complaints in the book; the long form may say how it is known."""
        if isinstance(raw, dict) and "value" in raw:
            raw = raw["value"]
        try:
            return read(raw)
        except InputError as error:
            line, words = self.document.line(place), self.document.words(place)
            located = error.located(file=self.file, line=line, field=words)
            self.complaints.extend(located.complaints)
            return None

    def probes(self) -> dict[str, dict[str, Any]]:
        """What is said of each probe, by its name in the plan."""
        sections = self.document.data.get("probes")
        if sections is None:
            return {}
        if not isinstance(sections, list):
            self.complain("'probes' is no list", EXAMPLE, ("probes",))
            return {}
        known = {probe.name.casefold(): probe.name for probe in self.case.probes}
        found: dict[str, dict[str, Any]] = {}
        for order, section in enumerate(sections):
            place: Place = ("probes", order)
            if not isinstance(section, dict) or "name" not in section:
                self.complain("this is no probe with a name", EXAMPLE, place)
                continue
            self.keys(section, PROBE_KEYS, place)
            name = known.get(str(section["name"]).casefold(), "")
            if not name or name in found:
                said = str(section["name"])
                what = f"'{said}' is listed twice" if name else f"the plan has no probe '{said}'"
                remedy = "Keep one of them." if name else nearest(said, known.values())
                self.complain(what, remedy, (*place, "name"))
                continue
            found[name] = self._probe(section, place)
        return found

    def _probe(self, section: Mapping[str, Any], place: Place) -> dict[str, Any]:
        values = {
            key: self.take(leaf.read, section[key], (*place, key))
            for key, leaf in LEAVES.items()
            if key in section
        }
        if "device" in section:
            device = str(section["device"])
            if device not in self.case.devices:
                remedy = nearest(device, self.case.devices)
                self.complain(f"no device is called '{device}'", remedy, (*place, "device"))
            values["device"] = device
        return values

    def protocol(self) -> tuple[Step, ...]:
        """Steps written by hand."""
        sentences = self.document.data.get("protocol")
        if sentences is None:
            return ()
        if not isinstance(sentences, list) or not sentences:
            remedy = "Write for example: protocol: [Freeze at -80 degC for 95 s, Thaw for 2 min]."
            self.complain("'protocol' is no list of steps", remedy, ("protocol",))
            return ()
        names = [probe.name for probe in self.case.probes]
        steps = []
        for order, written in enumerate(sentences):
            step = self.take(Sentence().read, written, ("protocol", order))
            for name in () if step is None or isinstance(step, Wait) else step.probes:
                if name not in names:
                    what = f"the step names a probe '{name}' that the plan does not have"
                    self.complain(what, nearest(name, names), ("protocol", order))
            steps.append(step)
        return tuple(step for step in steps if step is not None)
