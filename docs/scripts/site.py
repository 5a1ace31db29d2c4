"""What MkDocs asks for the site: pages of files outside of docs/, and links that lead to them."""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
FOLDER = "source"
"""Where the pages of code, specs and folders stand in the site."""
BESIDE = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
"""Pages that lie beside docs/, and their places in the site."""
LANGUAGES = {".py": "python", ".yaml": "yaml", ".j2": "jinja", ".cfg": "ini", ".toml": "toml", ".json": "json", ".sql": "sql"}
_LINK = re.compile(
    r"^```.*?^```$|\[`[^`\n]*`\]|`[^`\n]*`|(?<=\]\()(?!\w+:|#)(?P<path>[^)\s#]+)(?P<anchor>#[^)\s]*)?(?=\))", flags=re.M | re.S
)
"""Links by `path` and `anchor`; without those, code, which is left as it is."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Decisions are in the menu by their folder."""
    decisions = [f"adr/{path.name}" for path in sorted((ROOT / "docs" / "adr").glob("*.md"))]
    inside: list[Any] = next(entry["Inside"] for entry in config.nav or [] if "Inside" in entry)
    inside.append({"Decisions": decisions})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages beside docs/, and one for each file or folder that a page links to and that is no page itself."""
    for name, place in BESIDE.items():
        files.append(File.generated(config, place, content=(ROOT / name).read_text(encoding="utf-8")))
    for path in sorted(_sources(files)):
        files.append(File.generated(config, _place(path), content=_folder(path) if path.is_dir() else _code(path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Links as they lead in the site, instead of in the folders of the project."""
    if page.file.src_uri.startswith(f"{FOLDER}/") and not _is_page(page.file.src_uri):
        return markdown
    origin, here = _origin(page.file.src_uri), posixpath.dirname(page.file.src_uri)

    def led(found: re.Match[str]) -> str:
        if not found["path"]:
            return found[0]
        return posixpath.relpath(_place(_target(origin, found["path"])), here) + (found["anchor"] or "")

    return _LINK.sub(led, markdown)


def _is_page(place: str) -> bool:
    """Whether a page of the folder is written as one, and not made of a file or a folder."""
    return (ROOT / place.removeprefix(f"{FOLDER}/")).is_file()


def _sources(files: Files) -> set[Path]:
    """What pages link to besides pages and pictures; of a folder, the files in it too."""
    waiting = [(_origin(file.src_uri), file.content_string) for file in files.documentation_pages()]
    found: set[Path] = set()
    while waiting:
        origin, text = waiting.pop()
        new = {_target(origin, link) for link in _links(text)} - found
        found |= new
        waiting += [(path.parent, path.read_text(encoding="utf-8")) for path in new if path.suffix == ".md"]
    found |= {inner for path in found if path.is_dir() for inner in path.iterdir() if inner.is_file() and inner.suffix != ".pyc"}
    return {path for path in found if _place(path).startswith(f"{FOLDER}/")}


def _links(markdown: str) -> list[str]:
    """The paths that a page links to."""
    return [found["path"] for found in _LINK.finditer(markdown) if found["path"]]


def _origin(place: str) -> Path:
    """The folder in which a page lies in the project."""
    if place.startswith(f"{FOLDER}/"):
        return (ROOT / place.removeprefix(f"{FOLDER}/")).parent
    return ROOT if place in BESIDE.values() else (ROOT / "docs" / place).parent


def _target(origin: Path, link: str) -> Path:
    return Path(os.path.normpath(origin / link))


def _place(path: Path) -> str:
    """Where something of the project stands in the site."""
    name = path.relative_to(ROOT).as_posix()
    if name in BESIDE:
        return BESIDE[name]
    if name.startswith("docs/") and path.suffix in (".md", ".svg", ".png"):
        return name.removeprefix("docs/")
    if path.suffix == ".md":
        return f"{FOLDER}/{name}"
    return f"{FOLDER}/{name}/index.md" if path.is_dir() else f"{FOLDER}/{name}.md"


def _code(path: Path) -> str:
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    name, language = path.relative_to(ROOT).as_posix(), LANGUAGES.get(path.suffix, "text")
    text = path.read_text(encoding="utf-8", errors="replace")  # a faulty spec may be no UTF-8
    return f'# {name}\n\n``````{language} linenums="1"\n{text}\n``````\n'


def _folder(path: Path) -> str:
    here = posixpath.dirname(_place(path))
    inside = [inner for inner in sorted(path.iterdir()) if inner.is_file() and inner.suffix != ".pyc"]
    lines = [f"- [{inner.name}]({posixpath.relpath(_place(inner), here)})" for inner in inside]
    return f"# {path.relative_to(ROOT).as_posix()}/\n\n" + "\n".join(lines) + "\n"
