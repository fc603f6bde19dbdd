"""All rules by day, read when they are first asked for."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Protocol, TypeVar, cast

from desktop.basics import places
from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.rulebook.codes import CodeList, code_list
from desktop.rulebook.days import WorkingDays, working_days
from desktop.rulebook.meetings import MeetingRules, meeting_rules
from desktop.rulebook.membership import MembershipRules, membership_rules
from desktop.rulebook.reading import Table, read_toml, trouble
from desktop.rulebook.ruled import Term
from desktop.rulebook.scoring import ScoreSheet, score_sheet


class Dated(Protocol):
    """A rule set."""

    @property
    def term(self) -> Term:
        """Its name and days."""


S = TypeVar("S", bound=Dated)
T = TypeVar("T")


class Rulebook:
    """The rule sets of one or more folders; where several cover a day, the folder named last wins."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = folders
        self._read: dict[str, object] = {}
        self._lock = Lock()  # the writer's and the reader's thread ask as well

    @classmethod
    def load(cls, *folders: Path) -> "Rulebook":
        """The rules in ``folders``, by default those that the program brings along.

        A missing folder is empty. Nothing is read yet; the first question about a topic raises Trouble
        (RUL-…) if its files are wrong.
        """
        return cls(folders or (places.resources() / "rules",))

    @classmethod
    def with_office(cls, home: Path) -> "Rulebook":
        """The program's rules, with the office's own in ``<home>/rules`` laid over them."""
        return cls.load(places.resources() / "rules", home / "rules")

    def meetings(self, day: date) -> MeetingRules:
        """Rules of a meeting held on ``day``. Days before the first set are judged by the first."""
        return _on(day, self._sets("meetings", meeting_rules))

    def membership(self, day: date) -> MembershipRules:
        """Rules of membership on ``day``."""
        return _on(day, self._sets("membership", membership_rules))

    def scoring(self, day: date) -> ScoreSheet:
        """The score sheet for a meeting held on ``day``."""
        return _on(day, self._sets("scoring", score_sheet))

    def working_days(self, day: date) -> WorkingDays:
        """The calendar of working days that ``day`` falls under."""
        return _on(day, self._sets("working_days", working_days))

    def codes(self, name: str) -> CodeList:
        """A code list by its name, such as "ethnic". RUL-07: there is none."""
        return self._once(f"codes/{name}", lambda: self._list(name))

    def meetings_by_id(self, set_id: str) -> MeetingRules | None:
        """The set that once judged a record; None if this program doesn't have it."""
        return _named(set_id, self._sets("meetings", meeting_rules))

    def scoring_by_id(self, set_id: str) -> ScoreSheet | None:
        """The sheet that once scored a record; None if this program doesn't have it."""
        return _named(set_id, self._sets("scoring", score_sheet))

    def check(self) -> tuple[str, ...]:
        """Read everything; the ids found. Raises Trouble for the first file that is wrong."""
        found = [one.term.id for one in self._flat("meetings", meeting_rules)]
        found += [one.term.id for one in self._flat("membership", membership_rules)]
        found += [one.term.id for one in self._flat("scoring", score_sheet)]
        found += [one.term.id for one in self._flat("working_days", working_days)]
        names = {file.stem for folder in self._folders for file in (folder / "codes").glob("*.toml")}
        return (*found, *(self.codes(name).name for name in sorted(names)))

    def _flat(self, topic: str, parse: Callable[[Table], S]) -> Iterable[S]:
        return (one for timeline in self._sets(topic, parse) for one in timeline)

    def _sets(self, topic: str, parse: Callable[[Table], S]) -> tuple[tuple[S, ...], ...]:
        return self._once(topic, lambda: self._timelines(topic, parse))

    def _timelines(self, topic: str, parse: Callable[[Table], S]) -> tuple[tuple[S, ...], ...]:
        first, *others = (_timeline(folder / topic, topic, parse) for folder in self._folders)
        if not first:
            raise _none(topic)
        for earlier, later in pairwise(first):
            if earlier.term.last != later.term.first - timedelta(days=1):
                raise Trouble(
                    "RUL-06",
                    msg(
                        "The rule sets {first} and {second} leave days without a rule.",
                        first=earlier.term.id,
                        second=later.term.id,
                    ),
                )
        return (first, *others)

    def _list(self, name: str) -> CodeList:
        files = [folder / "codes" / f"{name}.toml" for folder in self._folders]
        lists = [code_list(Table(file, read_toml(file))) for file in files if file.is_file()]
        if not lists:
            raise _none(name)
        joined = lists[0]
        for other in lists[1:]:
            joined = joined.joined(other)
        return joined

    def _once(self, key: str, read: Callable[[], T]) -> T:
        with self._lock:
            if key not in self._read:
                self._read[key] = read()
            return cast("T", self._read[key])  # each key is only ever filled by one kind of question


def _timeline(folder: Path, topic: str, parse: Callable[[Table], S]) -> tuple[S, ...]:
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    contents = {str(content.get("id")): (file, content) for file in files for content in (read_toml(file),)}
    if len(contents) < len(files):
        raise trouble("RUL-05", files[-1], msg("two files have the same id"))
    sets = []
    for file, content in contents.values():
        table = Table(file, _inherited(file, content, contents))
        if table.text("topic") != topic:
            raise trouble("RUL-04", file, msg("wrong value for {key}", key="topic"))
        sets.append(parse(table))
    sets.sort(key=lambda one: one.term.first)
    for earlier, later in pairwise(sets):
        if earlier.term.last is None or earlier.term.last >= later.term.first:
            raise Trouble(
                "RUL-05",
                msg(
                    "The rule sets {first} and {second} overlap.", first=earlier.term.id, second=later.term.id
                ),
            )
    return tuple(sets)


def _inherited(
    file: Path, content: Mapping[str, object], all_of_them: Mapping[str, tuple[Path, Mapping[str, object]]]
) -> Mapping[str, object]:
    """``based_on`` takes over what the file doesn't say itself; its days and documents are its own."""
    merged = dict(content)
    seen = {str(content.get("id"))}
    while (base := merged.pop("based_on", None)) is not None:
        if base in seen or str(base) not in all_of_them:
            raise trouble("RUL-04", file, msg("wrong value for {key}", key="based_on"))
        seen.add(str(base))
        older = dict(all_of_them[str(base)][1])
        older.pop("effective_to", None)
        for key in ("documents", "votes", "sentences"):
            if key in older:
                merged[key] = {**_as_table(older[key]), **_as_table(merged.get(key))}
        merged = {**older, **merged}
    return merged


def _as_table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _on(day: date, timelines: tuple[tuple[S, ...], ...]) -> S:
    for sets in reversed(timelines[1:]):
        for one in sets:
            if day in one.term:
                return one
    shipped = timelines[0]
    return next((one for one in reversed(shipped) if one.term.first <= day), shipped[0])


def _named(set_id: str, timelines: tuple[tuple[S, ...], ...]) -> S | None:
    return next((one for sets in timelines for one in sets if one.term.id == set_id), None)


def _none(topic: str) -> Trouble:
    return Trouble("RUL-07", msg("There are no rules on {topic}.", topic=topic))
