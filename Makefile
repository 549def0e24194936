# Two commands do everything from a fresh machine: make run, make test.

SHELL := /bin/bash
PORT ?= 8000
SYSTEM_PYTHON := $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
STATIC := $(shell find static -type f -not -path 'static/govuk/*' 2>/dev/null)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: run test suite-sqlite suite-postgres check bench screenshots lock system browser clean

run: export DEMO = 1
run: system .venv/base.stamp build/static/staticfiles.json
	@$(PY) manage.py migrate -v0
	@$(PY) manage.py createcachetable
	@$(PY) manage.py load_starter
	@$(PY) manage.py load_templates
	@$(PY) manage.py load_protocols
	@BROKER_URL=none $(PY) manage.py seed_demo
	@exec $(PY) manage.py serve --port $(PORT)

test: browser .venv/dev.stamp build/static/staticfiles.json
	@echo "The suite runs on SQLite and on PostgreSQL side by side."
	@$(MAKE) --no-print-directory -j2 --keep-going suite-sqlite suite-postgres

suite-sqlite:
	@echo "== The suite on SQLite"
	$(PY) -m pytest --share-out

suite-postgres:
	@echo "== The suite on PostgreSQL"
	TEST_DATABASE=postgres $(PY) -m pytest --share-out

check: system .venv/dev.stamp static/govuk/portal.css
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/djlint --lint --quiet templates ui/templates
	DEMO=1 DATA_DIR=build/check $(PY) manage.py makemigrations --check --dry-run
	DEMO=1 DATA_DIR=build/check $(PY) manage.py check

bench: system .venv/dev.stamp build/static/staticfiles.json
	$(PY) -m benchmarks

screenshots: browser .venv/dev.stamp build/static/staticfiles.json
	$(PY) -m tests.screenshots

system:
	@$(SYSTEM_PYTHON) setup/system.py

browser:
	@$(SYSTEM_PYTHON) setup/system.py --browser

.venv/%.stamp: requirements/%.txt
	@echo "Installing Python packages ($*)"
	@test -x $(PY) || $(SYSTEM_PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --require-hashes -r $<
	@touch $@

static/govuk/portal.css: package-lock.json setup/design_system.py $(wildcard static/scss/*.scss) requirements/build.txt
	@echo "Building the design system"
	@$(SYSTEM_PYTHON) -m venv .build-venv
	@.build-venv/bin/python -m pip install --quiet --require-hashes -r requirements/build.txt
	@command -v npm >/dev/null || .build-venv/bin/python -m pip install --quiet --require-hashes -r requirements/node.txt
	@.build-venv/bin/python setup/design_system.py
	@rm -rf .build-venv

build/static/staticfiles.json: static/govuk/portal.css $(STATIC)
	@test -x $(PY) || $(MAKE) --no-print-directory .venv/base.stamp
	@DEMO=1 $(PY) manage.py collectstatic --noinput -v0
	@touch $@

LOCK = uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --quiet
lock:  ## Needs uv; the locks hold versions and hashes, no addresses.
	$(LOCK) -o requirements/base.txt
	$(LOCK) --extra s3 -o requirements/production.txt
	$(LOCK) --group dev -o requirements/dev.txt
	uv pip compile --group build --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --quiet -o requirements/build.txt
	uv pip compile --group node --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --quiet -o requirements/node.txt

clean:
	rm -rf .venv .build-venv node_modules build static/govuk
