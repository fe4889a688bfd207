"""A verification as lines for people."""

from collections.abc import Iterator

import click

from symc.verify import Around, Check, Control, Errors, GroupLevel, ModelReport, Rank, Verification

WIDTH = 24


def lines(found: Verification) -> Iterator[str]:
    """Everything that was measured; what failed stands out, and says why."""
    yield click.style(found.module or found.spec, bold=True)
    for model in found.models:
        yield ""
        yield f"{model.name}, {model.weights:,} weights"
        yield from _model(model)
    yield ""
    failed = sum(model.failures for model in found.models)
    yield _mark(not failed) + (f"  {failed} failed" if failed else "  everything holds")


def _model(model: ModelReport) -> Iterator[str]:
    for errors in model.errors:
        yield _errors(errors)
    for each in model.around:
        yield _around(each)
    for level in model.levels:
        yield from _levels(level)
    for control in model.controls:
        yield _control(control)
    for spread in model.spread:
        yield _line(True, spread.output, f"varies by {spread.deviation:.0%} of its size")
    yield from _ranks(model.ranks)
    for check in model.checks:
        if check.status != "passed" or not check.name.startswith("means"):
            yield _check(check)


def _errors(errors: Errors) -> str:
    d = errors.distribution
    text = f"{errors.dtype}  {errors.elements:10}  median {d.median:.0e}  worst {d.worst:.0e}"
    sizes = ", ".join(f"{size} = {n}" for size, n in errors.sizes)
    return _line(errors.ok, errors.group, f"{text}  of {len(d.values)}  {sizes}".rstrip())


def _around(around: Around) -> str:
    text = f"{around.level}: {around.kept}, one call is off by {_share(around.error)}"
    if around.calls > 1:
        text += f", the mean of {around.calls} by {_share(around.mean)}"
        text += f", {around.chance:.1f} standard errors"
    return _line(around.ok, around.group, text)


def _share(error: float) -> str:
    return f"{error:.1%}" if error >= 1e-3 else f"{error:.0e}"


def _control(control: Control) -> str:
    if control.skipped:
        return _line(None, f"control of {control.group}", control.skipped)
    text = f"{control.what}: {control.error:.0e}"
    if not control.ok:
        text += f", and at least {control.least:.0e} is wanted"
    return _line(control.ok, f"control of {control.group}", text)


def _ranks(ranks: tuple[Rank, ...]) -> Iterator[str]:
    good = [rank for rank in ranks if rank.ok]
    if good:
        total = sum(rank.solved for rank in good)
        yield _line(True, "rank", f"{total:,} maps in {len(good)} outputs, all reached once")
    for rank in ranks:
        if not rank.ok:
            text = f"{rank.output} of {rank.layer}: {rank.solved} maps are solved, and "
            yield _line(False, "rank", text + f"{rank.weights} weights reach {rank.found}")


def _check(check: Check) -> str:
    passed = None if check.status == "skipped" else check.ok
    return _line(passed, check.name, check.detail)


def _levels(level: GroupLevel) -> Iterator[str]:
    """What was promised of a group and what was found, and the same of every layer."""
    numbers = [f"level {level.amount:.2g}"]
    if level.certified is not None:
        numbers.append(f"certified {level.certified:.2g}")
    numbers += [] if level.found is None else [f"found {level.found:.2g}"]
    numbers += [] if level.lie is None else [f"Lie derivative {level.lie:.2g}"]
    numbers.append(level.why or f"energy {level.energy:.1%}")
    yield _line(level.ok, level.group, f"{level.level}: {'  '.join(numbers)}")
    for each in level.layers:
        ratio = f"{each.ratio:.2g} of {each.amount:.2g}" if each.is_bound else f"{each.ratio:.2g}"
        lie = "" if each.lie is None else f"  Lie derivative {each.lie:.2g}"
        text = f"{each.layer}: broken / kept {ratio}  energy {each.energy:.1%}{lie}"
        yield _line(each.ok, f"  of {level.group}", text)


def _line(passed: bool | None, name: str, text: str) -> str:
    return f"  {_mark(passed)}  {name:{WIDTH}}  {text}".rstrip()


def _mark(passed: bool | None) -> str:
    if passed is None:
        return click.style("skipped", fg="yellow")
    return click.style("ok     ", fg="green") if passed else click.style("FAILED ", fg="red")
