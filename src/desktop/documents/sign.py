"""Two people sign one finished paper: PAdES baseline B, with a visible stamp between post and name.

The paper's bytes are never written anew: first both empty places are appended, then each signature is appended
behind what was there. The first signature certifies: from then on, readers allow nothing but the other signature.
The time in a signature is this computer's clock, and the stamp says so; there is no time-stamp authority offline.
Everything happens in memory.
"""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from desktop.basics import places
from desktop.basics.errors import Refused, Trouble
from desktop.basics.language import format_moment, msg
from desktop.documents.fonts import printable
from desktop.keys.certificates import moment
from desktop.keys.signer import Signing, library_signer, quieten

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import BasePdfFileWriter
    from pyhanko.stamp import TextStampStyle

NO_PLACE: Final = "PDF-10"
UNREADABLE: Final = "PDF-11"
NOT_SIGNABLE: Final = "PDF-12"
_WIDTH, _HEIGHT, _AIR = 190.0, 56.0, 3.0  # points
_LEAST_HEIGHT: Final = 24.0
_BLUE: Final = (0.05, 0.2, 0.55)  # as the ink of a hand-written signature
_TEXT_SIZE: Final = 9
# What the PDF library stumbles over in a stranger's bytes, besides its own errors.
STUMBLES: Final = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    NotImplementedError,
    ArithmeticError,
    RecursionError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class SigningPlace:
    """Where one person signs: the field's name, the printed line above the signature and the name below it.

    ``name`` is empty where no name is printed. Letters as they stand on the paper (capitals).
    """

    field: str
    below: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page (from 0), in points from the lower left corner."""

    page: int
    left: int
    bottom: int
    right: int
    top: int


def with_places(pdf: bytes, wanted: Sequence[SigningPlace]) -> bytes:
    """The paper with an empty signature field at each place; what was there stays as it is, byte for byte.

    Trouble PDF-10: a place isn't on the paper; PDF-11: no readable PDF; Refused PDF-12: it has fields already.
    """
    quieten()
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field, enumerate_sig_fields

    boxes = [find_place(pdf, place) for place in wanted]
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        if any(enumerate_sig_fields(writer.prev)):
            raise _not_signable()
        for place, box in zip(wanted, boxes, strict=True):
            corners = (box.left, box.bottom, box.right, box.top)
            append_signature_field(writer, SigFieldSpec(place.field, on_page=box.page, box=corners))
        out = io.BytesIO()
        writer.write(out)  # type: ignore[no-untyped-call]  # the library forgot to say what it takes
    except (PdfError, *STUMBLES):
        raise unreadable() from None
    return _appended(pdf, out.getvalue())


def sign(pdf: bytes, field: str, signer: Signing, post: str, at: datetime) -> bytes:
    """The paper with one more signature, in its empty field, stamped with name, ``post`` and the time ``at``.

    Refused PDF-12: there is no such empty field, or the paper forbids another signature; Trouble PDF-11: no
    readable PDF; and whatever the signer refuses (a token that is gone, a wrong PIN).
    """
    bridge = library_signer(signer)
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
    from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        first = not _state(writer.prev, field)
        about = PdfSignatureMetadata(
            field_name=field,
            md_algorithm=signer.certificate.scheme.digest,
            subfilter=SigSeedSubFilter.PADES,
            name=signer.certificate.name,
            certify=first,
            docmdp_permissions=MDPPerm.FILL_FORMS,
            signer_key_usage=set(),  # what the certificate is for is judged by ``verify``
        )
        hand = PdfSigner(about, bridge, stamp_style=_stamp())
        session = hand.init_signing_session(writer, existing_fields_only=True)
        session.system_time = moment(at)
    except SigningError:
        raise _not_signable() from None
    except (PdfError, *STUMBLES):
        raise unreadable() from None
    words = {"words": "\n".join(_stamp_lines(signer.certificate.name, post, at))}

    async def signed() -> bytes:
        reserved = await session.estimate_signature_container_size(None, tight=False)
        prepared = session.prepare_tbs_document(
            validation_info=None, bytes_reserved=reserved, appearance_text_params=words
        )
        digest, out = prepared.digest_tbs_document(output=io.BytesIO())
        finished = await prepared.perform_signature(
            document_digest=digest.document_digest,
            pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=session.system_time),
        )
        await finished.post_signature_processing(out)
        assert isinstance(out, io.BytesIO)
        return out.getvalue()

    return _appended(pdf, asyncio.run(signed()))


def find_place(pdf: bytes, place: SigningPlace) -> Box:
    """Where between the line above and the name below the stamp goes; the last such place on the paper.

    Trouble PDF-10 if the line isn't there; PDF-11 if this is no readable PDF.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        raise unreadable() from None
    with document:
        for number in reversed(range(len(document))):
            page = document[number]
            text = page.get_textpage()
            try:
                line = _last_box(text, place.below)
                if line is not None:
                    return _between(number, line, _last_box(text, place.name), page.get_width())
            finally:
                text.close()
                page.close()
    raise Trouble(NO_PLACE, msg("The paper has no place for the signature below “{line}”.", line=place.below))


def unreadable() -> Trouble:
    """What was given is no PDF that can be read."""
    return Trouble(
        UNREADABLE,
        msg("This file is no readable PDF."),
        msg("Choose the signed PDF, or ask for another copy."),
    )


_Rectangle = tuple[float, float, float, float]


def _last_box(text: object, words: str) -> _Rectangle | None:
    """The rectangle of the last occurrence of ``words`` on a page: left, bottom, right, top."""
    import pypdfium2

    assert isinstance(text, pypdfium2.PdfTextPage)
    if not words:
        return None
    found, search = None, text.search(words, match_case=True)
    while (occurrence := search.get_next()) is not None:
        start, count = occurrence
        boxes = [text.get_charbox(at) for at in range(start, start + count)]
        found = (
            min(one[0] for one in boxes),
            min(one[1] for one in boxes),
            max(one[2] for one in boxes),
            max(one[3] for one in boxes),
        )
    search.close()
    return found


def _between(page: int, line: _Rectangle, name: _Rectangle | None, page_width: float) -> Box:
    left, bottom, right, _ = line
    middle = (left + right) / 2
    width = min(_WIDTH, 2 * middle, 2 * (page_width - middle))
    top = bottom - _AIR
    low = name[3] + _AIR if name is not None and name[3] < top else top - _HEIGHT
    height = max(_LEAST_HEIGHT, min(_HEIGHT, top - low))
    top -= max(0.0, (top - low - height) / 2)  # in the middle of what is free
    return Box(page, round(middle - width / 2), round(top - height), round(middle + width / 2), round(top))


def _state(reader: "PdfFileReader", field: str) -> int:
    """How many signatures there are. Refused PDF-12 unless the field is there and empty."""
    from pyhanko.sign.fields import enumerate_sig_fields

    found = {name: value for name, value, _ in enumerate_sig_fields(reader)}
    if field not in found or found[field] is not None:
        raise _not_signable()
    return sum(value is not None for value in found.values())


def _stamp() -> "TextStampStyle":
    from pyhanko.pdf_utils.font.api import FontEngine, FontEngineFactory
    from pyhanko.pdf_utils.font.opentype import GlyphAccumulator
    from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, Margins, SimpleBoxLayoutRule
    from pyhanko.pdf_utils.text import TextBoxStyle
    from pyhanko.stamp import TextStampStyle

    class Face(FontEngineFactory):  # the library's own leaves the font's file open
        def create_font_engine(self, writer: "BasePdfFileWriter", obj_stream: object = None) -> FontEngine:
            del obj_stream  # a file of our kind has none
            return GlyphAccumulator(writer, io.BytesIO(face.read_bytes()), font_size=_TEXT_SIZE)

    # The library writes letter widths in the font's own units; only a face with 1000 to the em comes out right.
    face = places.resources() / "fonts" / "be-vietnam-pro" / "BeVietnamPro-Regular.ttf"
    return TextStampStyle(
        stamp_text="%(words)s",
        border_width=1,
        border_color=_BLUE,
        background=None,
        text_box_style=TextBoxStyle(
            font=Face(),
            font_size=_TEXT_SIZE,
            leading=round(_TEXT_SIZE * 1.35),
            text_color=_BLUE,
        ),
        inner_content_layout=SimpleBoxLayoutRule(
            AxisAlignment.ALIGN_MID,
            AxisAlignment.ALIGN_MID,
            margins=Margins(left=4, right=4, top=1, bottom=9),  # the text box has its air above the letters
            inner_content_scaling=InnerScaling.SHRINK_TO_FIT,
        ),
    )


def _stamp_lines(name: str, post: str, at: datetime) -> list[str]:
    """What the stamp says, in Vietnamese as the paper does."""
    lines = [f"Đã ký số: {printable(name)}"]
    if post:
        lines.append(printable(post))
    return [*lines, f"{format_moment(at.astimezone())} (giờ máy tính)"]


def _appended(before: bytes, after: bytes) -> bytes:
    if not after.startswith(before):
        raise AssertionError("signed bytes are never written anew")
    return after


def _not_signable() -> Refused:
    return Refused(
        NOT_SIGNABLE,
        msg("This paper has no empty place for this signature, or it is closed to further ones."),
        msg("Start again from the finished, unsigned paper."),
    )
