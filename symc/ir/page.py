"""What to write, line by line: strings only, laid out by the templates."""

from dataclasses import dataclass

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelPage:
    """One `nn.Module`; `head` and `body` are those of its `forward`, `methods` stand behind
    it, `signature` are the arguments of its `__init__`, `bases` the classes that it extends. Lines
    are not indented."""

    name: str
    title: str
    docstring: Lines
    records: tuple[Lines, ...]
    constants: Lines
    init: Lines
    reset: Lines
    head: Lines
    body: Lines
    methods: tuple[Lines, ...]
    signature: str
    bases: str = "nn.Module"


@dataclass(frozen=True, slots=True)
class Page:
    """A generated file: header, imports, models, their programs, snippets of support.

    Those in `before` stand before the models, which extend their classes.
    """

    title: str
    docstring: Lines
    imports: Lines
    support: Lines
    functions: tuple[Lines, ...]
    pairs: tuple[Lines, ...]
    models: tuple[ModelPage, ...]
    products: tuple["ProductPage", ...] = ()
    texts: Lines = ()
    before: Lines = ()

    def __str__(self) -> str:
        return "\n".join((self.title, *self.docstring))


@dataclass(frozen=True, slots=True)
class NativePage:
    """The C++ of one product; `loops` is the template of the loops over its entries."""

    title: str
    channels: int
    x: int
    y: int
    z: int
    weights: int
    adds: str
    adds_weights: str
    product: Lines
    gradients: Lines
    loops: str


@dataclass(frozen=True, slots=True)
class KernelPage:
    """One Triton kernel: its name, arguments and body."""

    name: str
    arguments: Lines
    body: Lines


@dataclass(frozen=True, slots=True)
class TritonPage:
    """All kernels of one product; `rows` names the one that sums rows, `launch` makes them one."""

    constant: str
    kernels: tuple[KernelPage, ...]
    rows: str
    launch: Lines


@dataclass(frozen=True, slots=True)
class ProductPage:
    """One product of irreps in a generated file: tables, C++, kernels, operators, its function.

    `source` and `kernels` are the texts of the C++ and of the kernels once these are rendered.
    """

    constant: str
    tables: Lines
    native: NativePage
    triton: TritonPage
    operators: Lines
    function: Lines
    source: str = ""
    kernels: str = ""


@dataclass(frozen=True, slots=True)
class FormPage:
    """A file with one product and nothing else."""

    title: str
    imports: Lines
    support: Lines
    product: ProductPage
    text: str = ""


@dataclass(frozen=True, slots=True)
class TestPage:
    """The tests beside a generated file; `support` are the snippets that hold what they do.

    `models` are tables of what is tested, `groups` tables of how elements move it.
    """

    title: str
    docstring: Lines
    imports: Lines
    module: str
    models: tuple[Lines, ...]
    support: Lines
    groups: tuple[Lines, ...]
