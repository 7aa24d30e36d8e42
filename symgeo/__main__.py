"""``python -m symgeo`` is the command line."""

from symgeo.cli import main

if __name__ == "__main__":
    main(prog_name="symgeo")
