# All verbs of the project. Each sets up what it needs; the second time that takes no time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed
BENCH := $(VENV)/.bench-installed
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install

.DEFAULT_GOAL := help
.PHONY: help run test check bench fmt clean

help: ## Say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: $(RUNTIME) ## Open the dashboard on the embedded simulator, at http://127.0.0.1:8501
	@$(BIN)/streamlit run dashboard.py $(ARGS)

test: $(DEV) ## Run all tests; browser tests need Chromium and say so when they skip
	@$(BIN)/coverage run -m pytest $(ARGS)
	@$(BIN)/coverage report --fail-under=95

check: $(DEV) ## Check style, formatting and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: $(BENCH) ## Measure, with the peer beside it in the same run
	@$(BIN)/pytest -c tests/benchmarks/pytest.ini tests/benchmarks $(ARGS)

fmt: $(DEV) ## Format the code and mend what can be mended
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean: ## Remove the virtual environment and everything the tools left behind
	@rm -rf $(VENV) .coverage .benchmarks .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python's venv module is needed; on Debian: apt-get install python3-venv"; exit 1; }

$(RUNTIME): requirements.txt constraints.txt | $(BIN)/python
	@echo "Installing what the dashboard runs on (once) ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt requirements.txt constraints.txt | $(BIN)/python
	@echo "Installing what the tests need (once) ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(BENCH): requirements-bench.txt requirements-dev.txt constraints.txt | $(BIN)/python
	@echo "Installing what the benchmarks need (once) ..."
	@$(PIP) -r requirements-bench.txt
	@touch $@
