"""`python -m specgen`: the command line where the console script is not on the path."""

from specgen.cli import main

if __name__ == "__main__":
    main()
