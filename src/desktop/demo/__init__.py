"""The demonstration: an invented commune, its year, one meeting entered as a clerk would, pictures of every screen.

``build`` is the whole way; ``names`` and ``people`` invent who there is, ``commune`` founds cells and members,
``year`` holds the meetings before, ``sample`` enters the sample meeting, ``scenes`` and ``pictures`` show it.
Nobody and no place in it is real; the same commune comes out each time.
"""
