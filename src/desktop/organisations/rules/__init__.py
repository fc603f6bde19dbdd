"""What is said and judged about organisations: words, spans of days, drafts, placement in the tree."""
