def _derive(function, at, others):
    """A number, what else a function gives, and its derivatives by the values `at`.

    The function takes these values, then the others. A number is there for each item of a
    batch, and depends on the values of that item only.
    """
    if torch.compiler.is_exporting():
        return _traced(function, at, others)
    value, pull, rest = torch.func.vjp(
        lambda *x: function(*x, *others), *at, has_aux=True
    )
    return value, rest, *pull(torch.ones_like(value))
