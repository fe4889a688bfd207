"""What a compiled model is made of: bases, waists and costs, as data, as text and as pictures."""

from symc.explain.account import Account, Layer, Level, Maps
from symc.explain.explain import explain
from symc.explain.polynomial import Polynomial

__all__ = ["Account", "Layer", "Level", "Maps", "Polynomial", "explain"]
