# What a checkout is worked with. `make` alone lists the targets. Needs GNU make 3.81 or later and Python 3.11 or later.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
# The interpreter that .venv is made with; empty: the first of CANDIDATES that is new enough.
PYTHON ?=
CANDIDATES := python3.13 python3.12 python3.11 python3 python
# The port of `make run` and `make notebooks`; empty: that of `exitgraph serve` or JupyterLab.
PORT ?=

# A stamp in .venv stands for a finished installation. It is older than pyproject.toml or constraints.txt when one
# of these changes, so a second `make` calls pip only then; it goes when .venv goes.
RUNTIME := $(VENV)/.installed-runtime
NOTEBOOK := $(VENV)/.installed-notebook
DEV := $(VENV)/.installed-dev
WANTED := pyproject.toml constraints.txt hatch_build.py $(wildcard frontend/*.* frontend/src/*.* frontend/src/*/*.*) src/exitgraph/view/assets/tokens.css

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help setup run notebooks test lint validate reference bench clean

help: ## list the targets
	@echo "make TARGET [PORT=number] [PYTHON=path]"
	@echo
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)$$/  \1	\2/p' Makefile | expand -t 14

setup: $(DEV) ## put everything into .venv: runtime and development tools

run: $(RUNTIME) ## build the page from the shipped graph and show it in a browser
	@$(BIN)/exitgraph serve --open $(if $(PORT),--port $(PORT))

notebooks: $(NOTEBOOK) ## open the notebooks in JupyterLab, on this machine only
	@$(BIN)/python tools/notebooks.py --open $(if $(PORT),--port $(PORT))

test: lint validate ## all checks: style, types, the graph, the tests
	$(BIN)/pytest -rs -n 2 --dist loadfile --no-loadscope-reorder

lint: $(DEV) ## style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

validate: $(RUNTIME) ## check the shipped graph against its rules
	$(BIN)/exitgraph validate

reference: $(DEV) ## rebuild the reference data: territories, labels, borders
	$(BIN)/python tools/reference.py

bench: $(DEV) ## run the benchmarks
	@if [ -f benchmarks/startup.py ]; then $(BIN)/python benchmarks/startup.py; else echo "No benchmarks yet."; fi

clean: ## remove .venv, caches and build results
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
	find . -name '*.egg-info' -prune -exec rm -rf {} +
	find . -name __pycache__ -prune -exec rm -rf {} +

# Some systems have a python3.13 that is only a launcher for a version that is not installed, so each candidate is run.
$(BIN)/python:
	@for name in $(if $(PYTHON),"$(PYTHON)",$(CANDIDATES)); do \
	  if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$name; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "exitgraph needs Python 3.11 or later; none of these is: $(if $(PYTHON),$(PYTHON),$(CANDIDATES))." >&2; \
	  echo "Install one, or name it: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$found ..."; \
	"$$found" -m venv --clear $(VENV) || { rm -rf $(VENV); \
	  echo "Python could not make $(VENV). On Debian and Ubuntu: apt-get install python3-venv." >&2; exit 1; }

$(RUNTIME): $(WANTED) | $(BIN)/python
	@echo "Installing exitgraph into $(VENV) (once) ..."
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(NOTEBOOK): $(WANTED) | $(BIN)/python
	@echo "Installing exitgraph and JupyterLab into $(VENV) (once) ..."
	@$(PIP) install -c constraints.txt -e '.[notebook]'
	@touch $(RUNTIME) $@

# Development holds all of it, so that `make run` and `make notebooks` after `make setup` have nothing left to install.
$(DEV): $(WANTED) | $(BIN)/python
	@echo "Installing exitgraph and its development tools into $(VENV) (once) ..."
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $(RUNTIME) $(NOTEBOOK) $@
