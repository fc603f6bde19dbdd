"""The rulebook: what an authority issued, as dated data.

Each file under ``resources/rules/<topic>/`` is one set with a day on which it begins; a record is judged by
the set in force on the day of its event and keeps that set's id. Each value carries the document, the article
and the rule in a sentence, and says so where the text itself hasn't been seen (``certain = false``). An office
may lay its own sets into the ``rules`` folder of its home: there they win for the days they cover.
A file with an unknown or missing key, a wrong date, an overlap or a gap is refused with its name.

``ruled`` values with their source, ``reading`` strict reading, ``meetings``, ``scoring``, ``days``, ``codes``
one topic each, ``book`` all of them by day.
"""
