// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A call of a function of a ``PodServer``, for what the function says besides its value.
public struct PodCall: Sendable {
    let id: Bencode
    let format: PodFormat
    let write: @Sendable (Bencode) async throws -> Void

    package init(id: Bencode, format: PodFormat, write: @escaping @Sendable (Bencode) async throws -> Void) {
        self.id = id
        self.format = format
        self.write = write
    }

    /// Sends a value of a stream.
    /// - Throws: when the client has gone.
    public func send(_ value: ClojureValue) async throws {
        try await write(["id": id, "value": format.encode(value), "status": []])
    }

    /// Prints text on the client's standard output.
    public func out(_ text: String) async throws { try await write(["id": id, "out": .string(text)]) }

    /// Prints text on the client's standard error.
    public func err(_ text: String) async throws { try await write(["id": id, "err": .string(text)]) }

    /// Runs the function to its end.
    package func run(_ body: PodServer.Function.Body, _ arguments: [ClojureValue]) async throws {
        var last: [String: Bencode] = ["id": id, "status": ["done"]]
        do {
            if let value = try await body(arguments, self) { last["value"] = format.encode(value) }
        } catch let failure as PodFailure {
            last = PodServerSession.failure(id, failure, format)
        } catch {
            last = PodServerSession.failure(id, PodFailure("\(error)"), format)
        }
        // What it printed is seen before its value is.
        fflush(nil)
        try await write(.dictionary(last))
    }
}
