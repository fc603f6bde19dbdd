"""What every test has: a quiet and steady suite (tests/quiet.py)."""

pytest_plugins = ["tests.quiet"]
