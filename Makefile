# Okaeri. `make` alone lists what can be made.
# Tools are run at a fixed version by `go run`: nothing is installed, and everybody's result is the same.

gofumpt     := go run mvdan.cc/gofumpt@v0.12.0
staticcheck := go run honnef.co/go/tools/cmd/staticcheck@v0.8.2
golangci    := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.DEFAULT_GOAL := help
.PHONY: help test check lint bench data screenshots peers

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

peers: ## install what the tests talk to (PostgreSQL, slapd, Chromium, a Japanese font, axe-core, an OpenID Connect provider) where it is missing
	@scripts/install-peers

test: peers ## install what is missing, then run every suite, with the race detector where it can
	@scripts/test

check: ## formatting, vet, staticcheck and the floors of the house: fast, and needs no server
	@bad=$$($(gofumpt) -l $$(git ls-files '*.go')); \
	if [ -n "$$bad" ]; then echo "not formatted; run: $(gofumpt) -w" $$bad; exit 1; fi
	go vet ./...
	$(staticcheck) ./...
	go test -count=1 .

lint: ## the longer look of golangci-lint (.golangci.yml gives each rule's reason); its first build takes minutes
	$(golangci) run ./...

bench: peers ## measure: whole flows, letters and verdicts on SQLite and PostgreSQL, then each room by itself
	go test -run '^$$' -bench . -benchtime 20s -timeout 30m -v ./internal/bench
	go test -run '^$$' -bench . -benchmem $$(go list ./... | grep -v internal/bench)

data: ## make the embedded tables again from their sources
	@scripts/data

screenshots: ## take the pictures of the README from the demo, in both languages
	go run ./scripts/screenshots
