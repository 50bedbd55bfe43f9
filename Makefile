# A plain task runner; .ci/run does all of it on a new machine.
PYTHON ?= python

.PHONY: test lint types catalog bench

test:
	$(PYTHON) -m pytest -q

lint:
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check

types:
	$(PYTHON) -m mypy

catalog:
	$(PYTHON) -m layerlint.catalog

bench:
	for script in benchmarks/*.py; do $(PYTHON) $$script || exit; done
