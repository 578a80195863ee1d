# One target for each task, the same at the desk and in CI.  `make help` lists them.

PYTHON ?= python3
ARGS ?= -www
TESTS ?=
RELEASES ?=

BIN := .venv/bin
STAMP := .venv/.installed

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: install run test matrix smoke check fuzz peers peers-all peers-built machine generate bench clean help
# Two targets may want apt-get at the same time, and dpkg has one lock.
.NOTPARALLEL:

install: $(STAMP)  ## create .venv with the command s_server in it

run: install  ## start the status page; ARGS="..." passes other options
	@$(BIN)/s_server $(ARGS)

test: install peers  ## run the tests; TESTS="tests/wire -k hello" picks some
	@$(BIN)/pytest $(TESTS)

# RELEASES="3.5 4.0" takes only these; TESTS other tests than all that matter.
matrix: install peers  ## run the tests on five releases of OpenSSL
	@$(BIN)/python tools/matrix.py $(RELEASES) -- $(TESTS)

smoke: install peers  ## hold a few conversations on each of the four other releases
	@$(BIN)/python tools/matrix.py --smoke $(RELEASES)

check: install peers  ## lint, format, types, house rules
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/pytest tests/house

fuzz: install  ## read a million damaged ClientHellos, and other messages
	@FUZZ_ROUNDS=1000000 $(BIN)/pytest -q --timeout 0 tests/wire/test_damage.py

peers:  ## install the programs that the tests talk to, and three more OpenSSLs
	@$(PYTHON) tools/peers.py
	@$(PYTHON) tools/peers_openssl.py

peers-built:  ## build an OpenSSL with SSLv3 and SCTP, which takes some minutes
	@$(PYTHON) tools/peers_built.py

# Debian's kernel in QEMU, in software: slow, with this machine's files and no network.
machine: install peers peers-built  ## run tests on a kernel that has SCTP and TLS
	@$(BIN)/python tools/machine.py \
		$(BIN)/pytest --timeout 0 -p no:cacheprovider \
		$(or $(TESTS),tests/built/test_sctp.py tests/built/test_kernel_tls.py)

# TSHARK=/path/to/tshark asks a newer Wireshark than the system's for fingerprints.
peers-all: install peers  ## install browsers and more, and record what they say first
	@$(PYTHON) tools/peers.py --all
	@[ -x .peers/curl_cffi/bin/python ] || $(PYTHON) -m venv .peers/curl_cffi
	@.peers/curl_cffi/bin/python -m pip install -qq curl_cffi
	@$(BIN)/python -m tools.record_hellos

generate: install  ## write the generated files anew
	@$(BIN)/python tools/generate_declarations.py
	@$(BIN)/python tools/generate_keywords.py
	@$(BIN)/python tools/generate_registries.py
	@$(BIN)/python tools/generate_documents.py

# The C program is the system's build, so the Python is too: a home-made one is slower.
# RUNLEVEL keeps Debian from starting the nginx that is only to be measured.
BENCH_PYTHON ?= /usr/bin/python3
BENCH := .peers/bench/bin/python
bench: private PYTHON = $(BENCH_PYTHON)
bench: install  ## measure beside the C program and nginx, into bench/README.md
	@[ -x /usr/sbin/nginx ] || RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
		apt-get -qq -y --no-install-recommends install nginx-light >/dev/null
	@[ -x $(BENCH) ] || { $(NEED_VENV); }
	@[ -x $(BENCH) ] || $(PYTHON) -m venv .peers/bench
	@$(BENCH) -m pip install -qq -e .
	@$(BENCH) -m bench

clean:  ## remove everything that the other targets made
	@rm -rf .venv .peers build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

# Debian ships Python without ensurepip, so `python3 -m venv` fails half-way there.
define NEED_VENV
$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get -qq update </dev/null && \
		apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 \
			install python3-venv </dev/null >/dev/null; \
	else \
		echo "make: $(PYTHON) cannot make a .venv: install the package python3-venv" >&2; \
		exit 1; \
	fi; }
endef

# The old stamp goes first: an interrupted set-up is done again from the start.
$(STAMP): pyproject.toml constraints.txt
	@echo "make: setting up .venv" >&2
	@rm -f $@
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
		$(NEED_VENV) && $(PYTHON) -m venv --clear .venv; }
	@$(BIN)/python -m pip install -qq --upgrade --constraint constraints.txt pip
	@$(BIN)/python -m pip install -qq --constraint constraints.txt \
		--editable . --group dev
# As pip does where it copies: else each start compiles all modules, 80 ms, where
# PYTHONDONTWRITEBYTECODE is set.
	@$(BIN)/python -m compileall -q src
	@touch $@
