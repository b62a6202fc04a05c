// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A pod's entry in the registry, `manifest.edn`: which program it is on which system. Nothing is downloaded.
public struct PodManifest: Sendable, Hashable {
    /// A program for some systems.
    public struct Artifact: Sendable, Hashable {
        /// A regular expression for the whole name of the operating system, such as `Linux.*`.
        public var system: String
        /// A regular expression for the whole name of the processor, such as `amd64` (which also means `x86_64`).
        public var processor: String
        /// The program's file name.
        public var executable: String
        /// Where its archive is.
        public var url: String?
        /// The archive's checksum, `sha256:<base64>`.
        public var hash: String?
    }

    /// Its name, such as `lispyclouds/sqlite`.
    public var name: String
    /// Its version.
    public var version: String
    /// What it is for.
    public var documentation: String?
    /// What is written in it; such as `python`.
    public var language: String?
    /// How its messages travel.
    public var transport: BabashkaPodConfiguration.Transport
    /// Its programs.
    public var artifacts: [Artifact]

    /// A manifest from its text.
    /// - Throws: ``BabashkaPodError`` with `malformed`.
    public init(_ text: String) throws(BabashkaPodError) {
        let manifest = try EDNReader().value(text)
        func field(_ name: String, of value: ClojureValue) throws(BabashkaPodError) -> String {
            guard let text = value[name]?.text else {
                throw BabashkaPodError(.malformed, "expected :\(name) in a pod's manifest, found \(value)")
            }
            return text
        }
        name = try field("pod/name", of: manifest)
        version = try field("pod/version", of: manifest)
        documentation = manifest["pod/description"]?.text
        language = manifest["pod/language"]?.text
        transport = manifest["pod/options"]?["transport"]?.text == "socket" ? .socket : .stdio
        artifacts = []
        for artifact in manifest["pod/artifacts"]?.elements ?? [] {
            artifacts.append(
                Artifact(
                    system: try field("os/name", of: artifact), processor: try field("os/arch", of: artifact),
                    executable: try field("artifact/executable", of: artifact), url: artifact["artifact/url"]?.text,
                    hash: artifact["artifact/hash"]?.text))
        }
        for part in name.split(separator: "/", omittingEmptySubsequences: false) + [version[...]]
        where !Self.isFolder(part) {
            throw BabashkaPodError(.malformed, "'\(part)' cannot be a folder's name in the place of a pod")
        }
        for artifact in artifacts where !Self.isFolder(artifact.executable[...]) {
            throw BabashkaPodError(.malformed, "'\(artifact.executable)' is no file name of a pod's program")
        }
    }

    private static func isFolder(_ name: Substring) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }

    /// The programs for a system. On a Mac with an ARM processor those for the other one will do when it has none.
    /// - Parameters:
    ///   - system: as Java names it: `Linux`, `Mac OS X`.
    ///   - processor: as Java names it: `x86_64` or `amd64`, `aarch64`.
    /// - Throws: ``BabashkaPodError`` with `malformed` for what is no regular expression.
    public func artifacts(system: String, processor: String) throws(BabashkaPodError) -> [Artifact] {
        let processor = Self.normalized(processor)
        var found: [Artifact] = []
        for artifact in artifacts {
            guard try Self.matches(artifact.system, system) else { continue }
            if try Self.matches(Self.normalized(artifact.processor), processor) { found.append(artifact) }
        }
        if found.isEmpty, system == "Mac OS X", processor == "aarch64" {
            return try artifacts(system: system, processor: "x86_64")
        }
        return found
    }

    private static func normalized(_ processor: String) -> String { processor == "amd64" ? "x86_64" : processor }

    private static func matches(_ pattern: String, _ text: String) throws(BabashkaPodError) -> Bool {
        do {
            let expression = try Regex(pattern)
            return try expression.wholeMatch(in: text) != nil
        } catch {
            throw BabashkaPodError(.malformed, "'\(pattern)' in a pod's manifest is no regular expression: \(error)")
        }
    }

    /// The path of the program below the folder in which babashka keeps pods (`~/.babashka/pods/repository`), where it
    /// is when babashka has installed it.
    /// - Throws: ``BabashkaPodError`` with `notFound` when the pod has no program for the system.
    public func program(
        in folder: String, system: String = PodManifest.system, processor: String = PodManifest.processor
    ) throws(BabashkaPodError) -> String {
        guard let artifact = try artifacts(system: system, processor: processor).first else {
            throw BabashkaPodError(.notFound, "the pod \(name) \(version) has no program for \(system) on \(processor)")
        }
        let systemFolder = system.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: "_")
        return "\(folder)/\(name)/\(version)/\(systemFolder)/\(Self.normalized(processor))/\(artifact.executable)"
    }

    /// The operating system of this program, as Java names it.
    public static var system: String {
        #if os(macOS)
            "Mac OS X"
        #else
            "Linux"
        #endif
    }

    /// The processor of this program, as Java names it.
    public static var processor: String {
        #if arch(arm64)
            "aarch64"
        #else
            "x86_64"
        #endif
    }
}
