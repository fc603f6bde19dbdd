"""The form of one meeting: a bench that holds the frozen draft, and a tab for each part of the paper.

``bench`` the draft as it is typed, its problems and its keeping; ``bare`` fields for lines of lists; ``problem_list``
what is to be corrected; ``preparation``, ``roll_call``, ``content``, ``decisions``, ``scoring``, ``paper`` the tabs;
``meeting`` all of them together; ``signing_dialog`` the deliberate end.
"""
