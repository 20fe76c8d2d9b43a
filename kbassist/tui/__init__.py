"""The chat: what people leave open all day. No diagnosis is made here; every step goes through `kbassist.assistant`."""

from __future__ import annotations

import os
from collections.abc import Sequence


def run_chat(
    folders: Sequence[str] = (),
    *,
    case: int | None = None,
    reduced_motion: bool = False,
    no_color: bool = False,
    debug: bool = False,
) -> int:
    """Open the chat on this terminal and return the exit status. `case` is the number of one to go on with at once.

    Raises KbassistError where the settings or the knowledge cannot be used.
    """
    if no_color or os.environ.get("NO_COLOR"):
        os.environ["NO_COLOR"] = "1"
    else:
        os.environ.pop("NO_COLOR", None)  # set but empty means nothing (no-color.org); Textual would take it for a yes
    for name in ("COLUMNS", "LINES"):  # a size that a shell once exported; it would be believed more than the terminal itself
        os.environ.pop(name, None)
    from kbassist.kb.sources import open_store
    from kbassist.model.case import Outcome
    from kbassist.tui.app import KbassistApp  # Textual: about 200 ms that no other command should pay

    app = KbassistApp(lambda: open_store(folders), case=case, reduced_motion=reduced_motion, debug=debug)
    app.run(mouse=app.settings.chat.mouse)
    last = app.last
    if last is not None and last.number is not None and last.outcome is not Outcome.RESOLVED:
        print(f"Kept as case {last.number}; `kbassist` offers to go on with it.")
    return 3 if app.broken else app.return_code or 0
