"""What a physician reads first: which fascicles are interrupted, which spared, what would reach them."""

from __future__ import annotations

from cryonerve.nerve.completeness import Completeness, Move, Remedy

__all__ = ["moving", "sentence", "titled"]

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def titled(name: str) -> str:
    """A nerve's name with its noun, once.

    >>> titled("sural"), titled("motor branch")
    ('sural nerve', 'motor branch')
    """
    return name if name.endswith(("nerve", "branch")) else f"{name} nerve"


def sentence(what: Completeness, *, freezes: int = 1, probes: int = 1) -> str:
    """What a physician reads first: how many, which are spared, by how much, what would reach them.

    Parameters
    ----------
    what : the nerve's completeness.
    freezes, probes : how many there were, to speak of them.

    Examples
    --------
    >>> import numpy as np
    >>> from cryonerve.nerve.completeness import SparedFascicle
    >>> from dataclasses import replace
    >>> spared = tuple(SparedFascicle(index, 0, 0.0, -15.0, 0.0, 0.8e-3) for index in range(3))
    >>> nothing = np.zeros(34)
    >>> three = Completeness(
    ...     nerve="tibial", below=-20.0, sufficient=4e-3, fascicles=tuple(range(34)), lengths=nothing,
    ...     extents=nothing, interrupted=tuple(range(3, 34)), spared=spared, common=(0.0, 6e-3),
    ...     where="deepest", exact=True, move=Move("deeper", 1e-3),
    ... )
    >>> for part in sentence(three, freezes=2).split("; "):
    ...     print(part)
    Both freezes interrupt 31 of 34 fascicles of the tibial nerve (below -20 degC over at least 4 mm)
    the three deepest are spared by 0.8 mm
    a tip 1 mm deeper would reach them (estimated, a new run must confirm it).
    >>> run = replace(three, remedy=Remedy("a tip 1 mm deeper", 34, 34))
    >>> sentence(run, freezes=2).split("; ")[-1]
    'a tip 1 mm deeper would reach them (confirmed by a full run).'
    """
    name = titled(what.nerve)
    who = {1: "The freeze interrupts", 2: "Both freezes interrupt"}.get(
        freezes, f"The {freezes} freezes interrupt"
    )
    count, rule = len(what.fascicles), f"below {what.below:g} degC over at least {1e3 * what.sufficient:g} mm"
    if what.spared:
        some = f"{len(what.interrupted) or 'none'} of {'' if what.interrupted else 'the '}{count} fascicles"
        parts = [f"{who} {some} of the {name} ({rule})", _spared(what), _advice(what, probes)]
    elif what.complete:
        parts = [
            f"{who} all {count} fascicles of the {name}, all together over {1e3 * what.common_length:.1f} mm "
            f"(below {what.below:g} degC)"
        ]
    else:
        parts = [
            f"{who} each of the {count} fascicles of the {name} somewhere ({rule}), but all together only "
            f"over {1e3 * what.common_length:.1f} mm"
        ]
    if what.cut:
        parts.append(
            "the cold reaches to where the simulated part of the nerve ends, beyond it nothing is known"
        )
    return "; ".join(part for part in parts if part) + "."


def _spared(what: Completeness) -> str:
    """Which ones are spared, and what they lack."""
    count = len(what.spared)
    named = _WORDS[count] if count < len(_WORDS) else str(count)
    if what.where and what.exact:
        who = f"the {what.where} one" if count == 1 else f"the {named} {what.where}"
    elif not what.interrupted:
        who = "they"
    else:
        who = "the other one" if count == 1 else f"the other {named}"
        who += f", {what.where}," if what.where else ""
    verb = "is" if count == 1 and who != "they" else "are"
    gaps = sorted(1e3 * item.missing for item in what.spared)
    if not what.zone:
        return f"no tissue gets below {what.below:g} degC"
    if gaps[-1] == 0.0:
        longest = 1e3 * max(item.length for item in what.spared)
        return f"{who} {verb} cold enough, but over {longest:.1f} mm at most"
    least, most = (f"{max(gap, 0.1):.1f}" for gap in (gaps[0], gaps[-1]))
    amount = f"{most} mm" if least == most else f"up to {most} mm"
    return f"{who} {verb} spared by {amount}"


def _advice(what: Completeness, probes: int) -> str:
    """What would reach the spared ones: an estimate, or what a full run says of it."""
    them = "it" if len(what.spared) == 1 else "them"
    remedy = what.remedy
    if what.move is not None:
        words = moving(what.move, probes)
        if remedy is None or remedy.words != words:
            return f"{words} would reach {them} (estimated, a new run must confirm it)"
        return _said(remedy, them)
    if not what.tried:
        return ""
    tips, far = _tips(probes).replace("a tip", "the tip"), f"{1e3 * what.tried:g} mm"
    first = f"moving {tips} by up to {far}, outside the nerve, is not enough to reach {them}"
    all_of_them = " all" if them == "them" else ""
    if remedy is None:
        return f"{first}{all_of_them} (estimated)"
    nor = f", nor {_listed(remedy.not_enough)}" if remedy.not_enough else all_of_them
    parts = [
        f"{first}{nor} (estimated)",
        f"on the other side a probe would pass through {remedy.barred}" if remedy.barred else "",
        _said(remedy, them) if remedy.words else "",
    ]
    return "; ".join(part for part in parts if part)


def _said(remedy: Remedy, them: str) -> str:
    """What a full run says of a remedy."""
    if remedy.confirmed is None:
        return f"{remedy.words} would reach {them} (estimated, a new run must confirm it)"
    if remedy.confirmed:
        return f"{remedy.words} would reach {them} (confirmed by a full run)"
    count = f"{remedy.interrupted} of {remedy.fascicles}"
    return (
        f"by the estimate {remedy.words} would reach {them}, but a full run does not confirm it: "
        f"{count} interrupted"
    )


def _listed(words: tuple[str, ...]) -> str:
    """Things in a row, the last after "or".

    >>> _listed(("a", "b", "c"))
    'a, b or c'
    """
    return " or ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def moving(move: Move, probes: int) -> str:
    """A move as the subject of a sentence.

    >>> moving(Move("deeper", 1e-3), 1)
    'a tip 1 mm deeper'
    """
    return f"{_tips(probes)} {1e3 * move.distance:g} mm {move.way}"


def _tips(probes: int) -> str:
    return {1: "a tip", 2: "both tips"}.get(probes, f"all {probes} tips")
