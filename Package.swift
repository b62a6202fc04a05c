// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PackageDescription

/// Settings of every target: Swift 6 language mode with the upcoming features the project has agreed on.
/// `NonisolatedNonsendingByDefault` stays off: Swift 6.3.1 miscompiles it (Docs/Decisions/0003-executors.md).
///
/// With `PHAROS_STRICT` in the environment, as the tests have it, warnings are errors.
let strict: [SwiftSetting] =
    Context.environment["PHAROS_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]
let settings: [SwiftSetting] = strict + [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioConcurrency: Target.Dependency = .product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let deques: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let heaps: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let protobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// A target in `Sources/<floor>/<name>`: the four floors are folders, imports only go down.
func target(
    _ name: String, _ floor: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(floor)/\(name)", resources: resources,
        swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies, resources: resources,
        swiftSettings: settings)
}

let package = Package(
    name: "pharos",
    // Fixed arrays of generated messages are `InlineArray`s.
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "Pharos", targets: ["Pharos"]),
        .library(name: "PharosNode", targets: ["PharosNode"]),
        .library(name: "PharosConformance", targets: ["PharosConformance"]),
        .library(name: "ROS1", targets: ["ROS1"]),
        .library(name: "ROS1Actions", targets: ["ROS1Actions"]),
        .library(name: "ROS1Reconfigure", targets: ["ROS1Reconfigure"]),
        .library(name: "ROS1Transforms", targets: ["ROS1Transforms"]),
        .library(name: "ROSMessages", targets: ["ROSMessages"]),
        .library(name: "StandardMessages", targets: ["ROSMessages", "StandardMessages"]),
        .plugin(name: "GenerateROSMessages", targets: ["GenerateROSMessages"]),
        .library(name: "RosPkg", targets: ["RosPkg"]),
        .library(name: "RosBag", targets: ["RosBag"]),
        .library(name: "Pods", targets: ["Pods"]),
        .library(name: "ArrowTables", targets: ["ArrowTables"]),
        .library(name: "BabashkaPods", targets: ["BabashkaPods"]),
        .library(name: "PodEnvironments", targets: ["PodEnvironments"]),
        .executable(name: "pharos", targets: ["PharosCLI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // Systems: protocol libraries that know nothing of Pharos and are useful alone.
        target("ROSDefinitions", "Systems"),
        target("ROSMessages", "Systems", ["ROSDefinitions", nioCore]),
        target("Quantities", "Systems"),
        .systemLibrary(
            name: "CZlib", path: "Sources/Systems/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        target("Plotting", "Systems", ["CZlib"]),
        target("Expressions", "Systems", ["Quantities"]),
        target("XMLRPC", "Systems", [nioCore, nioPosix, nioHTTP1, nioConcurrency]),
        target("Deadlines", "Systems", [nioCore]),
        target("Framing", "Systems", [nioCore]),
        target(
            "ROS1", "Systems",
            ["Deadlines", "Framing", "XMLRPC", "ROSMessages", "StandardMessages", nioCore, nioPosix, deques, logging]),
        target("ROS1Master", "Systems", ["XMLRPC", nioCore, nioPosix]),
        .systemLibrary(
            name: "CExpat", path: "Sources/Systems/CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        target("RosPkg", "Systems", ["CExpat", .product(name: "Yams", package: "Yams")]),
        .systemLibrary(
            name: "CLZ4", path: "Sources/Systems/CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
        // libbz2 has no pkg-config file.
        .systemLibrary(name: "CBZip2", path: "Sources/Systems/CBZip2", providers: [.apt(["libbz2-dev"])]),
        .systemLibrary(
            name: "CZstd", path: "Sources/Systems/CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        target("RosBag", "Systems", ["ROSMessages", "CLZ4", "CBZip2", "CZstd", nioCore]),
        // What stands on a node's topics and services: actions, transforms, parameters of running nodes.
        target("ROS1Actions", "Systems", ["ROS1", "ROSMessages", "StandardMessages", nioCore, logging]),
        target("ROS1Reconfigure", "Systems", ["ROS1", "ROSMessages", nioCore, nioConcurrency]),
        target(
            "ROS1Transforms", "Systems",
            ["ROS1", "ROSMessages", "StandardMessages", nioCore, nioConcurrency, deques, logging]),

        // Swift structs from ROS definitions, at build time. The tool is small: what uses it waits for it.
        target("ROSMessageGeneration", "Systems", ["ROSDefinitions"]),
        .executableTarget(
            name: "ros-message-generator", dependencies: ["ROSDefinitions", "ROSMessageGeneration"],
            path: "Sources/Apps/MessageGenerator", swiftSettings: settings),
        .plugin(name: "GenerateROSMessages", capability: .buildTool(), dependencies: ["ros-message-generator"]),
        .target(
            name: "StandardMessages", dependencies: ["ROSMessages"], path: "Sources/Systems/StandardMessages",
            exclude: ["Messages"], swiftSettings: settings, plugins: ["GenerateROSMessages"]),

        // Pods: foreign libraries in processes of their own.
        .target(name: "CPodProcess", path: "Sources/Systems/CPodProcess"),
        target("PodProcess", "Systems", ["CPodProcess", nioCore, nioPosix, nioConcurrency]),
        target(
            "Pods", "Systems",
            ["ArrowTables", "CPodProcess", "PodProcess", "Deadlines", "ROSMessages", nioCore, nioPosix, nioConcurrency, deques],
            resources: [.embedInCode("Resources/pod_worker.py")]),
        // Tables that pods hand over.
        target("ArrowTables", "Systems"),
        target("BabashkaPods", "Systems", ["Deadlines", "PodProcess", "ROSMessages", nioCore, nioPosix, deques]),
        target(
            "PodEnvironments", "Systems",
            ["CPodProcess", "ROSMessages", nioConcurrency, subprocess, systemPackage], resources: [.embedInCode("Python")]),

        // Core: names and values, the wire, the node runtime, the client library.
        .target(name: "CPharosSystem", path: "Sources/Core/CPharosSystem"),
        target("PharosModel", "Core", ["ROSMessages", "Quantities", nioCore]),
        target("PharosWire", "Core", ["Framing", "PharosModel", "CPharosSystem", nioCore, nioPosix, protobuf]),
        target(
            "PharosNode", "Core",
            [
                "Deadlines", "Framing", "PharosModel", "PharosWire", "CPharosSystem", nioCore, nioPosix, nioConcurrency,
                deques, heaps, logging, protobuf,
            ]),
        target(
            "PharosEvaluation", "Core",
            ["PharosModel", "PharosNode", "Expressions", "Quantities", "ROSMessages", nioCore, nioConcurrency]),
        target(
            "Pharos", "Core",
            [
                "Deadlines", "Framing", "Quantities", "ROSMessages", "PharosModel", "PharosWire", "PharosNode",
                "PharosEvaluation", "CPharosSystem", nioCore, nioPosix, nioConcurrency, deques, logging, protobuf,
            ]),
        target(
            "PharosConformance", "Core",
            ["Pharos", "PharosModel", "PharosNode", "PharosWire", nioCore, nioConcurrency]),
        target(
            "PharosSupervisor", "Core",
            [
                "Pharos", "PharosModel", "PharosWire", "CPharosSystem", "TOMLKit", nioCore, nioPosix, nioConcurrency, logging,
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),

        // Interfaces: one thin adapter per scheme.
        target(
            "MockInterface", "Interfaces",
            ["PharosModel", "PharosNode", "StandardMessages", nioCore, nioConcurrency, logging]),
        target(
            "ROS1Interface", "Interfaces",
            [
                "PharosModel", "PharosNode", "ROS1", "ROS1Actions", "ROSMessages", "RosPkg", "StandardMessages", "XMLRPC",
                nioCore, nioPosix, nioConcurrency, logging,
            ]),
        target(
            "PodInterface", "Interfaces",
            ["PharosModel", "PharosNode", "Pods", "PodEnvironments", "ROSMessages", nioCore, nioConcurrency, logging]),

        // Apps.
        target("PkgCommand", "Apps", ["RosPkg", argumentParser]),
        .executableTarget(
            name: "PharosCLI",
            dependencies: [
                "PkgCommand", "Pharos", "PharosSupervisor", "Plotting", "Quantities", "PharosModel", "PharosNode", "PharosWire",
                "MockInterface", "ROS1Interface", "PodInterface", "PodEnvironments", "Pods", "ROS1", "ROS1Transforms",
                "ROSMessageGeneration", "ROSMessages", "ROS1Master", "RosBag", "RosPkg", "StandardMessages", argumentParser,
                nioCore, nioPosix, nioConcurrency, logging,
            ],
            path: "Sources/Apps/pharos", swiftSettings: settings),
        .executableTarget(
            name: "DemoRobot", dependencies: ["ROS1", "StandardMessages", nioCore, nioPosix, logging],
            path: "Sources/Apps/DemoRobot", swiftSettings: settings),
        // The conformance kit against a genuine ROS 1, for IntegrationTests/ROS1/check_conformance.py.
        .executableTarget(
            name: "ros1-conformance", dependencies: ["PharosConformance", "ROS1Interface"],
            path: "IntegrationTests/ROS1/Conformance", swiftSettings: settings),
        // A node that IntegrationTests/ROS1/check_actions.py and others steer.
        .executableTarget(
            name: "ros1-peer",
            dependencies: [
                "ROS1", "ROS1Actions", "ROS1Reconfigure", "ROS1Transforms", "ROSMessages", "StandardMessages", nioCore,
                nioPosix, logging,
            ],
            path: "IntegrationTests/ROS1/Peer", swiftSettings: settings),
        // A program with a pod, for IntegrationTests/Pods/check_runtime.py.
        .executableTarget(
            name: "pod-runtime", dependencies: ["ArrowTables", "Pods", "PodProcess"], path: "IntegrationTests/Pods/Runtime",
            swiftSettings: settings),
        // The same for pods with a genuine Python, for IntegrationTests/Pods/check_pod_scheme.py.
        .executableTarget(
            name: "pod-conformance", dependencies: ["PharosConformance", "PodInterface"],
            path: "IntegrationTests/Pods/Conformance", swiftSettings: settings),
        .executableTarget(
            name: "PodsExample", dependencies: ["Pharos"], path: "Examples/Pods/Sources", swiftSettings: settings),
        // Typed messages beside genpy, for IntegrationTests/ROS1/check_typed.py.
        .executableTarget(
            name: "ros1-typed-echo", dependencies: ["ROSMessages", "StandardMessages", nioCore],
            path: "IntegrationTests/ROS1/TypedEcho", swiftSettings: settings),
        .executableTarget(
            name: "typed-messages", dependencies: ["Pharos", "ROS1", "StandardMessages", nioCore, nioPosix, logging],
            path: "Examples/TypedMessages", exclude: ["Messages"], swiftSettings: settings,
            plugins: ["GenerateROSMessages"]),
        // The README's lines, compiled with everything else.
        .executableTarget(name: "Talk", dependencies: ["Pharos"], path: "Examples/Talk", swiftSettings: settings),
        // What `pharos plugin init counter` makes, which therefore always builds and conforms.
        .target(
            name: "CounterInterface", dependencies: ["PharosNode"], path: "Examples/Plugin/Sources/CounterInterface",
            swiftSettings: settings),
        .executableTarget(
            name: "pharos-node-counter", dependencies: ["CounterInterface", "PharosNode"],
            path: "Examples/Plugin/Sources/pharos-node-counter", swiftSettings: settings),
        .testTarget(
            name: "CounterInterfaceTests", dependencies: ["CounterInterface", "pharos-node-counter", "PharosConformance"],
            path: "Examples/Plugin/Tests/CounterInterfaceTests", swiftSettings: settings),

        .executableTarget(
            name: "pod-pharos-example", dependencies: ["BabashkaPods"], path: "Examples/PodServer", swiftSettings: settings),
        // The client of babashka pods, for IntegrationTests/BabashkaPods.
        .executableTarget(
            name: "babashka-pods-driver", dependencies: ["BabashkaPods", "PodProcess", "ROSMessages", nioCore],
            path: "IntegrationTests/BabashkaPods/Driver", swiftSettings: settings),

        // Unit tests: no foreign system, no socket to one.
        tests("ROSMessages", [nioCore], resources: [.copy("Resources")]),
        tests("ROSMessageGeneration", ["ROSDefinitions"]),
        .testTarget(
            name: "StandardMessagesTests", dependencies: ["StandardMessages", "ROSMessages", nioCore], exclude: ["Messages"],
            resources: [.copy("Resources")], swiftSettings: settings, plugins: ["GenerateROSMessages"]),
        tests("XMLRPC", [nioCore, nioPosix]),
        tests("ROS1Master", ["XMLRPC", nioCore, nioPosix]),
        tests("RosPkg", [], resources: [.copy("Resources")]),
        tests("RosBag", ["ROSMessages", nioCore], resources: [.copy("Resources")]),
        tests(
            "ROS1",
            [
                "XMLRPC", "ROSMessages", "StandardMessages", nioCore, nioPosix, nioConcurrency, logging,
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ]),
        tests(
            "ROS1Actions", ["ROS1", "ROS1Master", "ROSMessages", "StandardMessages", nioCore, nioPosix, logging],
            resources: [.copy("Resources")]),
        tests("ROS1Reconfigure", ["ROS1", "ROS1Master", "ROSMessages", nioCore, nioPosix, logging]),
        tests(
            "ROS1Transforms", ["ROS1", "ROS1Master", "ROSMessages", nioCore, nioPosix, logging],
            resources: [.copy("Resources")]),
        tests("Quantities", [], resources: [.copy("Resources")]),
        tests("Expressions", ["Quantities"], resources: [.copy("Resources")]),
        tests("Plotting", ["CZlib"]),
        tests("PodProcess", [nioCore, nioPosix, nioConcurrency]),
        tests("PodEnvironments", []),
        tests("PodInterface", ["PharosModel", "PodEnvironments", "Pods"]),
        tests("Pods", ["ArrowTables", "PodProcess", "ROSMessages", nioCore, nioPosix, nioConcurrency]),
        tests("ArrowTables", [], resources: [.copy("Resources")]),
        tests("BabashkaPods", ["PodProcess", "ROSMessages", nioCore]),
        tests("Framing", [nioCore]),
        tests("Deadlines", [nioCore, .product(name: "NIOEmbedded", package: "swift-nio")]),
        tests("PharosSupervisor", ["PharosModel", "PharosWire"]),
        tests(
            "PharosConformance",
            [
                "MockInterface", "PharosCLI", "Pharos", "PharosEvaluation", "PharosModel", "PharosNode", nioCore, nioConcurrency,
            ]),
        tests("PharosModel", ["ROSMessages", "Quantities", nioCore], resources: [.copy("Resources")]),
        tests("PharosWire", ["PharosModel", nioCore, protobuf]),
        tests(
            "Pharos",
            ["PharosModel", "PharosNode", "MockInterface", "Quantities", "StandardMessages", nioCore, nioConcurrency]),
        tests(
            "PharosNode", ["Pharos", "PharosModel", "PharosWire", nioCore, nioPosix, nioConcurrency, logging, protobuf]),
    ]
)

// Fuzz targets, for Scripts/fuzz only: libFuzzer brings their `main`, so nothing else could link them.
if Context.environment["PHAROS_FUZZ"] != nil {
    let fuzzSupport: Target.Dependency = "FuzzSupport"
    func fuzz(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
        .executableTarget(
            name: "Fuzz\(name)", dependencies: [fuzzSupport] + dependencies, path: "Fuzz/\(name)",
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])])
    }
    // What runs during the build has that `main` as well.
    for target in package.targets where target.name == "ros-message-generator" {
        target.swiftSettings = settings + [.define("PHAROS_FUZZ"), .unsafeFlags(["-parse-as-library"])]
    }
    package.targets += [
        .target(name: "FuzzSupport", path: "Fuzz/Support", swiftSettings: settings),
        fuzz("ArrowStream", ["ArrowTables"]),
        fuzz("BagFile", ["RosBag", nioCore]),
        fuzz("Bencode", ["BabashkaPods", nioCore]),
        fuzz("BSON", ["PodEnvironments"]),
        fuzz("Condition", ["RosPkg"]),
        fuzz("Deployment", ["PharosModel", "PharosSupervisor"]),
        fuzz("DistroIndex", ["RosPkg"]),
        fuzz("EDN", ["BabashkaPods"]),
        fuzz("Expression", ["Expressions"]),
        fuzz("IndexCache", ["RosPkg"]),
        fuzz("InterfaceManifest", ["PharosModel", "PharosNode"]),
        fuzz("JSON", ["ROSMessages"]),
        fuzz("JSONMessage", ["ROSMessages"]),
        fuzz("MessageBytes", ["ROSMessages", nioCore]),
        fuzz("MessageDefinition", ["ROSMessages", "StandardMessages"]),
        fuzz("MessagePack", ["ROSMessages", nioCore]),
        fuzz("NameExpression", ["PharosModel"]),
        fuzz("NamePattern", ["PharosModel"]),
        fuzz("NodeSession", ["PharosModel", "PharosNode", "PharosWire", logging, nioCore, nioPosix]),
        fuzz("OSRelease", ["RosPkg"]),
        fuzz("PackageManifest", ["RosPkg"]),
        fuzz("PodFrames", ["Pods", nioCore]),
        fuzz("ResourceName", ["PharosModel"]),
        fuzz("ROS1Actions", ["ROS1Actions", "ROSMessages", nioCore]),
        fuzz("ROS1Transforms", ["ROS1Transforms", "ROSMessages", nioCore]),
        fuzz("ROS1Connection", ["ROS1", nioCore]),
        fuzz("ROS1Master", ["ROS1Master", "XMLRPC"]),
        fuzz("ROS1Node", ["ROS1", "ROSMessages", "StandardMessages", logging, nioCore, nioPosix]),
        fuzz("ROS1Names", ["ROS1", "XMLRPC"]),
        fuzz("RosdepRules", ["RosPkg"]),
        fuzz("Selection", ["PharosModel", "ROSMessages"]),
        fuzz("SetupFiles", ["RosPkg"]),
        fuzz("Transit", ["BabashkaPods"]),
        fuzz("TypedMessage", ["ROSMessages", "StandardMessages", nioCore]),
        fuzz("Unit", ["Quantities"]),
        fuzz("WireControl", ["Pharos", "PharosModel", "PharosWire", nioCore, protobuf]),
        fuzz("WireFrames", ["PharosWire", nioCore]),
        fuzz("XMLRPCMessage", ["XMLRPC"]),
        fuzz("XMLRPCServer", ["XMLRPC", nioCore, nioPosix]),
    ]
}
