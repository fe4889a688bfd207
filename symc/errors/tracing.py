"""Diagnostics SYM620-SYM649: networks whose weight space is to be traced."""

from symc.errors.catalogue import diagnostic, error, warning
from symc.report import Diagnostic


def _at(where: str) -> tuple[str, ...]:
    return (f"reached: {where}",) if where else ()


@diagnostic("SYM620")
def bad_target(target: str) -> Diagnostic:
    """What is to be traced was not named as a module and a class in it.

    `package.module:Class` is imported as Python would, with the current folder on the path;
    `path/to/file.py:Class` is run as a file. A function that returns a `torch.nn.Module` will do
    in place of a class.
    """
    return error(
        f"`{target}` names no class",
        helps=("write `package.module:Class`, or `path/to/file.py:Class`",),
        kind="file",
    )


@diagnostic("SYM621")
def not_importable(name: str, why: str, where: str) -> Diagnostic:
    """The Python module or file with the network cannot be imported."""
    return error(f"`{name}` does not import: {why}", notes=_at(where), kind="file")


@diagnostic("SYM622")
def no_such_class(module: str, name: str, near: str | None, known: tuple[str, ...]) -> Diagnostic:
    """The Python module has nothing of that name."""
    notes = (f"classes of networks there: {', '.join(known)}",) if known else ()
    helps = (f"did you mean `{near}`?",) if near else ()
    return error(f"`{module}` has no `{name}`", notes=notes, helps=helps, kind="file")


@diagnostic("SYM623")
def not_a_network(target: str, what: str) -> Diagnostic:
    """What was named is no `torch.nn.Module`, and makes none."""
    return error(
        f"`{target}` is {what}, not a torch.nn.Module",
        helps=("name a class of networks, or a function that returns one",),
        kind="file",
    )


@diagnostic("SYM624")
def bad_arguments(text: str, why: str) -> Diagnostic:
    """The arguments are not literals of Python, separated by commas."""
    return error(
        f"`--args` is not understood: {why}",
        notes=(f"given: {text}",),
        helps=("write them as in a call, with plain values: `--args '784, hidden=[128, 64]'`",),
        kind="file",
    )


@diagnostic("SYM625")
def not_constructible(target: str, text: str, why: str, where: str) -> Diagnostic:
    """The network's class refuses the arguments."""
    return error(
        f"`{target}({text})` fails: {why}",
        notes=_at(where),
        helps=("`--args '784, hidden=[128, 64]'` gives the arguments of the class",),
        kind="file",
    )


@diagnostic("SYM626")
def bad_input(text: str, why: str) -> Diagnostic:
    """An input is not a shape.

    The shape of one tensor, batch axis included, and behind a colon its dtype where that is not
    float: `1,3,32,32`, `1,16:int64`. Sizes are at least 1.
    """
    return error(
        f"`--input {text}` is not understood: {why}",
        helps=("write `--input 1,3,32,32`, or `--input 1,16:int64` for indices",),
        kind="file",
    )


@diagnostic("SYM627")
def not_runnable(target: str, inputs: str, why: str, where: str) -> Diagnostic:
    """The network fails at the given inputs."""
    return error(
        f"`{target}` fails at the input {inputs}: {why}",
        notes=_at(where),
        helps=("`--input 1,3,32,32` says what goes in; repeat it for several inputs",),
        kind="file",
    )


@diagnostic("SYM628")
def no_input(target: str, tried: tuple[str, ...]) -> Diagnostic:
    """No input was given, and none that was tried fits.

    Without `--input`, a few shapes are tried that fit the first layer of the network.
    """
    notes = (f"tried without success: {', '.join(tried)}",) if tried else ()
    return error(
        f"say what goes into `{target}`",
        notes=notes,
        helps=("`--input 1,3,32,32`, or `--input 1,16:int64` for indices",),
        kind="file",
    )


@diagnostic("SYM629")
def not_traceable(target: str, exported: str, traced: str, where: str) -> Diagnostic:
    """The operations of the network cannot be listed once and for all.

    Which operations run, and on which shapes, must not depend on the numbers that go in: an `if`
    on a tensor's value, or an index that is read from a tensor, has no graph. `torch.export` was
    tried first, then `torch.fx`.
    """
    return error(
        f"`{target}` has no fixed graph of operations",
        notes=(*_at(where), f"torch.export: {exported}", f"torch.fx: {traced}"),
        helps=("take what depends on values out of `forward`, or trace the modules inside of it",),
        kind="file",
    )


@diagnostic("SYM630")
def unsound(target: str, group: str, places: tuple[str, ...], error_: float) -> Diagnostic:
    """Moving the weights by a group that was found changes the function of the network.

    That should not happen: a rule for some operation is wrong. Nothing is written.
    """
    where = (f"{group} moves {', '.join(places[:8])}",) if places else ()
    return error(
        f"{group} does not leave the function of `{target}` as it was",
        notes=(f"outputs differ by {error_:.1e}, and 1e-9 is allowed", *where),
        helps=(
            "values that leave torch inside of `forward`, by `.numpy()` say, are not seen",
            "if there are none, please report this, with the network",
        ),
        kind="internal",
    )


@diagnostic("SYM631")
def not_checkable(target: str, why: str, where: str) -> Diagnostic:
    """The network fails in double precision, so that what was found cannot be checked."""
    return error(
        f"`{target}` cannot be checked: {why}",
        notes=(*_at(where), "the check runs it in double precision, with random weights"),
        kind="file",
    )


@diagnostic("SYM632")
def blind(target: str) -> Diagnostic:
    """The outputs do not depend on the weights, so that the check could not fail.

    Random weights of several magnitudes were tried: the outputs were not finite, or the same when
    all weights were put in another order.
    """
    return error(
        f"the outputs of `{target}` do not depend on its weights at this input",
        helps=("`--input` gives another shape",),
        kind="file",
    )


@diagnostic("SYM633")
def no_weights(target: str) -> Diagnostic:
    """A network without parameters has no weight space."""
    return error(f"`{target}` has no weights", kind="file")


@diagnostic("SYM634")
def unknown_operations(operations: tuple[tuple[str, str], ...]) -> Diagnostic:
    """Operations for which there is no rule.

    All axes that meet them are plain, which is safe; perhaps some of them could be permuted.
    """
    notes = tuple(f"{name} in {where}" for name, where in operations[:8])
    more = len(operations) - len(notes)
    return warning(
        f"{len(operations)} {'kinds' if len(operations) > 1 else 'kind'} of operations "
        "are not known: the axes that meet them are plain",
        notes=(*notes, *((f"and {more} more",) if more else ())),
    )


@diagnostic("SYM635")
def left_out(entries: tuple[tuple[str, str], ...]) -> Diagnostic:
    """Entries of the `state_dict` that no record can hold."""
    return warning(
        f"{len(entries)} entries of the state_dict are left out",
        notes=tuple(f"{key}: {why}" for key, why in entries[:8]),
    )


@diagnostic("SYM636")
def no_place(text: str, why: str, near: str | None) -> Diagnostic:
    """`--why` names no axis of a weight."""
    return error(
        f"`--why {text}`: {why}",
        helps=(f"did you mean `{near}`?",) if near else ("write `--why fc2.weight:1`",),
        kind="file",
    )


@diagnostic("SYM637")
def in_the_way(path: str) -> Diagnostic:
    """A file with other contents where the declarations would go."""
    return error(
        f"`{path}` is there already, and is not overwritten",
        helps=("`--force` overwrites it; keep models in a file of their own that imports it",),
        kind="file",
    )


@diagnostic("SYM638")
def needs_torch() -> Diagnostic:
    """Networks are traced by torch, which is not installed."""
    return error(
        "`symc trace` needs torch, which does not import",
        helps=("pip install torch",),
        kind="file",
    )


@diagnostic("SYM639")
def too_large(target: str, what: str) -> Diagnostic:
    """A weight space with more than a type can have."""
    return error(f"the weight space of `{target}` has {what}", kind="limit")


@diagnostic("SYM640")
def data_dependent(target: str, operation: str, where: str) -> Diagnostic:
    """The shape of a tensor depends on numbers that go in.

    Entries that are chosen by a mask, or places of what is not 0, are as many as the numbers say;
    axes of such a length have no permutations that are the same for every input.
    """
    return error(
        f"shapes in `{target}` depend on the numbers that go in: {operation}",
        notes=_at(where),
        helps=("`torch.where(mask, x, 0)` keeps the shape",),
        kind="file",
    )
