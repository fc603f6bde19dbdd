"""The ground floor: a closed list of small things that everyone may use.

errors, changes, language, text, clock, ids, places, logs. Nothing else moves in here.
"""
