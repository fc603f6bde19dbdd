"""Does a certificate name the person who is printed on a paper?"""

from desktop.basics.text import fold, spelt, tidy
from desktop.keys.issuing import short


def names(certified: str, person: str) -> bool:
    """Whether the name in a certificate is this person's: letter by letter and tone by tone.

    "Bế Đức Kiến" doesn't sign for "Bế Đức Kiên". A long name also counts as our own certificates shorten it, and one
    without any accents, as some public authorities write them, by its letters alone.
    """
    own = tidy(person)
    if not own or not certified.strip():
        return False
    if certified.isascii():
        return fold(tidy(certified)) == fold(own)
    return spelt(certified) in (spelt(own), spelt(short(own)))
