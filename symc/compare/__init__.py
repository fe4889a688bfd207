"""What a change of a spec means for the functions of its models and for their checkpoints."""

from symc.checkpoints import State, read_checkpoint, write_checkpoint
from symc.compare.compared import Compared, Verdict, compare, differences
from symc.compare.migrate import SPACES, migrate, migrated
from symc.compare.moves import Moved, carry
from symc.compare.written import written

__all__ = [
    "SPACES",
    "Compared",
    "Moved",
    "State",
    "Verdict",
    "carry",
    "compare",
    "differences",
    "migrate",
    "migrated",
    "read_checkpoint",
    "write_checkpoint",
    "written",
]
