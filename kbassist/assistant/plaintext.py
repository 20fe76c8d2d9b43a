"""The inline markdown of the knowledge as plain text."""

import re

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def plain(markdown: str) -> str:
    """Return inline markdown as plain text: links keep their address where it leads out, emphasis goes."""

    def link(m: re.Match[str]) -> str:
        if m[2].startswith(("http", "mailto:")):
            return m[1] if m[1] == m[2] else f"{m[1]} ({m[2].removeprefix('mailto:')})"
        return f"{m[1]} (kbassist explain {m[2].rsplit('/', 1)[-1].removesuffix('.md')})"

    return _EMPHASIS.sub(r"\2", _LINK.sub(link, markdown))
