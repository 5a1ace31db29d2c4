"""The tree of a YAML text: what is no YAML is a fault, and where it can be, reading goes on behind it."""

from __future__ import annotations

from contextlib import suppress

import yaml

from specgen.errors import Fault, Span, SpecError
from specgen.language import masking, syntax

DEEPEST = 60
"""Levels of brackets and mappings; a spec has about ten."""
SYNTAX_FAULTS = 20
"""So many are shown at once: each costs another reading of the text."""


def composed(text: str, file: str, faults: list[Fault]) -> tuple[yaml.Node | None, bool]:
    """The tree of a text, and whether a part of the text was masked so that reading could go on.

    `faults` takes what is no YAML; raises SpecError with all of them where nothing can be read behind one.
    """
    rest = text
    with suppress(yaml.YAMLError):
        return _quickly(text), False
    for _ in range(SYNTAX_FAULTS):
        try:
            return yaml.compose(rest, Loader=_Loader), rest is not text
        except yaml.MarkedYAMLError as wrong:
            fault = _unmasked(_explained(wrong, rest, file), text)
        except yaml.reader.ReaderError as wrong:
            fault = _control_character(rest, file, wrong.position)
        if fault in faults:
            break
        faults.append(fault)
        masked = None if masking.MASK in text else masking.masked(rest, fault)
        if masked is None:
            break
        rest = masked
    raise SpecError(faults)


class _Untyped:
    """Composes without deciding types: every tag that is not empty was written by the author."""

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: object) -> str:
        return ""


def _quickly(text: str) -> yaml.Node | None:
    """The tree of a text, by the parser in C; YAMLError where that is missing, or the one in Python has to say what is wrong."""
    if not yaml.__with_libyaml__ or _too_deep(text):
        raise yaml.YAMLError

    class Loader(_Untyped, yaml.CSafeLoader):
        pass

    return yaml.compose(text, Loader=Loader)


def _too_deep(text: str) -> bool:
    """Whether collections are nested deeper than the parser in C should go."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            return True
    return False


class _Loader(_Untyped, yaml.SafeLoader):
    """The one in Python, which says what is wrong and where."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise yaml.composer.ComposerError(None, None, TOO_DEEP, self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        made: yaml.Node | None = super().compose_node(parent, index)  # type: ignore[arg-type]
        self.depth -= 1
        return made


TOO_DEEP = "too deep"


def _explained(wrong: yaml.MarkedYAMLError, text: str, file: str) -> Fault:
    mark, opened = wrong.problem_mark, wrong.context_mark
    at = (mark.line, mark.column) if mark else (0, 0)
    if wrong.problem == TOO_DEEP:
        place = Span(file, at[0] + 1, at[1] + 1, at[0] + 1, at[1] + 2)
        return Fault("too-deep", f"brackets or mappings are nested over {DEEPEST} levels deep", place, "is one of them never closed?")
    problem = syntax.Problem(wrong.problem or "", wrong.context or "", at, (opened.line, opened.column) if opened else None)
    return syntax.explain(problem, text, file)


def _unmasked(fault: Fault, text: str) -> Fault:
    """The fault in the words of the text as it was written."""
    if masking.MASK not in f"{fault.message}{fault.help}" or fault.span is None:
        return fault
    written = syntax.lines(text)[fault.span.line - 1][fault.span.column - 1 : fault.span.end_column - 1]
    return Fault("needs-quotes", f"this text needs quotes: {written}", fault.span, f"write {syntax.quoted(written)}")


def _control_character(text: str, file: str, position: int) -> Fault:
    before = text[:position].split("\n")
    line, column = len(before), len(before[-1]) + 1
    place = Span(file, line, column, line, column + 1)
    return Fault("control-character", f"the control character U+{ord(text[position]):04X} is not text", place, "delete it")
