#!/usr/bin/env python3
"""The chat's budgets: first paint, a key while much goes on, scrolling a long conversation, memory over a thousand questions.

usage: tui.py [first|keys|scroll|memory ...]    (run it with the Python that kbassist is installed for; all four by default)

first   whole processes, headless, in turn: an empty Textual app and the chat until its first screen is painted (budget 1.4 times)
keys    from a key to the display that shows it, while twelve checks run against a silent server and texts of 200 kB are read (50 ms, p95)
scroll  a page up in conversations of 20 and of 2,000 messages
memory  resident memory after 100 and after 1,100 questions in one conversation
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PAINTED = """
    def post_display_hook(self):
        import os, time
        os.write(1, f"{time.monotonic()}".encode())
        os._exit(0)
"""
EMPTY = f"""
from textual.app import App
class Empty(App):{PAINTED}
Empty().run(headless=True)
"""
CHAT = f"""
from kbassist.kb.sources import open_store
from kbassist.tui.app import KbassistApp
class Chat(KbassistApp):{PAINTED}
Chat(open_store).run(headless=True)
"""
READY = """
from kbassist.kb.sources import open_store
from kbassist.tui.app import KbassistApp
import os, time
class Chat(KbassistApp):
    async def begin(self, held):
        await super().begin(held)
        self.chat.call_after_refresh(self.there)
    def there(self):
        os.write(1, f"{time.monotonic()}".encode())
        os._exit(0)
Chat(open_store).run(headless=True)
"""
RUNS = 15


def first() -> None:
    """Print the time from the start of a process to its first display, by the minima of runs taken in turn, and the ratio."""
    programs = {"empty Textual app": EMPTY, "kbassist": CHAT, "kbassist, ready to type": READY}
    best = dict.fromkeys(programs, float("inf"))
    for turn in range(RUNS + 2):
        for name, program in programs.items():
            begin = time.monotonic()  # CLOCK_MONOTONIC: the same for both processes
            done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
            if turn >= 2:  # the first two fill the caches
                best[name] = min(best[name], float(done.stdout) - begin)
    for name, spent in best.items():
        print(f"{name:32} {spent * 1000:8.1f} ms")
    empty, chat, ready = best.values()
    print(f"first paint, ratio               {chat / empty:8.2f}      (budget 1.4; ready to type {ready / empty:.2f})")


def watched() -> type:
    """Return the chat's class with an eye on the display."""
    from kbassist.tui.app import KbassistApp

    class Watched(KbassistApp):
        """Counts the displays."""

        painted = 0.0

        def post_display_hook(self) -> None:
            self.painted = time.perf_counter()

    return Watched


async def opened(app: object, pilot: object) -> None:
    """Wait until the chat is there and its knowledge open."""
    while not app.ready:
        await pilot.pause(0.02)
    await pilot.pause(0.8)


async def painted(app: object, holds: Callable[[], bool], since: float, limit: float = 5.0) -> float:
    """Return the seconds from `since` to the first display after which `holds` is true."""
    while time.perf_counter() - since < limit:
        if app.painted > since and holds():
            return app.painted - since
        await asyncio.sleep(0)
    return limit


async def silent_server() -> asyncio.Server:
    """A port that accepts and says nothing: checks wait for it as long as they may."""

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            await reader.read()
        writer.close()

    return await asyncio.start_server(met, "127.0.0.1", 0)


async def keys() -> None:
    """Print how long a key takes to be on screen, at rest and while checks run and long texts are read."""
    from textual import events

    from kbassist.kb.sources import open_store
    from kbassist.net.context import Asked
    from kbassist.tui.live import Order, Runner, Watch

    log = "\n".join(
        f"Nov 21 14:00:{n % 60:02d} mx postfix/smtp[{n}]: A{n:05X}: to=<u{n}@example.com>, relay=smtp.gmail.com[192.0.2.1]:587, "
        "status=deferred (SASL authentication failed; server said: 535 5.7.8 bad)"
        for n in range(1250)
    )
    app = watched()(open_store)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot)
        chat = app.chat

        async def typed(count: int) -> list[float]:
            spent = []
            for number in range(count):
                char = "abcdefgh"[number % 8]
                before = len(chat.composer.text)
                begin = time.perf_counter()
                chat.composer.post_message(events.Key(char, char))
                spent.append(await painted(app, lambda before=before: len(chat.composer.text) > before, begin))
                await asyncio.sleep(0.015)
            chat.composer.put("")
            return spent

        told("a key, at rest", await typed(200))
        server = await silent_server()
        port = server.sockets[0].getsockname()[1]
        target = f"127.0.0.1:{port}"
        runs: list[Watch] = []
        runners: list[Runner] = []

        def look() -> None:
            """Keep two runs of six checks each going."""
            runs[:] = [run for run in runs if not run.over]
            while len(runs) < 2:
                runs.append(Watch(target, lambda: None))
                runners.append(Runner(app.open_knowledge, Order(target, Asked()), runs[-1], app.later))

        spent: list[float] = []
        reads = 0
        reading: asyncio.Task[object] | None = None
        until = time.perf_counter() + 12
        most = 0
        while time.perf_counter() < until:
            look()
            if reading is None or reading.done():
                text = f"{log}\n{reads}"
                reading = asyncio.create_task(
                    chat.session.take(lambda talk, at, text=text: talk._replace(events=()).say(text, at))
                )
                reads += 1
            spent += await typed(20)
            most = max(most, sum(run.progress[1] - run.progress[0] for run in runs))
        told(f"a key, {len(log) // 1000} kB read {reads} times", spent)
        print(f"checks running at a time         {most:8}")
        for runner in runners:
            runner.cancel()
            runner.wait(5)
        server.close()


def told(name: str, seconds: list[float]) -> None:
    """Print the median, the 95th percentile and the longest."""
    ranked = sorted(seconds)
    p95 = ranked[int(len(ranked) * 0.95)]
    print(
        f"{name:32} {statistics.median(ranked) * 1000:8.1f} ms median {p95 * 1000:8.1f} ms p95 {ranked[-1] * 1000:8.1f} ms longest"
        f"  ({len(ranked)} keys; budget 50 ms p95)"
    )


async def scroll() -> None:
    """Print how long a page up takes in a short and in a long conversation."""
    from kbassist.kb.sources import open_store
    from kbassist.tui.blocks import Block, Entry
    from kbassist.tui.marks import inline

    words = "A message of some length with **bold** words and `code`, as the answers are: " + "more words of it, " * 20
    medians = []
    for count in (20, 2000):
        app = watched()(open_store)
        async with app.run_test(size=(120, 40)) as pilot:
            await opened(app, pilot)
            view = app.chat.talk
            entries = [Entry("kbassist", (Block(inline(f"{n}. {words}")),)) for n in range(count)]
            begin = time.perf_counter()
            view.replace(entries, at_end=True)
            ready = time.perf_counter() - begin
            await pilot.pause(1.0)
            spent = []
            for step in range(200):
                at = view.scroll_offset.y
                begin = time.perf_counter()
                up = at > 40 if step % 2 == 0 else at > view.max_scroll_y - 40
                view.scroll_relative(y=-20 if up else 20, animate=False, immediate=True)
                spent.append(await painted(app, lambda view=view, at=at: view.scroll_offset.y != at, begin, 0.5))
            medians.append(statistics.median(spent))
            ranked = sorted(spent)
            times = f"{medians[-1] * 1000:8.1f} ms median {ranked[190] * 1000:8.1f} ms p95"
            print(f"half a page of {count:5} messages     {times}, shown after {ready * 1000:.0f} ms")
    print(f"scrolling, 2,000 to 20           {medians[1] / medians[0]:8.2f}")


async def memory() -> None:
    """Print resident memory early and late in a conversation of 1,100 questions."""
    from kbassist.kb.sources import open_store

    app = watched()(open_store)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot)
        chat = app.chat
        await chat.take(lambda talk, at: talk.say("smtplib 535 5.7.8 Username and Password not accepted - gsmtp", at))
        seen = []
        begin = time.perf_counter()
        for number in range(1100):
            value = ("yes", "no")[number % 2]
            await chat.take(lambda talk, at, value=value: talk.answer("webmail_login_works", value, at))
            if number % 20 == 0:
                await pilot.pause()
            if number in (99, 599, 1099):
                seen.append(resident())
        spent = time.perf_counter() - begin
    print(f"memory after 100, 600, 1,100     {seen[0]:8.1f} {seen[1]:8.1f} {seen[2]:8.1f} MB; {spent / 1.1:.1f} ms a question")


def resident() -> float:
    """Return the megabytes that this process holds."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def main(wanted: list[str]) -> None:
    """Print what is wanted, on folders of its own."""
    parts: dict[str, Callable[[], object]] = {"first": first, "keys": keys, "scroll": scroll, "memory": memory}
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("KBASSIST_CACHE", f"{folder}/cache")
        os.environ.update(KBASSIST_DATA=f"{folder}/data", KBASSIST_CONFIG=f"{folder}/config")
        from kbassist.kb.sources import open_store

        open_store().close()
        for name in wanted or list(parts):
            part = parts[name]
            if asyncio.iscoroutinefunction(part):
                asyncio.run(part())
            else:
                part()


if __name__ == "__main__":
    main(sys.argv[1:])
