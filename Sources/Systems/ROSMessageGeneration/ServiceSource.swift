// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSDefinitions

/// The Swift type of one service: a namespace with its two messages.
struct ServiceSource {
    let name: String
    private let schema: ServiceSchema
    private let text: String
    private let request: MessageSource
    private let response: MessageSource

    init(name: String, schema: ServiceSchema, text: String) throws(MessageError) {
        self.name = name
        self.schema = schema
        self.text = text
        request = try MessageSource(name: "Request", schema: schema.request)
        response = try MessageSource(name: "Response", schema: schema.response)
    }

    /// The packages whose types it names.
    var packages: Set<String> { request.packages.union(response.packages) }

    func write(to source: inout SourceText) {
        source.line("/// The service `\(schema.name)`.")
        source.block("public enum \(name): ROSMessages.ROSService") { source in
            source.line("public static var type: Swift.String { \(SourceText.literal(schema.name.description)) }")
            source.line("public static var md5: Swift.String { \"\(schema.md5)\" }")
            source.line("public static var definition: Swift.String {")
            source.line("    \(SourceText.literal(text))")
            source.line("}")
            source.line()
            request.write(to: &source)
            source.line()
            response.write(to: &source)
        }
    }
}
