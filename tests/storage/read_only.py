"""A child of a test, on a disk that can't be written: what opening says."""

import sys
from pathlib import Path

from tests.storage.opening import Secrets, opened

from desktop import kinds
from desktop.basics.errors import Trouble
from desktop.basics.places import resources
from desktop.rulebook.book import Rulebook
from desktop.storage.register import Ground

if __name__ == "__main__":
    home, state = map(Path, sys.argv[1:3])
    ground = Ground(home, state, kinds.ALL, Rulebook.load(resources() / "rules"))
    try:
        opened(ground, Secrets(*map(bytes.fromhex, sys.argv[3:5])))
    except Trouble as trouble:
        print(trouble.code)
