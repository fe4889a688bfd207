"""A weight space as a `.sym` file: groups, why axes are plain, and one record."""

from symc.tracing.space import Axis, Segment, Space, Symmetric

WIDTH = 99


def declarations(space: Space, origin: str, given: str) -> str:
    """The text; `origin` is what was traced, `given` its arguments and inputs."""
    lines = [f"# The weights of {origin}{given}, as `symc trace` found them.", "symc 1", ""]
    names = [f"group {group.name}" for group in space.groups]
    width = max(map(len, names), default=0)
    for name, group in zip(names, space.groups, strict=True):
        text = f"{name:{width}} = {_right(group)}"
        lines.append(f"{text}  # {_listed(group.places, WIDTH - len(text) - 4)}")
    lines += [""] if space.groups else []
    lines += list(_remarks(space))
    lines.append(f"type {space.name} = {{")
    for entry in space.entries:
        lines.append(f"    {entry.key}: [{', '.join(map(axis_text, entry.axes))}],")
    lines.append("}")
    return "".join(f"{line.rstrip()}\n" for line in lines)


def axis_text(axis: Axis) -> str:
    """`H`, `(Heads, Dk)`, `H1 + H2`."""
    return " + ".join(map(_segment, axis)) or "1"


def _segment(segment: Segment) -> str:
    if not segment:
        return "1"
    return str(segment[0]) if len(segment) == 1 else f"({', '.join(map(str, segment))})"


def _right(group: Symmetric) -> str:
    return f"S({group.size})" + (f" within {group.within}" if group.within else "")


def _remarks(space: Space) -> list[str]:
    lines = []
    if space.fixed:
        lines.append("# Plain axes, by what fixes them:")
        lines += [
            f"#   {reason}: {_listed(places, WIDTH - len(reason) - 6)}"
            for reason, places in space.fixed
        ]
    if space.tied:
        lines.append("# One tensor under several keys:")
        lines += [f"#   {key} is {first}" for key, first in space.tied]
    if space.left:
        lines.append("# Left out:")
        lines += [f"#   {key}: {why}" for key, why in space.left]
    return lines


def _listed(places: tuple[str, ...], width: int) -> str:
    """So many places as fit, and how many more there are."""
    text = ", ".join(places)
    if len(text) <= width:
        return text
    kept = list(places)
    while len(kept) > 1 and len(_more(kept, places)) > width:
        kept.pop()
    return _more(kept, places)


def _more(kept: list[str], places: tuple[str, ...]) -> str:
    return f"{', '.join(kept)}, and {len(places) - len(kept)} more"
