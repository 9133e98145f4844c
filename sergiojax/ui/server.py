"""What the web server says and refuses beyond what Streamlit does, and how it ends.

A page of another site must not show the app in a frame, talk to it, or read from it; and what the
app shows must not load anything from elsewhere.
"""

import os
import sys
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from http import HTTPStatus
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = {
    "default-src": "'self'",
    # Streamlit's page has a script within; Plotly's WebGL compiles its own code; the canvas and the
    # sliders arrive as blobs.
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "connect-src": "'self' data: blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {rule}" for name, rule in _POLICY.items()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # a link that holds a design leaks to no other site
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
_CLOSED = "/_stcore/metrics"  # memory and visits, which concern nobody else
_POLICY_VIOLATION = 1008


class _Protection:
    """Adds the headers to every answer, and refuses other origins and closed addresses."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if not _is_same_origin(Headers(scope=scope)):
            await _refuse(scope, receive, send_protected, HTTPStatus.FORBIDDEN)
        elif scope["path"].rstrip("/").endswith(_CLOSED):
            await _refuse(scope, receive, send_protected, HTTPStatus.NOT_FOUND)
        else:
            await self._app(scope, receive, send_protected)


PROTECTION = (Middleware(_Protection),)


@asynccontextmanager
async def end_at_once(_app: st.App) -> AsyncGenerator[None, None]:
    """End the process when the server stops.

    Threads that compile would abort a slower end: Python stops daemon threads within the compiler's
    C++, which takes it for an exception that nobody handles.
    """
    yield
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _is_same_origin(headers: Headers) -> bool:
    """Return whether a request is from the app's own page, or from no page at all."""
    origin = headers.get("origin")
    if origin is None or urlsplit(origin).netloc == headers.get("host"):
        return True
    allowed: Iterable[str] = st.get_option("server.corsAllowedOrigins") or ()
    return origin in allowed


async def _refuse(scope: Scope, receive: Receive, send: Send, status: HTTPStatus) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
    else:
        await PlainTextResponse(status.phrase, status)(scope, receive, send)
