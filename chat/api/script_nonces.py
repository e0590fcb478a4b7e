"""Marks the inline scripts of NiceGUI's page as ours, so that the policy of the page can refuse all others."""
from __future__ import annotations

from collections.abc import Callable

from jinja2 import BaseLoader, Environment
from nicegui.client import templates

MARKED = '<script nonce="{{ request.state.csp_nonce }}"'


class MarkingLoader(BaseLoader):
    """It marks what stands in a template, never what is filled into it."""

    def __init__(self, loader: BaseLoader) -> None:
        self._loader = loader

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, name, is_fresh = self._loader.get_source(environment, template)
        return source.replace('<script', MARKED), name, is_fresh


def mark_scripts() -> None:
    """Of all pages that are built from now on; the guard chooses the nonce of each request."""
    loader = templates.env.loader
    if loader and not isinstance(loader, MarkingLoader):
        templates.env.loader = MarkingLoader(loader)
