"""The edits of a case: each acts on the case itself, and what comes out is read like any file.

Every edit gives the new text and what was done, in the words of the undo button.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cryonerve.app.screen.reading import anew, case_of
from cryonerve.errors import Complaint, InputError, UnknownNameError, nearest

if TYPE_CHECKING:
    from cryonerve.case.case import Case, Probe
    from cryonerve.case.leaf import Leaf

__all__ = ["KINDS", "edited", "with_probes"]

WHY = "set on the screen"
FARTHEST = 1e300  # mm; larger numbers cannot be reckoned with
FAR = 1.0  # m; a tip farther away than this is no place in a limb


def edited(yaml: str, edit: Mapping[str, Any]) -> tuple[str, str]:
    """The text after an edit, and the words for what was done.

    Raises
    ------
    InputError
        No such kind of edit, or the case would not be understood with it.
    """
    kind = str(edit.get("kind", ""))
    if kind not in KINDS:
        raise UnknownNameError(Complaint(f"no edit is called '{kind}'", nearest(kind, KINDS)))
    return KINDS[kind](yaml, edit)


def with_probes(case: Case, moved: Sequence[Mapping[str, Any]]) -> Case:
    """The case with some probes elsewhere; names, tips in mm and axes as the page sends them.

    Raises
    ------
    InputError
        A probe nobody knows, or a place that is none.
    """
    probes = {probe.name: probe for probe in case.probes}
    for item in moved:
        probe = _probe(case, item)
        probes[probe.name] = replace(probe, tip=_tip(item), axis=_axis(item))
    return replace(case, probes=tuple(probes.values()))


def _probe(case: Case, item: Mapping[str, Any]) -> Probe:
    name = str(item.get("name", ""))
    for probe in case.probes:
        if probe.name == name:
            return probe
    names = [probe.name for probe in case.probes]
    raise UnknownNameError(Complaint(f"no probe is called '{name}'", nearest(name, names), field="probes"))


def _numbers(item: Mapping[str, Any], key: str) -> tuple[float, float, float]:
    given = item.get(key)
    fine = isinstance(given, list | tuple) and len(given) == 3
    fine = fine and all(isinstance(part, int | float) and abs(part) < FARTHEST for part in given or ())
    if not fine or given is None:
        raise InputError(Complaint(f"'{key}' is no three numbers", "Write x, y and z.", field=key))
    x, y, z = (float(part) for part in given)
    return x, y, z


def _tip(item: Mapping[str, Any]) -> tuple[float, float, float]:
    x, y, z = (round(part, 3) * 1e-3 for part in _numbers(item, "tip_mm"))
    if max(abs(x), abs(y), abs(z)) > FAR:
        raise InputError(Complaint("the tip is more than a metre away", "Move it back.", field="tip_mm"))
    return x, y, z


def _axis(item: Mapping[str, Any]) -> tuple[float, float, float]:
    from math import hypot

    x, y, z = _numbers(item, "axis")
    long = hypot(x, y, z)
    if not 1e-6 < long < 1e6:
        raise InputError(Complaint("the axis has no direction", "Write where the handle is.", field="axis"))
    return x / long, y / long, z / long


def _marked(case: Case, path: str, leaf: Leaf, value: Any) -> tuple[Case, Any]:  # noqa: ANN401
    """The books with a value as it was set here, short; and the value that this text reads as."""
    from cryonerve.case.case import FieldStanding
    from cryonerve.case.leaf import spoken

    text = spoken(leaf.write(value))
    known = {item.path: item for item in case.standings}
    before = known.get(path)
    # It is no longer what a source stated; the reason of before belonged to the value of before.
    known[path] = FieldStanding(path, text, "assumed", WHY, spread=before.spread if before else 0.0)
    return replace(case, standings=tuple(known.values())), leaf.read(leaf.write(value))


def _without(case: Case, *starts: str) -> Case:
    kept = tuple(item for item in case.standings if not item.path.startswith(starts))
    return replace(case, standings=kept)


def _move_probe(yaml: str, edit: Mapping[str, Any]) -> tuple[str, str]:
    from cryonerve.case.ledger import leaf_of
    from cryonerve.case.models import ProbeModel

    case = case_of(yaml)
    probe = _probe(case, edit)
    short = " ".join(f"{part:.4f}" for part in _axis(edit))
    wanted = {"tip": _tip(edit), "axis": leaf_of(ProbeModel, "axis").read(short)}
    for key, value in wanted.items():
        if _same(value, getattr(probe, key)):
            continue
        case, read = _marked(case, f"probes.{probe.name}.{key}", leaf_of(ProbeModel, key), value)
        probe = replace(probe, **{key: read})
    probes = tuple(probe if item.name == probe.name else item for item in case.probes)
    return anew(replace(case, probes=probes)), f"Move probe {probe.name}"


def _same(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(a - b) < 1e-7 for a, b in zip(one, other, strict=True))


def _set_probe(yaml: str, edit: Mapping[str, Any]) -> tuple[str, str]:
    from cryonerve.case.ledger import leaf_of
    from cryonerve.case.models import ProbeModel

    case = case_of(yaml)
    probe = _probe(case, edit)
    words = f"Set probe {probe.name}"
    if edit.get("device") is not None:
        device = str(edit["device"])
        if device not in case.devices:
            what = f"no device is called '{device}'"
            raise UnknownNameError(Complaint(what, nearest(device, case.devices), field="device"))
        case, _ = _marked(case, f"probes.{probe.name}.device", leaf_of(ProbeModel, "device"), device)
        probe = replace(probe, device=device)
        words = f"Change the device of probe {probe.name}"
        case = replace(case, probes=tuple(probe if x.name == probe.name else x for x in case.probes))
    if edit.get("rename"):
        new = str(edit["rename"]).strip()
        case, words = _renamed(case, probe, new), f"Rename probe {probe.name} to {new}"
    return anew(case), words


def _renamed(case: Case, probe: Probe, new: str) -> Case:
    from cryonerve.case.grammar import sentence
    from cryonerve.case.protocol import Wait

    def step_of(step: Any) -> Any:  # noqa: ANN401
        if isinstance(step, Wait):
            return step
        return replace(step, probes=tuple(new if name == probe.name else name for name in step.probes))

    old, start = f"probes.{probe.name}.", f"probes.{new}."
    steps = tuple(step_of(step) for step in case.protocol)
    said = {f"protocol.{order}": sentence(step) for order, step in enumerate(steps, 1)}
    books = tuple(
        replace(item, path=start + item.path.removeprefix(old))
        if item.path.startswith(old)
        else replace(item, text=said[item.path])
        if item.path in said
        else item
        for item in case.standings
    )
    probes = tuple(replace(item, name=new) if item.name == probe.name else item for item in case.probes)
    return replace(case, probes=probes, protocol=steps, standings=books)


def _add_probe(yaml: str, edit: Mapping[str, Any]) -> tuple[str, str]:
    """A new probe beside the last one: farther along the nerve, or where else there is room."""
    case = case_of(yaml)
    last = case.probes[-1]
    names = {probe.name.casefold() for probe in case.probes}
    number = next(n for n in range(1, 1000) if f"p{n}" not in names)
    probe = replace(last, name=f"P{number}")
    if "axis" in edit:
        probe = replace(probe, axis=_axis(edit))
    x, y, z = last.tip
    beside = [(x + right, y + forward, z + up) for right, forward, up in _beside()]
    places = [_tip(edit)] if "tip_mm" in edit else beside
    refused: InputError | None = None
    for place in places:
        try:
            return _with_new(case, replace(probe, tip=place)), f"Add probe {probe.name}"
        except InputError as error:
            refused = refused or error
    assert refused is not None
    raise refused


def _beside() -> tuple[tuple[float, float, float], ...]:
    """From the last probe to a new one, m; the first that the case has room for is taken."""
    from cryonerve.sources.planning import beginning

    along, aside = beginning().levels_apart.value, beginning().sideways.value
    return ((0.0, 0.0, along), (0.0, 0.0, -along), (aside, 0.0, 0.0), (-aside, 0.0, 0.0), (0.0, aside, 0.0))


def _with_new(case: Case, probe: Probe) -> str:
    from cryonerve.case.ledger import leaf_of
    from cryonerve.case.models import ProbeModel

    values = {}
    for key in ("device", "tip", "axis"):
        path = f"probes.{probe.name}.{key}"
        case, values[key] = _marked(case, path, leaf_of(ProbeModel, key), getattr(probe, key))
    return anew(replace(case, probes=(*case.probes, replace(probe, **values))))


def _remove_probe(yaml: str, edit: Mapping[str, Any]) -> tuple[str, str]:
    """Take a probe out, and the steps that only it was meant by."""
    case = case_of(yaml)
    probe = _probe(case, edit)
    if len(case.probes) == 1:
        raise InputError(Complaint("this is the last probe", "Add another first, then remove it."))
    kept: list[tuple[Any, Any]] = []
    books = {item.path: item for item in case.standings}
    for order, step in enumerate(case.protocol, 1):
        named = getattr(step, "probes", ())
        left = tuple(name for name in named if name != probe.name)
        if named and not left:
            continue
        shorter: Any = step
        kept.append((replace(shorter, probes=left) if named else step, books.get(f"protocol.{order}")))
    if not kept:
        raise InputError(
            Complaint("every step of the protocol means this probe", "Change the protocol first.")
        )
    case = _without(case, f"probes.{probe.name}.", "protocol.")
    case = _with_steps(case, kept)
    probes = tuple(item for item in case.probes if item.name != probe.name)
    return anew(replace(case, probes=probes)), f"Remove probe {probe.name}"


def _with_steps(case: Case, steps: Sequence[tuple[Any, Any]]) -> Case:
    """Steps with what the books say of each, renumbered."""
    from cryonerve.case.case import FieldStanding
    from cryonerve.case.grammar import sentence

    books = list(case.standings)
    for order, (step, book) in enumerate(steps, 1):
        path, text = f"protocol.{order}", sentence(step)
        if book is None:
            books.append(FieldStanding(path, text, "assumed", WHY))
        else:
            books.append(replace(book, path=path, text=text))
    return replace(case, protocol=tuple(step for step, _ in steps), standings=tuple(books))


def _set_protocol(yaml: str, edit: Mapping[str, Any]) -> tuple[str, str]:
    from cryonerve.case.grammar import parse_step

    case = case_of(yaml)
    given = edit.get("steps")
    if not isinstance(given, list) or not given or not all(isinstance(item, str) for item in given):
        raise InputError(Complaint("a protocol is a list of sentences", "Freeze at -80 degC for 2 min."))
    before = {item.path: item for item in case.standings}
    steps: list[tuple[Any, Any]] = []
    for order, text in enumerate(given, 1):
        try:
            step = parse_step(text)
        except InputError as error:
            raise error.located(field=f"protocol.{order}", line=0) from None
        same = order <= len(case.protocol) and case.protocol[order - 1] == step
        steps.append((step, before.get(f"protocol.{order}") if same else None))
    return anew(_with_steps(_without(case, "protocol."), steps)), "Change the protocol"


def _set_goal(yaml: str, edit: Mapping[str, Any]) -> tuple[str, str]:
    """What is named of a goal, as text leaves; the rest of it stays. None takes all of it away."""
    from cryonerve.app.screen.plain import put

    goal = edit.get("goal")
    if goal is None:
        return _on_plain(yaml, ("goals",), None), "Remove the goal"
    if not isinstance(goal, Mapping):
        raise InputError(Complaint("a goal says what to cover, how long and how cold", "", field="goal"))
    for key, unit in GOAL:
        if key in goal:
            value = None if goal[key] in (None, "") else _as_text(goal[key], unit)
            yaml = put(yaml, ("goals", key), value)
    return anew(case_of(yaml)), "Change the goal"


GOAL = (("cover", ""), ("length", "mm"), ("below", "degC"), ("margin", "mm"), ("probability", "%"))


def _as_text(value: Any, unit: str) -> str:  # noqa: ANN401
    return f"{value:g} {unit}" if isinstance(value, int | float) and unit else str(value)


def _set_limit(yaml: str, edit: Mapping[str, Any]) -> tuple[str, str]:
    structure = str(edit.get("structure", "")).strip()
    above = edit.get("above")
    if above is None or above == "":
        return _on_plain(yaml, ("limits", structure), None), f"Remove the limit of {structure}"
    return _on_plain(yaml, ("limits", structure, "above"), _as_text(above, "degC")), f"Limit {structure}"


def _set_value(yaml: str, edit: Mapping[str, Any]) -> tuple[str, str]:
    """Any leaf of the case file; empty text takes it away."""
    path = str(edit.get("path", ""))
    text = str(edit.get("text", "") or "").strip()
    place = tuple(part for part in path.split(".") if part)
    if not place:
        raise InputError(Complaint("no field is named", "Write a path such as anatomy.nerve_depth."))
    standing = str(edit.get("standing") or "assumed")
    why = str(edit.get("why") or "").strip()
    value: Any = None
    if text:
        value = text if standing == "stated" and not why else {"value": text, "standing": standing}
        if isinstance(value, dict) and (why or standing == "assumed"):
            value["why"] = why or WHY
    return _on_plain(yaml, place, value), f"Set {_label(place)}" if text else f"Clear {_label(place)}"


def _label(place: Sequence[str]) -> str:
    return place[-1].replace("_", " ")


def _on_plain(yaml: str, place: Sequence[str], value: Any) -> str:  # noqa: ANN401
    """Put plain data at a place of the file; the case that comes out is read and written as ever."""
    from cryonerve.app.screen.plain import put

    return anew(case_of(put(yaml, place, value)))


def _set_yaml(yaml: str, edit: Mapping[str, Any]) -> tuple[str, str]:
    del yaml  # the new text takes its place
    text = str(edit.get("text", ""))
    case_of(text)
    return text, str(edit.get("words") or "Edit the text")


KINDS: Mapping[str, Callable[[str, Mapping[str, Any]], tuple[str, str]]] = {
    "move_probe": _move_probe,
    "set_probe": _set_probe,
    "add_probe": _add_probe,
    "remove_probe": _remove_probe,
    "set_protocol": _set_protocol,
    "set_value": _set_value,
    "set_goal": _set_goal,
    "set_limit": _set_limit,
    "set_yaml": _set_yaml,
}
