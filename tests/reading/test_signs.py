"""A phrase stands in one sentence: it may go over a line that was full, but not from one line of a log into the next. Of the
providers named in a text the one counts that the mail is handed to."""

import pytest

from kbassist.assistant.answer import gather
from kbassist.kb.store import Store
from kbassist.reading.read import read


def found(text: str, store: Store) -> set[str]:
    return {fact.key for fact in read(text, store).facts}


def test_a_phrase_goes_over_a_line_that_was_full(store: Store) -> None:
    wrapped = "Our scanner in the hall sends nothing since I changed my\nmail password on Monday"
    assert "password_changed_recently" in found(wrapped, store)


def test_a_phrase_does_not_join_two_short_lines(store: Store) -> None:
    assert "password_changed_recently" not in found("job changed my\npassword: ***", store)


@pytest.mark.parametrize(
    ("text", "provider"),
    [
        ("Mailgun takes all our mail, but the mails to gmail addresses never arrive", "mailgun"),
        ("sendgrid.net refuses the login; the same code with smtp.gmail.com sends", "sendgrid"),
        ("Unser Exchange nimmt sie an, doch die Mails an GMX kommen zurück", "exchange-server"),
        ("NOQUEUE: reject: 553 5.7.1 not owned by user; to=<bob@gmail.com> proto=ESMTP, postfix server", "postfix"),
        ("My printer logs in to Gmail, delivery to a GMX address fails", "gmail"),
    ],
)
def test_a_provider_that_is_only_the_recipients_or_works_instead_is_not_taken(text: str, provider: str, store: Store) -> None:
    report = read(text, store)
    assert (report.provider or report.hinted) == provider


@pytest.mark.parametrize(
    "text",
    [
        "smtp.gmail.com: mail to my own address fails, Gmail says 535",
        "GMX works in the browser, the script is refused",
        "hand outgoing mail to Brevo as smarthost, login refused",
        "Failed to send email to name@gmail.com: 534 5.7.9",
    ],
)
def test_a_provider_that_takes_the_mail_stays_named(text: str, store: Store) -> None:
    assert read(text, store).provider in ("gmail", "gmx", "brevo")


def test_a_product_goes_before_the_software_it_is_made_of(store: Store) -> None:
    assert read("mailcow: dovecot: auth: password mismatch for alice", store).provider == "mailcow"
    assert (
        read("postfix/smtps/smtpd[13]: warning: SASL: Connect to /dev/shm/sasl-auth.sock failed", store).provider
        == "docker-mailserver"
    )
    assert read("dovecot: auth: password mismatch for alice", store).provider == "dovecot"


@pytest.mark.parametrize(
    ("text", "provider"),
    [
        ("my outlook.com address signs in, then 535 at smtp.office365.com", "outlook-com"),
        ("our Office 365 mailbox alice@outlook.com: 535 at smtp.office365.com", "microsoft-365"),
        ("535 5.7.3 Authentication unsuccessful [AM0PR02CA0134.eurprd02.prod.outlook.com]", "microsoft-365"),
        ("Google Apps account: 535-5.7.8 Username and Password not accepted", "google-workspace"),
        ("535-5.7.8 Username and Password not accepted", "gmail"),
    ],
)
def test_of_services_on_the_same_servers_the_one_is_meant_that_is_called_by_name(text: str, provider: str, store: Store) -> None:
    assert read(text, store).provider == provider


def test_a_mailbox_domain_is_written_in_one_piece(store: Store) -> None:
    assert read("535 from web.de in the printer", store).provider == "web-de"
    assert read("la pagina web de la empresa no manda correos", store).provider is None
    assert read("I use Outlook at work, 535", store).provider is None


def test_of_providers_named_alike_the_first_is_taken_however_long_its_name(store: Store) -> None:
    assert read("Zoho is refused here, at Fastmail it is a time-out", store).provider == "zoho"


def test_of_hosts_that_several_share_the_one_whose_name_it_bears_is_named(store: Store) -> None:
    assert read("550 Request failed (server smtp.mail.yahoo.com)", store).provider == "yahoo"


def test_a_hint_decides_between_providers_of_one_platform(store: Store) -> None:
    refused = "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria [LO2P265.PROD.OUTLOOK.COM]"
    assert read(refused, store).provider == "microsoft-365"
    assert read(f"{refused} on my personal account", store).provider == "outlook-com"


@pytest.mark.parametrize(
    ("text", "client"),
    [
        ("Our Jenkins cannot send: javax.mail.AuthenticationFailedException: 535 5.7.8", "jenkins"),
        ("n8n, Send Email node: Error: Invalid login: 535-5.7.8\n at SMTPConnection._formatError", "n8n"),
        ("Laravel 5.5: Swift_TransportException: Expected response code 250 but got code 530", "laravel"),
        ("FreeScout on top of Laravel: Swift_TransportException: 535", "freescout"),
        ("Gitea: gomail: could not send email 1: dial tcp 10.0.0.1:465: i/o timeout", "gitea-forgejo"),
        ("gomail: could not send email 1: dial tcp 10.0.0.1:465: i/o timeout", "go-mail"),
        ("the script says smtplib.SMTPAuthenticationError: (535, b'5.7.8')", "python-smtplib"),
    ],
)
def test_a_program_goes_before_the_libraries_it_is_built_on(text: str, client: str, store: Store) -> None:
    assert read(text, store).client == client


@pytest.mark.parametrize(
    ("text", "client"),
    [
        ("Laravel works on my laptop. The plain script: Swift_TransportException: 535 5.7.8", "swiftmailer"),
        ("With WordPress it works fine, the form made by hand says PHPMailer: SMTP connect() failed", "phpmailer"),
        ("Nextcloud logs in with the same password. Laravel says Swift_TransportException: 535", "laravel"),
        ("listmonk: 535 5.7.8. The very same keys work in a node script with nodemailer.", "listmonk"),
        ("The Python script with smtplib sends, but Django with the same settings gets (535, b'5.7.8')", "django"),
    ],
)
def test_a_program_that_works_is_not_the_one_built_on_the_library_that_fails(text: str, client: str, store: Store) -> None:
    assert read(text, store).client == client


def test_what_only_hints_at_a_client_names_none_by_itself(store: Store) -> None:
    found = read("connect ECONNREFUSED 127.0.0.1:587; telnet to the port works", store)
    assert (found.client, found.hinted_client) == (None, "nodemailer")


def test_a_tool_for_trying_by_hand_yields_to_the_program(store: Store) -> None:
    assert read("telnet shows only AUTH NTLM, and MailKit says 504", store).client == "mailkit"
    found = read("telnet mail.example.com 587: 535 5.7.8 after AUTH LOGIN", store)
    assert (found.client, found.hinted_client) == (None, "telnet")
    assert read("telnet to the server works. The app says 535", store).hinted_client is None


def test_the_end_of_basic_authentication_is_outlook_coms_unless_a_tenant_is_named(store: Store) -> None:
    """Of eight people in the labelled cases who quote it seven have a personal mailbox, one a mailbox at work."""
    refused = "535 5.7.139 Authentication unsuccessful, basic authentication is disabled [LO2P265.PROD.OUTLOOK.COM]"
    assert read(refused, store).provider == "outlook-com"
    assert read(f"Our Office 365 tenant, Exchange Online: {refused}", store).provider == "microsoft-365"
    assert read(f"smtp.office365.com: {refused}", store).provider == "microsoft-365"


@pytest.mark.parametrize(
    ("text", "provider"),
    [
        ("다음(Daum) 계정으로 메일 발송이 안 됩니다", "daum"),
        ("用 Resend 发信一直失败", "resend"),
        ("С Яндексом скрипт не входит, почта", "yandex"),
        ("l'smtp di Libero rifiuta la password", "libero"),
        ("さくらのメールで送信できません", "sakura"),
        ("boky/postfix as a relay to SES, the pair is refused", "amazon-ses"),
        ("WP Mail SMTP: SMTP connect() failed", None),
        ("attempt 1/1 of the mail job failed", None),
    ],
)
def test_a_provider_is_known_by_the_names_that_people_write(text: str, provider: str | None, store: Store) -> None:
    assert read(text, store).provider == provider


def test_a_named_service_counts_for_more_than_the_default_words_of_its_software(store: Store) -> None:
    report = read("SparkPost, key made: 535 Incorrect authentication data", store)
    assert (report.provider, report.hinted) == ("sparkpost", "exim")


def test_a_hint_counts_where_a_mail_program_is_named(store: Store) -> None:
    said = "Google texts me that somebody tried to get in, and from then on {} is shut out"
    assert gather(said.format("K-9"), {}, store).report.provider == "gmail"
    assert gather(said.format("my son"), {}, store).report.provider is None


EHLO = "EHLO relay\n250-mail.example.com\n250-AUTH PLAIN LOGIN\n250 8BITMIME"


def test_a_server_s_own_line_outranks_what_a_program_says_of_it(store: Store) -> None:
    fact = next(
        f for f in read(f"the server does not support authentication\n{EHLO}", store).facts if f.key == "server_offers_auth"
    )
    assert (fact.value, fact.shown) == ("yes", True)


def test_a_line_quoted_in_a_sentence_is_said_and_not_shown(store: Store) -> None:
    text = "The server does not support authentication, though from the laptop it lists 250-AUTH PLAIN"
    assert not any(fact.shown for fact in read(text, store).facts if fact.key == "server_offers_auth")


def test_the_number_of_a_setting_is_nothing_that_happened(store: Store) -> None:
    opening = "Connection: opening to smtp.example.com:587, {}, options=array()"
    assert "connection_opens" not in found(opening.format("timeout=300"), store)
    assert "connection_opens" in found(opening.format("timeout"), store)


def test_java_says_plaintext_of_a_connection_that_it_began_with_tls(store: Store) -> None:
    report = read("javax.net.ssl.SSLException: Unrecognized SSL message, plaintext connection?", store)
    assert {fact.key: fact.value for fact in report.facts}["encryption"] == "tls"
