"""`make docs`: write every page that is not as it should be."""

from __future__ import annotations

from docs.scripts.pages import modules, stale, write


def main() -> None:
    for path, module in modules().items():
        text = module.page()
        if stale(path, text):
            write(path, text)
            print(f"wrote {path}")


if __name__ == "__main__":
    main()
