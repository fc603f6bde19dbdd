"""From a frozen draft to the document that is stored, and back."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

# A document as storage.records has it; rules know no storage.
Document = dict[str, Any]


# The fields of a draft are as mixed as the values of a document (see storage.records.Document).
def document_from(draft: Any, parts: Mapping[str, type]) -> Document:
    """The document of a draft whose fields are called as the columns are; absent values stay away."""
    document: Document = {}
    for field in fields(draft):
        value = getattr(draft, field.name)
        if field.name in parts:
            document[field.name] = [_row(item) for item in value]
        elif field.name != "id" and value is not None and value != "":
            document[field.name] = value
    return document


def values_from(draft: type, document: Document, parts: Mapping[str, type]) -> dict[str, Any]:
    """What a draft of that class is made of, by its document; what the class doesn't know is left out."""
    names = {field.name for field in fields(draft)} - {"id"}
    values = {name: value for name, value in document.items() if name in names and name not in parts}
    for name, part in parts.items():
        known = [field.name for field in fields(part)]
        values[name] = tuple(
            part(**{key: item[key] for key in known if key in item}) for item in document.get(name, ())
        )
    return values


def _row(item: Any) -> dict[str, Any]:
    row = {field.name: getattr(item, field.name) for field in fields(item)}
    return {name: value for name, value in row.items() if value is not None and value != ""}
