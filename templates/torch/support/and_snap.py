def _and_snap(own):
    """`snap_` of a model and of the models within."""

    @functools.wraps(own)
    def snap_(self, *arguments, **options):
        moved = own(self, *arguments, **options)
        within = [
            getattr(self, name).snap_(*arguments, **options) for name in self.inner
        ]
        return math.inf if any(each != 0 for each in within) else moved

    return snap_
