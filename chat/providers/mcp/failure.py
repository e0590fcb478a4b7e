"""Told apart from the connection, which loads the `mcp` package."""
from __future__ import annotations


class McpFailure(Exception):
    """Why a server does not work, in a sentence without secrets."""
