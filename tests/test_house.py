"""House rules that a machine can hold: sizes, the exit of the world from the core, no path of a machine in the product."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "kbassist").rglob("*.py"))
LONGEST = 500


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_small_and_says_what_it_is_for(module: Path) -> None:
    text = module.read_text()
    assert text.count("\n") < LONGEST
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "no module docstring"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} has no docstring"


@pytest.mark.parametrize("room", ["model", "reading", "matching", "diagnosis", "drafting"])
def test_the_core_does_no_input_or_output(room: str) -> None:
    banned = {
        "asyncio",
        "socket",
        "ssl",
        "pathlib",
        "subprocess",
        "dns",
        "yaml",
        "textual",
        "rich",
        "os",
        "io",
        "time",
        "datetime",
        "random",
        "sqlite3",
    }
    for module in sorted((ROOT / "kbassist" / room).glob("*.py")):
        for node in ast.walk(ast.parse(module.read_text())):
            names = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            assert not {name.split(".")[0] for name in names} & banned, f"{module}: {names}"
            assert not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("open", "print", "input")
            )


def test_the_product_reads_nothing_from_outside_itself() -> None:
    for path in [*MODULES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "knowledge").rglob("*.md")]:
        text = path.read_text()
        assert "../sha" + "red" not in text and "/wor" + "k/" not in text, path
