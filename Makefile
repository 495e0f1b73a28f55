# Every entry is one readable script under scripts/; this file only lists them.

.PHONY: help run test build format lint bench soak sanitize fuzz release smoke tour

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:/ { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: ## install what is missing, build, start the hub on 127.0.0.1:9876
	@scripts/run

test: ## install what is missing, lint, build, run every test (ONLY=name runs some)
	@scripts/test $(ONLY)

build: ## build everything for development
	@scripts/build

format: ## rewrite the sources in the house's format
	@scripts/format

lint: ## complain about what is not in the house's format
	@scripts/lint

bench: ## measure against the peers and print ratios (ONLY=name measures some)
	@scripts/bench "$(ONLY)"

soak: ## the tests at full length with sanitizers and fuzzing: hours, resumable
	@scripts/soak

sanitize: ## the tests under the thread and the address sanitizer
	@scripts/sanitize

fuzz: ## fuzz one parser: make fuzz NAME=values SECONDS=60
	@scripts/fuzz $(NAME) $(SECONDS)

release: ## build the executable that is shipped, into .build/release-executable
	@scripts/release

smoke: ## start the release executable in a bare Debian
	@scripts/smoke

tour: ## take the pictures of docs/user/tour.md anew, from running hubs
	@scripts/tour
