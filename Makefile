# Everything the project can do; `make help` lists it.

PYTHON ?= python3
ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python
UV := $(VENV)/bin/uv
RUNTIME := $(VENV)/.ruimte-runtime
DEV := $(VENV)/.ruimte-dev

LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-annotate --no-emit-index-url --no-emit-find-links $(LOCK_ARGS)
SQLITE := env -u DATABASE_URL -u REDIS_URL
SERVERS := $(PY) -m tests.servers
PRODUCTION = RUIMTE_PRODUCTION=1 RUIMTE_ALLOWED_HOSTS=ruimte.example RUIMTE_BASE_URL=https://ruimte.example \
	RUIMTE_SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
.PHONY: run setup test check bench prove messages schema lock help

run: setup ## Set up, migrate, fill the demo and serve on http://localhost:8000/ (RUIMTE_PORT, RUIMTE_DEMO)
	@RUIMTE_DEMO=$${RUIMTE_DEMO-1} RUIMTE_PORT=$${RUIMTE_PORT:-8000} exec $(PY) manage.py serve --prepare

setup: $(RUNTIME) ## Make .venv from the hashed lock, no more

test: $(DEV) ## The whole suite, on SQLite and at the same time on PostgreSQL and Valkey (ARGS="-k words")
	@$(PY) -m tests.passes $(ARGS)

check: $(DEV) ## Lint, types, import contracts, templates, migrations, deploy check, schema, translations
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy .
	$(VENV)/bin/lint-imports --no-logo
	$(PY) -m djlint --lint --quiet .
	@mkdir -p .run
	$(SQLITE) $(PY) manage.py makemigrations --check --dry-run
	@echo "manage.py check --deploy"
	@$(SQLITE) $(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) manage.py spectacular --lang en-gb --api-version v1 --validate --fail-on-warn --file .run/openapi.yaml
	@diff -u docs/openapi.yaml .run/openapi.yaml || { echo "The API changed: run make schema." >&2; exit 1; }
	$(PY) manage.py messages --check

bench: $(DEV) ## Measure against the naive ways, on SQLite, PostgreSQL and Valkey
	$(SERVERS) $(PY) -m bench $(ARGS)

prove: $(DEV) ## The long forms of the race and crash tests, on both databases at the same time
	@RUIMTE_PROVE=1 $(PY) -m tests.passes -m prove -s $(ARGS)

messages: $(DEV) ## Gather and compile the translations
	$(PY) manage.py messages

schema: $(DEV) ## Rewrite docs/openapi.yaml
	$(PY) manage.py spectacular --lang en-gb --api-version v1 --validate --fail-on-warn --file docs/openapi.yaml

lock: $(UV) ## Compile the hashed locks anew (LOCK_ARGS=--upgrade)
	$(LOCK) --group installer --output-file requirements-uv.txt
	$(LOCK) pyproject.toml --output-file requirements.txt
	$(LOCK) pyproject.toml --group dev --constraint requirements.txt --output-file requirements-dev.txt
	@! grep -n '://' requirements*.txt
	@for lock in requirements*.txt; do \
		twice=$$(sed -n 's/^\([A-Za-z0-9._-]*\).*==.*/\1/p' $$lock | sort | uniq -d); \
		if [ -n "$$twice" ]; then echo "$$lock names twice:" $$twice >&2; exit 1; fi; \
	done

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do \
		printf '  make %-9s %s\n' "$$name" "$$what"; done

$(UV): requirements-uv.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; v >= (3, 11) or sys.exit("Ruimte needs Python 3.11 or newer and $(PYTHON) is %d.%d; name another one with make PYTHON=python3.12." % v)'
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --require-hashes -r requirements-uv.txt
	@touch $@

# Installs on top of what is there, so that after `make test` a `make` takes nothing away. uv is quick but blind
# to pip's own settings (a mirror, a certificate), so where it gets nothing, pip has a second try.
$(RUNTIME): requirements.txt $(UV)
	@echo "Installing the locked packages ..."
	@$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements.txt \
		|| $(PY) -m pip install --quiet --require-hashes -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(UV)
	@echo "Installing the locked packages and tools ..."
	@$(UV) pip sync --quiet --python $(PY) --require-hashes requirements-dev.txt requirements-uv.txt \
		|| $(PY) -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $(RUNTIME) $@
