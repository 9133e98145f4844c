"""`python -m sergiojax`: the command line, even where no script was installed."""

from sergiojax.cli import main

if __name__ == "__main__":
    main()
