"""Names that generated code needs for itself."""

import keyword

from symc.check.reports import Reports
from symc.errors import names as errors
from symc.errors import symmetry
from symc.ir import ast
from symc.ir.symmetry import Field, Part
from symc.layers import LAYERS
from symc.report import Span

_BUILTIN_WORDS = """
    abs all any bool dict enumerate float getattr hasattr int isinstance len list max min property
    range reversed round set setattr slice sorted staticmethod str sum super tuple type zip
    AssertionError AttributeError KeyError NotImplementedError RuntimeError TypeError ValueError
"""
_MODULE_WORDS = """
    self cls torch math nn functional triton tl typing collections warnings Tensor NamedTuple
    Mapping Sequence Callable Literal ClassVar F os sort_edges SortedEdges functools importlib
    itertools contextlib
"""
_NN_MODULE_WORDS = """
    T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda
    double dump_patches eval extra_repr float forward get_buffer get_extra_state get_parameter
    get_submodule half ipu load_state_dict modules mtia named_buffers named_children named_modules
    named_parameters parameters register_backward_hook register_buffer register_forward_hook
    register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
    register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module
    register_parameter register_state_dict_post_hook register_state_dict_pre_hook requires_grad_
    set_extra_state set_submodule share_memory state_dict to to_empty train training type xpu
    zero_grad regularization_loss levels certificate snap_ equivariance_loss lie_loss frame
    frame_gap canonicalization_loss identity_metric strict order_parameters residual_group
    relaxed_weights
"""
_BUILTINS = frozenset(_BUILTIN_WORDS.split())
_MODULES = frozenset(_MODULE_WORDS.split())
_NN_MODULE = frozenset(_NN_MODULE_WORDS.split())

NEEDED = frozenset((*keyword.kwlist, *_BUILTINS, *_MODULES, *_NN_MODULE))
"""Every name that no value of a generated module may have."""


def why_refused(name: str, masks: frozenset[str] = frozenset()) -> str | None:
    """What a name is in generated code, if it is anything."""
    if keyword.iskeyword(name):
        return "a keyword of Python"
    if name in _BUILTINS:
        return "a builtin of Python, which generated code uses"
    if name in _NN_MODULE:
        return "an attribute of every generated `nn.Module`"
    if name in _MODULES:
        return "a name that generated code uses"
    return "an argument of every generated `forward`" if name in masks else None


def check_name(name: ast.Name, masks: frozenset[str], reports: Reports) -> None:
    """Reports the name of a value, argument or result that generated code needs."""
    why = why_refused(name.text, masks)
    if why is not None:
        reports.add(errors.refused_name(name.span, name.text, why, f"{name.text}_value"))


def check_block_name(name: ast.Name, what: str, reports: Reports) -> None:
    """Reports the name of a layer or model that is built in, or that generated code needs."""
    why = why_refused(name.text)
    if name.text in LAYERS:
        why = "the name of a built-in layer or function"
    if why is not None:
        instead = f"My{name.text[0].upper()}{name.text[1:]}"
        reports.add(errors.refused_name(name.span, name.text, why, instead))


def check_keys(fields: tuple[ast.Field, ...], reports: Reports) -> None:
    """Reports keys of a record that are given twice or are no names in Python."""
    seen: dict[str, Span] = {}
    keys: dict[str, str] = {}
    for field in fields:
        key, span = field.name.text, field.name.span
        name = Field(key, Part(())).name
        if key in seen:
            reports.add(errors.named_twice(span, seen[key], key, "fields"))
        elif name in keys:
            why = f"becomes `{name}` in Python, as `{keys[name]}` does"
            reports.add(symmetry.bad_key(span, key, why))
        elif keyword.iskeyword(name):
            reports.add(symmetry.bad_key(span, key, "is a keyword of Python"))
        elif name.startswith("_"):
            reports.add(symmetry.bad_key(span, key, "begins with `_`"))
        seen.setdefault(key, span)
        keys.setdefault(name, key)
