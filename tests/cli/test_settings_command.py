"""`kbassist settings`: the page, the sample, the JSON object, near misses, the provider of an address."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.message
import dns.rrset
import pytest


@contextmanager
def resolver(records: dict[str, str]) -> Iterator[str]:
    """A DNS server on the loopback that knows the MX hosts given; yields its address with the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(0.1)
        done = threading.Event()

        def answer() -> None:
            while not done.is_set():
                try:
                    raw, sender = listening.recvfrom(4096)
                except TimeoutError:
                    continue
                query = dns.message.from_wire(raw)
                reply = dns.message.make_response(query)
                name = query.question[0].name
                host = records.get(name.to_text().rstrip("."))
                if host:
                    reply.answer.append(dns.rrset.from_text(name, 60, "IN", "MX", f"10 {host}."))
                else:
                    reply.set_rcode(3)
                listening.sendto(reply.to_wire(), sender)

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield f"127.0.0.1:{listening.getsockname()[1]}"
        finally:
            done.set()
            thread.join()


def test_the_page_says_what_a_client_must_be_told(kbassist) -> None:
    done = kbassist("settings", "gmail")
    text = done.stdout.decode()
    assert done.returncode == 0
    for part in (
        "smtp.gmail.com",
        "587",
        "STARTTLS",
        "full mail address",
        "app password",
        "myaccount.google.com",
        "checked 2026",
    ):
        assert part in text
    assert max(len(line) for line in text.split("\n") if "http" not in line) <= 80


@pytest.mark.parametrize("name", ["gmail", "Gmail", "smtp.gmail.com", "smtp.gmail.com:587", "googlemail.com"])
def test_a_provider_goes_by_many_names(kbassist, name: str) -> None:
    assert json.loads(kbassist("settings", name, "--json").stdout)["host"] == "smtp.gmail.com"


@pytest.mark.parametrize(
    "client",
    [
        "spring",
        "dotnet-mailkit",
        "go-smtp",
        "postfix-relay",
        "openssl",
        "openssl-s_client",
        "python-smtplib",
        "smtplib",
        "symfony",
    ],
)
def test_a_client_goes_by_many_names(kbassist, client: str) -> None:
    done = kbassist("settings", "gmail", "--for", client)
    assert done.returncode == 0, done.stderr
    assert b"SMTP_PASSWORD" in done.stdout


def test_the_json_object_holds_settings_and_sample(kbassist) -> None:
    found = json.loads(kbassist("settings", "sendgrid", "--for", "curl", "--json", "--port", "465").stdout)
    assert (found["schema"], found["provider"], found["host"], found["port"], found["security"]) == (
        1,
        "sendgrid",
        "smtp.sendgrid.net",
        465,
        "tls",
    )
    assert found["username"]["literal"] == "apikey"
    assert found["sources"] and found["as_of"]
    assert "smtps://smtp.sendgrid.net:465" in found["sample"]["text"]
    assert set(found["sample"]["environment"]) == {"SMTP_PASSWORD", "MAIL_FROM", "MAIL_TO"}


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["settings", "gmial"], 1, "did you mean gmail"),
        (["settings", "gmail", "--for", "nodmailer"], 1, "did you mean nodemailer"),
        (["settings", "gmail", "--for", "zzzzqqq"], 1, "settings --list"),
        (["settings", "gmail", "--port", "2525"], 1, "there are: 587, 465"),
        (["settings", "tutanota", "--for", "curl"], 1, "no SMTP submission"),
        (["settings", "aruba", "--for", "dotnet-smtpclient"], 1, "does STARTTLS"),
        (["settings"], 2, "name a provider"),
        (["settings", "gmail", "--port", "0"], 2, "1 to 65535"),
        (["settings", "gmail", "--host", "a b;c"], 2, "host name"),
        (["settings", "--from-address", "alice"], 2, "no mail address"),
        (["settings", "--from-address", "a@b.example", "--timeout", "0"], 2, "--timeout"),
        (["settings", "--from-address", "a@b.example", "--resolver", "nonsense"], 2, "--resolver"),
        (["settings", "--from-address", "a@b.example", "--resolver", "127.0.0.1:9", "--timeout", "0.3"], 3, "DNS gave no answer"),
    ],
)
def test_what_cannot_be_answered_is_one_line(kbassist, arguments: list[str], status: int, told: str) -> None:
    done = kbassist(*arguments)
    assert done.returncode == status, done.stderr
    assert told in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert done.stdout == b""


def test_an_address_finds_its_provider_by_domain_without_dns(kbassist) -> None:
    done = kbassist("settings", "--from-address", "alice@gmx.net", "--for", "nodemailer", "--resolver", "127.0.0.1:9")
    assert done.returncode == 0, done.stderr
    assert b"user: 'alice@gmx.net'" in done.stdout


@pytest.mark.parametrize(
    ("mx", "provider"),
    [
        ("aspmx.l.google.com", "google-workspace"),
        ("example-com.mail.protection.outlook.com", "microsoft-365"),
        ("in1-smtp.messagingengine.com", "fastmail"),
    ],
)
def test_an_address_finds_its_provider_by_mx(kbassist, mx: str, provider: str) -> None:
    with resolver({"firm.example": mx}) as address:
        done = kbassist("settings", "--from-address", "alice@firm.example", "--resolver", address, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["provider"] == provider


def test_an_address_nobody_knows_says_where_its_mail_goes(kbassist) -> None:
    with resolver({"firm.example": "mail.firm.example"}) as address:
        known = kbassist("settings", "--from-address", "alice@firm.example", "--resolver", address)
        nowhere = kbassist("settings", "--from-address", "alice@gone.example", "--resolver", address)
    assert (known.returncode, nowhere.returncode) == (1, 1)
    assert b"goes to mail.firm.example" in known.stderr
    assert b"has no MX record" in nowhere.stderr


def test_the_list_names_providers_and_clients(kbassist) -> None:
    found = json.loads(kbassist("settings", "--list", "--json").stdout)
    assert len(found["providers"]) > 80
    assert len(found["clients"]) >= 16
    assert b"postmark" in kbassist("settings", "--list").stdout


def test_hostile_names_stay_text(kbassist) -> None:
    done = kbassist("settings", "\x1b[31mx", "--for", "\x1b]0;y\x07")
    assert b"\x1b" not in done.stdout + done.stderr
