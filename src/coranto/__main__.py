"""`python -m coranto` is `coranto`."""

from coranto.cli import main

main(prog_name="coranto")
