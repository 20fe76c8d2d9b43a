"""A small SMTP server on loopback for the chat's tests: it greets, offers a login, and refuses it."""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType


class MailServer:
    """Runs in a thread of its own while the context lasts; `port` is where, `heard` what clients sent.

    One that is `held` greets nobody before its `release`.
    """

    def __init__(self, *, held: bool = False) -> None:
        self.port = 0
        self.heard: list[str] = []
        self._held = held
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> MailServer:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def release(self) -> None:
        """Let it greet those who wait, and everybody from now on."""
        self._loop.call_soon_threadsafe(self._greets.set)

    def _work(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        self._greets = asyncio.Event()
        if not self._held:
            self._greets.set()
        self._talks: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._met, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in self._talks:
            task.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talks.add(task)
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._talks.discard(task)
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._greets.wait()
        writer.write(b"220 mail.test ESMTP [bold]hello[/] \x1b[31mred\r\n")
        while line := await reader.readline():
            word = line.decode("latin-1").strip()
            self.heard.append(word)
            verb = word.upper().split(" ")[0]
            answers = {
                "EHLO": b"250-mail.test\r\n250-SIZE 1000\r\n250 AUTH PLAIN LOGIN\r\n",
                "HELO": b"250 mail.test\r\n",
                "AUTH": b"535 5.7.8 Error: authentication failed\r\n",
                "QUIT": b"221 bye\r\n",
            }
            writer.write(answers.get(verb, b"502 5.5.1 no\r\n"))
            await writer.drain()
            if verb == "QUIT":
                return
