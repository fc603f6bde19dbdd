"""Members as portable documents: version 1."""

from desktop.basics.text import fold, name_key, tidy
from desktop.members.records import (
    Member,
    MemberCell,
    MemberElsewhere,
    MemberExemption,
    MemberPost,
    MemberStage,
    MemberSuspension,
)
from desktop.storage.records import Document, Found, Kind, Row


def _derive(document: Document) -> Row:
    name = tidy(document.get("full_name") or "")
    other = tidy(document.get("other_name") or "")
    # A leading space before each word lets one pattern, '% word%', find the beginning of any word.
    return {"name_fold": f" {fold(f'{name} {other}').strip()}", "name_sort": name_key(name)}


def _find(document: Document) -> Found | None:
    name = document.get("full_name") or ""
    words = (name, document.get("other_name"), document.get("citizen_id"), document.get("card_no"))
    born = document.get("birth_year")
    return Found(name, "" if born is None else str(born), fold(" ".join(word for word in words if word)))


KIND = Kind(
    "member",
    1,
    Member,
    {
        "cells": MemberCell,
        "stages": MemberStage,
        "exemptions": MemberExemption,
        "elsewheres": MemberElsewhere,
        "suspensions": MemberSuspension,
        "posts": MemberPost,
    },
    derive=_derive,
    find=_find,
)
