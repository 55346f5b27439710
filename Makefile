# All verbs of the project. Each sets up what it needs; the second time that takes no time.
PYTHON ?= $(shell .ci/pythons newest)
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed
BENCH := $(VENV)/.bench-installed
EMULATORS := .venv-emulators/.installed
AWSCLI := .venv-awscli/.installed
SCANNERS := .venv-scanners/.installed
CLICKHOUSE := .venv-clickhouse/.installed
NPM := node_modules/.installed
IN_WORKERS := -n 3 --dist worksteal
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install

.DEFAULT_GOAL := help
.PHONY: help run needed test coverage check pythons bench viewers crowd screenshots fmt clean

help: ## Say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: $(RUNTIME) ## Open the dashboard on the embedded simulator, at http://127.0.0.1:8501
	@$(BIN)/streamlit run dashboard.py $(ARGS)

# What all tests need; by itself it can be installed beside something else.
needed: $(DEV) $(EMULATORS) $(AWSCLI) $(CLICKHOUSE) $(NPM)

# Compiled once, and not by each worker and each server it starts, also where Python is told to keep
# nothing that is compiled.
test coverage: export PYTHONDONTWRITEBYTECODE :=
test: needed ## Run all tests; browser tests need Chromium and say so when they skip
	@$(BIN)/python -m pytest $(IN_WORKERS) $(ARGS)

coverage: needed ## Say which lines of eda_core the small tests and the recorded cases reach
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest $(IN_WORKERS) $(or $(ARGS),tests/unit tests/pages tests/durability tests/conformance)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report --fail-under=95

check: $(DEV) $(SCANNERS) ## Check style, formatting, types, and the template under scanners
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@test ! -e $(SCANNERS) || $(BIN)/python .ci/scan .venv-scanners/bin

pythons: $(EMULATORS) ## Check and test on every Python here; PYTHONS="python3.12 ..." names some
	@.ci/pythons test

bench: $(BENCH) ## Measure, with the peer beside it in the same run
	@$(BIN)/pytest -c tests/benchmarks/pytest.ini tests/benchmarks $(ARGS)

viewers: $(DEV) ## Measure what 30 viewers of the Live page cost the server
	@$(BIN)/python tests/benchmarks/viewers.py $(ARGS)

crowd: $(DEV) ## Measure a crowd at the doors; ARGS=orders posts, ARGS=phones is an audience
	@$(BIN)/python tests/benchmarks/crowd.py $(or $(ARGS),phones)

screenshots: $(DEV) ## Draw the pictures of the README in docs/images; ARGS="burst dark" draws some
	@$(BIN)/python tests/screenshots.py $(ARGS)

fmt: $(DEV) ## Format the code and mend what can be mended
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean: ## Remove the virtual environments and everything the tools left behind
	@rm -rf $(VENV) .venvs .venv-emulators .venv-awscli .venv-scanners .venv-clickhouse node_modules .coverage .benchmarks .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(if $(PYTHON),.ci/pythons check $(PYTHON),exit 1)
	@echo "Making $(VENV) with $$($(PYTHON) --version) ($(PYTHON)) ..."
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python's venv module is needed; on Debian: apt-get install python3-venv"; exit 1; }

$(RUNTIME): requirements.txt constraints.txt | $(BIN)/python
	@echo "Installing what the dashboard runs on (once) ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt requirements-big.txt requirements.txt constraints.txt | $(BIN)/python
	@echo "Installing what the tests need (once) ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(BENCH): requirements-bench.txt requirements-dev.txt constraints.txt | $(BIN)/python
	@echo "Installing what the benchmarks need (once) ..."
	@$(PIP) -r requirements-bench.txt
	@touch $@

# An environment of its own for $(1). Without a package index what needs it skips and says so, unless
# $(2) says that it is required.
define environment
	@echo "Installing $(1) (once) ..."
	@$(BIN)/python -m venv $(@D)
	@$(@D)/bin/python -m pip --quiet --disable-pip-version-check install -r $< && touch $@ || \
	  { echo "Could not be installed: $(1)."; test "$$$(2)" != required; }
endef

$(EMULATORS): requirements-emulators.txt | $(BIN)/python
	$(call environment,the AWS emulators of the tests,EDA_EMULATORS)

$(AWSCLI): requirements-awscli.txt | $(BIN)/python
	$(call environment,the AWS CLI of the tests,EDA_EMULATORS)

$(SCANNERS): requirements-scanners.txt | $(BIN)/python
	$(call environment,the scanners of the template,EDA_EMULATORS)

$(CLICKHOUSE): requirements-clickhouse.txt | $(BIN)/python
	$(call environment,the second engine of the tests of large logs,EDA_CLICKHOUSE)

# Without npm or its registry the tests that need axe-core or eslint skip and say so, unless required.
$(NPM): package.json package-lock.json
	@echo "Installing what the tests of the browser side need (once) ..."
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null && touch $@ || \
	  { echo "It could not be installed."; test "$$EDA_BROWSER" != required; }
