"""Diagnostics SYM73x: data for reports and figures."""

from symc.errors.catalogue import diagnostic, error
from symc.report import Diagnostic


@diagnostic("SYM731")
def no_data(path: str, why: str) -> Diagnostic:
    """A file of data that cannot be used.

    Data are an .npz file of numpy with an array for every argument of the model, batch first, and
    perhaps `labels` (or `result`). It is read without unpickling, so that nothing is executed.
    """
    return error(f"no data in `{path}`: {why}", kind="file")


@diagnostic("SYM732")
def missing_data(path: str, key: str, type_: str, keys: tuple[str, ...]) -> Diagnostic:
    """Data without an array that the model needs."""
    has = f"it has {', '.join(keys[:12]) or 'nothing'}"
    return error(f"`{path}` has no `{key}`, a batch of {type_}", notes=(has,), kind="file")


@diagnostic("SYM733")
def misshaped_data(path: str, key: str, type_: str, shape: tuple[int, ...]) -> Diagnostic:
    """Data of another shape than the type of its argument says."""
    return error(
        f"`{key}` in `{path}` has the shape {shape}, which is no batch of {type_}", kind="file"
    )


@diagnostic("SYM734")
def no_numbers_in_data(path: str, key: str) -> Diagnostic:
    """Data with NaN or infinity in it."""
    return error(f"`{key}` in `{path}` holds NaN or infinity", kind="file")


@diagnostic("SYM735")
def strange_data(path: str, keys: tuple[str, ...], known: tuple[str, ...]) -> Diagnostic:
    """Data under names that the model does not have."""
    return error(
        f"`{path}` has {', '.join(f'`{key}`' for key in keys[:8])}, which the model does not know",
        notes=(f"it knows {', '.join(known[:12])}",),
        kind="file",
    )


@diagnostic("SYM736")
def one_model(spec: str, models: tuple[str, ...]) -> Diagnostic:
    """Data for a spec with several models."""
    return error(
        f"data are of one model, and `{spec}` has {len(models)}",
        helps=(f"name one: `{spec}::{models[0]}`",) if models else (),
        kind="file",
    )


@diagnostic("SYM690")
def no_such_points(path: str, key: str, points: int) -> Diagnostic:
    """Edges in data that join points which are not there.

    The points of every item are counted from 0, as in a call of the model with one graph.
    """
    return error(
        f"`{key}` in `{path}` joins points that are not there",
        notes=(f"every item has {points:,} points, counted from 0",),
        kind="file",
    )
