def _and_strict(own):
    """`strict` of a model and of the models within."""

    @contextlib.contextmanager
    @functools.wraps(own)
    def strict(self):
        with contextlib.ExitStack() as stack:
            for name in self.inner:
                if hasattr(getattr(self, name), "strict"):
                    stack.enter_context(getattr(self, name).strict())
            stack.enter_context(own(self))
            yield self

    return strict
