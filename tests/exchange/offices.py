"""Two real registers, a commune's and its superior's, enrolled with each other by hand."""

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import update

from desktop.basics.ids import new_id
from desktop.exchange.office import (
    Device,
    Office,
    Superior,
    Unit,
    become_collector,
    enter_unit,
    join_superior,
)
from desktop.exchange.office import keep_office as keep
from desktop.keys.authority import request_for
from desktop.keys.sealing import Sealer
from desktop.keys.signer import Signer, new_secret, write_secret
from desktop.members.bundle import KIND as MEMBER
from desktop.organisations.bundle import KIND as ORGANISATION
from desktop.storage.register import Ground, Register, RegisterRow
from desktop.storage.snapshot import read_documents
from desktop.storage.work import Reading, Work
from tests.storage.opening import Secrets, opened

SUPERIOR = "urn:sochibo:019a0000-0000-7000-8000-0000000000aa"


@dataclass
class Pair:
    """A unit and its superior, with a folder between them that stands for the stick."""

    unit: Register
    above: Register
    stick: Path

    def close(self) -> None:
        """Both registers."""
        self.unit.close()
        self.above.close()


def pair(made: tuple[Path, bytes, bytes], ground: Ground, folder: Path) -> Pair:
    """Both from the register that was made once, enrolled with each other."""
    both = strangers(made, ground, folder)
    enrol(both.unit, both.above)
    return both


def strangers(made: tuple[Path, bytes, bytes], ground: Ground, folder: Path) -> Pair:
    """The same before enrolment; the superior has a URN of its own."""
    registers = []
    for name in ("unit", "above"):
        for part in ("home", "state"):
            shutil.copytree(made[0] / part, folder / name / part)
        here = replace(ground, home=folder / name / "home", state=folder / name / "state")
        if name == "above":
            rename(here, Secrets(*made[1:]))
        registers.append(opened(here, Secrets(*made[1:])))
    stick = folder / "stick"
    stick.mkdir()
    return Pair(registers[0], registers[1], stick)


def rename(ground: Ground, secrets: Secrets) -> None:
    """Give a copied register another unit."""
    register = opened(ground, secrets)
    register.write(lambda work: work.connection.execute(update(RegisterRow).values(unit=SUPERIOR))).result()
    register.close()


def enrol(unit: Register, above: Register) -> None:
    """What the enrolment's files do, without files."""
    sealer, key = Sealer.new(), new_secret()

    def take_up(work: Work) -> tuple[Superior, Signer]:
        office = become_collector(work, "Đảng ủy xã Bình Lãng")
        request = request_for(key, unit.unit)
        authority, certificate = office.authority.issue_device(
            request, "Chi bộ", unit.unit, work.now, sealer.public
        )
        keep(work, Office(authority, office.sealer))
        enter_unit(work, Unit(unit.unit, "Chi bộ xóm Bản Lằng", sealer.public, certificate.sha256))
        signer = Signer(certificate, (authority.issuing.certificate,), write_secret(key))
        trust = authority.trust()
        return Superior(above.unit, "Đảng ủy xã Bình Lãng", office.sealer.public, trust), signer

    superior, signer = above.write(take_up).result()
    unit.write(join_superior, superior, Device(signer, sealer)).result()


def cell(register: Register, name: str) -> str:
    """Enter a cell."""
    id_ = new_id()
    document: dict[str, Any] = {"name": name, "kind": "BRANCH", "parents": [], "names": [], "terms": []}
    register.write(lambda work: work.put(ORGANISATION, id_, document)).result()
    return id_


def member(register: Register, name: str, home: str) -> str:
    """Enter a member of a cell."""
    id_ = new_id()
    empty: dict[str, Any] = {part: [] for part in MEMBER.parts}
    cells = [{"id": new_id(), "organisation_id": home, "from_on": date(2020, 1, 2)}]
    register.write(lambda work: work.put(MEMBER, id_, empty | {"full_name": name, "cells": cells})).result()
    return id_


def rows(register: Register, unit: str) -> dict[tuple[str, str], Any]:
    """Everything that the tables hold of a unit."""

    def read(reading: Reading) -> dict[tuple[str, str], Any]:
        return {
            (kind.name, id_): document
            for kind in reading.kinds.all
            for id_, document in read_documents(reading.connection, kind, unit).items()
        }

    return register.read(read).result()
