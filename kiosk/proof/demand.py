"""What this kiosk asks for beside the card, per kind: as configured, told to the archive with every visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from config.settings import Settings
from kiosk.session.proof_values import ProofMethod

NONE = "none"


@dataclass(frozen=True, slots=True)
class ProofDemand:
    """The methods of which one is asked for, for every kind and for single kinds; empty where a card is enough."""

    default: tuple[ProofMethod, ...] = ()
    kinds: Mapping[str, tuple[ProofMethod, ...]] = field(default_factory=dict)

    def of(self, kind: str) -> tuple[ProofMethod, ...]:
        """What is asked for, for a kind."""
        return self.kinds.get(kind, self.default)

    def as_json(self) -> dict[str, object]:
        """As the archive's contract has it."""
        return {"default": _words(self.default), "kinds": {kind: _words(methods) for kind, methods in self.kinds.items()}}


def demand_of(settings: Settings) -> ProofDemand:
    """The demand that the settings describe."""
    table = settings.proof
    return ProofDemand(_methods(table.default), {kind: _methods(methods) for kind, methods in table.kinds.items()})


def _methods(words: Sequence[str]) -> tuple[ProofMethod, ...]:
    return tuple(ProofMethod(word) for word in words if word != NONE)


def _words(methods: Sequence[ProofMethod]) -> list[str]:
    return [method.value for method in methods] or [NONE]
