def _pick(batch, index):
    """Which graph of the batch each edge belongs to."""
    return None if batch is None else batch.index_select(0, index)
