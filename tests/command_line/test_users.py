"""Users come, go and change their passphrase."""

from pathlib import Path

from tests.command_line.running import DONE, REFUSED, TROUBLE, Run


def test_users_come_and_go(here: Path, run: Run) -> None:
    add = ("user", "add", "--name", "Lục Thị Yến", "--label", "Văn thư", "--role", "clerk")
    added = run(*add, "--new-passphrase-file", str(here / "other"), "--json")
    assert (added.code, added.facts) == (DONE, {"label": "Văn thư"})
    listed = run("user", "list", "--json").facts["users"]
    assert [(user["label"], user["role"], user["active"]) for user in listed] == [
        ("Bí thư", "secretary", True),
        ("Văn thư", "clerk", True),
    ]
    assert run("check", "--account", "Văn thư", secret="other").code == DONE
    refused = run("user", "remove", "Bí thư", "--account", "Văn thư", secret="other")
    assert (refused.code, refused.err[:6]) == (REFUSED, "STO-20")
    removed = run("user", "remove", "Văn thư")
    assert removed.code == DONE
    assert "Văn thư" in removed.out
    gone = run("check", "--account", "Văn thư", secret="other")
    assert (gone.code, gone.err[:6]) == (REFUSED, "CLI-03")
    assert run("check").code == DONE


def test_plain_list_of_users(here: Path, run: Run) -> None:
    assert run("user").out == "Bí thư\tBế Đức Kiên\tsecretary\n"


def test_one_cannot_remove_oneself(here: Path, run: Run) -> None:
    said = run("user", "remove", "Bí thư")
    assert (said.code, said.err[:6]) == (REFUSED, "STO-21")


def test_the_passphrase_changes(here: Path, run: Run) -> None:
    assert run("user", "passphrase", "--new-passphrase-file", str(here / "new")).code == DONE
    assert run("check").code == TROUBLE
    assert run("check", secret="new").code == DONE
