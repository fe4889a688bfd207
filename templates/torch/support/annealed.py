class _Annealed:
    """What breaks symmetries is scaled by one factor, which is 1 but while models learn."""

    def anneal_(self, factor):
        """Scales all that breaks a symmetry by a factor from 0, exact, to 1."""
        if not 0 <= factor <= 1:
            raise ValueError(f"factor: expected 0 to 1, got {factor}")
        self.annealing.fill_(factor)
        return self

    def _steadily(self, run, *arguments):
        """Runs a function without autocast: norms need the precision of the weights."""
        kind = self.annealing.device.type
        if kind == "meta" or not torch.is_autocast_enabled(kind):
            return run(*arguments)
        with torch.autocast(kind, enabled=False):
            return run(*arguments)
