"""Imports every file that declares a table, and nothing of Qt: the whole schema, for migrations' tests."""

import desktop.exchange.records
import desktop.meetings.records
import desktop.members.records
import desktop.organisations.records
import desktop.storage.audit
import desktop.storage.drafts
import desktop.storage.files
import desktop.storage.finder
import desktop.storage.log
import desktop.storage.register
import desktop.storage.signing_keys  # noqa: F401
from desktop.storage.records import Base

METADATA = Base.metadata
