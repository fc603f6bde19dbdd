"""What a list's "Chức vụ" says: posts in the cell, and what is left of it, a job."""

import re

from desktop.basics.text import fold, tidy
from desktop.members.rules.words import Post

_POSTS = (
    (Post.DEPUTY_SECRETARY, "pho bi thu|pbt|pho bt"),
    (Post.SECRETARY, "bi thu|bt|btcb"),
    (Post.COMMITTEE_MEMBER, "chi uy vien|cuv"),
)
_PHRASES = tuple((post, re.compile(rf"(?:{words})(?: (?:chi bo|chi uy|cb)\b.*)?")) for post, words in _POSTS)
_MEMBER = re.compile(r"(?:dang vien|dv)(?: (?:du bi|chinh thuc))?")
_BETWEEN = re.compile(r"\s*[,;/+&]\s*|\s+[-–]\s+|\s+kiêm\s+", re.IGNORECASE)


def post_and_job(written: str | None) -> tuple[Post | None, str | None]:
    """The highest post in the cell that is named, and the rest of the words; that one is a member is no job.

    Posts elsewhere, such as those of the Youth Union or of the commune's committee, are jobs here.
    """
    pieces = [piece for piece in _BETWEEN.split(tidy(written or "")) if piece]
    posts = [_post(piece) for piece in pieces]
    if not any(posts) and not any(_MEMBER.fullmatch(fold(piece)) for piece in pieces):
        return None, written
    named = set(posts)
    highest = next((post for post in Post if post in named), None)
    jobs = [
        piece
        for piece, post in zip(pieces, posts, strict=True)
        if post is None and not _MEMBER.fullmatch(fold(piece))
    ]
    return highest, ", ".join(jobs) or None


def _post(piece: str) -> Post | None:
    return next((post for post, phrase in _PHRASES if phrase.fullmatch(fold(piece))), None)
