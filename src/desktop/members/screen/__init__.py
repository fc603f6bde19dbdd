"""The members in the window: the list with one person beside it, the form, and taking in a sheet."""
