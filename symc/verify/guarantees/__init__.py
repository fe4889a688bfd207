"""Software guarantees: what a generated module can be used with, tried on the module itself.

Each is a function of a `Case` that returns, or raises `Broken` or `Inapplicable`.
"""

from symc.verify.guarantees.case import Broken, Case, Inapplicable
from symc.verify.guarantees.guarantees import GUARANTEES, Guarantee, look

__all__ = ["GUARANTEES", "Broken", "Case", "Guarantee", "Inapplicable", "look"]
