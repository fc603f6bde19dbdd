"""Building blocks of the window that know nothing of meetings or members.

A *field* has a label above, one editor and one reserved line below. A *chip* says a state in a colour, an
icon and a word. A *notice* is a card that tells what happened. A *task* runs work away from the window. A *page*
is what a room shows under the top bar. A *place* is what a page is given to work with.
"""
