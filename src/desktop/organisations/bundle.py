"""Organisations as portable documents: version 1."""

from desktop.basics.text import fold, tidy, vkey
from desktop.organisations.records import (
    Organisation,
    OrganisationName,
    OrganisationParent,
    OrganisationTerm,
)
from desktop.storage.records import Document, Found, Kind, Row


def _derive(document: Document) -> Row:
    name = tidy(document.get("name") or "")
    return {"name_fold": fold(name), "name_sort": vkey(name)}


def _find(document: Document) -> Found | None:
    name = document.get("name") or ""
    former = " ".join(part.get("name") or "" for part in document.get("names", ()))
    return Found(name, document.get("doc_place") or "", fold(f"{name} {former}").strip())


KIND = Kind(
    "organisation",
    1,
    Organisation,
    {"parents": OrganisationParent, "names": OrganisationName, "terms": OrganisationTerm},
    derive=_derive,
    find=_find,
)
