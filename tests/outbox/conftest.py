"""A mail server on this machine, small enough to read."""

import socketserver
import threading
from email import message_from_bytes

import pytest


class Postbox(socketserver.ThreadingTCPServer):
    """Takes messages into ``received``; answers RCPT with ``verdict``, such as "550 no such person"."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.received, self.verdict = [], "250 ok"


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 postbox")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"DATA":
                self.say("354 go on")
                self.server.received.append(message_from_bytes(self.text()))
            self.say(self.server.verdict if word == b"RCPT" else "250 ok")

    def text(self):
        return b"".join(iter(self.rfile.readline, b".\r\n"))

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")


@pytest.fixture
def postbox(settings):
    """A running mail server, to which the portal delivers."""
    with Postbox() as server:
        settings.OUTBOX_DELIVERS = True
        settings.OUTBOX_SMTP = {"host": "127.0.0.1", "port": server.server_address[1], "timeout": 5}
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()
