"""Organisations: the dated tree of committees and cells, of any depth, and the terms of their committees."""
