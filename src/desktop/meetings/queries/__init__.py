"""What screens, papers and other rooms ask of meetings. Each gives frozen rows; one statement per need.

``roster`` who is on a cell's list on a day, ``book`` the months of a year and the lists of meetings,
``opening`` everything that the form needs of one meeting, ``duties`` what is to be done next.
"""
