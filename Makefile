GO            ?= go
GOLANGCI_LINT  = $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOFUMPT        = $(GO) run mvdan.cc/gofumpt@v0.12.0
GORELEASER     = build/tools/goreleaser

.PHONY: build check test bench sim generate tools snapshot release

# build makes ./promptgit, without cgo.
build:
	CGO_ENABLED=0 $(GO) build -trimpath -o promptgit ./cmd/promptgit

# check finds what needs no test to be wrong: format, vet, lint, go.mod,
# generated files.
check:
	@unformatted=$$($(GOFUMPT) -l .); test -z "$$unformatted" || { echo "not formatted:" $$unformatted; exit 1; }
	$(GO) vet ./...
	$(GOLANGCI_LINT) run ./...
	$(GO) mod tidy -diff
	$(GO) run ./internal/docgen/gen -check

# test runs all tests, as the README does.
test:
	$(GO) test ./...

# bench measures the budgets of docs/budgets.md as ratios within one run.
bench:
	$(GO) run ./internal/bench

# sim runs the simulations behind docs/statistics.md: how often intervals hold,
# how often verdicts are wrong, what bisect costs. It takes hours.
sim:
	PROMPTGIT_SIM=1 $(GO) test -count=1 -timeout 12h -run '^TestSim' -v ./internal/stats ./internal/bisect ./internal/advise ./internal/drift ./eval ./cmd

# generate makes docs/cli and the JSON schema again.
generate:
	$(GO) run ./internal/docgen/gen

# tools makes the programs of a release.
tools:
	GOBIN=$(CURDIR)/build/tools $(GO) install github.com/goreleaser/goreleaser/v2@v2.15.1
	GOBIN=$(CURDIR)/build/tools $(GO) install github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0

# snapshot makes in dist/ what a release of this commit would hold, and
# publishes nothing. Images need a running Docker: SKIP=docker leaves them out.
snapshot: tools
	PATH="$(CURDIR)/build/tools:$$PATH" $(GORELEASER) release --snapshot --clean $(if $(SKIP),--skip=$(SKIP))
	node packaging/npm/build.mjs

# release publishes the tag that is checked out.
release: tools
	PATH="$(CURDIR)/build/tools:$$PATH" $(GORELEASER) release --clean
