"""Reads about members: who is on a cell's list on a day, the list of all, one person, counts and movement."""
