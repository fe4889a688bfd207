# `make demo` shows what symc does, `make test` checks it: with Python 3.11 or later, and make.

TORCH    := torch==2.13.0
PYTHONS  := python3 python3.11 python3.12 python3.13 python3.14
RECENT   := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON   ?= $(shell for p in $(PYTHONS); do $$p -c "$(RECENT)" 2>/dev/null && echo $$p && break; done)
VENV     := .venv
BIN      := $(VENV)/bin
INSTALL  := $(BIN)/python -m pip install --quiet --disable-pip-version-check
STAMP    := $(VENV)/.installed

# In CI every test runs, else those that take a moment.
TESTS    := $(if $(filter true 1,$(CI)),"","not slow")

.PHONY: demo test install docs mutants clean
.DEFAULT_GOAL := demo

demo: $(STAMP)
	$(BIN)/symc compile examples -o generated
	$(BIN)/python examples/inertia.py

test: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 -m $(TESTS)

install: $(STAMP)

# The pictures of the README.
docs: $(STAMP)
	$(BIN)/symc draw examples/triangles.sym::Linear --layer h_linear -o docs/maps.svg
	$(BIN)/python examples/inertia.py --plot docs/inertia.png
	$(BIN)/python examples/triangles.py --plot docs/triangles.png

# How many broken modules does `symc verify` find?
mutants: $(STAMP)
	$(BIN)/python -m benchmarks.mutants

# torch comes first and pinned: no other package may choose it.
$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "symc needs Python 3.11 or later, with venv"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(INSTALL) $(TORCH)
	$(INSTALL) -e ".[dev]" -c constraints.txt
	@touch $@

clean:
	rm -rf generated dist build $(STAMP)
