"""Where a draft goes: standard output, an editor, a file, a mail file, the clipboard."""

from __future__ import annotations

import argparse
import base64
import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence

from kbassist.cli.console import Console, visible
from kbassist.cli.page import wrapped
from kbassist.drafting import formats
from kbassist.errors import InputError, UsageError
from kbassist.model.draft import Draft, Missing

FORMATS: Mapping[str, Callable[[Draft], str]] = {
    "text": formats.as_text,
    "markdown": formats.as_markdown,
    "html": formats.as_html,
    "json": formats.as_json,
}
MOST_COPIED = 74_000
"""Bytes that terminals take by OSC 52; xterm's limit is the least."""
MOST_MAILTO = 2_000
"""Characters of an address that every mail program takes."""


def deliver(draft: Draft, args: argparse.Namespace, console: Console) -> None:
    """Bring the draft where the options want it. Raises InputError where a file refuses."""
    text = FORMATS[args.format](draft)
    if args.eml:
        _write(args.eml, formats.as_eml(draft), force=args.force)
    if args.save:
        _write(args.save, (text + "\n").encode(), force=args.force)
    if args.copy:
        _copy(text, console)
    if args.mailto:
        address = formats.as_mailto(draft)
        if len(address) > MOST_MAILTO:
            console.error(
                f"the address has {len(address)} characters; some mail programs cut it: --eml FILE or --tone brief is safer"
            )
        console.out(address)
    elif not (args.eml or args.save or args.copy):
        _print(draft, text, args, console)


def _print(draft: Draft, text: str, args: argparse.Namespace, console: Console) -> None:
    if args.format == "text":
        lines = [f"Subject: {draft.subject}", "", *text.split("\n")]
        if console.stdout.isatty():
            lines = [part for line in lines for part in _folded(line, console.width)]
        text = "\n".join(lines)
    elif args.format == "markdown":
        text = f"Subject: {draft.subject}\n\n{text}"
    console.out("\n".join(visible(line) for line in text.split("\n")))


def _folded(line: str, width: int) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()))
    return [line] if len(line) <= width or indent.startswith("    ") else wrapped(line.strip(), width, indent, indent)


def edited(text: str, form: str) -> str:
    """Return the text as the user's editor left it. The file is the user's alone and is gone afterwards."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        raise UsageError("--edit needs an editor: set EDITOR, for example EDITOR=nano")
    import shlex  # 1 ms

    handle, path = tempfile.mkstemp(prefix="kbassist-reply-", suffix=".md" if form == "markdown" else ".txt")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        try:
            done = subprocess.run([*shlex.split(editor), path], check=False)  # noqa: S603 - the user's own editor
        except (OSError, ValueError) as error:
            raise InputError(f"cannot start the editor '{visible(editor)}': {error}; set EDITOR to one that is there") from error
        if done.returncode:
            raise InputError(f"the editor ended with status {done.returncode}; the draft was not taken over")
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().rstrip("\n")
    finally:
        os.unlink(path)


def _write(path: str, data: bytes, *, force: bool) -> None:
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if force else os.O_EXCL)
    try:
        with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
            file.write(data)
    except FileExistsError as error:
        raise InputError(f"'{visible(path)}' exists; name another file, or add --force to overwrite it") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"cannot write '{visible(path)}': {reason}; name a file in a folder of your own") from error


def _copy(text: str, console: Console) -> None:
    """Hand the text to the terminal's clipboard (OSC 52, xterm control sequences)."""
    data = base64.b64encode(text.encode())
    if len(data) > MOST_COPIED:
        raise UsageError("the draft is too long for the terminal's clipboard; use --save FILE")
    sequence = f"\x1b]52;c;{data.decode()}\x07"
    if console.stderr.isatty():
        console.stderr.write(sequence)
        console.stderr.write("copied, where your terminal allows it\n")
        return
    try:
        with open("/dev/tty", "w", encoding="ascii") as terminal:
            terminal.write(sequence)
    except OSError as error:
        raise UsageError("--copy needs a terminal; use --save FILE, or pipe the output") from error


def can_ask(console: Console) -> bool:
    """Tell whether somebody sits at the terminal who can be asked."""
    return console.stdin.isatty() and console.stderr.isatty()


def asked(missing: Sequence[Missing], console: Console) -> dict[str, str]:
    """Ask for each missing value on the terminal and return what was said; an empty line leaves it missing."""
    found = {}
    for one in missing:
        console.stderr.write(f"{one.description}" + (f" (for example {one.example})" if one.example else "") + ": ")
        console.stderr.flush()
        said = console.stdin.readline().strip()
        if said:
            found[one.name] = said
    return found
