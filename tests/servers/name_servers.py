"""Scripted name servers: what an unhelpful resolver does, over UDP and TCP on one loopback port."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from servers.programs import free_port
from servers.scripted import loop_in_a_thread

Answer = Callable[[bytes], bytes | None]
"""The answer to the wire form of a question; None is silence."""


def silent(_question: bytes) -> None:
    """Never answers."""


def garbage(_question: bytes) -> bytes:
    """Answers with what is no DNS."""
    return b"\xff" * 40


def another_id(question: bytes) -> bytes:
    """Answers somebody else's question, as a forger does that guesses."""
    answer = _answer(question, "192.0.2.66")
    return bytes([answer[0] ^ 0xFF, answer[1] ^ 0xFF]) + answer[2:]


def server_failure(question: bytes) -> bytes:
    """Cannot find out: SERVFAIL."""
    return _refusal(question, dns.rcode.SERVFAIL)


def refused(question: bytes) -> bytes:
    """Does not serve this client."""
    return _refusal(question, dns.rcode.REFUSED)


def no_such_name(question: bytes) -> bytes:
    """Knows no name at all."""
    return _refusal(question, dns.rcode.NXDOMAIN)


def always_truncated(question: bytes) -> bytes:
    """Says over UDP and TCP alike that the answer did not fit."""
    reply = dns.message.make_response(dns.message.from_wire(question))
    reply.flags |= dns.flags.TC
    return reply.to_wire()


def thousand_addresses(question: bytes) -> bytes:
    """Gives a thousand addresses of a documentation network, each of which would have to be tried."""
    return _answer(question, *(f"127.{4 + number // 250}.1.{number % 250 + 1}" for number in range(1000)))


def escapes_in_names(question: bytes) -> bytes:
    """Has escape sequences and line ends in names and texts."""
    asked = dns.message.from_wire(question)
    reply = dns.message.make_response(asked)
    name, kind = asked.question[0].name, asked.question[0].rdtype
    text = {"MX": r"10 mail\027[2J\010evil.kbassist.test.", "TXT": r'"v=spf1 \027[31m\010include:x -all"', "A": "127.0.0.1"}
    with contextlib.suppress(KeyError):
        reply.answer.append(dns.rrset.from_text(name, 60, "IN", kind, text[dns.rdatatype.to_text(kind)]))
    return reply.to_wire()


def _refusal(question: bytes, code: dns.rcode.Rcode) -> bytes:
    reply = dns.message.make_response(dns.message.from_wire(question))
    reply.set_rcode(code)
    return reply.to_wire()


def _answer(question: bytes, *addresses: str) -> bytes:
    asked = dns.message.from_wire(question)
    reply = dns.message.make_response(asked)
    if asked.question[0].rdtype == dns.rdatatype.A:
        reply.answer.append(dns.rrset.from_text(asked.question[0].name, 60, "IN", "A", *addresses))
    return reply.to_wire(max_size=65535)


@contextlib.contextmanager
def name_server(answer: Answer) -> Iterator[int]:
    """A name server on 127.0.0.1 that answers like this; gives its port."""
    port = free_port()

    class Datagrams(asyncio.DatagramProtocol):
        """UDP: one packet in, at most one out; what does not fit into 1232 bytes is marked as truncated."""

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            said = answer(data)
            if said is not None and len(said) > 1232:
                said = always_truncated(data)
            if said is not None:
                self.transport.sendto(said, addr)

    async def stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while True:
                size = int.from_bytes(await reader.readexactly(2), "big")
                said = answer(await reader.readexactly(size))
                if said is not None:
                    writer.write(len(said).to_bytes(2, "big") + said)
                    await writer.drain()
        writer.close()

    async def begin() -> tuple[asyncio.DatagramTransport, asyncio.Server]:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Datagrams, local_addr=("127.0.0.1", port))
        return transport, await asyncio.start_server(stream, "127.0.0.1", port)

    with loop_in_a_thread() as run:
        transport, server = run(begin())
        yield port

        async def end() -> None:
            transport.close()
            server.close()

        run(end())
