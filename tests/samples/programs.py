"""How the sample of each client is run or, where it cannot be run here, parsed by the tools of its language.

A program that is not installed is a reason to skip, unless KBASSIST_REQUIRE_SERVERS=1 says that all were installed (`tests/samples/install`).
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

HERE = Path(__file__).parent
OPTIONAL = {"dotnet", "go", "gofmt"}
"""Large tool chains that `install` leaves out: used where they are at hand."""
PHP_LIBRARIES = Path("/usr/share/php")
"""Where Debian keeps PHPMailer and Symfony's mailer."""


class Run(NamedTuple):
    """One way to run a sample: the command in its folder, what must be there, what is done to the folder before."""

    command: tuple[str, ...]
    needs: tuple[str, ...] = ()
    prepare: Callable[[Path, Path], None] | None = None


def needed(*programs: str) -> None:
    """Skip the test where a program, Python module or file is missing; fail where everything was to be installed."""
    for program in programs:
        kind, _, name = program.rpartition(":")
        there = {
            "": lambda name: shutil.which(name) is not None,
            "module": lambda name: importlib.util.find_spec(name) is not None,
            "file": lambda name: Path(name).exists(),
        }[kind](name)
        if not there:
            message = f"{name} is not installed; run tests/samples/install"
            if os.environ.get("KBASSIST_REQUIRE_SERVERS") == "1" and name not in OPTIONAL:
                pytest.fail(message)
            pytest.skip(message)


def _node_modules(folder: Path, authority: Path) -> None:
    (folder / "node_modules").symlink_to(HERE / "node_modules")


def _composer(library: str) -> Callable[[Path, Path], None]:
    def prepare(folder: Path, authority: Path) -> None:
        (folder / "vendor").mkdir()
        (folder / "vendor" / "autoload.php").write_text(f"<?php require '{PHP_LIBRARIES / library}';\n")

    return prepare


def _trusting_msmtp(folder: Path, authority: Path) -> None:
    """GnuTLS reads the system's store and no variable: the sample's word `system` is put by the test authority."""
    script = folder / "setup.sh"
    script.write_text(script.read_text().replace("tls_trust_file system", f"tls_trust_file {authority}"))


_DJANGO = (
    "import os, django; from django.core.mail import send_mail; django.setup(); "
    "send_mail('Test', 'It works.', None, [os.environ['MAIL_TO']])"
)

RUNS: dict[str, Run] = {
    "python-smtplib": Run((sys.executable, "-W", "error", "send.py")),
    "aiosmtplib": Run((sys.executable, "-W", "error", "send.py"), ("module:aiosmtplib",)),
    "django": Run((sys.executable, "-W", "error", "-c", _DJANGO), ("module:django",)),
    "nodemailer": Run(
        ("node", "--throw-deprecation", "send.mjs"), ("node", f"file:{HERE}/node_modules/nodemailer"), _node_modules
    ),
    "phpmailer": Run(
        ("php", "-d", "error_reporting=8191", "send.php"),
        ("php", f"file:{PHP_LIBRARIES}/libphp-phpmailer/autoload.php"),
        _composer("libphp-phpmailer/autoload.php"),
    ),
    "symfony-mailer": Run(
        ("php", "send.php"),
        ("php", f"file:{PHP_LIBRARIES}/Symfony/Component/Mailer/autoload.php"),
        _composer("Symfony/Component/Mailer/autoload.php"),
    ),
    "curl": Run(("sh", "send.sh"), ("curl",)),
    "swaks": Run(("sh", "send.sh"), ("swaks",)),
    "msmtp": Run(("sh", "setup.sh"), ("msmtp",), _trusting_msmtp),
    "openssl-s_client": Run(("sh", "login.sh"), ("openssl",)),
    "ruby-net-smtp": Run(("ruby", "-W", "send.rb"), ("ruby",)),
    "go-net-smtp": Run(("go", "run", "main.go"), ("go",)),
}

PARSED: dict[str, Run] = {
    "flask-mail": Run((sys.executable, "-W", "error", "-m", "py_compile", "app.py")),
    "rails": Run(("ruby", "-wc", "config/environments/production.rb"), ("ruby",)),
    "laravel": Run(("sh", "-eu", "./.env")),
    "spring-mail": Run((sys.executable, "-c", "import yaml; yaml.safe_load(open('application.yml'))")),
    "postfix-relay": Run(("sh", "-n", "setup.sh")),
    "go-mail": Run(("gofmt", "-e", "-l", "main.go"), ("gofmt",)),
    "mailkit": Run(("dotnet", "format", "--verify-no-changes", "Program.cs"), ("dotnet",)),
    "dotnet-smtpclient": Run(("dotnet", "format", "--verify-no-changes", "Program.cs"), ("dotnet",)),
}
