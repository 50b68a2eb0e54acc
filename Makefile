# Everything a developer runs. A fresh machine needs Python 3.11 or newer and make; the first target that is asked
# for builds .venv from requirements-dev.lock, and again whenever the lock, pyproject.toml or PYTHON changes.
#
#   make test                       with python3
#   make test PYTHON=python3.13     with another one

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
MADE   := $(VENV)/made-with-$(shell $(PYTHON) -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')

# Started a hundred times, a program without bytecode is twice as slow; the environment may have switched it off.
unexport PYTHONDONTWRITEBYTECODE
# A foreign path would put other people's packages before the locked ones.
unexport PYTHONPATH

.DEFAULT_GOAL := help
.PHONY: help demo test soak judges lint check cover schemas docs transcript bless real bench facts verify lock fuzz mutate audit clean $(VENV)

help:  ## this list
	@sed -n 's/^\([a-z][a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

demo: $(MADE)  ## the program at work, on the examples
	PATH="$(CURDIR)/$(BIN):$$PATH" sh examples/demo.sh

test: $(MADE)  ## all tests, one worker per core
	$(BIN)/python -m pytest -n auto

# Without these, the tests that want them are skipped and say so. On a Debian-like machine, as root.
judges:  ## for the tests of the forms: a browser, Graphviz, and validators of other projects
	@missing=; for need in chromium:chromium java:default-jre-headless npm:npm dot:graphviz; do \
	    command -v $${need%:*} > /dev/null || missing="$$missing $${need#*:}"; done; \
	    [ -z "$$missing" ] || { apt-get update -qq && apt-get install -qq --no-install-recommends $$missing; } \
	    || echo "could not be installed:$$missing"
	npm ci --prefix tests/judges --ignore-scripts --no-audit --no-fund
	chmod +x tests/judges/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool

lint: $(MADE)  ## lint, format, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint  ## the same, floors and documentation: before you push
	$(BIN)/python -m pytest -q tests/test_floors.py tests/test_docs.py

# strace may be missing, or not allowed to trace: what needs it is skipped and says so.
soak: $(MADE)  ## the tests of faults, and walks through what people do, in their long form: an hour, and their figures
	rm -rf build/faults
	RECONCILER_TEST_PROFILE=soak $(BIN)/python -m pytest -n auto tests/faults tests/test_incremental.py
	@for table in build/faults/*.txt; do echo; cat $$table; done

cover: $(MADE)  ## all tests with branch coverage; fails below the limit in pyproject.toml
	$(BIN)/python -m pytest -n auto --cov --cov-report=term

schemas: $(MADE)  ## rewrite schemas/ from the kinds and vocabularies
	$(BIN)/python -m reconciler schema --out schemas

docs: $(MADE)  ## rewrite the generated parts of the documentation and the golden plans of the examples
	$(BIN)/python docs/generate.py
	$(BIN)/python -m pytest -q --bless tests/test_injection.py

transcript: $(MADE)  ## play a pull request of 2,000 people, and write docs/transcript.md
	$(BIN)/python docs/console.py docs/transcript.md

bless: $(MADE)  ## rewrite the golden texts of stories and explanations; read the diff before you commit it
	$(BIN)/python -m pytest tests/test_stories.py tests/test_explanations.py --bless

real: $(MADE)  ## run on real organizations: make real DATA=folder
	$(BIN)/python benchmarks/real.py $(DATA)

# Installs other programs into build/peers; one that cannot be had is skipped and says so. Takes a quarter of an hour.
bench: $(MADE)  ## seconds and memory at 1,000 and 10,000 people, beside other programs: make bench ARGS="--sizes 100k"
	$(BIN)/python benchmarks/bench.py $(ARGS)

facts: $(MADE)  ## take in ten million rows of activity and ask for them: seconds and memory
	$(BIN)/python benchmarks/facts.py $(ARGS)

verify: $(MADE)  ## make an audit log of a million entries, verify it, and write into docs/audit.md what that costs
	$(BIN)/python benchmarks/verify.py

# Keeps the pins it finds; to move all of them forward, delete the lock first.
lock:  ## rewrite requirements-dev.lock after a change to pyproject.toml (needs uv)
	UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile pyproject.toml --extra test --output-file requirements-dev.lock \
	    --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-annotate

# Instruments CPython itself, so there is a wheel for some versions of Python only.
fuzz: $(MADE)  ## five minutes of inputs that nobody has thought of; make fuzz SECONDS=3600 for more
	@$(BIN)/python -c 'import atheris' 2> /dev/null || $(BIN)/python -m pip install --quiet --only-binary :all: 'atheris>=3.0' \
	    || { echo "no wheel of atheris for this Python; try: make fuzz PYTHON=python3.11"; exit 1; }
	$(BIN)/python fuzz/run.py $(or $(SECONDS),300)

# Goes on where it was stopped; `make clean` forgets what was found. The number of mutants is that of this version of mutmut.
mutate: $(MADE)  ## change the program in small ways, see which tests notice, and write docs/mutants.md; hours, or MODULES=…
	@$(BIN)/python -c 'import mutmut.mutation' 2> /dev/null || $(BIN)/python -m pip install --quiet 'mutmut==3.8.1'
	$(BIN)/python docs/mutants.py $(MODULES)

# Asks a database of known faults over the network; without one it says so and fails: not asked is not clean.
audit: $(MADE)  ## known faults in the locked packages, and a list of them in CycloneDX
	@$(BIN)/python -c 'import pip_audit, cyclonedx_py' 2> /dev/null \
	    || $(BIN)/python -m pip install --quiet 'pip-audit>=2.10' 'cyclonedx-bom>=7.5'
	mkdir -p dist
	$(BIN)/cyclonedx-py requirements requirements-dev.lock --pyproject pyproject.toml --output-reproducible -o dist/reconciler.cdx.json
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements-dev.lock --progress-spinner off

clean:  ## remove what these targets have made
	rm -rf $(VENV) build dist htmlcov mutants fuzz/out .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find action docs reconciler tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV): $(MADE)

# The lock is complete, so nothing is resolved (--no-deps): a resolver would look at releases that came after it.
$(MADE): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("reconciler needs Python 3.11 or newer, and $(PYTHON) is %d.%d; try: make PYTHON=python3.13 ..." % sys.version_info[:2])'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
