"""The tool that keeps the catalogues: packaging/catalogue.py."""

import gettext
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]

SOURCE = """
from desktop.basics.language import N_, _, msg, msg_plural, plural
TITLE = N_("Members")
def told(name: str, n: int) -> None:
    _("Hello {name}", name=name)
    msg("A text in "
        "two pieces")
    plural("{n} person", "{n} people", n)
    msg_plural("{n} cell", "{n} cells", n)
"""


@pytest.fixture(scope="module")
def catalogue() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "packaging" / "catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["catalogue"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(tmp_path: Path, catalogue: ModuleType) -> Path:
    (tmp_path / "src" / "desktop").mkdir(parents=True)
    (tmp_path / "src" / "desktop" / "room.py").write_text(SOURCE, encoding="utf-8")
    po = tmp_path / "resources" / "locale" / "vi" / "LC_MESSAGES" / "sochibo.po"
    po.parent.mkdir(parents=True)
    po.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n', encoding="utf-8")
    assert catalogue.main(["update"], tmp_path) == 0
    return tmp_path


def po_of(project: Path) -> Path:
    return project / "resources" / "locale" / "vi" / "LC_MESSAGES" / "sochibo.po"


def translate(project: Path, **said: str) -> None:
    words = {
        "Members": "Đảng viên",
        "Hello {name}": "Chào {name}",
        "A text in two pieces": "Một câu",
        "{n} person": "{n} người",
        "{n} cell": "{n} chi bộ",
    } | said
    lines = []
    text = ""
    for line in po_of(project).read_text(encoding="utf-8").splitlines():
        if line.startswith("msgid "):
            text = line[7:-1]
        if line.startswith("msgstr") and line.endswith(' ""') and text in words:
            line = line[:-1] + words[text] + '"'
        lines.append(line)
    po_of(project).write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_every_way_of_marking_a_text_is_seen(project: Path) -> None:
    template = (project / "resources" / "locale" / "sochibo.pot").read_text(encoding="utf-8")
    for text in ("Members", "Hello {name}", "A text in two pieces", "{n} person", "{n} people", "{n} cells"):
        assert f'"{text}"' in template
    assert "src/desktop/room.py" in template
    assert "Date" not in template


def test_untranslated_texts_are_a_finding(
    project: Path, catalogue: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert catalogue.main(["check"], project) == 1
    told = capsys.readouterr().out
    assert "vi: not translated: Members" in told
    assert "5 findings" in told


def test_a_complete_catalogue_is_compiled_and_speaks(project: Path, catalogue: ModuleType) -> None:
    translate(project)
    assert catalogue.main(["check"], project) == 0
    assert catalogue.main(["compile"], project) == 0
    with po_of(project).with_suffix(".mo").open("rb") as file:
        spoken = gettext.GNUTranslations(file)
    assert spoken.gettext("Members") == "Đảng viên"
    assert spoken.ngettext("{n} person", "{n} people", 5) == "{n} người"


@pytest.mark.parametrize(
    ("wrong", "finding"),
    [
        ("Chào {nam}", "placeholders differ"),
        ("Chào", "placeholders differ"),
        ("Chào {name", "unpaired braces"),
        ("Chào {name} ", "blanks"),
        ("Cha\u0300o {name}", "NFC"),
    ],
)
def test_wrong_translations_are_found(
    project: Path, catalogue: ModuleType, wrong: str, finding: str, capsys: pytest.CaptureFixture[str]
) -> None:
    translate(project, **{"Hello {name}": wrong})
    assert catalogue.main(["check"], project) == 1
    assert finding in capsys.readouterr().out


def test_new_and_vanished_texts_make_it_stale(
    project: Path, catalogue: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    translate(project)
    room = project / "src" / "desktop" / "room.py"
    room.write_text(room.read_text(encoding="utf-8").replace("Members", "People"), encoding="utf-8")
    assert catalogue.main(["check"], project) == 1
    told = capsys.readouterr().out
    assert "new: People" in told
    assert "gone: Members" in told
    assert catalogue.main(["update"], project) == 0
    text = po_of(project).read_text(encoding="utf-8")
    assert "Members" not in text
    assert "Chào {name}" in text


def test_the_same_texts_give_the_same_bytes(project: Path, catalogue: ModuleType) -> None:
    translate(project)
    catalogue.main(["update"], project)
    once = po_of(project).read_bytes()
    catalogue.main(["update"], project)
    assert po_of(project).read_bytes() == once


def test_a_wrong_call(catalogue: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogue.main([]) == 2
    assert "update | compile | check" in capsys.readouterr().out
