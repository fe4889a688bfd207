"""Every family of groups that specs can name, in plain sight."""

from symc.algebra.families.alternating import Alternating
from symc.algebra.families.cyclic import Cyclic
from symc.algebra.families.dihedral import Dihedral
from symc.algebra.families.even_signs import EvenSigns
from symc.algebra.families.g2 import ExceptionalG2
from symc.algebra.families.general_linear import GeneralLinear
from symc.algebra.families.generated import Generated
from symc.algebra.families.hyperoctahedral import Hyperoctahedral
from symc.algebra.families.orthogonal import Orthogonal
from symc.algebra.families.rotation_cube import RotationCube
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
        Alternating(),
        Cyclic(),
        Dihedral(),
        Hyperoctahedral(),
        RotationCube(),
        EvenSigns(),
        Orthogonal(),
        SpecialOrthogonal(),
        Symplectic(),
        GeneralLinear(),
        SpecialLinear(),
        Unitary(),
        SpecialUnitary(),
        ExceptionalG2(),
        Generated(),
    ),
)
