"""Diagnostics SYM43x and SYM44x: symmetries enforced around a network, and extern modules."""

from symc.errors.catalogue import diagnostic, error, here, there
from symc.report import Diagnostic, Span, nearest


@diagnostic("SYM431")
def unknown_method(span: Span, method: str, known: tuple[str, ...]) -> Diagnostic:
    """A way to enforce a symmetry that the language does not have.

    `by frame(pca)` averages over weighted frames, `by average` over a finite group, `by sample(k)`
    over k random elements, `by canonical` learns how an argument lies; `by penalty` adds a loss,
    and `by input(8)` feeds the model inputs that do not transform.
    """
    near = nearest(method, known)
    return error(
        f"there is no `by {method}`",
        here(span),
        notes=(f"ways to enforce a symmetry: {', '.join(known)}",),
        helps=(f"did you mean `by {near}`?",) if near else (),
    )


@diagnostic("SYM432")
def method_usage(span: Span, method: str, usage: str) -> Diagnostic:
    """A way to enforce a symmetry with other arguments than it takes."""
    return error(
        f"this is not how `by {method}` is written", here(span), helps=(f"write `{usage}`",)
    )


@diagnostic("SYM433")
def not_around_a_model(span: Span, text: str) -> Diagnostic:
    """A symmetry enforced around something else than a whole model.

    `by` goes around a network: it stands on a `symmetry` line of a model. The types of a layer that
    a model calls follow that model.
    """
    return error(
        f"`{text}` goes around a whole model",
        here(span),
        helps=("move it to a `symmetry` line of the model",),
    )


@diagnostic("SYM434")
def method_of_group(
    span: Span, method: str, group: str, why: str, ways: tuple[str, ...]
) -> Diagnostic:
    """A way to enforce a symmetry that this group does not have.

    The mean over a group needs finitely many elements, random elements a compact group, frames a
    group of rotations, motions or permutations.
    """
    helps = (f"{group} can be enforced by {' or '.join(ways)}",) if ways else ()
    return error(f"{group} has no `by {method}`: {why}", here(span), helps=helps)


@diagnostic("SYM435")
def enforced_axis(span: Span, axis: str, method: str, declared: Span) -> Diagnostic:
    """An argument or result whose axis the way of enforcing cannot move.

    Elements of the group act on arguments and results at run time. They do so on axes of the
    defining representation, its dual, characters (`sign`, `det`, `trivial`) and, in finite groups,
    on regular axes.
    """
    return error(
        f"`{method}` cannot move the axis {axis}", here(span), there(declared, "this model has it")
    )


@diagnostic("SYM436")
def no_source_of_frames(
    span: Span, group: str, model: str, wanted: str, declared: Span
) -> Diagnostic:
    """A model no argument of which says how it lies.

    Frames are made from the arguments: those of rotations from vectors, those of permutations from
    what is there for each point. Other groups that move these axes must keep lengths.
    """
    return error(
        f"no argument of {model} has {wanted}",
        here(declared),
        there(span, f"frames of {group} are wanted here"),
    )


@diagnostic("SYM437")
def level_inside(span: Span, group: str, around: Span, model: str) -> Diagnostic:
    """A level of a group inside a model that enforces the group from outside.

    Under `by` and `free` the axes of a group count as plain: inside there is nothing of the group
    to keep or to break.
    """
    return error(
        f"{group} is enforced around {model}; inside there is nothing of it to keep or to break",
        here(span),
        there(around, "enforced here"),
        helps=("leave this level out",),
    )


@diagnostic("SYM439")
def extern_inside_symmetry(span: Span, name: str, groups: tuple[str, ...]) -> Diagnostic:
    """A module of the user's in a model with symmetries that nothing enforces around it.

    symc knows nothing of an extern module, so that all groups of the model must be `free` or
    enforced from outside: `symmetry Rot: by frame(pca)`.
    """
    first = groups[0]
    return error(
        f"nothing keeps {' and '.join(groups)} in {name}",
        here(span),
        helps=(f"write `symmetry {first}: by frame(pca)` or another `by`, or `{first}: free`",),
    )


@diagnostic("SYM440")
def extern_path(span: Span, path: str) -> Diagnostic:
    """The name of an extern module that is not `package.module:Class`."""
    return error(
        f'"{path}" does not name a class',
        here(span),
        helps=('write `"package.module:Class"`, names of Python with dots',),
    )


@diagnostic("SYM441")
def extern_usage(span: Span, name: str) -> Diagnostic:
    """An extern module called in another way than `Net(x -> T)`."""
    return error(
        f"`{name}` is a module of the user's, and takes values and the type of its result",
        here(span),
        helps=(f"write `{name}(x -> T)`",),
    )


@diagnostic("SYM442")
def enforced_whole(span: Span, group: str, sub: str) -> Diagnostic:
    """A group enforced from outside in whose stead a subgroup moves the axes.

    A model whose types name a group and a subgroup of it is symmetric under the subgroup, which
    moves the axes of both: it is the subgroup that can be enforced.
    """
    return error(
        f"{sub} moves the axes of {group} in this model",
        here(span),
        helps=(f"write the level for {sub}",),
    )


@diagnostic("SYM443")
def canonical_axes(span: Span, group: str, wanted: str, model: str) -> Diagnostic:
    """A group for which no equivariant network says how an argument lies.

    `by canonical` learns an equivariant map from the arguments to vectors, to scores of points or
    to scores of elements. Where all such maps are constant, arguments cannot be told apart from
    their images.
    """
    return error(f"no equivariant map takes the arguments of {model} to {wanted}", here(span))


@diagnostic("SYM449")
def canonical_place(span: Span, group: str, model: str, make: str) -> Diagnostic:
    """A group of which some elements leave all arguments of a model as they are.

    `by canonical` moves arguments to one place. Where an element other than the identity moves none
    of them there are two, and results would depend on which is taken. Of a finite group every
    element has to move some argument. Rotations are told by vectors that depend linearly on
    arguments, and by what matrices among these make of them.
    """
    if make == "table":
        what = f"some elements of {group} move no argument of {model}"
    else:
        what = f"the arguments of {model} have too few vectors to tell rotations of {group} apart"
    return error(what, here(span), notes=("so `by canonical` has no single place to take them to",))


@diagnostic("SYM448")
def called_by_complex(span: Span, name: str, group: str, declared: Span) -> Diagnostic:
    """A model on real numbers with a symmetry enforced around it, called on complex ones.

    Such a model is a module of its own, with numbers of its own kind. Values of a model in which
    some group is complex are all complex.
    """
    return error(
        f"{name} is a module on real numbers, and {group} makes all values here complex",
        here(span),
        there(declared, "enforced here"),
        helps=(f"give {name} an argument or a layer with a type that {group} moves",),
    )


@diagnostic("SYM444")
def beside_graph(span: Span, by: str, group: str, why: str, model: Span) -> Diagnostic:
    """A symmetry that is not enforced around models of graphs in this way.

    What goes around such a model sees each graph of a batch as an item. Points that meet along
    edges have no order, and no network beside the model says how a whole graph lies.
    """
    return error(
        f"`{by}` of {group} does not go around a model of points that meet along edges: {why}",
        here(span),
        there(model, "enforced here"),
    )


@diagnostic("SYM445")
def no_points(span: Span, group: str, result: str, declared: Span) -> Diagnostic:
    """A result of points where no argument has points of the group.

    Translations move points alone. Without points among the arguments these stay as they are, and a
    result that stays as it is cannot be a point.
    """
    return error(
        f"no argument has points of {group} for the result {result} to follow",
        here(span),
        there(declared, "this model returns points"),
        helps=(f"return vectors, `[{group}.vector]`, or take a point, `[{group}]`",),
    )


@diagnostic("SYM446")
def turned_points(span: Span, group: str, part: str, declared: Span) -> Diagnostic:
    """Points with other axes that are turned or change sign, where translations are enforced.

    Arguments are seen from the centre of their points, the mean over all other axes. Permutations
    of these keep it; where a group turns one, translations by the same vector all along it are not
    what that group makes of one.
    """
    return error(
        f"another group than permutations moves the points {part} of {group}",
        here(span),
        there(declared, "this model has them"),
        helps=(f"make them vectors, `{group}.vector`, if they are differences of points",),
    )


@diagnostic("SYM447")
def irreps_moved(span: Span, part: str, what: str, declared: Span) -> Diagnostic:
    """Irreps that a way to enforce rotations cannot move.

    Frames, canonical places and random elements move axes of irreps, `[Rot.2]` or `[Rot(8x0 +
    4x2)]`. Frames need these to be alone in a tensor, and penalties know of vectors only.
    """
    return error(
        f"{what} cannot move {part}",
        here(span),
        there(declared, "this model has it"),
        helps=("make it one axis of irreps, or tensors of vectors",),
    )
