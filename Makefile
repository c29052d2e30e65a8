# Every target works on a fresh machine that has python3 (3.11 or newer) and make; none asks a question.
# make demo      install, index corpus/, and show what searchkit does
# make test      install and run the tests
# make lint      ruff and mypy
# make bench     all benchmarks, long form; results go to benchmarks/runs/
# make faults    the fault harnesses, long form (they stand in ../shared)
# make soak      10,000 small commits
# make lock      choose versions again and write requirements.lock

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# Prints a command as a newcomer would type it, then runs it. A search that finds nothing (exit code 1) would end the demo.
show = @printf '\n$$ searchkit %s\n' "$(subst ",\",$(1))"; $(BIN)/searchkit $(1)

.PHONY: demo test lint bench bench-short faults faults-short soak soak-short lock clean

demo: $(READY)
	$(call show,index corpus)
	$(call show,search tram strike -n 3)
	$(call show,search '"harbour bridge"' -n 2)
	$(call show,search strike --since 2031-05 --until 2031-06 -n 2)
	$(call show,quotes strike --by 'Orla Venn' --direct -n 3)
	$(call show,speakers strike -n 5)
	$(call show,timeline strike --per month)
	$(call show,stats)
	$(call show,reindex --config corpus.toml)
	@printf '\nTo type searchkit yourself: source $(BIN)/activate\n'

test: $(READY)
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python benchmarks/run.py

bench-short: $(READY)
	$(BIN)/python benchmarks/run.py --short

faults: $(READY)
	$(BIN)/python benchmarks/faults.py

faults-short: $(READY)
	$(BIN)/python benchmarks/faults.py --short

soak: $(READY)
	$(BIN)/python benchmarks/soak.py

soak-short: $(READY)
	$(BIN)/python benchmarks/soak.py --commits 60

lock: $(READY)
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
		--no-emit-options --strip-extras --allow-unsafe --all-extras --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) build scratch
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The lock file is complete, so nothing is resolved (--no-deps); anything else in .venv may stay.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "searchkit needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)
