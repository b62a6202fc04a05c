// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "pharos-node-counter",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "pharos-node-counter", targets: ["pharos-node-counter"])],
    dependencies: [.package(name: "pharos", path: "../..")],
    targets: [
        // The interface is a library, so that the tests can run it within themselves.
        .target(name: "CounterInterface", dependencies: [.product(name: "PharosNode", package: "pharos")]),
        // The plug-in is the interface and one line.
        .executableTarget(
            name: "pharos-node-counter",
            dependencies: ["CounterInterface", .product(name: "PharosNode", package: "pharos")]),
        .testTarget(
            name: "CounterInterfaceTests",
            dependencies: [
                "CounterInterface", "pharos-node-counter", .product(name: "PharosConformance", package: "pharos"),
            ]),
    ]
)
