"""The window around the rooms: unlocking, first run, navigation, quick find, home, settings, help.

The shell knows no database and no keys. What it needs is handed in as plain functions (*doors*) that ``app``
binds, and is run away from the window by a ``Task``.
"""
