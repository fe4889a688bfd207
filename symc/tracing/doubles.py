"""A mode in which every operation is done in double precision, whatever the code asks for."""

from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map

WIDE = {
    torch.float16: torch.float64,
    torch.bfloat16: torch.float64,
    torch.float32: torch.float64,
    torch.complex64: torch.complex128,
}


class Doubles(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Casts down to fewer digits do nothing; tensors of fewer digits are widened."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Runs an operation on what has been widened."""
        mutates = func._schema.is_mutable

        def wide(value: Any) -> Any:
            if isinstance(value, torch.dtype):
                return WIDE.get(value, value)
            if isinstance(value, Tensor) and value.dtype in WIDE and not mutates:
                return value.to(WIDE[value.dtype])
            return value

        return func(*tree_map(wide, tuple(args)), **tree_map(wide, kwargs or {}))
