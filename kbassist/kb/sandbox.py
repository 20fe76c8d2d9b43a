"""The template language of replies: a small part of Jinja, in Jinja's sandbox. The only module that knows Jinja.

A template is somebody else's text. It may print values, choose and repeat, and nothing more: no call, no arithmetic, no import, no
macro. What is not on the list below is refused when knowledge is compiled; the sandbox stands behind that at run time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import CodeType
from typing import Any, NamedTuple

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kbassist.errors import KnowledgeError

LONGEST = 20_000
"""Characters of one template; the longest real one has a tenth."""
DEEPEST = 2
"""Loops in loops. Lists of a draft have at most `MOST_ITEMS` items, so that no template runs long."""
MOST_ITEMS = 60

FILTERS = ("join", "length", "first", "last", "lower", "capitalize")
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.For, nodes.CondExpr, nodes.Not,
    nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.Getattr, nodes.Filter,
)  # fmt: skip
_SAID = {
    nodes.Call: "a call", nodes.Import: "an import", nodes.FromImport: "an import", nodes.Include: "an include", nodes.Macro: "a macro",
    nodes.Extends: "an extends", nodes.Assign: "a set", nodes.AssignBlock: "a set", nodes.Getitem: "an index", nodes.BinExpr: "arithmetic",
}  # fmt: skip

_ALONE = re.compile(r"^[ \t]*((?:\{%(?:(?!%\}).)*%\}[ \t]*)+)\n", re.MULTILINE)
"""A line of tags alone leaves no line behind; Jinja's own trimming would also join the line after a tag that ends a sentence."""

Finalize = Callable[[Any], str]


class Fault(NamedTuple):
    """What is wrong with a template: its line (from 0) and the words."""

    line: int
    what: str


def environment(finalize: Finalize | None = None) -> ImmutableSandboxedEnvironment:
    """Return the sandbox: nothing global, a few filters, undefined names are errors; `finalize` sees each printed value."""
    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False,
        finalize=finalize, loader=None, cache_size=0,
    )  # fmt: skip
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.tests = {}
    return made


@lru_cache(maxsize=512)
def faults(source: str) -> tuple[Fault, ...]:
    """Return everything in a template that the language does not allow, or its syntax error. Kept: each draft asks anew."""
    return tuple(_faults(source))


def _faults(source: str) -> list[Fault]:
    if len(source) > LONGEST:
        return [Fault(0, f"the template is longer than {LONGEST} characters: split it into blocks")]
    try:
        tree = environment().parse(source)
    except TemplateSyntaxError as error:
        return [Fault(error.lineno - 1, f"the template cannot be read: {error.message}")]
    except RecursionError:
        return [Fault(0, "the template is nested too deeply")]
    return [*_refused(tree), *_loops(tree, 0)]


def names(source: str) -> dict[str, int]:
    """Return the names that a template uses and does not make itself, with the line (from 0) of each; none where it has a fault."""
    if faults(source):
        return {}
    tree = environment().parse(source)
    wanted = meta.find_undeclared_variables(tree)
    found: dict[str, int] = {}
    for node in tree.find_all(nodes.Name):
        if node.name in wanted:
            found.setdefault(node.name, (node.lineno or 1) - 1)
    return found


def render(source: str, values: Mapping[str, Any], box: ImmutableSandboxedEnvironment, place: str) -> str:
    """Return the template filled in. Raises KnowledgeError naming the `place` for what the sandbox refuses or nobody declared."""
    found = faults(source)
    if found:
        raise KnowledgeError(f"{place}: {found[0].what}; run `kbassist kb lint`")
    try:
        return Template.from_code(box, _code(source), {}).render(values)
    except UndefinedError as error:
        raise KnowledgeError(f"{place}: {error.message}; declare it under `variables` in the text's front matter") from error
    except SecurityError as error:
        raise KnowledgeError(f"{place}: {error.message}; a template prints values, chooses and repeats, nothing more") from error
    except TemplateError as error:
        raise KnowledgeError(f"{place}: the template cannot be filled in: {error.message}; run `kbassist kb lint`") from error
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise KnowledgeError(f"{place}: the template cannot be filled in ({error}); run `kbassist kb lint`") from error


@lru_cache(maxsize=512)
def _code(source: str) -> CodeType:
    """Return a template as code, kept because compiling one takes about 3 ms and a draft has eight. What is printed is looked up in
    the environment that runs it, so that one piece of code serves every draft."""
    return environment(str).compile(_ALONE.sub(r"\1", source))


def _refused(tree: nodes.Template) -> Iterator[Fault]:
    for node in tree.find_all(nodes.Node):
        line = (node.lineno or 1) - 1
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            yield Fault(line, f"'.{node.attr}' is out of bounds: names that begin with '_' are not for templates")
        elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
            yield Fault(line, f"the filter '{node.name}' is not allowed; allowed: {', '.join(FILTERS)}")
        elif not isinstance(node, _ALLOWED):
            said = next((words for kind, words in _SAID.items() if isinstance(node, kind)), type(node).__name__.lower())
            yield Fault(line, f"{said} is not allowed in a template: only values, `if` and `for`")


def _loops(node: nodes.Node, depth: int) -> Iterator[Fault]:
    for child in node.iter_child_nodes():
        deeper = depth + isinstance(child, nodes.For)
        if deeper > DEEPEST:
            yield Fault((child.lineno or 1) - 1, f"more than {DEEPEST} loops in one another")
            return
        if isinstance(child, nodes.For) and not isinstance(child.iter, nodes.Name | nodes.Getattr):
            yield Fault((child.lineno or 1) - 1, "a loop goes over a list of the draft, by its name")
        yield from _loops(child, deeper)
