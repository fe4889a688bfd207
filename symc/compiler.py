"""The six arrows from a spec to a module.

| stage    | from       | to         | asks                                      |
|----------|------------|------------|-------------------------------------------|
| parse    | `Source`   | `ast.File` | what was written?                         |
| check    | `ast.File` | `Module`   | what does it mean?                        |
| solve    | `Module`   | `Solution` | which maps are equivariant, exactly?      |
| schedule | `Solution` | `Plan`     | what to compute, in what order?           |
| lay_out  | `Plan`     | `Page`     | what to write, line by line?              |
| render   | `Page`     | `str`      | the file                                  |
"""

from collections.abc import Mapping

from symc.check import Load, Read, Setting, check
from symc.emit import lay_out, render
from symc.ir import ast
from symc.ir.model import Module
from symc.ir.plan import Plan
from symc.parse import parse
from symc.report import Source
from symc.schedule import schedule
from symc.solve import solve


def nothing(path: str) -> ast.File | None:
    """A loader for specs that stand alone: no file can be imported."""
    return None


def no_file(path: str) -> bytes | None:
    """A reader for specs that stand alone: no file can be named."""
    return None


def understand(
    source: Source,
    load: Load = nothing,
    settings: Mapping[str, Setting] | None = None,
    read: Read = no_file,
) -> Module:
    """What a spec means; all that is wrong with it raises one `CompileError`."""
    file = parse(source)
    return check(file, load, settings or {}, read)


def plan(module: Module) -> Plan:
    """What the generated module will compute."""
    return schedule(solve(module))


def write(plan: Plan, checked: bool = False) -> str:
    """The text of the generated module, which may check values at run time."""
    return render(lay_out(plan, checked))
