"""`python -m cryonerve` is the command line."""

import sys

from cryonerve.app.cli import main

if __name__ == "__main__":
    sys.exit(main())
