"""What the column "Chức vụ" of a list says: a post in the cell, a job, or only that one is a member."""

import pytest

from desktop.members.actions.sheet_posts import post_and_job
from desktop.members.rules.words import Post


@pytest.mark.parametrize(
    ("written", "post", "job"),
    [
        (None, None, None),
        ("Đảng viên", None, None),
        ("đảng viên dự bị", None, None),
        ("ĐV", None, None),
        ("Bí thư", Post.SECRETARY, None),
        ("BÍ THƯ CHI BỘ", Post.SECRETARY, None),
        ("Bí thư chi bộ xóm Nà Pài", Post.SECRETARY, None),
        ("Phó Bí thư", Post.DEPUTY_SECRETARY, None),
        ("PBT", Post.DEPUTY_SECRETARY, None),
        ("Phó bí thư chi ủy", Post.DEPUTY_SECRETARY, None),
        ("Chi ủy viên", Post.COMMITTEE_MEMBER, None),
        ("Bí thư, Trưởng xóm", Post.SECRETARY, "Trưởng xóm"),
        ("Chi ủy viên kiêm Công an viên", Post.COMMITTEE_MEMBER, "Công an viên"),
        ("Trưởng xóm - Phó bí thư", Post.DEPUTY_SECRETARY, "Trưởng xóm"),
        ("Đảng viên; Giáo viên", None, "Giáo viên"),
        ("Trưởng xóm", None, "Trưởng xóm"),
        ("Bí thư Đoàn xã", None, "Bí thư Đoàn xã"),
        ("Phó Bí thư Đoàn thanh niên", None, "Phó Bí thư Đoàn thanh niên"),
        ("Đảng ủy viên, Phó Chủ tịch UBND", None, "Đảng ủy viên, Phó Chủ tịch UBND"),
        ("Bí thư Đảng ủy xã", None, "Bí thư Đảng ủy xã"),  # no post of the cell
    ],
)
def test_posts_and_jobs(written: str | None, post: Post | None, job: str | None) -> None:
    assert post_and_job(written) == (post, job)
