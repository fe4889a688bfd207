"""`python -m symc` is `symc`."""

from symc.cli import main

if __name__ == "__main__":
    main()
