"""Commands of the command line about signatures and trust. ``verify`` needs neither register nor passphrase."""

import argparse
import platform
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.answer import DONE, NO, REFUSED, Answer
from desktop.basics.clock import Clock
from desktop.basics.errors import Refused, Told
from desktop.basics.language import _, msg, plural, say
from desktop.basics.places import data_home, read_at_most
from desktop.entrance import first_line, new_file, open_register, unreadable

if TYPE_CHECKING:
    from desktop.storage.register import Register
    from desktop.storage.work import Work

Run = Callable[[argparse.Namespace], Answer]
_LARGEST = 64 * 1024 * 1024
_STATES = {"ok": msg("valid"), "expired": msg("expired"), "revoked": msg("revoked")}


def add_to(
    command: Callable[[str, Run, str], argparse.ArgumentParser], shared: argparse.ArgumentParser
) -> None:
    """Add these commands to the command line."""
    verify = command("verify", _verify, "check a signed PDF: who signed, whole, trusted, unchanged since")
    verify.add_argument("file", type=Path)
    verify.add_argument(
        "--root", type=Path, action="append", default=[], metavar="FILE", help="trust this root too"
    )
    verify.add_argument(
        "--filed", type=date.fromisoformat, metavar="DATE", help="judge at the day the paper was filed"
    )
    _add_enrol(command, shared)


def _add_enrol(
    command: Callable[[str, Run, str], argparse.ArgumentParser], shared: argparse.ArgumentParser
) -> None:
    enrol = command(
        "enrol", _steps, "enrol a unit with its superior, give persons keys, list and revoke them"
    )
    steps = enrol.add_subparsers(metavar="STEP")

    def step(
        name: str, run: Callable[[argparse.Namespace, "Register"], Answer], help_: str
    ) -> argparse.ArgumentParser:
        def opened(options: argparse.Namespace) -> Answer:
            with open_register(options) as register:
                return run(options, register)

        added = steps.add_parser(name, parents=[shared], help=help_)
        added.set_defaults(command=opened)
        if run not in (_accept, _list, _revoke, _withdraw):
            added.add_argument("--to", type=Path, required=True, metavar="FILE", help="where the file goes")
        return added

    kit = step("kit", _kit, "superior: a kit for one unit; its code is shown once")
    kit.add_argument("--name", required=True, help="the unit's name")
    request = step("request", _request, "unit: take a kit in, make new keys, ask for the certificate")
    request.add_argument("file", type=Path)
    request.add_argument("--code", required=True, help="the one-time code on the kit's sheet")
    request.add_argument("--device", default=platform.node(), help="which computer it is")
    grant = step("grant", _grant, "superior: answer a request; without --heard only say what it holds")
    grant.add_argument("file", type=Path)
    grant.add_argument("--heard", metavar="DIGITS", help="the three groups that the unit reads aloud")
    grant.add_argument(
        "--retire", action="store_true", help="revoke the unit's earlier computers at the same time"
    )
    accept = step("accept", _accept, "unit: take the answer in")
    accept.add_argument("file", type=Path)
    accept.add_argument("--heard", required=True, metavar="DIGITS", help="the groups that the superior reads")

    step("list", _list, "superior: units, kits that wait, keys of persons")
    withdraw = step("withdraw", _withdraw, "superior: a kit doesn't count any more")
    withdraw.add_argument("kit", help="its id, as `enrol list` says it")
    revoke = step("revoke", _revoke, "superior: a unit's computer or a person's key doesn't count any more")
    revoke.add_argument("who", help="the unit's URN, or the serial number of a certificate")
    revoke.add_argument(
        "--why", choices=("lost", "changed", "replaced", "ended"), required=True, help="the reason"
    )

    def person(options: argparse.Namespace, register: "Register") -> Answer:
        return _person(options, register, first_line(options.new_passphrase_file))

    added = step("person", person, "superior: a key file (PKCS#12) for one who signs papers")
    added.add_argument("--name", required=True)
    added.add_argument("--post", default="")
    added.add_argument("--new-passphrase-file", type=Path, required=True, metavar="F")


def _steps(_options: argparse.Namespace) -> Answer:
    return Answer(
        _("Say which step: kit, request, grant, accept, person, list, withdraw or revoke."), {}, REFUSED
    )


def _kit(options: argparse.Namespace, register: "Register") -> Answer:
    from desktop.exchange.enrolling import give_kit, publish_later, withdraw_kit

    with new_file(options.to) as write:
        given = register.write(give_kit, options.name).result()
        try:
            write(given.file)
        except Told:  # nobody will see its code
            register.write(withdraw_kit, given.id).result()
            raise
    publish_later(register)
    words = _(
        "The kit is in {file}. Write the code on paper now, it is shown only once, and don't put it on the stick:\n"
        "{code}",
        file=str(options.to),
        code=given.code.written(),
    )
    return Answer(words, {"file": str(options.to), "code": given.code.written()})


def _request(options: argparse.Namespace, register: "Register") -> Answer:
    from desktop.exchange.enrolling import ask, keep_request, kept_request

    content = _read(options.file)
    with new_file(options.to) as write:
        before = register.read(kept_request).result()
        asked = register.write(ask, content, options.code, options.device).result()
        try:
            write(asked.file)
        except Told:  # the one before may be on its way
            register.write(keep_request, before).result()
            raise
    aloud = " ".join(asked.read_aloud)
    words = _(
        "The request to {collector} is in {file}. When the superior calls, read aloud: {aloud}",
        collector=asked.collector,
        file=str(options.to),
        aloud=aloud,
    )
    return Answer(words, {"file": str(options.to), "collector": asked.collector, "read_aloud": aloud})


def _grant(options: argparse.Namespace, register: "Register") -> Answer:
    from desktop.exchange.enrolling import grant, look_at_request, publish_later

    content = _read(options.file)
    looked = register.read(look_at_request, content).result()
    aloud = " ".join(looked.read_aloud)
    facts = {"name": looked.request.name, "device": looked.request.device, "read_aloud": aloud}
    if options.heard is None:
        words = _(
            "{name} asks from {device}. Call the unit, read aloud: {aloud}. Then give what you hear with --heard.",
            name=looked.request.name,
            device=looked.request.device or "?",
            aloud=aloud,
        )
        return Answer(words, facts, NO)
    with new_file(options.to) as write:

        def answered(work: "Work") -> None:
            """In one unit of work, so that an answer that reaches nobody enrols nobody and uses no kit up."""
            write(grant(work, content, options.heard, retire=options.retire))

        try:
            register.write(answered).result()
        except BaseException:
            with suppress(OSError):  # an answer that the book doesn't know must not be carried off
                options.to.unlink(missing_ok=True)
            raise
    publish_later(register)
    words = _("{name} is enrolled. The answer is in {file}.", name=looked.request.name, file=str(options.to))
    return Answer(words, facts | {"file": str(options.to)})


def _accept(options: argparse.Namespace, register: "Register") -> Answer:
    from desktop.exchange.enrolling import accept
    from desktop.exchange.office import keep_trust

    trust = register.write(accept, _read(options.file), options.heard).result()
    with suppress(Told):  # it follows at the next opening
        keep_trust(register.ground.home, trust)
    name = trust.roots[0].name
    return Answer(_("From now on this register reports to {name}.", name=name), {"superior": name})


def _person(options: argparse.Namespace, register: "Register", passphrase: str) -> Answer:
    from desktop.exchange.enrolling import certify_person, publish_later
    from desktop.exchange.units import reason_of, revoke_key
    from desktop.keys.passphrase import must_be_enough

    must_be_enough(passphrase, (options.name, options.post))
    with new_file(options.to) as write:
        made = register.write(certify_person, options.name, options.post, passphrase).result()
        try:
            write(made.pkcs12)
        except Told:  # a key that lies nowhere
            revoke_key(register, made.serial, reason_of("ended"))
            raise
    publish_later(register)
    words = _("The key file of {name} is in {file}.", name=options.name, file=str(options.to))
    return Answer(words, {"file": str(options.to), "serial": f"{made.serial:x}"})


def _list(_options: argparse.Namespace, register: "Register") -> Answer:
    from desktop.exchange.units import enrolments

    found = register.read(enrolments).result()
    lines = [
        *(f"{one.name}  {one.urn}  {say(_STATES[one.state.value])}" for one in found.units),
        *(
            _("{name}: kit {id} waits since {day}", name=one.name, id=one.id, day=one.given_on)
            for one in found.kits
        ),
        *(f"{one.name}  {one.post}  {one.number}  {say(_STATES[one.state.value])}" for one in found.people),
    ]
    facts: dict[str, object] = {
        "units": [
            {
                "urn": one.urn,
                "name": one.name,
                "state": one.state.value,
                "computers": one.computers,
                "valid_until": one.valid_until,
                "last_contact": one.last_contact,
            }
            for one in found.units
        ],
        "kits": [{"id": one.id, "name": one.name, "given_on": one.given_on} for one in found.kits],
        "people": [
            {
                "serial": one.number,
                "name": one.name,
                "post": one.post,
                "state": one.state.value,
                "valid_until": one.until,
            }
            for one in found.people
        ],
    }
    return Answer("\n".join(lines) or _("Nobody is enrolled yet."), facts)


def _withdraw(options: argparse.Namespace, register: "Register") -> Answer:
    from desktop.exchange.enrolling import withdraw_kit

    register.write(withdraw_kit, options.kit).result()
    return Answer(_("The kit is withdrawn."), {"kit": options.kit})


def _revoke(options: argparse.Namespace, register: "Register") -> Answer:
    from desktop.exchange.units import reason_of, revoke_computers, revoke_key

    why = reason_of(options.why)
    if options.who.startswith("urn:"):
        number = revoke_computers(register, options.who, why)
        words = plural("{n} computer is revoked.", "{n} computers are revoked.", number)
        return Answer(words, {"unit": options.who, "computers": number})
    try:
        serial = int(options.who, 16)
    except ValueError:
        raise Refused(
            "CLI-07",
            msg("A serial number consists of the figures 0 to 9 and the letters a to f."),
            msg("See it with: sochibo enrol list"),
        ) from None
    revoke_key(register, serial, why)
    return Answer(_("The certificate is revoked."), {"serial": options.who})


def _verify(options: argparse.Namespace) -> Answer:
    from desktop.documents.verify import Found, verify
    from desktop.keys.trust import FOLDER, Trust, read_file

    trust = Trust.read(data_home(options.home) / FOLDER)
    for file in options.root:
        trust = trust.joined(read_file(file))
    verdict = verify(_read(options.file), trust, Clock.showing(options.today).today(), options.filed)

    def told(one: Found) -> dict[str, object]:
        return {
            "name": one.name,
            "issuer": one.issuer,
            "certificate": one.certificate,
            "claimed": one.claimed,
            "whole": one.whole,
            "standing": one.standing.name.lower(),
            "since": one.since.name.lower(),
            "holds": one.holds,
        }

    facts = {
        "holds": verdict.holds,
        "summary": say(verdict.summary()),
        "judged_at": verdict.judged_at,
        "empty_places": verdict.empty,
        "signatures": [told(one) for one in verdict.signatures],
    }
    lines = [say(line) for line in verdict.lines()]
    if not trust.roots:
        lines.append(
            _("This office trusts no authority yet. Enrol with the superior, or choose a further root.")
        )
    words = "\n".join(lines)
    return Answer(words, facts, DONE if verdict.holds else NO)


def _read(path: Path) -> bytes:
    return read_at_most(path, _LARGEST, unreadable(path))
