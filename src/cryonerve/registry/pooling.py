"""Pooling of published outcomes, and the refusal to pool what is not alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cryonerve.errors import Complaint, PoolingError
from cryonerve.registry.changes import CORRELATIONS
from cryonerve.registry.effects import Effect, effect_of, shown_value
from cryonerve.registry.proportions import BetaBinomial, beta_binomial, exact_interval
from cryonerve.registry.random_effects import Egger, Pool, egger, leave_one_out, random_effects

__all__ = ["FEW", "Pooled", "pool"]

FEW = 3  # studies below which a pool says next to nothing
ALIKE = ("question", "treatment", "measure", "outcome", "unit of analysis", "stretch of time")


@dataclass(frozen=True, slots=True)
class Pooled:
    """Alike outcomes of several studies as one.

    Attributes
    ----------
    effects : what was pooled, in the order given.
    random : random effects on the scale of pooling (logits of shares, points).
    without : the same without each study in turn; empty for fewer than three.
    beta : shares only, the mean share by the beta-binomial, 0..1.
    common : shares only, exact interval if all studies had one and the same share, 0..1.
    by_correlation : scores from before to after, the pool for each assumed correlation.
    egger : None for fewer than ten.
    warnings : sentences about what the pool cannot say.
    """

    effects: tuple[Effect, ...]
    random: Pool
    without: tuple[Pool, ...]
    beta: BetaBinomial | None
    common: tuple[float, float] | None
    by_correlation: tuple[tuple[float, Pool], ...]
    egger: Egger | None
    warnings: tuple[str, ...]

    @property
    def measure(self) -> str:
        """One of "share", "fall", "difference"."""
        return self.effects[0].measure

    @property
    def few(self) -> bool:
        """Too few studies to tell how much studies differ."""
        return self.random.k < FEW

    @property
    def shown(self) -> tuple[float, float, float]:
        """What a person is told first, and its interval.

        Shares in %: the mean of the beta-binomial; of fewer than three studies the common share with its
        exact interval, which holds only if they are alike (see `few`). Else points, by random effects.
        """
        if self.few and self.common is not None:
            x = sum(effect.outcome.numerator or 0 for effect in self.effects)
            n = sum(effect.outcome.denominator or 0 for effect in self.effects)
            return 100.0 * x / n, 100.0 * self.common[0], 100.0 * self.common[1]
        if self.beta is not None:
            return 100.0 * self.beta.mean, 100.0 * self.beta.low, 100.0 * self.beta.high
        return self.random.estimate, self.random.low, self.random.high

    @property
    def further(self) -> tuple[float, float]:
        """Prediction interval of a further such study, % or points; not a number for fewer than three."""
        low, high = self.random.prediction_low, self.random.prediction_high
        return shown_value(self.measure, low), shown_value(self.measure, high)


def pool(effects: Sequence[Effect], *, method: str = "REML", level: float = 0.95) -> Pooled:
    """Pool outcomes that are alike.

    Alike means: the same question, treatment, measure, definition, unit of analysis and stretch of time, and
    no people twice. Nothing is pooled silently otherwise.

    Parameters
    ----------
    effects : two or more, from `effect_of`.
    method : of the variance between studies: "REML", "DL", "PM".

    Raises
    ------
    PoolingError
        They are not alike, one has no error, or the same people are in twice; names the rows and what to do.

    Examples
    --------
    >>> from cryonerve.registry import evidence
    >>> found = pool([evidence().effects(name)[0] for name in ("difiore2024 neuropathic", "zobel2019")])
    >>> [effect.label for effect in found.effects], round(100 * found.common[1], 1)
    (['difiore2024 neuropathic', 'zobel2019 neuropathic-young'], 2.4)
    """
    _refuse(effects)
    y, v = [effect.estimate for effect in effects], [effect.variance for effect in effects]
    random = random_effects(y, v, method=method, level=level)
    beta, common = None, None
    if effects[0].measure == "share":
        x = [effect.outcome.numerator or 0 for effect in effects]
        n = [effect.outcome.denominator or 1 for effect in effects]
        beta, common = beta_binomial(x, n, level=level), exact_interval(sum(x), sum(n), level)
    return Pooled(
        effects=tuple(effects),
        random=random,
        without=leave_one_out(y, v, method=method, level=level),
        beta=beta,
        common=common,
        by_correlation=_by_correlation(effects, method, level),
        egger=egger(y, v, level=level),
        warnings=_warnings(effects, random),
    )


def _by_correlation(effects: Sequence[Effect], method: str, level: float) -> tuple[tuple[float, Pool], ...]:
    if not any(effect.outcome.kind == "mean" for effect in effects):
        return ()
    found = []
    for correlation in CORRELATIONS:
        again = [effect_of(item.study, item.outcome, correlation=correlation) for item in effects]
        if any(item.obstacle for item in again):
            continue
        pair = [item.estimate for item in again], [item.variance for item in again]
        found.append((correlation, random_effects(*pair, method=method, level=level)))
    return tuple(found)


def _warnings(effects: Sequence[Effect], random: Pool) -> tuple[str, ...]:
    found = []
    if random.k < FEW:
        found.append(
            f"{random.k} studies: how much studies differ cannot be told from so few, and no further study "
            "can be predicted. Read the rows, not the pool."
        )
    if random.low > random.plain_low or random.high < random.plain_high:
        found.append(
            "The interval is shorter than the plain one: these few studies happen to agree more than chance "
            "would let them. The plain one is the more careful."
        )
    if any(effect.study.bias == "high" for effect in effects):
        found.append("Rows of high risk of bias are in: pooling makes them precise, not right.")
    if not any(effect.study.design.startswith("randomised") for effect in effects):
        found.append("No row has a control: what would have come by itself is not taken off.")
    return tuple(found)


# --- refusing -----------------------------------------------------------------------------------------------


def _refuse(effects: Sequence[Effect]) -> None:
    """Everything that stands against a pool of these rows, at once."""
    if len(effects) < 2:
        listed = _listed(effects) or "no row"
        remedy = "Give two rows or more that are alike."
        raise PoolingError(Complaint("one row is no pool", remedy, text=listed))
    found = [*_unlike(effects), *_twice(effects), *_barred(effects)]
    if found:
        raise PoolingError(*found)


def _unlike(effects: Sequence[Effect]) -> Iterator[Complaint]:
    kinds = {effect.kind for effect in effects}
    differ = [
        name for name, parts in zip(ALIKE, zip(*kinds, strict=True), strict=True) if len(set(parts)) > 1
    ]
    if differ:
        words = " and ".join(differ)
        remedy = f"Pool only rows of the same {words}; `cryonerve evidence --pool` shows which are alike."
        yield Complaint(f"these rows are not alike, they differ in {words}", remedy, text=_listed(effects))


def _twice(effects: Sequence[Effect]) -> Iterator[Complaint]:
    names = [effect.study.name for effect in effects]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        remedy = "Keep one outcome of each study, the latest of the stretch of time."
        yield Complaint(f"the same people are in twice: {', '.join(twice)}", remedy, text=_listed(effects))


def _barred(effects: Sequence[Effect]) -> Iterator[Complaint]:
    barred = [effect for effect in effects if effect.obstacle or not effect.variance > 0.0]
    if barred:
        lines = "\n    ".join(f"{effect.label}: {effect.obstacle or 'it has no error'}" for effect in barred)
        remedy = "Leave these rows out, or find what is missing in the publication and add it as a row."
        yield Complaint("rows that can never be pooled", remedy, text=lines)


def _listed(effects: Sequence[Effect]) -> str:
    """The rows, a line each, with what must be alike."""
    lines = []
    for effect in effects:
        _, treatment, _, definition, unit, when = effect.kind
        lines.append(f"{effect.label}: {definition}, by {unit}, {when}, {treatment}")
    return "\n    ".join(lines)
