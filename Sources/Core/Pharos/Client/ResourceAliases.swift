// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FoundationEssentials
import PharosModel
import ROSMessages

/// What the names of `res` stand for: the program's own table, over the tables in files.
///
/// A file is a JSON object from keys to names, `{"temperature": "tango:lab/sensor/1/temp"}`; in `$PHAROS_RESOURCES` several
/// stand with `:` between, earlier ones first.
struct ResourceAliases: Sendable {
    let table: [String: String]
    /// Why a file could not be used.
    let problem: PharosError?

    /// No table takes more than this.
    private static let maximumBytes = 16 << 20

    init(_ own: [String: String], environment: [String: String]) {
        var table = own
        var problem: PharosError?
        for path in (environment["PHAROS_RESOURCES"] ?? "").split(separator: ":").map(String.init) {
            do throws(PharosError) {
                table.merge(try ResourceAliases.entries(of: path)) { first, _ in first }
            } catch {
                problem = problem ?? error
            }
        }
        self.table = table
        self.problem = problem
    }

    private static func entries(of path: String) throws(PharosError) -> [String: String] {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw PharosError(
                .environment, "the table of resources \(path) ($PHAROS_RESOURCES) cannot be read: \(error)", cause: error)
        }
        guard data.count <= maximumBytes else {
            throw PharosError(.environment, "the table of resources \(path) is larger than \(maximumBytes >> 20) MiB")
        }
        let value: Value
        do {
            value = try JSONReader().value(String(decoding: data, as: UTF8.self))
        } catch {
            throw PharosError(.environment, "the table of resources \(path): \(error)", cause: error)
        }
        guard case .record(let record) = value else {
            throw PharosError(
                .environment, "the table of resources \(path): an object {\"key\": \"name\"} is expected, \(value.kind) came")
        }
        var table: [String: String] = [:]
        for entry in record.entries {
            guard let name = entry.value.string else {
                throw PharosError(
                    .environment,
                    "the table of resources \(path): the name that '\(entry.name)' stands for is a string, "
                        + "\(entry.value.kind) came")
            }
            table[entry.name] = name
        }
        return table
    }
}
