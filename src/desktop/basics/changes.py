"""What a committed unit of work changed, announced once, so that each screen decides whether to reload."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """Kinds and ids that one commit touched, and who started it (a screen's name, or None)."""

    touched: frozenset[tuple[str, str]]
    initiator: str | None = None

    def concern(self, *kinds: str) -> bool:
        """Whether any record of these kinds changed."""
        return any(kind in kinds for kind, _ in self.touched)

    def __bool__(self) -> bool:
        return bool(self.touched)
