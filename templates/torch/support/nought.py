def _nought(module):
    """A zero where and as the weights of a module are."""
    first = next(module.parameters(), None)
    return torch.zeros(()) if first is None else first.new_zeros(())
