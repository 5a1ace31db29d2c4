"""`python -m specgen`, and the console script: the command line, which Ctrl-C may end before it has been imported."""

from __future__ import annotations

import os


def main() -> None:
    """Run the command that was typed."""
    try:
        from specgen.cli import main as command

        command()
    except KeyboardInterrupt:
        os.write(2, b"specgen: interrupted\n")
        os._exit(130)


if __name__ == "__main__":
    main()
