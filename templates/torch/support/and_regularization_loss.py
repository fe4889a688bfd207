def _and_regularization_loss(own):
    """`regularization_loss` of a model and of the models within."""

    @functools.wraps(own)
    def regularization_loss(self, *arguments, **options):
        total = own(self, *arguments, **options)
        for name in self.inner:
            inner = getattr(self, name)
            total = total + inner.regularization_loss(*arguments, **options)
        return total

    return regularization_loss
