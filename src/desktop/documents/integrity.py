"""Whether one signature of a PDF is whole: what the library says, and what it doesn't look at."""

import asyncio
from datetime import date
from typing import TYPE_CHECKING

from desktop.keys.certificates import Certificate, moment
from desktop.keys.cms import is_of_a_paper
from desktop.keys.der import outer_length
from desktop.keys.trust import Trust

if TYPE_CHECKING:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus


def is_tidy(
    pdf: bytes, embedded: "EmbeddedPdfSignature", certificate: Certificate, status: "PdfSignatureStatus"
) -> bool:
    """Whether nothing is hidden in the one place that no signature covers: its own.

    There, only the signature may stand, in letters of one case, and zeros behind it. A signature by one of our
    certificates must be exactly as we write it, with no certificate that doesn't belong to its chain.
    """
    _, first, second, _ = embedded.byte_range
    gap = pdf[first:second]
    digits = gap[1:-1]
    if gap[:1] != b"<" or gap[-1:] != b">" or digits not in (digits.upper(), digits.lower()):
        return False
    try:
        content = bytes.fromhex(digits.decode("ascii"))
    except ValueError:
        return False
    length = outer_length(content)
    if any(content[length:]):
        return False
    if not certificate.roles:
        return True
    if not is_of_a_paper(content[:length]):
        return False
    if status.validation_path is None:
        return True  # an unknown signer; that is said elsewhere
    path = {one.dump() for one in status.validation_path.iter_certs(include_root=True)}
    return all(one.dump() in path for one in embedded.other_embedded_certs)


def status_of(embedded: "EmbeddedPdfSignature", trust: Trust, day: date) -> "PdfSignatureStatus":
    """What the library says of the signature, judged at that day."""
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    usage = KeyUsageConstraints(
        key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
    )
    return asyncio.run(
        async_validate_pdf_signature(embedded, trust.validation(moment(day)), key_usage_settings=usage)
    )
