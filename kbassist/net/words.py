"""What each trouble means for a person, what to do next, and how a mail program would print it."""

from __future__ import annotations

from typing import NamedTuple

from kbassist.net.network import Trouble


class Words(NamedTuple):
    """`short` fits behind a colon, `advice` is a sentence or two, `printed` is a program's wording with `<host>` and `<port>`."""

    short: str
    advice: str
    printed: str = ""


SILENT = (Trouble.READ_TIMEOUT, Trouble.HANDSHAKE_TIMEOUT)
"""A port that opens and stays silent is as good as closed for whoever wants to log in."""
LATE = (Trouble.READ_TIMEOUT, Trouble.UNFINISHED)
"""In the middle of a session these say nothing of the network: `printed` holds for the greeting only."""

_FIREWALL = "A firewall, the internet provider or the cloud provider may block the port. Try another port or another network."

_WORDS = {
    Trouble.REFUSED: Words(
        "the connection is refused",
        "Nothing listens on this port, or a firewall rejects it. Check the port number, or start the server.",
        "connect ECONNREFUSED <host>:<port> Connection refused",
    ),
    Trouble.CONNECT_TIMEOUT: Words(
        "no answer to the connection", _FIREWALL, "connect ETIMEDOUT <host>:<port> Connection timed out"
    ),
    Trouble.UNREACHABLE: Words(
        "no route to the address", "This machine has no way there. Look at its network, VPN and IPv6.", "Network is unreachable"
    ),
    Trouble.NOT_PERMITTED: Words(
        "this machine forbids the connection", "A local firewall or sandbox stopped it. Allow it there.", "Permission denied"
    ),
    Trouble.NXDOMAIN: Words(
        "there is no such name", "Check the spelling of the host name.", "getaddrinfo ENOTFOUND <host> Name or service not known"
    ),
    Trouble.SERVFAIL: Words(
        "the domain's name servers fail",
        "The delegation or DNSSEC of the domain is broken. Its administrator must mend it; try again later.",
        "getaddrinfo EAI_AGAIN <host> Temporary failure in name resolution",
    ),
    Trouble.NO_DATA: Words(
        "the name has no address",
        "The name exists but leads to no server. Check the spelling, or whether another name is meant.",
        "getaddrinfo ENOTFOUND <host> No address associated with hostname",
    ),
    Trouble.DNS_REFUSED: Words("the DNS server refuses to answer", "Use another DNS server, with --resolver IP."),
    Trouble.DNS_TIMEOUT: Words(
        "the DNS server does not answer",
        "Look at this machine's network and DNS settings, or name another server with --resolver IP.",
        "getaddrinfo EAI_AGAIN <host> Temporary failure in name resolution",
    ),
    Trouble.DNS_BROKEN: Words("the DNS answer cannot be used", "Name another DNS server with --resolver IP."),
    Trouble.BAD_NAME: Words("this is no name the DNS can hold", "Check the spelling of the host name."),
    Trouble.READ_TIMEOUT: Words(
        "the server says nothing",
        "A firewall or antivirus may hold the connection, or the server is overloaded. Try another port or network.",
        "connect ETIMEDOUT <host>:<port> Connection timed out",
    ),
    Trouble.UNFINISHED: Words(
        "the reply does not end",
        "The server sends part of a reply and then nothing, or very slowly. Tell its administrator.",
        "Connection timed out while receiving the server's reply",
    ),
    Trouble.CLOSED_EARLY: Words(
        "the server hangs up",
        "It may refuse this address without saying so, or be overloaded. Wait ten minutes, then try from another network.",
        "Connection unexpectedly closed",
    ),
    Trouble.RESET: Words(
        "the connection is reset",
        "A firewall cut it, or the server fell over. Try another network.",
        "read ECONNRESET Connection reset by peer",
    ),
    Trouble.LINE_TOO_LONG: Words("it sends a line without end", "This is no well-behaved mail server. Check host and port."),
    Trouble.TOO_MANY_LINES: Words("its reply has too many lines", "This is no well-behaved mail server. Check host and port."),
    Trouble.MIXED_CODES: Words(
        "its reply mixes several codes", "The server breaks the rules of SMTP; programs will differ in what they make of it."
    ),
    Trouble.NOT_SMTP: Words("it does not speak SMTP", "Check host and port: this is another service."),
    Trouble.INJECTED: Words(
        "text is smuggled in before TLS", "Something tampers with the connection. Do not log in on this network."
    ),
    Trouble.HANDSHAKE_TIMEOUT: Words(
        "TLS gets no answer",
        "A firewall may swallow it, or the port expects plain text first. Try port 587 with STARTTLS.",
        "TLS handshake timed out",
    ),
    Trouble.HANDSHAKE_CLOSED: Words(
        "the server hangs up during TLS",
        "Its TLS setup is broken, or something between cuts it.",
        "EOF occurred during TLS handshake",
    ),
    Trouble.PLAIN_ANSWER: Words(
        "plain text comes where TLS was to begin",
        "Use STARTTLS instead of TLS from the start (or the other way round).",
        "ssl: wrong version number",
    ),
    Trouble.TLS_ALERT: Words(
        "the server refuses TLS",
        "No version or cipher in common, or it wants a client certificate.",
        "sslv3 alert handshake failure",
    ),
    Trouble.TLS_VERSION: Words(
        "no TLS version in common",
        "One of the two sides is too old. Let the server speak TLS 1.2.",
        "tlsv1 alert protocol version: unsupported protocol",
    ),
    Trouble.TLS_OTHER: Words("TLS does not come about", "The server's TLS setup is broken; its administrator must look."),
    Trouble.UNTRUSTED: Words(
        "the certificate is not trusted", "See what the certificate check says.", "certificate verify failed"
    ),
}


def words(trouble: Trouble, host: str = "", port: int = 0) -> Words:
    """Return the words of a trouble, with host and port filled in."""
    found = _WORDS[trouble]
    return found._replace(printed=found.printed.replace("<host>", host).replace("<port>", str(port)))


def family(ip: str) -> str:
    """Return `IPv4` or `IPv6`."""
    return "IPv6" if ":" in ip else "IPv4"
