# make run | dev | test | check | faults | bench | demo | format | migration | lock | upgrade | clean
# The environment is .venv/ in this checkout; everything in it comes from requirements/*.txt, by hash.

PYTHON ?= python3
VENV := .venv
# Tools run as modules, so that a checkout that was moved or copied uses its own environment.
PY := $(VENV)/bin/python
INSTALL := $(PY) -m pip install --quiet --no-input --disable-pip-version-check --require-hashes

# One install at a time, also under make -j.
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: run dev test check faults bench demo format migration lock upgrade clean

run: $(VENV)/.runtime
	@$(PY) -m wiki serve

# For work on the code: starts again whenever a file changes.
dev: $(VENV)/.runtime
	@$(PY) -m flask --app app db upgrade
	@$(PY) -m flask --app app sign-in-link
	@$(PY) -m flask --app app run --debug --port "$${WIKI_PORT:-8000}"

# The tests without a browser count which lines of wiki/ they run. The counters stay in place once
# they have counted, as to remove them is not safe while threads run. pytest warns that the counter was
# imported before it, which matters to its asserts alone.
# A test in a browser spends half its time waiting for one: so twice as many of them at once.
UNCOVERED := .coverage.txt
COUNT := -m slipcover --source wiki --threshold 1000000000 --skip-covered --out $(UNCOVERED)
test: $(VENV)/.test
	@.ci/programs
	$(PY) $(COUNT) -m pytest -W "ignore:Module already imported:pytest.PytestAssertRewriteWarning" \
	  -m "not browser" --numprocesses auto --dist loadscope --no-loadscope-reorder
	@awk '/^\(summary\)/ { print $$4 "% of " $$2 " lines of wiki/ were run; $(UNCOVERED) lists the others" }' $(UNCOVERED)
	$(PY) -m pytest -m browser --numprocesses $$(( 2 * $$(nproc) )) --dist loadfile --no-loadscope-reorder

check: $(VENV)/.check
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) $(VENV)/bin/lint-imports --no-logo
	$(PY) -m djlint --lint --quiet templates

# Faults on purpose; takes half an hour. The short form takes a minute: make faults FAULTS=
FAULTS ?= --long
faults: $(VENV)/.test
	@$(PY) -m tests.faults $(FAULTS)

# Everything in bench/, into bench/RESULTS.md; takes half an hour. To see that it works: BENCH=--quick
BENCH ?=
bench: $(VENV)/.test
	@.ci/programs
	@$(PY) -m bench $(BENCH)

# The journal of the demo, from wiki/demo/diary.yaml and the pages beside it.
demo: $(VENV)/.test
	@$(PY) -m bench.demo

format: $(VENV)/.check
	$(PY) -m ruff check --fix --exit-zero --quiet .
	$(PY) -m ruff format .

# Writes the migration from the newest tables to the models: make migration NAME="what it adds".
migration: $(VENV)/.check
	@test -n '$(NAME)' || { echo 'Say what it adds: make migration NAME="when a belief resolves"' >&2; exit 1; }
	@newest=$$(ls wiki/migrations/versions | grep -o '^[0-9]*' | sort -n | tail -n 1); \
	  number=$$(printf '%04d' "$$(expr "$$newest" + 1)"); \
	  WIKI_DATA=$$(mktemp -d); export WIKI_DATA; \
	  $(PY) -m flask --app app db upgrade && \
	  $(PY) -m flask --app app db migrate --message '$(NAME)' --rev-id "$$number"; \
	  status=$$?; rm -rf "$$WIKI_DATA"; exit $$status
	@$(PY) -m ruff check --fix --quiet wiki/migrations
	@$(PY) -m ruff format --quiet wiki/migrations

# After a change to requirements/*.in: versions already locked stay.
lock: $(VENV)/.check
	@for part in runtime test check; do \
	  echo "requirements/$$part.txt"; \
	  $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-header $(LOCK_FLAGS) \
	    --output-file requirements/$$part.txt requirements/$$part.in >/dev/null || exit 1; \
	done

# The same, with everything at its newest.
upgrade:
	@$(MAKE) lock LOCK_FLAGS=--upgrade

# The environment and what the tools leave behind; never instance/, which holds the atlas.
clean:
	rm -rf $(VENV) .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache $(UNCOVERED)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is written once its install has succeeded, so a second run installs nothing.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Atlas needs Python 3.11 or newer as '$(PYTHON)'; install it, or name another with make PYTHON=/path/to/python." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Atlas needs Python's venv module: on Debian and Ubuntu, install the package python3-venv." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: requirements/runtime.txt $(VENV)/.made
	@echo "Installing what the atlas needs into $(VENV) ..."
	@$(INSTALL) -r $<
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.runtime
	@echo "Installing what the tests need ..."
	@$(INSTALL) -r $<
	@touch $@

$(VENV)/.check: requirements/check.txt $(VENV)/.test
	@echo "Installing what the checks need ..."
	@$(INSTALL) -r $<
	@touch $@
