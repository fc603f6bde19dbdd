"""Meetings: what was held, who came, what was decided, who must do what."""
