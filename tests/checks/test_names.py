"""Names: a real name server with good and broken zones, and scripted ones that answer as none should."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from servers import hostile_ehlo, name_servers
from servers.certificates import Authority
from servers.name_servers import Answer
from servers.postfix import Postfix
from servers.programs import has_ipv6
from servers.scripted import Behaviour, Stage

from checks.run import assert_harmless, check, texts
from kbassist.kb.store import Store
from kbassist.model.finding import Outcome
from kbassist.net.context import Asked


def knot_at(port: int) -> str:
    """What --resolver is given."""
    return f"127.0.0.1:{port}"


def test_a_chain_of_aliases_is_followed_and_shown(store: Store, real_knot: int, real_postfix: Postfix) -> None:
    ran = check(store, f"smtp.kbassist.test:{real_postfix.smtp}", resolver=knot_at(real_knot), only=["resolve"])
    (found,) = ran.of("resolve")
    assert found.outcome is Outcome.PASS
    assert "127.0.0.1" in found.title
    assert all(name in found.detail for name in ("hop1.kbassist.test", "hop2.kbassist.test", "mail.kbassist.test"))


@pytest.mark.parametrize(
    ("host", "reasons"),
    [
        ("nowhere.kbassist.test", {"nxdomain"}),
        ("gone.kbassist.test", {"nxdomain"}),
        ("nodata.kbassist.test", {"no-data"}),
        ("www.broken.test", {"servfail"}),
        ("host.lame.kbassist.test", {"no-data", "servfail", "lame"}),
        ("loop.kbassist.test", {"dns-broken", "servfail"}),
        ("elsewhere.example", {"dns-refused"}),
    ],
)
def test_each_way_of_not_resolving_has_its_name(store: Store, real_knot: int, host: str, reasons: set[str]) -> None:
    ran = check(store, f"{host}:587", resolver=knot_at(real_knot))
    (found,) = ran.of("resolve")
    assert found.outcome is Outcome.FAIL and found.reason in reasons
    assert host in found.title and found.detail
    assert ran.run.failed
    assert ran.run.facts.get("connection_opens") == "no"


def test_a_mail_address_leads_to_the_submission_ports_by_srv(
    store: Store, real_knot: int, real_postfix: Postfix, authority: Authority
) -> None:
    ran = check(store, "alice@kbassist.test", resolver=knot_at(real_knot), ca_file=authority.ca_file, timeout=10)
    told = "\n".join(texts(ran.run.findings))
    assert "mail.kbassist.test" in told and f"mail.kbassist.test:{real_postfix.submissions}" in told
    assert "_submissions._tcp" in told
    assert ran.run.facts.get("server_offers_auth") == "yes"
    assert not [finding for finding in ran.run.findings if finding.outcome in (Outcome.FAIL, Outcome.ERROR) and finding.primary]


def test_each_address_family_is_looked_at_by_itself(store: Store, real_knot: int, stage: Callable[[Behaviour], Stage]) -> None:
    if not has_ipv6():
        pytest.skip("this machine has no ::1")
    server = stage(hostile_ehlo.no_auth_anywhere)
    ran = check(store, f"mail.kbassist.test:{server.port}", resolver=knot_at(real_knot))
    (found,) = [finding for finding in ran.of("ports") if finding.primary]
    assert found.outcome is Outcome.WARN and found.reason == "one-family-broken"
    assert "IPv6" in found.title and "refused" in found.detail
    assert found.facts["connection_opens"] == "yes"


@pytest.mark.parametrize("host", ["v4only.kbassist.test", "v6only.kbassist.test", "127.0.0.1", "[::1]"])
def test_either_family_alone_is_enough(store: Store, real_knot: int, real_postfix: Postfix, host: str) -> None:
    if host in ("v6only.kbassist.test", "[::1]") and not has_ipv6():
        pytest.skip("this machine has no ::1")
    ran = check(store, f"{host}:{real_postfix.plain}", resolver=knot_at(real_knot))
    (found,) = [finding for finding in ran.of("ports") if finding.primary]
    assert found.outcome is Outcome.PASS and found.facts["connection_opens"] == "yes"


@pytest.mark.parametrize(
    ("sender", "reasons"),
    [
        ("a@toomany.kbassist.test", {"spf-lookups"}),
        ("a@ten.kbassist.test", {""}),
        ("a@twice.kbassist.test", {"two-spf"}),
        ("a@round.kbassist.test", {"spf-lookups", "spf-loop"}),
        ("a@nospf.kbassist.test", {"no-spf"}),
        ("a@anyone.kbassist.test", {"spf-all"}),
    ],
)
def test_the_look_ups_of_spf_are_counted(
    store: Store, real_knot: int, real_postfix: Postfix, sender: str, reasons: set[str]
) -> None:
    ran = check(store, f"127.0.0.1:{real_postfix.smtp}", Asked(sender=sender), resolver=knot_at(real_knot))
    assert reasons & ran.reasons, [(f.check, f.reason, f.title) for f in ran.run.findings]


def test_the_number_of_look_ups_is_said(store: Store, real_knot: int, real_postfix: Postfix) -> None:
    for sender, number in (("a@toomany.kbassist.test", "12"), ("a@ten.kbassist.test", "10")):
        ran = check(store, f"127.0.0.1:{real_postfix.smtp}", Asked(sender=sender), resolver=knot_at(real_knot))
        assert any(
            "SPF" in text and number in text for finding in ran.run.findings for text in (finding.title, finding.detail)
        ), number


@pytest.mark.parametrize(("selector", "words"), [("s1", "DKIM"), ("revoked", "revoked"), ("nobody", "DKIM")])
def test_a_dkim_selector_is_looked_up(store: Store, real_knot: int, real_postfix: Postfix, selector: str, words: str) -> None:
    asked = Asked(sender="alice@kbassist.test", selector=selector)
    ran = check(store, f"127.0.0.1:{real_postfix.smtp}", asked, resolver=knot_at(real_knot))
    told = [finding for finding in ran.run.findings if "DKIM" in finding.title or "_domainkey" in finding.detail]
    assert told and any(words.lower() in f"{finding.title} {finding.detail}".lower() for finding in told)
    assert all((finding.outcome is Outcome.PASS) == (selector == "s1") for finding in told)


@pytest.mark.parametrize(
    ("answer", "reasons"),
    [
        (name_servers.silent, {"dns-timeout"}),
        (name_servers.garbage, {"dns-broken", "dns-timeout"}),
        (name_servers.another_id, {"dns-timeout", "dns-broken"}),
        (name_servers.server_failure, {"servfail"}),
        (name_servers.refused, {"dns-refused"}),
        (name_servers.no_such_name, {"nxdomain"}),
        (name_servers.always_truncated, {"dns-broken", "dns-timeout", "no-data"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_name_server_without_an_answer_is_named(
    store: Store, resolver: Callable[[Answer], str], answer: Answer, reasons: set[str]
) -> None:
    ran = check(store, "mail.example.com:587", resolver=resolver(answer), timeout=3)
    (found,) = ran.of("resolve")
    assert found.reason in reasons and found.outcome is Outcome.FAIL


def test_a_thousand_addresses_are_not_all_visited(store: Store, resolver: Callable[[Answer], str]) -> None:
    ran = check(store, "mail.example.com:1", resolver=resolver(name_servers.thousand_addresses))
    assert "refused" in ran.reasons
    assert len("\n".join(texts(ran.run.findings))) < 20_000


def test_names_of_a_hostile_server_are_shown_as_data(store: Store, resolver: Callable[[Answer], str]) -> None:
    ran = check(
        store, "alice@example.com", Asked(sender="alice@example.com"), resolver=resolver(name_servers.escapes_in_names), timeout=3
    )
    for text in texts(ran.run.findings):
        assert_harmless(text)


def test_an_address_that_never_answers_ends_within_the_time(store: Store) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = []
        for _ in range(4):  # the queue of a listener with backlog 0 holds one; to the others the kernel does not answer
            waiting.append(socket.socket())
            waiting[-1].setblocking(False)
            waiting[-1].connect_ex(full.getsockname())
        ran = check(store, f"127.0.0.1:{full.getsockname()[1]}", timeout=2)
        for one in waiting:
            one.close()
    (found,) = [finding for finding in ran.of("ports") if finding.primary]
    assert found.reason == "connect-timeout" and found.outcome is Outcome.FAIL
    assert found.facts["connection_opens"] == "no"
