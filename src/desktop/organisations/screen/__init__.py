"""The organisations in the window: the tree with its figures, one organisation beside it, the form."""
