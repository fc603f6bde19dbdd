"""The one place where everything is built and handed on, and the only one that knows everyone.

``start`` opens the window and the register, ``home`` and ``find`` join what the rooms know for the home page and
for quick find, ``doors`` is what the settings page and the first run may do.
"""
