# Targets are documented by the comment behind them; `make` alone lists them.

GO ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS = -s -w -X main.version=$(VERSION)
FUZZTIME ?= 30s

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.PHONY: demo
demo: build ## the daemon over a built-in world: everything can be seen without the internet
	./bin/freshet demo

.PHONY: build
build: ## a static binary in bin/
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/freshet ./cmd/freshet

.PHONY: test
test: need lint ## everything: checks, all tests with the race detector, readers and a browser
	$(GO) test -race -timeout 20m ./...

.PHONY: quick
quick: ## all tests without the race detector
	$(GO) test ./...

.PHONY: need
need: ## install what the tests need, or say what is missing
	@.ci/need

.PHONY: lint
lint: ## formatting and vet
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	if [ -n "$$unformatted" ]; then echo "not formatted: $$unformatted"; exit 1; fi
	$(GO) vet ./...

.PHONY: bench
bench: ## speed beside the bare work, in one run
	$(GO) test ./cmd/freshet/bench -run '^$$' -bench . -benchtime 5x

.PHONY: load
load: ## 2,000 sources over seven simulated days, and 100 kills
	FRESHET_LOAD=full $(GO) test ./cmd/freshet/load -v -timeout 30m

.PHONY: score
score: build ## a simulated fortnight judged by the rules of the Feed Reader Behavior project
	./bin/freshet score

.PHONY: eval-dedup
eval-dedup: ## how well copies are found, beside the goals: through a store, and served to a daemon
	$(GO) run ./cmd/freshet/eval
	$(GO) run ./cmd/freshet/eval -daemon -classes=false
	$(GO) run ./cmd/freshet/eval -cost 100000

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME
	@for package in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$package | grep ^Fuzz); do \
	    echo "$$package $$target"; \
	    $(GO) test $$package -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) || exit 1; \
	  done; \
	done

.PHONY: clean
clean: ## remove what was built
	rm -rf bin
