"""A child of a test, on a disk of four megabytes: fill it, save until it is full, make room, save again."""

import sys
from pathlib import Path

from tests.storage.opening import Secrets, opened

from desktop import kinds
from desktop.basics.errors import Trouble
from desktop.basics.ids import new_id
from desktop.basics.places import resources
from desktop.members.bundle import KIND as MEMBER
from desktop.rulebook.book import Rulebook
from desktop.storage.check import check
from desktop.storage.register import Ground, Register
from desktop.storage.work import Work


def main() -> None:
    home, state = map(Path, sys.argv[1:3])
    ground = Ground(home, state, kinds.ALL, Rulebook.load(resources() / "rules"))
    register = opened(ground, Secrets(*map(bytes.fromhex, sys.argv[3:5])))
    ballast = home.parent / "ballast"
    ballast.write_bytes(
        bytes(1_000_000)
    )  # what lies in the write-ahead log is copied first when room is made
    before = count(register)
    try:
        while True:
            register.write(save, "x" * 50_000).result()
            before += 1
    except Trouble as trouble:
        print(trouble.code)
    print("as before" if count(register) == before else "lost")
    say_whole(register)
    ballast.unlink()
    register.close()
    register = opened(ground, Secrets(*map(bytes.fromhex, sys.argv[3:5])))
    register.write(save, "chăm chỉ").result()
    print("saved after all")
    say_whole(register)
    register.close()


def save(work: Work, remark: str) -> None:
    work.put(MEMBER, new_id(), {part: [] for part in MEMBER.parts} | {"full_name": "Bế", "remark": remark})


def count(register: Register) -> int:
    query = "SELECT count(*) FROM member"
    return register.read(lambda r: r.connection.exec_driver_sql(query).scalar_one()).result()


def say_whole(register: Register) -> None:
    faults = register.read(check).result().faults
    print(faults or "whole")


if __name__ == "__main__":
    main()
