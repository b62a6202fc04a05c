// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PackageDescription

let package = Package(
    name: "Examples",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "pharos", path: "..")],
    targets: [.executableTarget(name: "Talk", dependencies: [.product(name: "Pharos", package: "pharos")])]
)
