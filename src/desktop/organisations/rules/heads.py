"""Figures of an organisation that an upper room counts, in parts that add up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.basics.language import Message


@dataclass(frozen=True, slots=True)
class Head:
    """One part: its key, how many, and its word."""

    key: str
    number: int
    words: Message


@dataclass(frozen=True, slots=True)
class People:
    """The people of one organisation: their parts, and who leads it."""

    heads: tuple[Head, ...] = ()
    leader: str = ""
    leader_id: str | None = None


AllPeople = Mapping[str, People]
"""Organisation id → its people. Those in no known cell stand under ""."""


def together(many: Iterable[tuple[Head, ...]]) -> tuple[Head, ...]:
    """The parts of several organisations, added up key by key."""
    numbers: dict[str, int] = {}
    words: dict[str, Message] = {}
    for heads in many:
        for head in heads:
            numbers[head.key] = numbers.get(head.key, 0) + head.number
            words[head.key] = head.words
    return tuple(Head(key, number, words[key]) for key, number in numbers.items())


def whole(heads: Iterable[Head]) -> int:
    """All parts together."""
    return sum(head.number for head in heads)
