"""The parts of README.md that a machine writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from docs.scripts import commands
from docs.scripts.pages import ROOT
from docs.scripts.prose import shown, table
from docs.scripts.said import answer, folder
from docs.scripts.sections import filled
from specgen import api
from specgen.language.load import fillers
from specgen.language.settings import chapters

PATH = "README.md"
SHOP = ROOT / "specs" / "ecommerce.yaml"
RESULTS = ROOT / "benchmarks" / "results"
PROVIDERS = ("name", "email", "phone_number", "address", "company", "sentence")
"""Whose figures are shown, of those that benchmarks/faker.py measures."""


def page() -> str:
    return filled(PATH, PARTS)


def _run() -> str:
    """What `specgen run` says, without the sample row and the list of files."""
    with folder({}):
        said = answer("specgen run ecommerce").strip().split("\n\n")
    left_out = [part for part in said if part.startswith(("a row of ", "data/"))]
    return shown("\n\n".join(part for part in said if part not in left_out))


def _tables() -> str:
    plan = api.load("ecommerce").plan
    rows = ([f"`{one.table.name}`", f"{one.rows:,}", one.table.description] for one in plan.written)
    return table(["table", "rows", ""], rows)


def _changed() -> str:
    """The summary of customers after half a line of the spec was changed."""
    weights = "tables.customers.columns.customer_segment.values"
    with folder({}):
        said = answer(f"specgen run ecommerce --set {weights}.bronze=40 --set {weights}.silver=40").strip().split("\n\n")
    return shown(f"{next(part for part in said if part.startswith('customers '))}\n\n{said[-1]}")


def _refused() -> str:
    """What is said of a key that is spelt wrong."""
    text = SHOP.read_text(encoding="utf-8").replace("values: {bronze: 50", "valuse: {bronze: 50")
    with folder({"shop.yaml": text}):
        return shown(answer("specgen run shop.yaml"))


def _fillers() -> str:
    return table(["for", "fillers"], _chapters())


def _chapters() -> Iterator[tuple[str, str]]:
    known = fillers()
    for chapter in chapters(kind.group for kind in known.values()):
        names = [name for name, kind in known.items() if kind.group == chapter]
        yield chapter, " · ".join(f"[{name}](docs/language.md#{name})" for name in names)


def _rivals() -> str:
    """What the benchmarks measured of other ways to make the same data set, where they have been run."""
    table, plain = RESULTS / "rivals.md", RESULTS / "rivals.txt"
    if table.exists():
        _, _, below = table.read_text(encoding="utf-8").partition("\n")
        return below.strip().replace("\n## ", "\n### ")  # under the README's own headings
    return shown(plain.read_text(encoding="utf-8")) if plain.exists() else ""


def _faker() -> str:
    """Columns of compiled providers against calls of Faker, as last measured."""
    machine, heads, *lines = (RESULTS / "faker.txt").read_text(encoding="utf-8").splitlines()
    return shown("\n".join([machine, heads, *(line for line in lines if line.split(" ")[0] in PROVIDERS)]))


PARTS: dict[str, Callable[[], str]] = {
    "run": _run,
    "tables": _tables,
    "changed": _changed,
    "refused": _refused,
    "fillers": _fillers,
    "commands": lambda: commands.overview("docs/commands.md"),
    "rivals": _rivals,
    "faker": _faker,
}
