# Needs a JDK 25 or newer, Maven and Go; `make` alone lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help check test soak test-matrix demo up down bench manifests package image clean

JAVA_HOME := $(shell ./.ci/find-jdk)
MAVEN_OPTS ?= --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
export JAVA_HOME MAVEN_OPTS
MVN := mvn -B -ntp -Dstyle.color=never
JAVA = "$(JAVA_HOME)/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -cp "target/test-classes:target/classes:$$(cat target/test.classpath)"
CONTROL_PLANE := "$(JAVA_HOME)/bin/java" src/test/java/org/storkee/testing/cluster/Binaries.java

# Go builds the control plane while Maven works; with "all" then what only some tests run, from what CPU the others leave.
# Whichever fails, both are waited for.
define beside_control_plane
{ $(CONTROL_PLANE)$(if $(2), && nice -n 19 $(CONTROL_PLANE) $(2)); } & go=$$!; status=0; $(1) || status=$$?; wait $$go || status=$$?; exit $$status
endef

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

check: jdk ## Format, lint and unit tests (under two minutes once warm)
	@$(MVN) spotless:check test

test: jdk ## Everything: check, and the tests on the packaged server and a real control plane
	@$(call beside_control_plane,$(MVN) spotless:check verify,all)

soak: jdk ## Kill servers under load, every 10 s for 3 minutes, and everything at once; too long for make test
	@$(MVN) -q verify -Dtest=TimedLockTest -Dit.test='*SoakIT'

test-matrix: package ## The cluster tests on each minor of Kubernetes there is; MINORS="1.34 1.35" and IT=Name for some
	@.ci/test-matrix $(MINORS)

demo: ready ## Show pods landing next to their data, and leaving failed storage, on a real kube-scheduler; ends by itself
	@$(JAVA) org.storkee.testing.demo.Demo demo

up: ready ## Leave the demo's cluster running; .cluster/env tells how to use it
	@$(JAVA) org.storkee.testing.demo.Demo up

down: jdk ## Stop the cluster that `make up` left running
	@if [ -f target/test.classpath ]; then $(JAVA) org.storkee.testing.demo.Demo down; else \
	  "$(JAVA_HOME)/bin/java" src/test/java/org/storkee/testing/cluster/Leftovers.java .cluster/up; fi

bench: ready ## Measure extender, schedulers, drivers and health; writes target/bench/{extender,drivers,health,image}.json
	@target/stork/bin/stork-aot || true
	@$(JAVA) org.storkee.testing.bench.Bench
	@$(JAVA) org.storkee.testing.bench.DriversBench
	@$(JAVA) org.storkee.testing.bench.HealthBench
	@$(JAVA) org.storkee.testing.bench.ImageBench

manifests: ready ## Make the single files deploy/stork-*.yaml anew from the folders beside them
	@$(JAVA) org.storkee.testing.cluster.ShippedManifests

package: jdk ## Build the server into target/stork without running tests
	@$(MVN) package -DskipTests
	@target/stork/bin/stork-aot || true

image: jdk ## Build the container image without a container engine: target/image/stork-ee.tar (needs Debian's apt)
	@$(MVN) -q package -DskipTests
	@deploy/container/make target/image

clean: ## Delete what was built (the caches outside the tree stay)
	@rm -rf target

.PHONY: ready jdk
ready: jdk
	@$(call beside_control_plane,$(MVN) -q package -DskipTests)

jdk:
	@test -n "$(JAVA_HOME)" || { echo "No JDK 25 or newer found in JAVA_HOME, on the PATH, or below /usr/lib/jvm, /opt or ~/.sdkman: install one, or set JAVA_HOME."; exit 1; }
