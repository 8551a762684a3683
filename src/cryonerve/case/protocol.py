"""The steps of a procedure: frozen nouns that print as the sentence which rebuilds them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Freeze", "Step", "Thaw", "Wait"]


@dataclass(frozen=True, slots=True)
class Freeze:
    """Freeze with the named probes (all when none is named) at the console's temperature."""

    temperature: float  # degC
    seconds: float
    probes: tuple[str, ...] = ()

    def works(self, probe: str) -> bool:
        """Whether this step drives the probe of that name."""
        return not self.probes or probe in self.probes


@dataclass(frozen=True, slots=True)
class Thaw:
    """Thaw for a time, or until the coldest tissue has reached `until` (then `seconds` is the limit)."""

    seconds: float
    until: float | None = None  # degC
    probes: tuple[str, ...] = ()

    def works(self, probe: str) -> bool:
        """Whether this step drives the probe of that name."""
        return not self.probes or probe in self.probes


@dataclass(frozen=True, slots=True)
class Wait:
    """No probe exchanges heat."""

    seconds: float


Step = Freeze | Thaw | Wait
