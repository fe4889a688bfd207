def _state_of(network):
    """The entries of a network: a state dict, a module, or a file of one."""
    if isinstance(network, nn.Module):
        return network.state_dict(keep_vars=True)
    if isinstance(network, (str, os.PathLike)):
        path = os.fspath(network)
        if path.endswith(".safetensors"):
            from safetensors.torch import load_file

            return load_file(path)
        network = torch.load(path, map_location="cpu", weights_only=True)
    if not hasattr(network, "items"):
        raise ValueError(f"expected a state dict, got {type(network).__name__}")
    return network
