"""Whether the recovery paper of the first run is still to be made."""

from alembic import op

revision = "2026_11_28_paper_due"
down_revision = "2026_11_27_signing_keys"


def upgrade() -> None:
    """Add the mark; of a register that is there already, nobody waits for the paper."""
    op.execute("ALTER TABLE register ADD COLUMN paper_due BOOLEAN NOT NULL DEFAULT 0")
