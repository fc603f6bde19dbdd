"""Bringing the tables of an older program up to this one's, and refusing a newer file with a sentence."""

from pathlib import Path

from sqlalchemy import func, select, table, text
from sqlalchemy.engine import Connection

from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.basics.places import migrations
from desktop.storage.connect import damaged


def revision_of(connection: Connection) -> str | None:
    """The migration that the file is at; None for an empty file."""
    table = connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")).scalar()
    if table is None:
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def known_revisions(folder: Path | None = None) -> tuple[str, ...]:
    """The revisions that this program knows, oldest first: the migrations' file names sort by date."""
    return tuple(sorted(path.stem for path in (folder or migrations()).joinpath("versions").glob("*.py")))


def needs_upgrade(connection: Connection) -> bool:
    """Whether migrations are due. Trouble STO-05 if a newer program wrote the file, STO-12 if it was emptied."""
    revision, known = revision_of(connection), known_revisions()
    if revision is None:
        raise damaged()
    if revision not in known:
        raise Trouble(
            "STO-05",
            msg("This register was last opened with a newer version of the program."),
            msg("Install that version, or restore a backup that is older than it. Nothing was changed."),
        )
    return revision != known[-1]


def upgrade(connection: Connection) -> None:
    """Run the due migrations in one transaction; foreign keys and row counts are checked before the commit.

    The connection must be outside a transaction and must have foreign keys OFF: with them ON, recreating a
    table would cascade into its children.
    """
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(migrations()).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)

    def steps(revision: object, context: object) -> object:
        return script._upgrade_revs("head", revision)  # type: ignore[arg-type]  # alembic's own upgrade command does this

    assert not connection.exec_driver_sql("PRAGMA foreign_keys").scalar(), "a migration would cascade"
    connection.rollback()
    with connection.begin():
        before = _row_counts(connection)
        with EnvironmentContext(config, script, fn=steps) as environment:
            environment.configure(connection=connection, transactional_ddl=False, render_as_batch=True)
            environment.run_migrations()
        after = _row_counts(connection)
        fewer = any(after.get(table, rows) < rows for table, rows in before.items())
        if fewer or connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
            raise Trouble(
                "STO-06",
                msg("The register could not be brought up to this version; it stays as it was."),
                msg("Keep using the older version and send the crash report."),
            )


def _row_counts(connection: Connection) -> dict[str, int]:
    """Rows of each table, without the index of quick find, which is made anew at will."""
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'finder*' AND name NOT GLOB 'sqlite*'"
    )
    return {
        name: connection.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in names.scalars().all()
    }
