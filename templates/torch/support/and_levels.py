def _and_levels(own):
    """`levels` of a model and, behind their names, of the models within."""

    @functools.wraps(own)
    def levels(self, *arguments, **options):
        found = dict(own(self, *arguments, **options))
        for name in self.inner:
            told = getattr(self, name).levels(*arguments, **options)
            found.update({f"{name}.{group}": level for group, level in told.items()})
        return found

    return levels
