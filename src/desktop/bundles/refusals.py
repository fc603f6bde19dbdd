"""Every way in which a bundle is turned away: a code for the telephone, one sentence, and what to do next.

``Trouble`` where a copy is at fault (another copy of the same bundle may do), ``Refused`` where the sender or
the content is. Which line of the rule was broken stands in the exception's notes, for the log; it never
quotes content.
"""

from desktop.basics.errors import Refused, Told, Trouble
from desktop.basics.language import N_, Message

UNREADABLE, NOT_A_BUNDLE, DAMAGED, NEWER, OUTER, TOO_LARGE = (f"BUN-0{n}" for n in range(1, 7))
NOT_FOR_US, NOT_OPENED, ADDRESSED, FRAMES, LIMIT, UNKNOWN_FRAME = (f"BUN-1{n}" for n in range(6))
MANIFEST, SIGNATURE, OUTER_ALTERED, READDRESSED, NOT_THE_SENDER, TOO_NEW = (f"BUN-2{n}" for n in range(6))
PARTS, COMPRESSION, JSON, HEADER, PIECE, BLOB, DOCUMENT = (f"BUN-3{n}" for n in range(7))
NUMBERS, CHAIN, GROUP, LINEAGE, TOTALS, STATE_ROOT, STATE = (f"BUN-4{n}" for n in range(7))
RECEIPT = "BUN-50"
TOO_MUCH, NOT_WRITTEN, SOURCE_CHANGED, BLOB_MISSING = (f"BUN-6{n}" for n in range(4))

_COPY = N_("Copy the file again, or ask for another stick.")
_UPDATE = N_("Update the program on this computer, then take the file in again. Nothing is lost.")
_CALL = N_("Call the sender. Don't take anything from this file.")
_REPORT = N_(
    "The sender's program has made a mistake. Keep the file and tell those who look after the program."
)

_TROUBLES: dict[str, tuple[str, str]] = {
    UNREADABLE: (N_("The file can't be read."), N_("Check that the stick is still in, then try again.")),
    NOT_A_BUNDLE: (N_("This is not a file of Sổ Chi bộ."), N_("Choose a file that ends in .scb.")),
    DAMAGED: (N_("This copy is damaged or incomplete."), _COPY),
    NOT_OPENED: (N_("This copy was damaged or altered inside."), _COPY),
    NOT_WRITTEN: (
        N_("The file could not be written."),
        N_("Check that the disk or stick is there, not full and not write-protected, then try again."),
    ),
    SOURCE_CHANGED: (N_("The register changed while the file was being made."), N_("Try again.")),
    BLOB_MISSING: (
        N_("A kept file of this register can't be read."),
        N_("Check the register in Settings; a backup may still have the file."),
    ),
}
_REFUSALS: dict[str, tuple[str, str]] = {
    NEWER: (N_("This file was made by a newer version of the program."), _UPDATE),
    OUTER: (N_("The cover of this file isn't as the program writes it."), _COPY),
    TOO_LARGE: (N_("This file is larger than a file of Sổ Chi bộ can be."), _CALL),
    NOT_FOR_US: (
        N_("This file is sealed for another computer, or it was altered."),
        N_("Give it to the one it is for, or ask the sender to send it again."),
    ),
    ADDRESSED: (N_("This file is for somebody else."), N_("Give it to the one it is for.")),
    FRAMES: (N_("The inside of this file is not in order."), _CALL),
    LIMIT: (N_("Something in this file is larger than allowed."), _CALL),
    UNKNOWN_FRAME: (N_("This file holds something that this version of the program must not skip."), _UPDATE),
    MANIFEST: (N_("The list of contents of this file isn't as the program writes it."), _CALL),
    SIGNATURE: (N_("The signature of this file can't be confirmed."), _CALL),
    OUTER_ALTERED: (N_("The cover of this file isn't the one that was signed."), _CALL),
    READDRESSED: (N_("This file was made for somebody else and passed on to this computer."), _CALL),
    NOT_THE_SENDER: (N_("This file wasn't signed by the unit that it claims to come from."), _CALL),
    TOO_NEW: (N_("This file needs a newer version of the program."), _UPDATE),
    PARTS: (N_("The contents of this file differ from its signed list."), _CALL),
    COMPRESSION: (N_("A part of this file can't be unpacked within its declared size."), _CALL),
    JSON: (N_("A record in this file isn't as the program writes it."), _REPORT),
    HEADER: (N_("The head of a record in this file is not in order."), _REPORT),
    PIECE: (N_("The content of a record in this file doesn't fit its head."), _REPORT),
    BLOB: (N_("An attached file in this file is not in order."), _REPORT),
    DOCUMENT: (N_("The document in this file is not in order."), _REPORT),
    NUMBERS: (N_("The records in this file don't follow one another without a gap."), _REPORT),
    CHAIN: (N_("The records in this file don't hang together: something was changed or left out."), _CALL),
    GROUP: (N_("Records that belong together were torn apart in this file."), _REPORT),
    LINEAGE: (N_("This file doesn't say where its records branched off."), _REPORT),
    TOTALS: (N_("The totals of this file don't fit its records."), _REPORT),
    STATE_ROOT: (N_("After this file our record of the unit isn't what the unit says it is."), _REPORT),
    STATE: (N_("After this file the unit's figures aren't what the unit says they are."), _REPORT),
    RECEIPT: (N_("The receipt is not in order."), _REPORT),
    TOO_MUCH: (N_("There is too much for one file."), N_("Send it in several files.")),
}


def refusal(code: str, detail: str = "", **values: str) -> Told:
    """The exception of a code. ``detail`` becomes a note: rules and numbers, never content."""
    kind, table = (Trouble, _TROUBLES) if code in _TROUBLES else (Refused, _REFUSALS)
    text, next_step = table[code]
    error = kind(code, Message(text, tuple(sorted(values.items()))), Message(next_step))
    if detail:
        error.add_note(detail)
    return error


def demand(holds: bool, code: str, detail: str = "") -> None:
    """Raise the refusal of ``code`` unless ``holds``."""
    if not holds:
        raise refusal(code, detail)
