"""Entry point: finds the command's file, parses its options, maps errors to the exit status of the contract."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import NoReturn

from kbassist import __version__
from kbassist.cli.console import WIDTH, Console, visible
from kbassist.errors import KbassistError, UsageError

_COMMANDS = "kbassist.cli.commands"
_VALUED = ("--kb",)


class _Parser(argparse.ArgumentParser):
    """argparse whose errors are one line that says what to do."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see `{self.prog} --help`")


class _Help(argparse.HelpFormatter):
    """argparse's own formatter asks shutil for the width even where no help is shown: about 5 ms of each start."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=WIDTH)


def run() -> NoReturn:
    """Run the command line of this process and exit with the contract's status."""
    gc.disable()  # the cyclic collector would run a dozen times while modules load and find nothing: 3 ms of each start
    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone (`| head -1`): what it wanted it has. Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except KeyboardInterrupt:
        status = 130
    except OSError as error:
        print(f"kbassist: cannot write the answer: {error.strerror}", file=sys.stderr)
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - what is left in the buffer has nowhere to go
        status = 3
    sys.exit(status)


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    console = Console.of_process("--no-color" in arguments)
    try:
        return _dispatch(list(arguments), console)
    except KbassistError as error:
        if "--debug" in arguments:
            raise
        console.error(visible(str(error)))
        return error.exit_status
    except (OSError, KeyboardInterrupt):
        raise
    except Exception as error:
        if "--debug" in arguments:
            raise
        console.error(
            f"internal error ({type(error).__name__}); please report it with the output of the same command and --debug"
        )
        return 3


def _dispatch(arguments: list[str], console: Console) -> int:
    leading, name, rest = _split(arguments)
    if "--version" in leading or name == "--version":
        return _version(leading, console)
    if name is None:
        wants_help = any(flag in ("-h", "--help") for flag in leading)
        if not wants_help and console.stdin.isatty() and console.stdout.isatty():
            return _chat(leading)
        console.out(_overview())
        return 0 if wants_help else 2
    module, path = _find(name, rest)
    if not hasattr(module, "run"):
        console.out(_listing(f"kbassist {name}", f"{_COMMANDS}.{_stem(name)}"))
        return 0
    parser = _Parser(prog=f"kbassist {' '.join(path)}", description=module.HELP, allow_abbrev=False, formatter_class=_Help)
    _global_options(parser)
    module.configure(parser)
    given = leading + rest[len(path) - 1 :]
    gc.freeze()
    gc.enable()
    args, more = parser.parse_known_args(given)
    if more:  # text on both sides of an option: the slower parser can, and says what is wrong if it cannot either
        args = parser.parse_intermixed_args(given)
    status: int = module.run(args, console)
    return status


def _global_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kb", action="append", default=[], metavar="DIR", help="a team's own knowledge on top (repeatable)")
    parser.add_argument("--no-color", action="store_true", help="no colours, as NO_COLOR does")
    parser.add_argument("--debug", action="store_true", help="show a traceback instead of one line")


def _chat(leading: list[str]) -> int:
    """Open the chat on this terminal."""
    parser = _Parser(prog="kbassist", allow_abbrev=False, formatter_class=_Help)
    _global_options(parser)
    parser.add_argument("--reduced-motion", action="store_true", help="the chat: nothing moves by itself")
    args = parser.parse_args(leading)
    from kbassist.tui import run_chat  # Textual: about 200 ms that no other command pays

    gc.freeze()
    gc.enable()
    return run_chat(args.kb, reduced_motion=args.reduced_motion, no_color=args.no_color, debug=args.debug)


def _split(arguments: list[str]) -> tuple[list[str], str | None, list[str]]:
    """Return the global options that stand before the command, the command, and all behind it."""
    leading: list[str] = []
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        take = 2 if arguments[at] in _VALUED else 1
        leading += arguments[at : at + take]
        at += take
    return (leading, arguments[at], arguments[at + 1 :]) if at < len(arguments) else (leading, None, [])


def _find(name: str, rest: list[str]) -> tuple[ModuleType, list[str]]:
    """Return the module of a command or sub-command and its words."""
    names = _members(_COMMANDS)
    if name not in names:
        raise UsageError(f"unknown command '{name}'; there are: {', '.join(names)}")
    package = f"{_COMMANDS}.{_stem(name)}"
    module = import_module(package)
    if not hasattr(module, "__path__"):
        return module, [name]
    below = _members(package)
    if rest and rest[0] in ("-h", "--help"):
        return module, [name]
    if not rest or rest[0].startswith("-"):
        raise UsageError(f"kbassist {name}: say which: {', '.join(below)}")
    if rest[0] not in below:
        raise UsageError(f"unknown command '{name} {rest[0]}'; there are: {', '.join(below)}")
    return import_module(f"{package}.{_stem(rest[0])}"), [name, rest[0]]


def _members(package: str) -> list[str]:
    """The commands are the files: nothing lists them. `lint_config.py` is `lint-config`."""
    folder = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(__file__))), *package.split("."))
    names = {
        entry.name.removesuffix(".py").replace("_", "-")
        for entry in os.scandir(folder)
        if entry.name.endswith(".py") or entry.is_dir()
    }
    return sorted(name for name in names if not name.startswith(("-", ".")))


def _stem(name: str) -> str:
    return name.replace("-", "_")


def _overview() -> str:
    lines = [
        "kbassist: why the mail server does not let you in, and what to do",
        "",
        '  kbassist ask "535 5.7.8"            explain an error you paste',
        "  journalctl -u postfix | kbassist ask -",
        "",
        "Commands (each has --help):",
    ]
    lines.append(_listing("", _COMMANDS))
    lines += [
        "",
        "Alone, on a terminal, it opens the chat (--reduced-motion: nothing moves by itself).",
        "Options: --kb DIR (a team's own knowledge on top), --no-color, --version, --help",
    ]
    return "\n".join(lines)


def _listing(title: str, package: str) -> str:
    """Return one line for each command of a package."""
    names = _members(package)
    wide = max(10, *map(len, names))
    rows = [f"  {name:<{wide}} {import_module(f'{package}.{_stem(name)}').HELP}" for name in names]
    return "\n".join([f"{title}: {import_module(package).HELP}", *rows] if title else rows)


def _version(leading: list[str], console: Console) -> int:
    import json

    from kbassist.kb.sources import open_store

    folders = [leading[i + 1] for i, word in enumerate(leading[:-1]) if word == "--kb"]
    meta = open_store(folders, console.stderr).meta
    counts = json.loads(meta["counts"])
    console.out(f"kbassist {__version__}, knowledge of {meta['date']}: " + ", ".join(f"{n} {name}" for name, n in counts.items()))
    return 0
