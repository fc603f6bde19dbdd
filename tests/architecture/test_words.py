"""Smells that a machine can tell: size, words, places, and what an ``__init__.py`` may hold."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/desktop"
LONGEST = 400
# Files that are longer than a file should be, each with the reason.
LONG: dict[str, str] = {}
AVOIDED = {"model", "service", "manager", "utils", "helpers", "common", "misc", "handler", "info"}
TEXT = {".py", ".md", ".toml", ".ini", ".txt", ".po", ".cmd", ".cfg", ".yml", ".svg", ""}
# The only addresses that our files may name: namespaces and licences.
ADDRESSES = {"www.w3.org", "www.apache.org", "openfontlicense.org", "scripts.sil.org", "github.com"}


def sources() -> list[Path]:
    """The program's own files."""
    return sorted(SOURCE.rglob("*.py"))


def ours() -> Iterator[Path]:
    """Every text file of the project, whether or not this is a git work tree."""
    for top in [".ci", "packaging", "src", "tests", "migrations", "resources"]:
        yield from (p for p in (ROOT / top).rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    yield from (p for p in ROOT.iterdir() if p.is_file() and p.name != ".venv.lock")


def words(name: str) -> set[str]:
    """The words of an identifier in either spelling."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", name)}


def test_a_file_stays_small() -> None:
    """More than 400 lines are mostly two nouns in one file; a file that shrank goes off the list again."""
    lines = {str(path.relative_to(SOURCE)): len(path.read_text("utf-8").splitlines()) for path in sources()}
    assert {name for name, length in lines.items() if length > LONGEST} == set(LONG)


def test_an_init_holds_only_prose() -> None:
    for path in SOURCE.rglob("__init__.py"):
        body = ast.parse(path.read_text("utf-8")).body
        assert len(body) == 1, f"{path}: imports here hide who imports whom"
        assert isinstance(body[0], ast.Expr)
        assert isinstance(body[0].value, ast.Constant)


def test_every_module_says_what_it_is() -> None:
    silent = [path for path in sources() if ast.get_docstring(ast.parse(path.read_text("utf-8"))) is None]
    assert silent == []


def test_no_name_uses_a_word_that_says_nothing() -> None:
    found = []
    for path in sources():
        names = [path.stem]
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                names.append(node.name)
        found += [f"{path.relative_to(SOURCE)}: {name}" for name in names if words(name) & AVOIDED]
    assert found == []


def test_no_file_names_a_machine_or_a_host() -> None:
    found = []
    own = re.compile(r"/(?:home/(?!hoa\b)|root/|Users/)\w|[A-Z]:\\\\?Users\\|/wor[k]/|/var/tmp/\w")
    for path in ours():
        if path.suffix not in TEXT or path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            hosts = set(re.findall(r"https?://([^/\s\"'<>)]+)", line)) - ADDRESSES
            hosts = {host for host in hosts if not host.endswith((".invalid", ".example", "127.0.0.1"))}
            if hosts or own.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    assert found == []


def test_no_text_hides_in_a_formatted_one() -> None:
    """The extractor doesn't look into f-strings on Python 3.11: such a text would stay untranslated."""
    hidden = []
    for path in (ROOT / "src/desktop").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.JoinedStr):
                continue
            for call in filter(lambda one: isinstance(one, ast.Call), ast.walk(node)):
                assert isinstance(call, ast.Call)
                marks = isinstance(call.func, ast.Name) and call.func.id in ("_", "plural", "msg", "N_")
                if marks and call.args and isinstance(call.args[0], ast.Constant):
                    hidden.append(f"{path.name}:{call.lineno}")
    assert hidden == []
