"""`make docs`: write every page that is not as it should be."""

from __future__ import annotations

from docs.scripts.pages import difference, modules, write


def main() -> None:
    for path, module in modules().items():
        text = module.page()
        if difference(path, text):
            write(path, text)
            print(f"wrote {path}")


if __name__ == "__main__":
    main()
