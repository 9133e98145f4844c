# The tasks of the project. `make` lists them. Each one sets up what it needs in .venv, once.

PYTHON  ?= python3
PORT    ?=
# Test processes that run in parallel; each imports and compiles for itself.
WORKERS ?= 2

BIN   := .venv/bin
READY := .venv/package.stamp
FAST  := not slow and not browser and not validate
# Most of the tests' time goes to the compiler, which takes two thirds of it with these flags. In
# `make validate` and in the browser tests, code is compiled as for users.
QUICK := XLA_FLAGS="--xla_cpu_use_fusion_emitters=false --xla_backend_optimization_level=1"

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Where it is set, each of the many processes would compile all sources again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help app check test validate bench docs lint requirements wheel clean screenshots

help:  ## List the tasks
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "Variables: PYTHON=python3.12 (makes .venv), PORT=8600 (of the app), WORKERS=4 (of tests)."

app: $(READY)  ## Start the app at a local address, which it prints
	@$(if $(PORT),STREAMLIT_SERVER_PORT=$(PORT)) $(BIN)/sergiojax app

check: lint  ## Lint, types, layers and the fast tests
	@$(QUICK) $(BIN)/pytest -m "$(FAST)"

# The browser tests come last, because they have time limits.
test: lint  ## All checks and tests but the long ones
	@$(QUICK) $(BIN)/pytest -m "not browser and not validate" -n $(WORKERS) --dist worksteal
	@$(BIN)/pytest tests/browser -m "browser and not validate" -n $(WORKERS) --dist worksteal

validate: $(READY)  ## The long statistical checks, and every gesture in the browser
	@$(BIN)/pytest -m "validate and not browser" -n $(WORKERS) --dist worksteal
	@$(BIN)/pytest tests/browser -m validate -n $(WORKERS) --dist worksteal

bench: .venv/benchmarks.stamp  ## The table of speeds
	@$(BIN)/python -m benchmarks

docs: $(READY)  ## Write docs/api.md from the docstrings
	@$(BIN)/python docs/make_api.py

screenshots: $(READY)  ## Take the pictures of the README again (needs Chromium)
	@$(BIN)/python docs/make_screenshots.py

lint: $(READY)
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports --no-logo & layers=$$!; \
		$(BIN)/pyright --pythonpath $(BIN)/python && wait $$layers

requirements: .venv/requirements.stamp  ## Pin what pyproject.toml asks for (UPGRADE=1: the newest)
	@$(BIN)/pip install --quiet uv
	@UV_CUSTOM_COMPILE_COMMAND="make requirements" $(BIN)/uv pip compile --quiet --universal \
		--python-version 3.11 --extra dev $(if $(UPGRADE),--upgrade) \
		--output-file requirements.txt pyproject.toml

wheel: $(READY)  ## Build the wheel, which carries the app too, into dist/
	@$(BIN)/python -m build --no-isolation

clean:  ## Delete .venv, dist and every cache
	rm -rf .venv dist .hypothesis .import_linter_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Set-up. A stamp is as new as what it stands for: a second call does nothing.

.venv/requirements.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "sergiojax needs Python 3.11 or newer, which $(PYTHON) is not;" \
			"name another: make PYTHON=python3.12 app" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make a virtual environment;" \
			"on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Setting up .venv, once: this takes some minutes."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --requirement requirements.txt
	@touch $@

$(READY): .venv/requirements.stamp pyproject.toml sergiojax/_version.py
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/pip check >.venv/check.txt || { \
		cat .venv/check.txt; \
		echo "requirements.txt lags behind pyproject.toml: make requirements" >&2; exit 1; }
	@touch $@

.venv/benchmarks.stamp: $(READY)
	@$(BIN)/pip install --quiet --no-build-isolation \
		--constraint requirements.txt --editable '.[benchmarks]'
	@touch $@
