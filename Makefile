# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors

.PHONY: build headers demo demo-ros test unit bench style check fuzz thread-sanitizer address-sanitizer peers format

build: headers
	swift build --build-tests

# The system libraries that the build needs: Debian's libexpat, zlib, liblz4, libbz2 and libzstd.
headers:
	@Scripts/install-peers build

# The main job on the embedded parts: needs Swift and no ROS.
demo: headers
	swift build
	Scripts/demo

# The same with the genuine roscore.
demo-ros: peers
	swift build
	Scripts/demo ros

# Everything: unit tests, then the genuine rosmaster, rospy and roscpp. One build for all.
test: peers
	Scripts/test

unit: headers
	swift test

# Debian's packages that the integration tests drive; does nothing when they are there.
peers:
	Scripts/install-peers

# Benchmarks/bench --help tells the topics.
bench:
	Scripts/install-peers bench
	Benchmarks/bench

style:
	Scripts/check

# Style, and the unit tests under both sanitizers.
check: style thread-sanitizer address-sanitizer

# The unit tests under the sanitizers; a build of their own each. Few at a time: everything takes ten times as long there,
# and what waits for a processor looks like what hangs.
FEW = SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=4
thread-sanitizer:
	TSAN_OPTIONS=suppressions=$(CURDIR)/Scripts/thread-suppressions $(FEW) swift test --sanitize=thread --scratch-path .build-thread

address-sanitizer:
	LSAN_OPTIONS=suppressions=$(CURDIR)/Scripts/leak-suppressions $(FEW) swift test --sanitize=address --scratch-path .build-address

# `make fuzz` lists the targets; `make fuzz TARGET=XMLRPCMessage SECONDS=60`.
fuzz:
	Scripts/fuzz $(TARGET) $(if $(TARGET),$(or $(SECONDS),60))

format:
	swift format --in-place --recursive Sources Tests Package.swift
