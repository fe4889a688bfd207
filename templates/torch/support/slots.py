def _slots(weight, places, slots, tops):
    """Weights of some pairs of slot and top at their places, zeros at all others."""
    whole = weight.new_zeros(slots * tops, weight.shape[-1])
    return whole.index_copy(0, places, weight).view(slots, tops, -1)
