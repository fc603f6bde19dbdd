"""The register on disk: one SQLCipher file, its log, and the two threads that touch it.

* Every record belongs to one unit; its primary key is ``(unit, id)`` and its foreign keys stay inside the
  unit, so that the tables of one unit and of many are the same tables.
* Only a unit of work writes (``work.py``). At its end whatever the database saw changing is captured into the
  hash-chained log (``log.py``) in the same transaction; SQLite itself refuses a commit that left a change out.
* An ORM object never leaves this floor's threads: rooms get rows and documents.
"""
