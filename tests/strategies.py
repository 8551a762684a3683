"""Hypothesis strategies: protocols, whole cases that are right, and cases that are broken in every way."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from hypothesis import strategies as st

from cryonerve.case import Freeze, Step, Thaw, Wait, bundled
from cryonerve.case.document import read_document
from cryonerve.case.grammar import KEYWORDS

__all__ = ["broken_texts", "case_data", "names", "near_sentences", "steps", "texts_of"]

_NASTY_WORDS = """\
x|nan degC|inf mm|1e999 mm|-1 mm|0 mm|5|5 mm|-80 degC|-300 degC|1,5 mm|1 m|0 0 0 mm|0 0 1|0 0|1 2 3 4 mm|
1e-999999999 mm|💥|٣ mm|a\u200bb|block|stump|scan|limb|muscle|unknown|../../etc/passwd|passive|proximal|
tibial|Freeze at -80 degC for 2 min|Freeze x at -80 degC for 2 min|
Thaw until 20 degC|10 W/m2/K|2 min|2 years|80 %|
1e6 min|gas|setpoint"""
NASTY: tuple[Any, ...] = (
    *_NASTY_WORDS.replace("\n", "").split("|"),
    *("", " ", "9" * 400, "9" * 30 + " mm"),
    *(None, True, False, 0, -1, 1, 7, 10**18, 1e308, -0.0, 1e-320),
    *([], {}, [[]], [{}], {"a": 1}, {"": {}}, ["-8 degC", "-1 degC"], ["-1 degC", "-8 degC"]),
    *({"value": None}, {"standing": "unknown"}, {"standing": "unknown", "why": "?"}, {"value": {"value": 1}}),
    {"value": "5 mm", "standing": "assumed", "why": "w", "spread": "1 mm"},
    {"value": "5 mm", "spread": "1 s"},
    {"value": "5 mm", "standing": "assumed"},
    {"active": {"to": "20 degC"}},
    {"above": "5 degC"},
)


def texts_of() -> list[str]:
    """The text of every bundled case."""
    folder = resources.files("cryonerve.case").joinpath("published")
    return [folder.joinpath(f"{name}.yaml").read_text("utf-8") for name in bundled()]


names = st.from_regex(r"[A-Za-z][A-Za-z0-9_.+\-]{0,8}", fullmatch=True).filter(
    lambda name: name.casefold() not in KEYWORDS and not name.endswith(".")
)
_seconds = st.one_of(
    st.integers(1, 86400).map(float),
    st.floats(0, 86400, exclude_min=True, allow_subnormal=False),
    st.sampled_from([30.0, 60.0, 90.0, 120.0, 100.0]),
)
_temperatures = st.one_of(st.integers(-273, 100).map(float), st.floats(-273.15, 100.0, allow_subnormal=False))


def steps(probes: st.SearchStrategy[str] = names) -> st.SearchStrategy[Step]:
    """Any step that can be written."""
    chosen = st.lists(probes, unique=True, max_size=4).map(tuple)
    return st.one_of(
        st.builds(Freeze, _temperatures, _seconds, chosen),
        st.builds(Thaw, _seconds, st.one_of(st.none(), _temperatures), chosen),
        st.builds(Wait, _seconds),
    )


_WORDS = (
    "Freeze",
    "thaw",
    "Wait",
    "at",
    "for",
    "until",
    "or",
    "and",
    ",",
    "-80",
    "degC",
    "°C",
    "2",
    "min",
    "s",
    ".",
    "proximal",
)
near_sentences = st.lists(st.one_of(st.sampled_from(_WORDS), st.text(max_size=4)), max_size=10).map(" ".join)


def _lengths(low: float, high: float) -> st.SearchStrategy[str]:
    """Written lengths between two numbers of millimetres."""
    return st.floats(low, high, allow_subnormal=False).map(lambda number: f"{number!r} mm")


def _long(short: st.SearchStrategy[Any], spread: str = "") -> st.SearchStrategy[Any]:
    """A value short, or long with its standing."""
    assumed = st.fixed_dictionaries(
        {
            "value": short,
            "standing": st.just("assumed"),
            "why": st.sampled_from(["because", "a: b, c # d", "ö"]),
        },
        optional={"source": st.sampled_from(["hasgall2018", "a talk"])}
        | ({"spread": st.just(spread)} if spread else {}),
    )
    return st.one_of(short, assumed, st.builds(lambda value: {"value": value}, short))


def _perhaps(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


_unknown = st.just({"standing": "unknown", "why": "not given"})
_blocks = st.fixed_dictionaries(
    {
        "phantom": st.just("block"),
        "size": _long(st.just("80 80 90.5 mm")),
        "tissue": st.sampled_from(["muscle", "own", "gel"]),
    }
)
_limbs = st.builds(
    lambda kind, fields, neuroma: {
        "phantom": kind,
        **fields,
        **({"neuroma": neuroma} if kind == "stump" and neuroma else {}),
    },
    st.sampled_from(["limb", "stump"]),
    _perhaps(
        {
            "side": st.sampled_from(["left", "right"]),
            "nerve": st.sampled_from(["tibial", "Common peroneal", "sural nerve"]),
            "length": _long(_lengths(60, 200), "3 mm"),
            "skin_thickness": st.one_of(_long(_lengths(0.5, 3)), _unknown),
            "nerve_area": _long(st.just("16.3 mm2"), "2 mm2"),
            "fascicle_count": _long(st.integers(1, 40)),
            "fascicle_area_fraction": _long(st.sampled_from(["55 %", 0.5])),
            "vessel_coefficient": _long(st.just("500 W/m2/K")),
            "seed": st.integers(0, 100),
        }
    ),
    _perhaps({"width": _long(_lengths(5, 15), "1 mm"), "length": _unknown}),
)
_tissues = _perhaps(
    {
        "muscle": _perhaps(
            {
                "conductivity": _perhaps(
                    {
                        "unfrozen": _long(st.just("0.5 W/m/K"), "0.05 W/m/K"),
                        "frozen": st.sampled_from(["2.0 W/m/K", "rabin"]),
                    }
                ),
                "perfusion": st.one_of(_long(st.just("2 kW/m3/K")), _unknown),
                "freezing_range": _long(st.just(["-9 degC", "-0.6 degC"]), "1 K"),
                "mushy": st.sampled_from(["linear", "mean"]),
                "released_at_solidus": st.sampled_from([0.3, "30 %"]),
            }
        )
    }
)
_own = st.fixed_dictionaries(
    {"like": st.sampled_from(["muscle", "fat"])},
    optional={
        "latent_heat": _long(st.just("250 MJ/m3")),
        "heat_capacity": st.just({"frozen": "1.9 MJ/m3/K"}),
    },
)
_walls = _perhaps(
    {
        "cooldown": _long(st.just("6 s"), "2 s"),
        "power_cap": st.just("12.5 W"),
        "contact_resistance": _long(st.sampled_from(["1e-4 m2 K/W", "0 m2 K/W"])),
        "gas_temperature": _long(st.just("-70 degC"), "3 K"),
    }
)
_devices = _perhaps(
    {
        "cryo-s-a13": _perhaps(
            {
                "wall": _walls,
                "active_length": _long(_lengths(4, 12), "1 mm"),
                "thaw": st.sampled_from(["passive", {"active": {"to": "20 degC"}}]),
            }
        ),
        "ideal-1.3x7": _perhaps(
            {
                "wall": _perhaps(
                    {"contact_resistance": _long(st.just("2e-4 m2 K/W")), "cooldown": st.just("3 s")}
                ),
                "title": st.just("1"),
            }
        ),
    }
)
_probe_fields = {
    "device": _long(st.sampled_from(["cryo-s-a13", "ideal-1.3x7", "ideal-2.0x10"])),
    "tip": _long(st.tuples(*[st.integers(-20, 20)] * 3).map(lambda at: "{} {} {}.25 mm".format(*at)), "1 mm"),
    "axis": _long(st.sampled_from(["0 0 1", "1 2 3", "-0.3 0.1 1e-3", "0 -0.8 0.6"])),
}


@st.composite
def case_data(draw: st.DrawFn) -> dict[str, Any]:
    """Plain data of a case that is right."""
    used = draw(st.lists(names, min_size=1, max_size=3, unique_by=str.casefold))
    data: dict[str, Any] = {
        "cryonerve": 1,
        "title": draw(st.sampled_from(["A title", "1", "yes: no", "ø # 3", "null"])),
    }
    data["anatomy"] = draw(st.one_of(_blocks, _limbs))
    data["tissues"] = draw(_tissues) | ({"own": draw(_own)})
    data["devices"] = draw(_devices)
    data["probes"] = [{"name": name, **draw(st.fixed_dictionaries(_probe_fields))} for name in used]
    freezes = st.sampled_from(["Freeze at -80 degC for 2 min", f"freeze {used[-1]} at -80 °C for 90.5 s"])
    thaws = st.sampled_from(
        ["Thaw until 20 degC or 10 min", "Thaw for 1 min.", f"Thaw {used[0]} for 2 minutes", "Wait for 5 s"]
    )
    data["protocol"] = [draw(_long(freezes)), *draw(st.lists(_long(thaws), max_size=3))]
    sections: dict[str, st.SearchStrategy[Any]] = {
        "source": _perhaps({"citation": st.just("A journal 9 (2026): 60-62"), "doi": _unknown}),
        "patient": _perhaps(
            {"age": _long(st.sampled_from(["10 years", "18 months", "7.3 years"])), "sex": st.just("female")}
        ),
        "body_temperature": _long(st.sampled_from(["36.5 degC", "310 K"]), "0.5 K"),
        "environment": _perhaps({"air": _long(st.just("22 degC")), "coefficient": st.just("0.01 kW/m2/K")}),
        "perfusion_after_freezing": _long(st.sampled_from(["returns", "stasis"])),
        "sensors": st.just(
            [{"name": "nerve near side", "at": "1 0 0 mm"}, {"name": "7", "at": {"value": "0 1 2.5 mm"}}]
        ),
        "solver": _perhaps({"spacing": st.sampled_from(["0.5 mm", "600 um"]), "kernel": st.just("cpu")}),
        "ultrasound": _perhaps(
            {
                "frequency": _long(st.just("12 MHz")),
                "plane": st.just({"through": "0 0 0 mm", "normal": "0 0 2", "up": "0 1 0"}),
            }
        ),
        "injury": st.sampled_from(
            [
                {"laws": {"zhou-1983": "100 %"}},
                {
                    "laws": {
                        "zhou-1983": 0.25,
                        "evans-1981": {"value": "75 %", "standing": "assumed", "why": "w"},
                    }
                },
            ]
        ),
        "goals": st.fixed_dictionaries(
            {"cover": st.just("tibial nerve")},
            optional={
                "length": _lengths(5, 20),
                "margin": st.sampled_from(["1 mm", {"value": "0.5 mm", "standing": "assumed", "why": "w"}]),
                "probability": st.just("90 %"),
            },
        ),
        "limits": st.just(
            {
                "skin": {"above": "5 degC"},
                "Motor-branch": {"above": {"value": "0 degC", "standing": "assumed", "why": "w"}},
            }
        ),
        "follow_up": st.just(
            [
                {"at": "0 days", "vas": 8, "barthel": {"value": 45}},
                {"at": "3 months", "improvement": "80 %", "remark": "7"},
            ]
        ),
    }
    return data | draw(_perhaps(sections))


def _places(data: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of nested data."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [place, *(inner for key, value in entries for inner in _places(value, (*place, key)))]


def _put(data: Any, place: tuple[Any, ...], value: Any) -> Any:
    """A copy with one place replaced."""
    if not place:
        return value
    key, *rest = place
    copied = dict(data) if isinstance(data, dict) else list(data)
    copied[key] = _put(copied[key], tuple(rest), value)
    return copied


@st.composite
def _broken_data(draw: st.DrawFn) -> str:
    """A bundled case with some values, keys or entries replaced, as YAML in JSON's clothes."""
    data = read_document(draw(st.sampled_from(texts_of())).encode(), "").data
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(_places(data)[1:] or [()]))
        data = _put(data, place, draw(st.sampled_from(NASTY)))
        if not isinstance(data, dict):
            break
        if draw(st.integers(0, 4)) == 0:
            data = data | {
                draw(st.sampled_from(["tissues", "devices", "limits", "x", "probes"])): draw(
                    st.sampled_from(NASTY)
                )
            }
    return json.dumps(data, ensure_ascii=draw(st.booleans()))


@st.composite
def _broken_lines(draw: st.DrawFn) -> str:
    """A bundled case with lines and characters torn."""
    lines = draw(st.sampled_from(texts_of())).splitlines()
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        line = lines[place]
        column = draw(st.integers(0, len(line)))
        torn = draw(st.sampled_from(["drop", "double", "indent", "cut", "insert", "swap"]))
        if torn == "drop" and len(lines) > 1:
            del lines[place]
        elif torn == "double":
            lines.insert(place, line)
        elif torn == "indent":
            lines[place] = draw(st.sampled_from([" ", "   ", "\t", "- "])) + line
        elif torn == "cut":
            lines[place] = line[:column]
        elif torn == "insert":
            lines[place] = line[:column] + draw(st.text(max_size=3)) + line[column:]
        else:
            other = draw(st.integers(0, len(lines) - 1))
            lines[place], lines[other] = lines[other], lines[place]
    return "\n".join(lines)


broken_texts = st.one_of(
    _broken_data(), _broken_lines(), st.text(max_size=60).map(lambda text: "cryonerve: 1\n" + text)
)
