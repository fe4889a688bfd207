"""Where levels that go around a model may stand, and that nothing inside goes against them."""

from collections.abc import Collection

from symc.check.blocks import Block
from symc.check.spec import Spec, level_lines
from symc.check.surroundings import Surroundings
from symc.errors import enforced as errors
from symc.ir import ast


def check_lines(spec: Spec, block: Block, reached: Collection[Block], around: Surroundings) -> None:
    """Reports levels that go around a model in other places, and what goes against one."""
    first, *others = level_lines(block.body)
    outside = first if isinstance(block, ast.Model) else ()
    inside = [level for line in others for level in line]
    for level in (*inside, *(() if outside else first)):
        if isinstance(level.level, ast.By) and level.level.method.text != "input":
            text = " ".join(level.span.text.split())
            spec.reports.add(errors.not_around_a_model(level.span, text))
    for each in reached:
        inside += [level for line in level_lines(each.body) for level in line]
    for level in inside:
        group = spec.groups.known(level.group.text)
        if group is None or group not in around.plain or isinstance(level.level, ast.Free):
            continue
        enclosing, name = around.plain[group].span, block.name.text
        spec.reports.add(errors.level_inside(level.span, group.name, enclosing, name))
