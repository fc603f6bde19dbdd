"""Whoever is refused where offices exchange files reads what to do next, or stands at the field that is wrong."""

import ast
from collections.abc import Iterator

from tests.architecture.test_words import SOURCE

ROOMS = ("bundles", "exchange", "collector", "keys")


def refusals() -> Iterator[tuple[str, ast.Call]]:
    """Every refusal that is made in these rooms, and where."""
    for room in ROOMS:
        for path in sorted((SOURCE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in {"Refused", "Trouble"}:
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", node


def says_what_next(made: ast.Call) -> bool:
    step = made.args[2] if len(made.args) > 2 else None
    named = {keyword.arg for keyword in made.keywords}
    return "field" in named or (step is not None and not isinstance(step, ast.Constant))


def test_every_refusal_says_what_to_do_next() -> None:
    found = list(refusals())
    assert len(found) > 50
    assert [place for place, made in found if not says_what_next(made)] == []
