# Two commands do all the set-up: `make demo` and `make test`.
# Nothing is installed outside this folder but what `make test` needs to drive a browser.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check quick bench docs clean

demo: $(VENV)/installed
	$(BIN)/coranto demo demo

test: check
	$(BIN)/pytest --numprocesses auto --dist worksteal --cov --cov-report=
	$(BIN)/coverage report --format=total | sed 's/.*/Coverage: & % of the lines and branches of src/'

check: $(VENV)/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest tests/test_layout.py

# The pure rooms, the store and the commands: what another version of Python could break.
quick: $(VENV)/developing
	$(BIN)/pytest tests/reading tests/analysis tests/editing tests/store tests/cli

bench: $(VENV)/developing
	$(BIN)/python benchmarks/all.py

docs: $(VENV)/developing
	$(BIN)/python docs/generate.py

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Coranto needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/developing: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(VENV)/installed
	touch $@

clean:
	rm -rf $(VENV) .venv-3.* demo dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
