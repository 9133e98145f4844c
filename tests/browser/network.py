"""Connections to Python that lose messages."""

from collections.abc import Sequence

from playwright.sync_api import Page, Route, WebSocketRoute
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


def relay(client: WebSocketRoute, lost: list[str | bytes]) -> None:
    """Pass the browser's messages on; while the list is not empty, they end up there instead."""
    server = client.connect_to_server()

    def pass_on(message: str | bytes) -> None:
        if lost:
            lost.append(message)
        else:
            server.send(message)

    client.on_message(pass_on)


class Cable:
    """The only way from a page to its server, which can be pulled out and put in again."""

    def __init__(self, page: Page) -> None:
        self._is_out = False
        self._sockets: list[WebSocketRoute] = []
        page.route_web_socket("**/_stcore/stream", self._connect)
        page.route("**/_stcore/*", self._answer)

    def pull_out(self) -> None:
        """Close the connection and refuse others."""
        self._is_out = True
        for socket in self._sockets:
            socket.close(code=3001)
        self._sockets.clear()

    def put_in(self) -> None:
        """Let the browser's next attempt through."""
        self._is_out = False

    def _connect(self, client: WebSocketRoute) -> None:
        if self._is_out:
            client.close(code=3001)
            return
        client.connect_to_server()
        self._sockets.append(client)

    def _answer(self, route: Route) -> None:
        if self._is_out:
            route.abort()
        else:
            route.continue_()


class LateAnswers:
    """A connection on which Python's answers can be held back."""

    def __init__(self, page: Page) -> None:
        self._is_late = False
        self._held: list[tuple[WebSocketRoute, str | bytes]] = []
        page.route_web_socket("**/_stcore/stream", self._connect)

    def hold(self) -> None:
        """Keep every answer from the browser."""
        self._is_late = True

    def let_go(self) -> None:
        """Pass on what was held back, and all that follows."""
        self._is_late = False
        for client, message in self._held:
            client.send(message)
        self._held.clear()

    def _connect(self, client: WebSocketRoute) -> None:
        def answer(message: str | bytes) -> None:
            if self._is_late:
                self._held.append((client, message))
            else:
                client.send(message)

        client.connect_to_server().on_message(answer)


def hide(
    client: WebSocketRoute, hidden: Sequence[list[int]], sent: list[str | bytes] | None = None
) -> None:
    """Keep what Python draws at some places of the page, given by their paths, from the browser.

    What the browser sends is passed on, and noted where there is a list for it.
    """
    server = client.connect_to_server()

    def note(message: str | bytes) -> None:
        if sent is not None:
            sent.append(message)
        server.send(message)

    def pass_on(message: str | bytes) -> None:
        path = list(ForwardMsg.FromString(bytes(message)).metadata.delta_path)
        if not any(path[: len(place)] == place for place in hidden):
            client.send(message)

    client.on_message(note)
    server.on_message(pass_on)
