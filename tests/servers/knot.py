"""Knot DNS: an authoritative server with the zones that a mail check may meet.

`kbassist.test`   MX, SRV of RFC 6186 and 8314, SPF, DKIM, DMARC, a chain of CNAMEs, a delegation to a server that is not there
`broken.test`     configured, but its zone file is missing: SERVFAIL, as from a resolver that finds a lame delegation
Any other name is refused.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from servers.programs import folder, free_port, program, running

DOMAIN = "kbassist.test"

CONFIGURATION = """
server:
  rundir: {base}
  listen: [ 127.0.0.1@{port} ]
log:
  - target: stdout
    any: info
database:
  storage: {base}/db
zone:
  - domain: kbassist.test
    file: {base}/kbassist.test.zone
  - domain: broken.test
    file: {base}/not-there.zone
"""

ZONE = """
$ORIGIN kbassist.test.
$TTL 60
@               SOA   ns postmaster 1 3600 600 86400 60
                NS    ns
                MX    10 mail
                MX    20 backup
                TXT   "v=spf1 mx ip4:192.0.2.0/24 -all"
ns              A     127.0.0.1
mail            A     127.0.0.1
                AAAA  ::1
backup          A     127.0.0.1
v4only          A     127.0.0.1
v6only          AAAA  ::1
nodata          TXT   "no address here"
_submissions._tcp  SRV 0 1 {submissions} mail
_submission._tcp   SRV 0 1 {submission} mail
_dmarc          TXT   "v=DMARC1; p=reject; rua=mailto:dmarc@kbassist.test"
s1._domainkey   TXT   "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
revoked._domainkey TXT "v=DKIM1; p="
; a chain of aliases, one alias into nothing, and one that bites its own tail
smtp            CNAME hop1
hop1            CNAME hop2
hop2            CNAME mail
gone            CNAME nowhere
loop            CNAME pool
pool            CNAME loop
; SPF: 12 look-ups in includes (RFC 7208 section 4.6.4 allows 10), exactly 10, two records, a chain that includes itself
toomany         TXT   "v=spf1 include:a.toomany.kbassist.test include:b.toomany.kbassist.test mx a -all"
{toomany}
ten             TXT   "v=spf1 {ten} -all"
{tens}
twice           TXT   "v=spf1 mx -all"
twice           TXT   "v=spf1 a -all"
round           TXT   "v=spf1 include:round.kbassist.test -all"
anyone          TXT   "v=spf1 +all"
nospf           A     127.0.0.1
; no service here, said by RFC 6186 and RFC 7505
_submissions._tcp.closed SRV 0 0 0 .
closed          MX    0 .
; a delegation to a name server that does not answer for it
lame            NS    ns.lame
ns.lame         A     127.0.0.9
"""


@contextlib.contextmanager
def knot(submissions: int = 465, submission: int = 587) -> Iterator[int]:
    """Start Knot on a loopback port and give the port; the SRV records name the two ports of a mail server."""
    command = program("knotd")
    with folder("knot") as base:
        port = free_port()
        (base / "db").mkdir()
        zone = ZONE.format(submissions=submissions, submission=submission, **_spf())
        (base / "kbassist.test.zone").write_text(zone)
        (base / "knot.conf").write_text(CONFIGURATION.format(base=base, port=port))
        started: list[str | Path] = [command, "--config", base / "knot.conf"]
        with running(started, ports=[port], log=base / "output"):
            yield port


def _spf() -> dict[str, str]:
    """The records that make SPF policies of many look-ups: 2 + 2 * 4 + 2 in `toomany`, 10 in `ten`."""
    toomany = []
    for half in "ab":
        names = [f"{half}{number}.toomany" for number in range(4)]
        toomany.append(f'{half}.toomany TXT "v=spf1 {" ".join(f"include:{name}.{DOMAIN}" for name in names)} -all"')
        toomany += [f'{name} TXT "v=spf1 ip4:192.0.2.{number} -all"' for number, name in enumerate(names)]
    parts = [f"t{number}.ten" for number in range(10)]
    return {
        "toomany": "\n".join(toomany),
        "ten": " ".join(f"include:{part}.{DOMAIN}" for part in parts),
        "tens": "\n".join(f'{part} TXT "v=spf1 ip4:198.51.100.{number} -all"' for number, part in enumerate(parts)),
    }
