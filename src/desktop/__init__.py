"""Sổ Chi bộ: the register of grassroots Party organisations, on one office PC, without a network.

Rooms are nouns of the office (organisations, members, meetings); each has the same furniture.
Imports only go downstairs; ``packaging/contracts.ini`` is the machine-checked plan of the house.
"""
