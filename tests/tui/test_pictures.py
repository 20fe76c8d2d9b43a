"""Pictures of the screens as SVG, compared with the ones that were looked at and found good.

`KBASSIST_PICTURES=new` draws them anew; look at each before you commit it. The knowledge is the small fixed one, so that work on
the real one changes no picture.
"""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kbassist.model.finding import CheckSpec, Finding, Finished, Line, Need, Outcome, Run, Speaker
from kbassist.tui.app import KbassistApp
from kbassist.tui.live import Watch
from tui.stage import Stage, two_cases

FOLDER = Path(__file__).parent / "pictures"
Scene = Callable[[Stage], Awaitable[None]]


async def welcome(stage: Stage) -> None:
    await stage.settle()


async def pasted(stage: Stage) -> None:
    await stage.tell()


async def steps(stage: Stage) -> None:
    await stage.tell()
    await stage.say("yes")
    await stage.say("/fix")


async def case_page(stage: Stage) -> None:
    await stage.tell()
    await stage.say("yes")
    await stage.press("f2")


async def completing(stage: Stage) -> None:
    await stage.tell()
    await stage.write("/c")


async def the_keys(stage: Stage) -> None:
    await stage.press("f1")


async def fact(stage: Stage) -> None:
    await stage.tell()
    await stage.say("yes")
    await stage.press("f2", "end", "enter")


async def searching(stage: Stage) -> None:
    await stage.press("f3")
    await stage.write("password")
    await stage.settle(0.3)


async def reading(stage: Stage) -> None:
    stage.chat.start_command("explain", "providers/gmail")
    await stage.settle(0.3)
    await stage.press("tab")


async def checks_asked(stage: Stage) -> None:
    await stage.tell()
    await stage.press("f4")


async def checks_done(stage: Stage) -> None:
    watch = Watch("smtp.example.com:587", lambda: None)
    stage.chat.lookout.watch = watch
    found = [
        Finding("resolve", "smtp.example.com", Outcome.PASS, "smtp.example.com is 192.0.2.7", seconds=0.02),
        Finding("ports", "192.0.2.7:587", Outcome.PASS, "Port 587 opens over IPv4 (192.0.2.7)", seconds=0.11),
        Finding(
            "certificate",
            "smtp.example.com:587",
            Outcome.FAIL,
            "The certificate is for another name: mail.example.net",
            "The server shows a certificate for mail.example.net.\nUse that name as the server, or have the certificate renewed.",
            {"encryption": "starttls"},
            0.31,
            "wrong-name",
            transcript=(Line(Speaker.SERVER, "220 mail.example.net ESMTP"), Line(Speaker.CLIENT, "EHLO [127.0.0.1]")),
        ),
        Finding("submission", "smtp.example.com:587", Outcome.WARN, "Login is offered without encryption: PLAIN", seconds=0.31),
        Finding("login", "smtp.example.com:587", Outcome.SKIP, "No login was tried", seconds=0.0),
    ]
    specs = [
        CheckSpec(each.check, each.check, f"what {each.check} looks at", Need.HOST, place) for place, each in enumerate(found)
    ]
    watch.expect(specs)
    for spec, each in zip(specs, found, strict=True):
        watch.take(Finished(spec, (each,)))
    watch.end(Run("smtp.example.com:587", tuple(found), 0.42))
    await stage.press("f4")
    await stage.press("tab", "down", "down")


async def login(stage: Stage) -> None:
    stage.chat.start_command("login", "smtp.gmail.com:587")
    await stage.settle(0.2)
    await stage.write("alice@gmail.com")
    await stage.press("enter")
    await stage.write("secret")


async def palette(stage: Stage) -> None:
    await stage.open_palette()


PICTURES: list[tuple[str, Scene, tuple[int, int], str]] = [
    ("welcome-80x24-dark", welcome, (80, 24), "dark"),
    ("welcome-120x40-light", welcome, (120, 40), "light"),
    ("pasted-80x24-dark", pasted, (80, 24), "dark"),
    ("pasted-120x40-light", pasted, (120, 40), "light"),
    ("pasted-200x60-dark", pasted, (200, 60), "dark"),
    ("pasted-40x15-dark", pasted, (40, 15), "dark"),
    ("pasted-100x30-terminal", pasted, (100, 30), "terminal"),
    ("steps-120x40-contrast", steps, (120, 40), "contrast"),
    ("case-80x24-light", case_page, (80, 24), "light"),
    ("completing-80x24-dark", completing, (80, 24), "dark"),
    ("keys-120x40-dark", the_keys, (120, 40), "dark"),
    ("fact-120x40-dark", fact, (120, 40), "dark"),
    ("searching-120x40-light", searching, (120, 40), "light"),
    ("reading-60x24-dark", reading, (60, 24), "dark"),
    ("checks-asked-80x24-light", checks_asked, (80, 24), "light"),
    ("checks-done-120x40-dark", checks_done, (120, 40), "dark"),
    ("login-80x24-dark", login, (80, 24), "dark"),
    ("cases-100x30-light", two_cases, (100, 30), "light"),
    ("palette-100x30-dark", palette, (100, 30), "dark"),
]


@pytest.mark.parametrize(("name", "scene", "size", "theme"), PICTURES, ids=[each[0] for each in PICTURES])
def test_the_screen_looks_as_it_was_found_good(
    run: Callable[..., KbassistApp], name: str, scene: Scene, size: tuple[int, int], theme: str, tmp_path: Path
) -> None:
    drawn: list[str] = []

    async def draw(stage: Stage) -> None:
        stage.app.theme = theme
        await scene(stage)
        await stage.settle(0.1)
        drawn.append(steady(stage.app.export_screenshot(title="kbassist")))

    run(draw, size=size)
    kept = FOLDER / f"{name}.svg"
    if os.environ.get("KBASSIST_PICTURES") == "new":
        FOLDER.mkdir(exist_ok=True)
        kept.write_text(drawn[0])
    other = tmp_path / kept.name
    other.write_text(drawn[0])
    assert kept.exists(), f"no picture {kept.name} yet: KBASSIST_PICTURES=new draws it"
    assert drawn[0] == kept.read_text(), f"{name} looks different; compare {other} with {kept}\n{words(drawn[0])}"


def steady(svg: str) -> str:
    """The picture without ids, which are drawn from the content, and without fonts from elsewhere."""
    return re.sub(r"terminal-\d+", "terminal-0", re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL))


def words(svg: str) -> str:
    """The text of a picture, for the failure's message."""
    rows: dict[float, list[tuple[float, str]]] = {}
    for x, y, text in re.findall(r'<text[^>]* x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>', svg):
        rows.setdefault(float(y), []).append((float(x), text.replace("&#160;", " ")))
    return "\n".join("".join(text for _, text in sorted(row)) for _, row in sorted(rows.items()))


def test_every_picture_belongs_to_a_test() -> None:
    assert {path.stem for path in FOLDER.glob("*.svg")} == {each[0] for each in PICTURES}
