"""A meeting on paper: ``sheet`` the frozen values that the minutes are drawn from, ``minutes`` the paper.

The paper is Vietnamese whatever language the window speaks. It states what it is told: nothing is looked up
or judged here, there is no database and no clock.
"""
