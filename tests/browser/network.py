"""A connection to Python that loses messages."""

from playwright.sync_api import WebSocketRoute


def relay(client: WebSocketRoute, lost: list[str | bytes]) -> None:
    """Pass the browser's messages on; while the list is not empty, they end up there instead."""
    server = client.connect_to_server()

    def pass_on(message: str | bytes) -> None:
        if lost:
            lost.append(message)
        else:
            server.send(message)

    client.on_message(pass_on)
