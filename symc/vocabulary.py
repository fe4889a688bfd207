"""What specs can say that no registry holds: for `symc list`, `symc explain` and editors."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word, one line on it, the long text, an example."""

    name: str
    summary: str
    text: str
    example: str


GROUPS = (
    Word(
        "E",
        "E(n): rotations, reflections and translations of R^n, acting on points",
        "`[Space]` is a point, `[Space.vector]` a vector, which translations leave alone. Points\n"
        "are passed, returned, gathered, subtracted (which gives a vector), moved by a vector\n"
        "(`p + v`) and averaged with `mean`; layers take vectors only.",
        "group Space = E(3)",
    ),
    Word(
        "SE",
        "SE(n): rotations and translations of R^n, acting on points",
        "As E(n), without reflections.",
        "group Space = SE(3)",
    ),
    Word(
        "wr",
        "H wr K: wreath product, an own H in every point of K, on one axis of all leaves",
        "The innermost factor stands first: `S(3) wr S(4)` acts on 12 leaves, in 4 blocks of 3.\n"
        "Factors are families of (signed) permutations of constant size. Of symmetric groups the\n"
        "maps are nested partitions.",
        "group Tree = S(3) wr S(4)",
    ),
    Word(
        "within",
        "S(m) within H: an own S(m) in every point of H, with an axis of its own",
        "Both are symmetric groups of constant size. An axis of the inner group belongs to the\n"
        "nearest axis of the outer one to its left: `[Heads, Dk]`, or `[(Heads, Dk)]` for one\n"
        "axis row-major over both.",
        "group Heads = S(4)\ngroup Dk = S(8) within Heads",
    ),
    Word(
        "automorphisms",
        'automorphisms("file"): the symmetries of a graph in a file',
        "Nodes are in the order of their labels; weights and colours are kept. The path is\n"
        "relative to the spec; the suffix says how the file is written: .edgelist, .adjlist,\n"
        ".graphml, .gml, .graph6, .sparse6.",
        'group Net = automorphisms("petersen.edgelist")',
    ),
    Word(
        "stabilizer",
        "stabilizer(G, v): the subgroup of G that fixes a vector",
        "A model whose types name both is symmetric under the subgroup, which moves the axes of\n"
        "both.",
        "group Rot = O(3)\ngroup Axial = stabilizer(Rot, [0, 0, 1])",
    ),
)
"""Groups that are made of others or read from files."""

_LINE = "group Rot = SO(3)\nmodel M(x: 4 [Rot]) -> [Rot] {\n    symmetry Rot: %s\n%s}"
_PLAIN = _LINE % ("%s", "    return linear(x -> [Rot])\n")
_FLAT = _LINE % ("%s", "    return linear(silu(linear(x -> 64 [])) -> [Rot])\n")

LEVELS = (
    Word(
        "exact",
        "exact: the symmetry holds for all weights; what holds without a line",
        "A level stands in a line `symmetry G: ...` of a model or layer, or behind a statement,\n"
        "`... with G: ...`; the innermost one counts, group by group.",
        _PLAIN % "exact",
    ),
    Word(
        "breaking",
        "breaking <= 0.1, ~ 0.05, learned: broken maps beside the exact ones",
        "`breaking <= e` bounds the broken part of every linear map by e times the exact part,\n"
        "for all weights; `breaking ~ s` is a prior, a term of `regularization_loss()`;\n"
        "`breaking learned` learns how much, and `breaking learned <= e` within a bound. A norm\n"
        "may follow a number: `op` (the default), `haar` or `rate`. `to H` keeps a subgroup, and\n"
        "`for rapidity <= 2.0` says how far boosts are meant.",
        _PLAIN % "breaking learned <= 0.2",
    ),
    Word(
        "free",
        "free: nothing is tied; the axes of the group count as plain",
        "All linear maps are learned. It is what `by` levels have inside.",
        _FLAT % "free",
    ),
    Word(
        "frame",
        "by frame(pca): averaged over the frames that principal axes give",
        "Exact, of O(n), SO(n), E(n), SE(n) and S(n). Where principal axes lie close together the\n"
        "result changes fast: `net.frame_gap(...)` says how close.",
        _FLAT % "by frame(pca)",
    ),
    Word(
        "average",
        "by average: the mean over all elements of a finite group",
        "Exact; one call of the network for every element.",
        (_FLAT % "by average").replace("SO(3)", "SB(3)"),
    ),
    Word(
        "canonical",
        "by canonical: a small equivariant network says where things lie",
        "Exact where the arguments have a single place; the network inside sees them moved there.",
        _FLAT % "by canonical",
    ),
    Word(
        "sample",
        "by sample(16): the mean over random elements, exact in expectation",
        "Of finite and compact groups.",
        _FLAT % "by sample(16)",
    ),
    Word(
        "penalty",
        "by penalty: a term of the loss pulls the network towards the symmetry",
        "Nothing is guaranteed; `symc verify` says how far it is. `regularization_loss()` has the\n"
        "term of the arguments last seen, `equivariance_loss(...)` that of others.",
        _FLAT % "by penalty",
    ),
    Word(
        "input",
        "by input(8, drop = 0.1): inputs that do not transform stand beside exact maps",
        "Eight learned numbers that do not transform go into every layer, and are dropped\n"
        "with that probability; `strict()` is the exact model.",
        _PLAIN % "by input(8, drop = 0.1)",
    ),
)
"""Levels of symmetry, as a `symmetry` line ends."""


def find(word: str) -> Word | None:
    """The group or level of this name."""
    return next((each for each in (*GROUPS, *LEVELS) if each.name == word), None)
