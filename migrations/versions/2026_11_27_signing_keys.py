"""The table of people's signing keys."""

from alembic import op

revision = "2026_11_27_signing_keys"
down_revision = "2026_11_22_foundation"


def upgrade() -> None:
    """Add the table; nothing that was there is touched."""
    op.execute(
        """
        CREATE TABLE signing_key (
            id VARCHAR(36) NOT NULL,
            name TEXT NOT NULL,
            post TEXT NOT NULL,
            certificate VARCHAR(64) NOT NULL,
            serial VARCHAR(40) NOT NULL,
            valid_until VARCHAR(40) NOT NULL,
            issuer TEXT NOT NULL,
            file VARCHAR(64) NOT NULL,
            added_at VARCHAR(40) NOT NULL,
            added_by VARCHAR(36) NOT NULL,
            PRIMARY KEY (id)
        )
        """
    )
