"""Why a command could not do what was asked."""
from __future__ import annotations


class CommandError(Exception):
    """One sentence for the user; printed to stderr, and the exit code is 1."""
