"""Do all triggers stand that catch changes of own records? They live in the migrations, as plain SQL.

Each synced table has three: insert, update, delete. Each writes the aggregate's kind and id into
``capture_pending`` when the row belongs to the own unit and the aggregate isn't there already (asked first: of
a meeting's 50 rows only one has more to ask).
"""

from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.engine import Connection

from desktop.storage.records import Kinds

EVENTS = ("INSERT", "UPDATE", "DELETE")


def trigger_name(table: str, event: str) -> str:
    """The name under which a migration has made it."""
    return f"capture_{table}_{event.lower()}"


def trigger_sql(kind: str, table: str, column: str, event: str) -> str:
    """The trigger as a migration must make it; ``column`` holds the aggregate's id (``id`` or ``of``)."""
    row = "OLD" if event == "DELETE" else "NEW"
    return (
        f"CREATE TRIGGER {trigger_name(table, event)} AFTER {event} ON {table} FOR EACH ROW "
        f"WHEN NOT EXISTS (SELECT 1 FROM capture_pending WHERE kind = '{kind}' AND id = {row}.{column}) "
        f"AND {row}.unit = (SELECT unit FROM register) BEGIN "
        f"INSERT INTO capture_pending (kind, id) VALUES ('{kind}', {row}.{column}); END"
    )


def due_triggers(kinds: Kinds) -> Iterator[tuple[str, str]]:
    """Name and SQL of every trigger that the kinds ask for."""
    for kind in kinds.all:
        tables = [(kind.table.name, "id"), *((table.name, "of") for table in kind.part_tables.values())]
        for table, column in tables:
            for event in EVENTS:
                yield trigger_name(table, event), trigger_sql(kind.name, table, column, event)


def missing_triggers(connection: Connection, kinds: Kinds) -> tuple[str, ...]:
    """Names of triggers that are absent or read otherwise."""
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    standing = {row.name: row.sql for row in connection.execute(query)}
    return tuple(name for name, sql in due_triggers(kinds) if standing.get(name) != sql)
