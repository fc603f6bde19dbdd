"""The form of one organisation, in the order of the paper."""
