def _with_room(x):
    """float16 as float32: turned components may be larger than any of x."""
    return x.float() if x.dtype == torch.float16 else x


def _in_type_of(z, frames):
    """What was made with room, in the type of the frames if that is float16."""
    return z.half() if frames.dtype == torch.float16 else z
