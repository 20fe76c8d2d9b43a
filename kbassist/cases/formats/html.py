"""A case as one HTML page that needs nothing else: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from html import escape

from kbassist.cases.dossier import Dossier, Entry

SUFFIX = "html"

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em; color: #1c1c1c; background: #fff }
h1 { font-size: 1.5em } h2 { font-size: 1.15em; margin-top: 1.6em }
pre { background: #f3f3f3; padding: .7em; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere }
table { border-collapse: collapse } td, th { border: 1px solid #bbb; padding: .25em .6em; text-align: left; vertical-align: top }
.at { color: #595959 }
@media (prefers-color-scheme: dark) { body { color: #e6e6e6; background: #161616 } pre { background: #262626 } .at { color: #a8a8a8 } }
@media print { body { max-width: none; margin: 0 } }
"""


def render(case: Dossier) -> str:
    """Return the case as a page; every text is escaped, so that nothing a person or a server said can act as markup."""
    title = f"Case {case.number}: {case.title}"
    outcome = f"{case.outcome} ({case.cause})" if case.cause else case.outcome
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>",
        f"<p>Begun {escape(case.created)}, last change {escape(case.changed)}. Outcome: {escape(outcome)}.</p>",
    ]
    if case.causes:
        parts.append("<h2>Likely causes</h2>\n<ol>")
        for place, cause in enumerate(case.causes):
            reasons = "".join(f"<li>{escape(reason)}</li>" for reason in cause.because if place == 0)
            parts.append(f"<li>{escape(cause.title)} ({cause.probability:.0%}){f'<ul>{reasons}</ul>' if reasons else ''}</li>")
        parts.append("</ol>")
    if case.steps:
        parts.append(f"<h2>What to do: {escape(case.advised)}</h2>\n<ol>")
        parts += [f"<li>{_step(step.plain)}</li>" for step in case.steps]
        parts.append("</ol>")
    if case.open_question:
        parts.append(f"<h2>Open question</h2>\n<p>{escape(case.open_question)}</p>")
    if case.facts:
        parts.append("<h2>What is known</h2>\n<table>\n<tr><th>Fact</th><th>Value</th><th>From</th></tr>")
        for fact in case.facts:
            origin = f"{fact.origin}: “{fact.words}”" if fact.words else fact.origin
            parts.append(f"<tr><td>{escape(fact.key)}</td><td>{escape(fact.label)}</td><td>{escape(origin)}</td></tr>")
        parts.append("</table>")
    parts.append("<h2>What was said</h2>")
    parts += [_entry(entry) for entry in case.entries]
    if case.sources:
        parts.append("<h2>Sources</h2>\n<ul>")
        parts += [f"<li>{_link(link.title, link.url)}</li>" for link in case.sources]
        parts.append("</ul>")
    return "\n".join(parts) + "\n</body>\n</html>\n"


def _entry(entry: Entry) -> str:
    quoted = f"\n<pre>{escape(entry.quoted)}</pre>" if entry.quoted else ""
    return f'<p><b>{escape(entry.who)}</b> <span class="at">{escape(entry.at)}</span>: {escape(entry.text)}</p>{quoted}'


def _step(plain: str) -> str:
    first, *block = plain.split("\n")
    lines = [line for line in block if not line.lstrip().startswith("```")]
    return escape(first) + (f"<pre>{escape(chr(10).join(lines))}</pre>" if lines else "")


def _link(title: str, url: str) -> str:
    safe = url.startswith(("https://", "http://"))
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(title)}</a>' if safe else escape(title)
