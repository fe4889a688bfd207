"""Every family of groups that specs can name, in plain sight."""

from symc.algebra.families.general_linear import GeneralLinear
from symc.algebra.families.orthogonal import Orthogonal
from symc.algebra.families.special_linear import SpecialLinear
from symc.algebra.families.special_orthogonal import SpecialOrthogonal
from symc.algebra.families.special_unitary import SpecialUnitary
from symc.algebra.families.symmetric import Symmetric
from symc.algebra.families.symplectic import Symplectic
from symc.algebra.families.unitary import Unitary
from symc.algebra.family import Family
from symc.registry import Registry

__all__ = ["FAMILIES"]

FAMILIES: Registry[Family] = Registry(
    (
        Symmetric(),
        Orthogonal(),
        SpecialOrthogonal(),
        Symplectic(),
        GeneralLinear(),
        SpecialLinear(),
        Unitary(),
        SpecialUnitary(),
    ),
)
