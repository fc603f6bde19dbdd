"""Vocabulary and judgement of meetings: pure functions over frozen drafts, no database, no clock, no Qt.

``words`` the enumerations, ``draft`` what a person types, ``roster`` who is on the list that day,
``counting`` the sums, ``voting`` base and threshold, ``timing`` days and lengths, ``scoring`` the quality
score, ``problems`` all of it as lines beside the fields.
"""
