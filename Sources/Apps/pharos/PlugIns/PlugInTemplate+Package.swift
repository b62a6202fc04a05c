// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

// Written by Scripts/plugin-template from Examples/Plugin.

extension PlugInTemplate {
    /// Path and text of files of a new plug-in.
    static let packageFiles: [(path: String, text: String)] = [
        (
            ".gitignore",
            #"""
.build/

"""#
        ),
        (
            "Package.swift",
            #"""
// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "pharos-node-{{scheme}}",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "pharos-node-{{scheme}}", targets: ["pharos-node-{{scheme}}"])],
    dependencies: [{{dependency}}],
    targets: [
        // The interface is a library, so that the tests can run it within themselves.
        .target(name: "{{Type}}Interface", dependencies: [.product(name: "PharosNode", package: "{{package}}")]),
        // The plug-in is the interface and one line.
        .executableTarget(
            name: "pharos-node-{{scheme}}",
            dependencies: ["{{Type}}Interface", .product(name: "PharosNode", package: "{{package}}")]),
        .testTarget(
            name: "{{Type}}InterfaceTests",
            dependencies: [
                "{{Type}}Interface", "pharos-node-{{scheme}}", .product(name: "PharosConformance", package: "{{package}}"),
            ]),
    ]
)

"""#
        ),
        (
            "README.md",
            #"""
# pharos-node-{{scheme}}

The scheme `{{scheme}}` for Pharos: counters that are read, written, watched and reset. A plug-in is an executable
`pharos-node-{{scheme}}` on `PATH`; programs that use a name `{{scheme}}:…` start it when they first need it.

```sh
swift build                                       # the plug-in: .build/debug/pharos-node-{{scheme}}
swift test                                        # the conformance kit against the interface
export PATH="$PWD/.build/debug:$PATH"
pharos schemes                                    # {{scheme}} is among them
pharos ls {{scheme}}:
pharos write {{scheme}}:/counters/main 5
pharos watch {{scheme}}:/counters/main
pharos call {{scheme}}:/reset
```

| file | what is in it |
| --- | --- |
| `Sources/{{Type}}Interface/{{Type}}Interface.swift` | the interface: what there is, and what can be done with it |
| `Sources/{{Type}}Interface/Counters.swift` | the system behind it, which yours replaces |
| `Sources/pharos-node-{{scheme}}` | the program: one line |
| `Tests/{{Type}}InterfaceTests` | the conformance kit with what it needs to know |
| `pharos-node-{{scheme}}.json` | the manifest; install it beside the executable or in `../share/pharos/schemes` |

`pharos-node-{{scheme}} --describe` prints the manifest that the code has; the file spares starting the plug-in to know
what its names look like.

"""#
        ),
        (
            "Sources/pharos-node-{{scheme}}/{{Type}}Node.swift",
            #"""
import {{Type}}Interface
import PharosNode

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The plug-in: whoever uses a name `{{scheme}}:…` starts this program, as long as it is on `PATH` or beside theirs.
@main
struct {{Type}}Node {
    static func main() async {
        NodeMain.installEventLoopExecutor()
        exit(await NodeMain.run({{Type}}Interface.self))
    }
}

"""#
        ),
        (
            "Tests/{{Type}}InterfaceTests/ConformanceTests.swift",
            #"""
import {{Type}}Interface
import PharosConformance
import Testing

/// What the kit needs to know: which resources there are, and how to make things happen.
struct {{Type}}Fixture: ConformanceFixture {
    typealias Subject = {{Type}}Interface

    let resources: [ConformanceResource] = [
        .writable("/counters/main", values: [1, 2, 3], refused: "three"),
        .readOnly("/uptime"),
        .command("/reset", reply: ["counters": 1]),
    ]

    func appear(_ system: ConformanceSystem) async throws -> String {
        try await system.configure("add", ["path": "/counters/extra"])
        return "/counters/extra"
    }

    func vanish(_ path: String, _ system: ConformanceSystem) async throws {
        try await system.configure("remove", ["path": .string(path)])
    }

    func stir(_ path: String, _ system: ConformanceSystem) async throws {
        // Somebody else counts on.
        let value = try await system.pharos.read(system.name(path)).value().int ?? 0
        try await system.pharos.write(system.name(path), .int(Int64(value + 1)))
    }
}

@Suite struct ConformanceTests {
    @Test func theInterfaceConforms() async {
        let report = await Conformance.run({{Type}}Fixture())
        #expect(report.isPassed, "\(report)")
    }

    @Test func thePlugInConforms() async throws {
        let plugIn = try #require(Conformance.built("pharos-node-{{scheme}}"))
        let report = await Conformance.run({{Type}}Fixture(), on: .plugIn(path: plugIn))
        #expect(report.isPassed, "\(report)")
    }
}

"""#
        ),
        (
            "pharos-node-{{scheme}}.json",
            #"""
{
  "version": "0.1.0",
  "description": "Counters that are read, written, watched and reset.",
  "protocol": {
    "lowest": 1,
    "highest": 1
  },
  "names": {
    "scheme": "{{scheme}}",
    "isCaseSensitive": true,
    "authority": "optional",
    "isAbsolute": true,
    "hasQuery": false,
    "attribute": {
      "minimum": 1,
      "maximum": 2
    }
  }
}

"""#
        ),
    ]
}
