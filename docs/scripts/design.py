"""The layers and doors of the design, from the contracts in setup.cfg and the modules' own first sentences."""

from __future__ import annotations

import ast
import configparser
from collections.abc import Iterator

from docs.scripts.pages import ROOT
from docs.scripts.prose import table
from docs.scripts.sections import filled

PATH = "docs/design.md"
CONTRACT = "importlinter:contract:"


def page() -> str:
    config = configparser.ConfigParser(interpolation=None)
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return filled(PATH, {"layers": lambda: table(["layer", ""], _layers(config)), "doors": lambda: _doors(config)})


def _layers(config: configparser.ConfigParser) -> Iterator[tuple[str, str]]:
    """Each line of the contract; who stands on one line knows nothing of the others there."""
    for line in config[f"{CONTRACT}layers"]["layers"].split():
        if line != "|":
            name = line.strip("()")
            yield f"`{name}`", _first_sentence(name)


def _first_sentence(module: str) -> str:
    package = ROOT / "specgen" / module / "__init__.py"
    path = package if package.exists() else ROOT / "specgen" / f"{module}.py"
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").splitlines()[0]


def _doors(config: configparser.ConfigParser) -> str:
    """The contracts that forbid a library elsewhere, by their names."""
    doors = [section for section in config.sections() if section.startswith(CONTRACT) and config[section]["type"] == "forbidden"]
    return "\n".join(f"- {config[section]['name']}" for section in doors)
