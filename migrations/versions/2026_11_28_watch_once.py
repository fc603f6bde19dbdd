"""The guards look first whether the aggregate is written down already: a meeting's rows ask for its unit once.

Each save went through "whose row is it?" for every row of every part, which took longer than writing the rows.
"""

from alembic import op

revision = "2026_11_28_watch_once"
down_revision = "2026_11_28_unit_papers"

SYNCED = (
    ("organisation", "organisation", "id"),
    ("organisation", "organisation_parent", "of"),
    ("organisation", "organisation_name", "of"),
    ("organisation", "organisation_term", "of"),
    ("member", "member", "id"),
    ("member", "member_cell", "of"),
    ("member", "member_stage", "of"),
    ("member", "member_exemption", "of"),
    ("member", "member_elsewhere", "of"),
    ("member", "member_suspension", "of"),
    ("member", "member_post", "of"),
    ("meeting", "meeting", "id"),
    ("meeting", "meeting_attendance", "of"),
    ("meeting", "meeting_superior", "of"),
    ("meeting", "meeting_guest", "of"),
    ("meeting", "meeting_opinion", "of"),
    ("meeting", "meeting_vote", "of"),
    ("meeting", "meeting_task", "of"),
    ("meeting", "meeting_petition", "of"),
    ("meeting", "meeting_score", "of"),
    ("task_progress", "task_progress", "id"),
)


def upgrade() -> None:
    """Make each guard anew; no row is touched."""
    for kind, table, column in SYNCED:
        for event in ("INSERT", "UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER IF EXISTS capture_{table}_{event.lower()}")
            op.execute(_guard(kind, table, column, event))


def _guard(kind: str, table: str, column: str, event: str) -> str:
    row = "OLD" if event == "DELETE" else "NEW"
    return (
        f"CREATE TRIGGER capture_{table}_{event.lower()} AFTER {event} ON {table} FOR EACH ROW "
        f"WHEN NOT EXISTS (SELECT 1 FROM capture_pending WHERE kind = '{kind}' AND id = {row}.{column}) "
        f"AND {row}.unit = (SELECT unit FROM register) BEGIN "
        f"INSERT INTO capture_pending (kind, id) VALUES ('{kind}', {row}.{column}); END"
    )
