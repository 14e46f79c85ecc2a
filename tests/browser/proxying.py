"""A reverse proxy on loopback that adds the headers of the example for nginx, and passes websockets on."""

import asyncio
import contextlib
import queue
import re
import threading
from collections.abc import Callable

from tests.browser.serving import ROOT

EXAMPLE = ROOT / ".deploy" / "nginx.conf"
HEADER = re.compile(r'^\s*add_header\s+(\S+)\s+("[^"]*"|\S+) always;', re.MULTILINE)
POLICY = re.compile(r'^\s*(default|~\S+)\s+"(default-src [^"]*)";', re.MULTILINE)
END = b"\r\n\r\n"


def headers(path: str) -> dict[str, str]:
    """What the example adds to the answer for a path."""
    example = EXAMPLE.read_text(encoding="utf-8")
    policies = dict(POLICY.findall(example))
    special = [policy for pattern, policy in policies.items() if pattern != "default" and re.match(pattern[1:], path)]
    found = {name: value.strip('"') for name, value in HEADER.findall(example) if not value.startswith("$")}
    return found | {"Content-Security-Policy": special[0] if special else policies["default"]}


@contextlib.contextmanager
def proxied(port: int):
    """The address of a proxy before the server at this port."""
    started: queue.Queue = queue.Queue()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(port, started)), daemon=True)
    thread.start()
    own_port, loop, stop = started.get(timeout=10)
    try:
        yield f"http://127.0.0.1:{own_port}"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


async def _serve(port: int, started: queue.Queue) -> None:
    server, stop = await asyncio.start_server(_handler(port), "127.0.0.1", 0), asyncio.Event()
    started.put((server.sockets[0].getsockname()[1], asyncio.get_running_loop(), stop))
    await stop.wait()
    server.close()


def _handler(port: int) -> Callable:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            head = await reader.readuntil(END)
            path = head.split(b" ", 2)[1].decode().partition("?")[0]
            if b"\r\nupgrade:" not in head.lower():  # one request per connection
                head = re.sub(rb"(?i)\r\nconnection:[^\r]*", b"", head)[:-2] + b"Connection: close" + END
            below_reader, below = await asyncio.open_connection("127.0.0.1", port)
            below.write(head)
            upwards = asyncio.create_task(_pump(reader, below))
            answer = await below_reader.readuntil(END)
            added = "".join(f"{name}: {value}\r\n" for name, value in headers(path).items())
            writer.write(answer[:-2] + added.encode() + b"\r\n")
            await _pump(below_reader, writer)
            await upwards
        writer.close()

    return handle


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass everything on, and the end, too."""
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    writer.close()
