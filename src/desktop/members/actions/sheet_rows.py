"""What the texts of a row tell, whatever its columns."""

import re
from collections.abc import Iterable

from desktop.members.actions.sheet_columns import visible
from desktop.members.actions.sheet_file import SheetRow


def is_footer(text: str) -> bool:
    """Whether a text closes or sums up a list."""
    shown = visible(text).lower()
    return bool(_FOOTER.match(shown)) or bool(_SUM.search(shown))


_FOOTER = re.compile(
    r"(tổng|cộng|tong (?:so|cong)|danh sách|người lập|lập biểu|t/m|tm\.|nơi nhận|ghi chú|lưu ý|bí thư|phó bí thư"
    r"|đảng ủy|ban chấp hành|ngày \d|.*, ?ngày \d|ký tên|\(ký|xác nhận|trong đó)"
)
_SUM = re.compile(r"\d+\s*(đảng viên|đ/c|đồng chí|người|đv)\b")


def texts_of(row: SheetRow) -> Iterable[str]:
    """The visible texts of a row."""
    return (visible(cell.value) for cell in row.cells if isinstance(cell.value, str) and not cell.empty)
