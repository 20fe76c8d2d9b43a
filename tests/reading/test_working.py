"""What a text says of the way that works is not taken for the way that fails: ports, networks and clients of such clauses yield."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbassist.kb.store import Store
from kbassist.reading.read import read

SAYINGS = [
    ("port 465 hangs forever, on 587 everything works", "465"),
    ("On port 25 nothing leaves the building; via 587 the laptop sends fine", "25"),
    ("relay.example.com:465 gives a timeout, with 587 it goes through", "465"),
    ("Über Port 465 kommt ein Fehler, über 587 klappt es problemlos", "465"),
    ("Port 25 läuft in einen Timeout, auf 587 geht es", "25"),
    ("Mit 587 geht es leider nicht, 465 nimmt er ohne Probleme", "587"),
    ("le port 587 refuse la connexion, sur le port 465 ça marche", "587"),
    ("el puerto 465 da error, por el puerto 587 funciona sin problemas", "465"),
    ("na porta 25 dá timeout, na porta 587 funciona normalmente", "25"),
    ("la porta 465 va in timeout, sulla porta 587 funziona", "465"),
    ("op poort 25 krijg ik een fout, op poort 587 werkt het", "25"),
    ("порт 465 не отвечает, через порт 587 всё работает", "465"),
    ("端口 465 连接超时，端口 587 可以发送", "465"),
    ("ポート 25 はタイムアウト、ポート 587 なら送れます", "25"),
]


@pytest.mark.parametrize(("text", "port"), SAYINGS)
def test_of_two_ports_the_one_that_fails_is_read(text: str, port: str, store: Store) -> None:
    assert {fact.key: fact.value for fact in read(text, store).facts}.get("port") == port


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("From the office every login times out, from home it works", "network", "office"),
        ("From home it works, from the office every login times out", "network", "office"),
        ("With the API key it works, with the account password 535", "credential_kind", "account-password"),
        ("Works with STARTTLS on 587, with implicit TLS on 465 it hangs", "encryption", "tls"),
    ],
)
def test_other_facts_of_the_set_up_yield_too(text: str, key: str, value: str, store: Store) -> None:
    assert {fact.key: fact.value for fact in read(text, store).facts}.get(key) == value


@pytest.mark.parametrize(
    "text",
    [
        "on 587 mail works for everybody else",
        "587 does not work",
        "it used to work on 587",
        "mit 587 geht es nicht",
        "reading works over IMAP; port 587 is set for sending",
    ],
)
def test_the_only_port_named_stays(text: str, store: Store) -> None:
    assert {fact.key: fact.value for fact in read(text, store).facts}.get("port") == "587"


@pytest.mark.parametrize(
    ("text", "client"),
    [
        ("535 from our billing tool. Sending works in Thunderbird but not from there", None),
        ("The timesheet program is refused. Thunderbird: no problem with the same account.", None),
        ("Thunderbird and K-9 work fine, the label maker gets 535", None),
        ("Das Kassenprogramm meldet 535, mit Thunderbird klappt es einwandfrei", None),
        ("Notre logiciel de caisse échoue avec 535, Thunderbird marche très bien", None),
        ("nodemailer times out on the server, Thunderbird on my desk is happy with that login", "nodemailer"),
        ("535, sent by nodemailer; from Outlook on the phone it works", "nodemailer"),
        ("swaks works with the very same data; PHPMailer prints 535", "phpmailer"),
    ],
)
def test_a_client_that_works_is_not_the_one_that_fails(text: str, client: str | None, store: Store) -> None:
    assert read(text, store).client == client


@pytest.mark.parametrize(
    "text",
    [
        "Thunderbird does not work with 587",
        "It used to work with Thunderbird, since Monday 535",
        "Thunderbird receives without problems, sending gives 535",
        "Thunderbird works on my laptop. In Thunderbird on the desktop I get 535",
        "It fails in Thunderbird but K-9 works with the same data",
        "Neither 587 nor 465 works in Thunderbird",
    ],
)
def test_a_client_that_fails_stays_named(text: str, store: Store) -> None:
    assert read(text, store).client == "thunderbird"


def test_what_works_one_way_and_fails_the_other_stays_named(store: Store) -> None:
    assert read("Our copier scans fine over STARTTLS, but with SSL the test mail fails", store).client == "printer-scanner"


def test_that_it_works_elsewhere_is_still_read(store: Store) -> None:
    report = read("535 from the shop. It works in Thunderbird with the same password", store)
    assert report.client is None
    assert {fact.key: fact.value for fact in report.facts}.get("works_elsewhere") == "yes"


PARTS = [
    "Thunderbird",
    "587",
    "465 ",
    "port 25",
    "works",
    " is fine",
    ", ",
    ". ",
    "but ",
    "\n",
    "(",
    ": ",
    "imap ",
    "geht nicht ",
    "就能发",
    "送れます",
    "from home ",
]


@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=6), max_size=30).map("".join))
def test_reading_never_raises_and_only_names_what_is_said(store: Store, text: str) -> None:
    report = read(text, store)
    assert all(fact.words in report.text for fact in report.facts)
    named = {sign.owner for sign in report.signs if sign.kind == "client"}
    assert report.client is None or report.client in named


@given(st.sampled_from([text for text, _ in SAYINGS]), st.integers(0, 3))
def test_a_failing_port_is_read_wherever_blank_lines_stand(store: Store, text: str, lines: int) -> None:
    assert dict(SAYINGS)[text] == next(
        fact.value for fact in read("\n" * lines + text + "\n" * lines, store).facts if fact.key == "port"
    )


def test_a_long_text_of_sayings_is_read_in_linear_time(store: Store) -> None:
    text = "Thunderbird works with 587. In K-9 over IMAP it works, 465 is fine but 25 not. "
    read(text, store)
    started = time.perf_counter()
    read(text * 700, store)
    assert time.perf_counter() - started < 2
