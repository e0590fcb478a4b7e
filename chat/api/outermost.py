"""NiceGUI puts what it adds around everything that was added before: each piece of a stream would pass through two queues of its own."""
from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp


def keep_outermost(app: FastAPI, *kinds: Any) -> None:
    """These stand before all others when the app is built, in this order."""
    build = app.build_middleware_stack

    def build_in_order() -> ASGIApp:
        app.user_middleware.sort(key=lambda one: kinds.index(one.cls) if one.cls in kinds else len(kinds))
        return build()
    setattr(app, 'build_middleware_stack', build_in_order)  # noqa: B010 - a method of Starlette's that is made for this
