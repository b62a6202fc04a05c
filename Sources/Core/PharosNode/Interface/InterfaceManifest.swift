// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel
import PharosWire

/// What an interface says of itself before anybody starts it: version, protocol, how its names look.
///
/// Stands as JSON in `pharos-node-<scheme>.json` beside the executable, or in `../share/pharos/schemes`; without such
/// a file `pharos-node-<scheme> --describe` prints it. With the file, names are checked without starting a process.
///
/// ```json
/// {"version": "1.0.0", "description": "Counters.", "protocol": {"lowest": 1, "highest": 1},
///  "names": {"scheme": "counter", "attribute": {"minimum": 1, "maximum": 2}}}
/// ```
public struct InterfaceManifest: Sendable, Hashable, Codable {
    /// A range of protocol versions between client and node.
    public struct ProtocolVersions: Sendable, Hashable, Codable, CustomStringConvertible {
        /// The oldest.
        public var lowest: UInt32
        /// The newest.
        public var highest: UInt32

        /// The versions from `lowest` to `highest`.
        public init(lowest: UInt32, highest: UInt32) {
            self.lowest = lowest
            self.highest = highest
        }

        /// What this library speaks.
        public static let current = ProtocolVersions(
            lowest: ProtocolVersion.lowest, highest: ProtocolVersion.highest)

        /// Whether a version is in both ranges.
        public func overlaps(_ other: ProtocolVersions) -> Bool {
            max(lowest, other.lowest) <= min(highest, other.highest)
        }

        /// `1`, or `1 to 3`.
        public var description: String { lowest == highest ? "\(lowest)" : "\(lowest) to \(highest)" }
    }

    /// The interface's own version, as its author counts.
    public var version: String
    /// What it is for, in a sentence.
    public var description: String
    /// The protocol versions that its executable speaks: those of the library that it is built with.
    public var protocolVersions: ProtocolVersions
    /// How its names look, the scheme among it.
    public var names: DeclaredGrammar

    /// A manifest for an interface that is built with this library.
    ///
    /// - Parameters:
    ///   - version: the interface's own version. Default: not known.
    ///   - description: what it is for, in a sentence. Default: not said.
    ///   - names: how its names look; `DeclaredGrammar(scheme:)` allows attributes of any depth.
    public init(version: String = "", description: String = "", names: DeclaredGrammar) {
        self.version = version
        self.description = description
        protocolVersions = .current
        self.names = names
    }

    private enum CodingKeys: String, CodingKey {
        case version, description, names
        case protocolVersions = "protocol"
    }

    /// Reads what a manifest says; `protocol` and `names` have to be there.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        version = try container.decodeIfPresent(String.self, forKey: .version) ?? ""
        description = try container.decodeIfPresent(String.self, forKey: .description) ?? ""
        protocolVersions = try container.decode(ProtocolVersions.self, forKey: .protocolVersions)
        names = try container.decode(DeclaredGrammar.self, forKey: .names)
    }

    // MARK: JSON

    /// The longest manifest that is read: 64 KiB.
    public static let maximumLength = 64 << 10

    /// Reads a manifest for a scheme.
    /// - Throws: ``PharosError`` with `invalidValue` that says what is wrong and where.
    public init(json: [UInt8], scheme: String) throws(PharosError) {
        do {
            let value = try JSONReader(maximumDepth: 16, maximumLength: InterfaceManifest.maximumLength).value(json)
            self = try ValueDecoder.decode(from: value)
        } catch let error as DecodingError {
            throw PharosError(.invalidValue, InterfaceManifest.words(error), cause: error)
        } catch {
            throw PharosError(.invalidValue, "it is no JSON: \(error)", cause: error)
        }
        guard names.scheme == scheme else {
            throw PharosError(
                .invalidValue,
                "names.scheme: '\(scheme)' is expected, as the executable is called, '\(names.scheme.prefix(40))' came")
        }
        for (kind, segments) in [("device", names.device), ("attribute", names.attribute)] {
            guard let segments else { continue }
            guard segments.minimum >= 1, segments.maximum >= segments.minimum, segments.maximum <= 1024 else {
                throw PharosError(
                    .invalidValue,
                    "names.\(kind): 1 ≤ minimum ≤ maximum ≤ 1024 is expected, \(segments.minimum) and "
                        + "\(segments.maximum) came")
            }
        }
        guard protocolVersions.lowest <= protocolVersions.highest else {
            throw PharosError(
                .invalidValue, "protocol: lowest ≤ highest is expected, \(protocolVersions.lowest) and "
                    + "\(protocolVersions.highest) came")
        }
    }

    /// The manifest as it stands in the file.
    public func json() throws -> String { JSONWriter(pretty: true).text(try ValueEncoder.encode(self)) }

    private static func words(_ error: DecodingError) -> String {
        let (context, key): (DecodingError.Context, (any CodingKey)?) =
            switch error {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                (context, nil)
            case .keyNotFound(let key, let context): (context, key)
            @unknown default: (.init(codingPath: [], debugDescription: "\(error)"), nil)
            }
        let path = (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
        if key != nil { return "'\(path)' is missing" }
        return "\(path.isEmpty ? "" : path + ": ")\(context.debugDescription)"
    }
}
