"""The sample meeting as a draft: what a clerk would have typed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from desktop.basics.ids import new_id
from desktop.meetings.rules.draft import (
    MeetingDraft,
    OpinionLine,
    PetitionLine,
    TaskLine,
    Visitor,
    VoteLine,
)
from desktop.meetings.rules.roster import Listed, Office, call_roll
from desktop.meetings.rules.scoring import lay_sheet
from desktop.meetings.rules.words import (
    Authority,
    MeetingKind,
    OpinionKind,
    Presence,
    Stage,
    VoteKind,
    VoteMethod,
)
from desktop.rulebook.scoring import ScoreSheet
from desktop.storage.work import Work

Sample = Mapping[str, Any]
DAY = date(2026, 11, 3)


def sample_roster(sample: Sample) -> tuple[Listed, ...]:
    """The cell's list on the day, with the members' names as ids."""
    return tuple(
        Listed(
            member_id=person["name"],
            name=person["name"],
            stage=Stage.OFFICIAL if "official_on" in person else Stage.PROBATIONARY,
            exempt="exempt_from" in person,
            exempt_ground=person.get("exempt_ground", ""),
            elsewhere="elsewhere_from" in person,
            elsewhere_at=person.get("elsewhere_at", ""),
            office=Office(person["office"]) if "office" in person else None,
        )
        for person in sample["members"]
    )


def fill_in(
    draft: MeetingDraft,
    sample: Sample,
    roster: Sequence[Listed],
    sheet: ScoreSheet,
    new_id: Callable[[], str],
) -> MeetingDraft:
    """``draft`` with everything that the sample says, typed by name of the people."""
    ids = {person.name: person.member_id for person in roster}
    said = sample["meeting"]
    draft = replace(
        call_roll(draft, roster, new_id),
        kind=MeetingKind(said["kind"]),
        period_year=said["period_year"],
        period_month=said["period_month"],
        chair_id=ids[said["chair"]],
        minutes_taker_id=ids[said["minutes_taker"]],
        scorer_id=ids[said["scorer"]],
        theme_author_id=ids[said["theme_author"]],
        **{name: said[name].strip() if isinstance(said[name], str) else said[name] for name in _PLAIN},
    )
    for person in sample["members"]:
        line = draft.line(ids[person["name"]])
        assert line is not None
        status = Presence(person["status"])
        reason = person.get("reason", line.reason if status is line.status else "")
        draft = draft.with_line(replace(line, status=status, reason=reason))
    draft = replace(draft, **_lines(sample, ids, new_id))
    draft = lay_sheet(draft, sheet, new_id)
    points = sample["scores"]
    return replace(
        draft, scores=tuple(replace(line, points=points[line.criterion] * 10) for line in draft.scores)
    )


_PLAIN = (
    "committee_met_at",
    "notice_sent_on",
    "superior_told_on",
    "papers_sent_on",
    "started_at",
    "ended_at",
    "place",
    "theme_title",
    "agreed",
    "information",
    "past_assessment",
    "next_tasks",
    "theme_content",
    "other_items",
    "conclusion",
    "remedies",
)


def _lines(sample: Sample, ids: Mapping[str, str], new_id: Callable[[], str]) -> dict[str, Any]:
    return {
        "superiors": tuple(Visitor(new_id(), one["name"], one["post"]) for one in sample["superiors"]),
        "guests": tuple(Visitor(new_id(), one["name"], one["post"]) for one in sample["guests"]),
        "opinions": tuple(
            OpinionLine(
                new_id(),
                OpinionKind(one.get("kind", "DISCUSSION")),
                ids.get(one.get("speaker", "")),
                one.get("speaker_name", ""),
                one["content"],
            )
            for one in sample["opinions"]
        ),
        "votes": tuple(
            VoteLine(
                new_id(),
                one["item"],
                VoteKind(one["kind"]),
                VoteMethod(one["method"]),
                one["yes"],
                one["no"],
                one["other"],
            )
            for one in sample["votes"]
        ),
        "tasks": tuple(
            TaskLine(new_id(), one["content"], ids[one["owner"]], "", one["due_on"])
            for one in sample["tasks"]
        ),
        "petitions": tuple(
            PetitionLine(new_id(), one["content"], one["raised_by"], Authority(one["authority"]))
            for one in sample["petitions"]
        ),
    }


def enter_cell(work: Work, sample: Sample) -> str:
    """The commune, the cell and its 24 members, as records. Gives the cell's id."""
    commune, cell = new_id(), new_id()
    organisation = sample["organisation"]
    kind = work.kinds["organisation"]
    work.put(kind, commune, {"name": organisation["superior"], "kind": "DANG_BO_XA"})
    parents = [{"id": new_id(), "parent_id": commune}]
    work.put(kind, cell, {"name": organisation["cell"], "kind": "CHI_BO_TRUC_THUOC", "parents": parents})
    for person in sample["members"]:
        work.put(work.kinds["member"], new_id(), _member(person, cell))
    return cell


def _member(person: Sample, cell: str) -> dict[str, Any]:
    official = person.get("official_on")
    began = official or person["probationary_on"]
    stage = "OFFICIAL" if official else "PROBATIONARY"
    office = {"DEPUTY": "DEPUTY_SECRETARY"}.get(person.get("office", ""), person.get("office"))
    return {
        "full_name": person["name"],
        "sex": person["sex"],
        "birth_year": person["birth_year"],
        "official_date": official,
        "cells": [{"id": new_id(), "organisation_id": cell, "from_on": began}],
        "stages": [{"id": new_id(), "stage": stage, "from_on": began}],
        "exemptions": _facts(person, "exempt_from", ground=person.get("exempt_ground")),
        "elsewheres": _facts(person, "elsewhere_from", place_name=person.get("elsewhere_at")),
        "posts": [{"id": new_id(), "organisation_id": cell, "post": office}] if office else [],
    }


def _facts(person: Sample, key: str, **values: Any) -> list[dict[str, Any]]:
    return [{"id": new_id(), "from_on": person[key], **values}] if key in person else []
