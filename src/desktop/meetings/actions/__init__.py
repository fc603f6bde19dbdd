"""What changes meetings: each takes a unit of work, checks the rules again and says what happened.

``drafting`` keeps what is typed, ``finishing`` makes and changes records, ``tasks`` follows what was assigned.
"""
