"""What is said and judged about members: words, ids, drafts, standing on a day, problems."""
