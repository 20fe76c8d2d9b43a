"""Every sample for every provider renders whole: no tag is left, nothing is a hole, the kind of session is the endpoint's."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbassist.assistant.sample import Asked, ready
from kbassist.kb.sample import PLACEHOLDERS, SECTIONS, Filling, example, faults, render, safe
from kbassist.kb.settings import providers, samples
from kbassist.kb.store import Store
from kbassist.model.settings import ClientSample, SampleBlock

WANTED = """python-smtplib aiosmtplib django nodemailer phpmailer laravel symfony-mailer spring-mail mailkit go-net-smtp rails
curl swaks msmtp postfix-relay openssl-s_client""".split()
HOLE = re.compile(r"\{\{|\}\}|<[a-z][a-z-]*>|TODO|NAME\b(?!=)|VALUE")
TLS = {
    "python-smtplib": ("SMTP_SSL(", "starttls("),
    "aiosmtplib": ("use_tls=True", "start_tls=True"),
    "django": ("EMAIL_USE_SSL = True", "EMAIL_USE_TLS = True"),
    "nodemailer": ("secure: true", "requireTLS: true"),
    "phpmailer": ("ENCRYPTION_SMTPS", "ENCRYPTION_STARTTLS"),
    "laravel": ("MAIL_SCHEME=smtps\n", "MAIL_SCHEME=smtp\n"),
    "symfony-mailer": ("'smtps://", "'smtp://"),
    "spring-mail": ("ssl.enable: true", "starttls.required: true"),
    "mailkit": ("SslOnConnect", "StartTls"),
    "go-net-smtp": ("tls.Dial", "smtp.SendMail"),
    "rails": ("    tls: true", "enable_starttls: true"),
    "ruby-net-smtp": ("smtp.enable_tls", "smtp.enable_starttls"),
    "curl": ("smtps://", "--ssl-reqd"),
    "swaks": ("--tls-on-connect", "--tls --tls-verify"),
    "msmtp": ("tls_starttls off", "tls_starttls on"),
    "postfix-relay": ("wrappermode = yes", "wrappermode = no"),
    "openssl-s_client": ("s_client -quiet -connect", "-starttls smtp"),
}
"""What stands in a sample for implicit TLS and only there, and for STARTTLS and only there."""


def test_the_clients_that_people_ask_for_have_a_sample(store: Store) -> None:
    assert set(WANTED) <= set(samples(store))


@pytest.mark.parametrize("client", WANTED)
def test_a_sample_has_no_hole_for_any_provider(client: str, store: Store) -> None:
    sample = samples(store)[client]
    made = 0
    for provider in providers(store).values():
        for part in provider.submission:
            filled = ready(provider, sample, Asked(port=part.port))
            if filled is None:
                assert part.security not in sample.security
                continue
            text = "\n".join(block.code for block in filled.blocks)
            assert not HOLE.search(text), f"{provider.id}: {HOLE.search(text)}"
            assert "SMTP_PASSWORD" in text
            assert filled.endpoint.port in text
            assert filled.endpoint.host in text or ("<" in filled.endpoint.host and "SMTP_HOST" in text)
            assert {variable.name for variable in filled.variables} >= {"SMTP_PASSWORD"}
            made += 1
    assert made > 150


@pytest.mark.parametrize("client", TLS)
def test_starttls_and_implicit_tls_are_not_confused(client: str, store: Store) -> None:
    sample, gmail = samples(store)[client], providers(store)["gmail"]
    implicit, upgraded = TLS[client]
    for port, there, absent in (("465", implicit, upgraded), ("587", upgraded, implicit)):
        filled = ready(gmail, sample, Asked(port=port))
        assert filled is not None
        text = "\n".join(block.code for block in filled.blocks) + "\n"
        assert there in text
        assert absent not in text


def test_a_literal_user_name_stands_in_the_sample(store: Store) -> None:
    filled = ready(providers(store)["sendgrid"], samples(store)["nodemailer"], Asked())
    assert filled is not None
    assert "user: 'apikey'" in filled.blocks[0].code
    assert "SMTP_USER" not in {variable.name for variable in filled.variables}


def test_an_address_is_written_in_and_a_strange_one_is_not(store: Store) -> None:
    sample, gmail = samples(store)["python-smtplib"], providers(store)["gmail"]
    plain = ready(gmail, sample, Asked(address="alice@gmail.com"))
    strange = ready(gmail, sample, Asked(address='a"+os.system("x")#@gmail.com'))
    assert plain is not None and strange is not None
    assert 'server.login("alice@gmail.com", os.environ["SMTP_PASSWORD"])' in plain.blocks[0].code
    assert "os.system" not in strange.blocks[0].code
    assert 'os.environ["SMTP_USER"]' in strange.blocks[0].code


def test_a_provider_without_passwords_gets_a_token_or_a_warning(store: Store) -> None:
    outlook = providers(store)["outlook-com"]
    token, password = (ready(outlook, samples(store)[name], Asked()) for name in ("nodemailer", "django"))
    assert token is not None and password is not None
    assert "type: 'OAuth2'" in token.blocks[0].code
    assert any("will be refused" in note for note in password.notes)


def test_an_article_shows_the_sample_without_placeholders(store: Store) -> None:
    for name in samples(store):
        article = store.article(f"clients/{name}")
        assert article is not None
        assert not re.search(r"\{\{[#/]?\w+\}\}", article.markdown), name


def _sample(code: str) -> ClientSample:
    return ClientSample("x", "X", "$NAME", "'VALUE'", ("tls",), "", (), (SampleBlock("", "", code),))


FILLING = Filling({"host": "h.example"}, own_sender=False, port="465", security="tls", login="plain")


def test_sections_stay_or_go_with_their_lines() -> None:
    code = "a\n{{#tls}}\n{{#password}}\nb {{host}}:{{port}}\n{{/password}}\n{{/tls}}\n{{#starttls}}\nc{{#tls}}d{{/tls}}\n{{/starttls}}\n"
    code += "e{{#oauth}}f{{/oauth}}g"
    assert render(_sample(code), FILLING)[0].code == "a\nb 'h.example':465\neg"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("{{hots}}", "not known"),
        ("{{#ssl}}x{{/ssl}}", "not known"),
        ("x\n{{#tls}}", "never closed"),
        ("{{/tls}}", "closes what"),
        ("{{#tls}}{{#plain}}{{/tls}}{{/plain}}", "closes what"),
    ],
)
def test_a_faulty_template_is_told(code: str, told: str) -> None:
    assert any(told in what for _, what in faults(code))


@given(st.lists(st.sampled_from([*PLACEHOLDERS, "text", "\n"]), max_size=20), st.sampled_from(SECTIONS))
def test_a_template_without_faults_always_renders_whole(parts: list[str], section: str) -> None:
    inner = "".join(part if part in ("text", "\n") else f"{{{{{part}}}}}" for part in parts)
    code = f"{{{{#{section}}}}}{inner}{{{{/{section}}}}}{inner}"
    assert faults(code) == []
    assert "{{" not in render(_sample(code), FILLING)[0].code


@given(st.text(max_size=40))
def test_only_plain_words_are_written_into_a_sample(value: str) -> None:
    filled = render(_sample("{{host}}"), FILLING._replace(values={"host": value}))[0].code
    assert filled == (f"'{value}'" if safe(value) else "$SMTP_HOST")
    assert not safe(value) or value.isascii()


def test_the_example_in_an_article_is_a_neutral_server(store: Store) -> None:
    for sample in samples(store).values():
        text = "\n".join(block.code for block in example(sample))
        assert "smtp.example.com" in text
