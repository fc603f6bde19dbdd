"""The pages of meetings: the book of the year, and one meeting in it.

``book`` the grid of cells and months, ``page`` the page that shows the book, the form or the finished paper.
"""
