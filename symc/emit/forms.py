"""A file with one product of irreps: for benchmarks and tests, and to be used by itself."""

from symc.emit.backends.torch.forms import product_page, support_of
from symc.emit.backends.torch.support import closure, imports_of
from symc.ir.form import Form
from symc.ir.page import FormPage


def form_page(form: Form, name: str) -> FormPage:
    """The page of a product: `_name(x, y, w, graph, table)`, and its tables `_NAME_...`."""
    names = closure(support_of(form))
    plain = sorted(line for line in imports_of(names) if line.startswith("import "))
    support = tuple(f"torch/support/{each}.py" for each in names)
    return FormPage(f"{form}.", (*plain, "", "import torch"), support, product_page(form, name))
