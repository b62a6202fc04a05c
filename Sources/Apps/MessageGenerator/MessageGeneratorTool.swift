// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSDefinitions
import ROSMessageGeneration

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `ros-message-generator --messages DIR --output DIR [--import MODULE=DIR]…`: what the build-tool plug-in runs. Small
/// on purpose: it is built before anything that needs generated code.
#if !PHAROS_FUZZ
@main
#endif
struct MessageGeneratorTool {
    static func main() {
        do {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            let line = Array("error: \(error)\n".utf8)
            _ = write(STDERR_FILENO, line, line.count)
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) throws(MessageError) {
        var (messages, output) = ("", "")
        var imports: [MessageGenerator.ImportedModule] = []
        var rest = arguments[...]
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else { throw usage("\(option) takes a value") }
            switch option {
            case "--messages": messages = value
            case "--output": output = value
            case "--import":
                let parts = value.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2 else { throw usage("--import takes MODULE=DIR, '\(value)' came") }
                imports.append(try .init(name: parts[0], directory: parts[1]))
            default: throw usage("'\(option)' is no option")
            }
        }
        guard !messages.isEmpty, !output.isEmpty else { throw usage("--messages and --output are needed") }
        let files = try MessageGenerator(imports: imports).files(try MessageCollection(directory: messages))
        for file in files { try file.write(to: output) }
    }

    private static func usage(_ problem: String) -> MessageError {
        MessageError(
            .malformed,
            "\(problem); usage: ros-message-generator --messages DIR --output DIR [--import MODULE=DIR]…")
    }
}

#if PHAROS_FUZZ
// In a build for libFuzzer everything gets libFuzzer's `main`, this tool too: it does its work where a fuzz target is
// set up. Nothing is looked for at the end, as leaks would be.
@_cdecl("LLVMFuzzerInitialize")
public func runInsteadOfFuzzing(_ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?) -> CInt {
    MessageGeneratorTool.main()
    _exit(0)
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzNothing(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt { 0 }
#endif
