"""The form of one member, in the order of the paper."""
