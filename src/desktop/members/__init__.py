"""Members: who belongs to which cell, since when and how, and which post each holds."""
