"""When each paper of a unit was filed, looked up instead of searched for in the unit's whole log.

Filled from the log: the first adopted record of an aggregate that names a file, and the day on which the first file
that was taken in and contains that record came in. Nothing is trusted of the shape of what units wrote.
"""

from alembic import op

revision = "2026_11_28_unit_papers"
down_revision = "2026_11_28_paper_due"

NAMED = """
    SELECT l.unit AS unit, l.q AS q, json_extract(CAST(l.header AS TEXT), '$.id') AS id,
        CASE WHEN f.type = 'object' THEN json_extract(f.value, '$.sha256') END AS sha256
    FROM unit_log l, json_each(
        CASE WHEN json_valid(CAST(l.{piece} AS TEXT)) THEN CAST(l.{piece} AS TEXT) ELSE '{{}}' END, '$._files'
    ) f
    WHERE l.status = 'adopted' AND instr(l.header, CAST('"nb"' AS BLOB)) > 0
"""
EVERYWHERE = " UNION ALL ".join(NAMED.format(piece=piece) for piece in ("pa", "pb", "pt"))


def upgrade() -> None:
    """Add the table and fill it; nothing that was there is touched."""
    op.execute(
        """
        CREATE TABLE unit_paper (
            unit VARCHAR(64) NOT NULL,
            id VARCHAR(36) NOT NULL,
            sha256 VARCHAR(64) NOT NULL,
            filed_at VARCHAR(40) NOT NULL,
            PRIMARY KEY (unit, id, sha256)
        )
        """
    )
    filed = f"""
        INSERT INTO unit_paper (unit, id, sha256, filed_at)
        SELECT unit, id, sha256, came FROM (
            SELECT n.unit, n.id, n.sha256, (
                SELECT min(i.received_at) FROM inbox i
                WHERE i.unit = n.unit AND i.applied_at IS NOT NULL AND i.first <= n.q AND i.last >= n.q
            ) AS came
            FROM (
                SELECT unit, id, sha256, min(q) AS q FROM ({EVERYWHERE})
                WHERE typeof(id) = 'text' AND typeof(sha256) = 'text'
                    AND length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'
                GROUP BY unit, id, sha256
            ) n
        )
        WHERE came IS NOT NULL
    """
    op.get_bind().exec_driver_sql(filed)
