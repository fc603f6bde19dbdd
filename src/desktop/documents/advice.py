"""What the reader of a paper that doesn't hold can do, with the code to read out over a telephone."""

from desktop.basics.language import Message, msg
from desktop.documents.verify import Found, Since, Standing, Verdict

_CODES = {
    Standing.UNKNOWN: "PDF-24",
    Standing.NO_LIST: "PDF-25",
    Standing.OLD_LIST: "PDF-26",
    Standing.REVOKED: "PDF-27",
    Standing.EXPIRED: "PDF-28",
    Standing.TOO_EARLY: "PDF-29",
    Standing.WRONG_ROLE: "PDF-30",
    Standing.UNCHECKABLE: "PDF-31",
}


def advice(verdict: Verdict) -> tuple[str, Message | None] | None:
    """Code and next step of the first thing that is wrong; None if the paper holds.

    The step is None where the sentence about it (``Found.trouble``) says what to do already. "Below" is where the
    page has the day of filing and a further root.
    """
    if verdict.holds:
        return None
    if not verdict.signatures:
        return "PDF-20", msg("Ask for the file that was signed; a scan or a print-out isn't it.")
    failing = next((one for one in verdict.signatures if not one.holds), None)
    if failing is None:
        return "PDF-23", msg("Ask for the file that everybody has signed.")
    return _about(failing)


def _about(one: Found) -> tuple[str, Message | None]:
    if not one.whole and one.standing is not Standing.UNCHECKABLE:
        return "PDF-21", None
    if one.standing is Standing.TRUSTED:
        assert one.since is Since.CHANGED
        return "PDF-22", msg("Ask for the file as it was when it was signed.")
    return _CODES[one.standing], _step(one)


def _step(one: Found) -> Message | None:
    match one.standing:
        case Standing.REVOKED | Standing.EXPIRED:
            return msg(
                "If the paper was filed before that day, type the day of filing below."
                " If not, ask for a paper signed anew."
            )
        case Standing.TOO_EARLY:
            return msg("Look whether the day of filing below and the date of this computer are right.")
        case Standing.UNKNOWN:
            return msg("If you know this office, ask it for its root certificate and choose it below.")
        case Standing.NO_LIST:
            return msg("Ask {issuer} for this list and choose it below.", issuer=one.issuer)
        case Standing.WRONG_ROLE:
            return msg("Ask for a paper signed with a person's certificate.")
        case Standing.UNCHECKABLE:
            return msg("Ask for a paper signed with a usual key, or check it with another program.")
        case _:
            return None
