def _graphs(batch, graphs, points):
    """How many graphs the points belong to; None without a batch."""
    if batch is None:
        if graphs is not None:
            raise ValueError(
                "graphs: needs `batch=`, the graph that each point belongs to"
            )
        return None
    if batch.dtype != torch.int64 or tuple(batch.shape) != (points,):
        got = f"{batch.dtype} {tuple(batch.shape)}"
        raise ValueError(f"batch: expected torch.int64 ({points},), got {got}")
    if torch.compiler.is_compiling():
        if graphs is None:
            raise ValueError("graphs: say how many there are, where this is compiled")
        return graphs
    last = int(batch.max())
    if int(batch.min()) < 0 or bool((batch[1:] < batch[:-1]).any()):
        raise ValueError("batch: expected graphs from 0 on, sorted, one for each point")
    if graphs is not None and last >= graphs:
        raise ValueError(f"batch: expected graphs below {graphs}, got {last}")
    return last + 1 if graphs is None else graphs
