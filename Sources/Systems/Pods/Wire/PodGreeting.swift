// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension PodInterfaceDescription {
    /// What a pod offers, from its greeting.
    init(greeting: PodValue) throws(PodError) {
        guard let fields = greeting.dictionary, case .int(let version)? = fields["protocol"] else {
            throw PodError(.protocolViolation, "the pod's greeting is none")
        }
        guard version == PodFrame.version else {
            throw PodError(
                .protocolViolation,
                "the pod speaks version \(version) of the protocol, this library \(PodFrame.version)")
        }
        let functions = try (fields["functions"]?.elements ?? []).map { value throws(PodError) in
            try PodFunctionDescription(greeting: value)
        }
        self.init(
            documentation: fields["doc"]?.string, functions: functions, pythonVersion: fields["python"]?.string ?? "",
            codec: fields["codec"]?.string ?? "")
    }
}

extension PodFunctionDescription {
    fileprivate init(greeting: PodValue) throws(PodError) {
        guard let fields = greeting.dictionary, let name = fields["name"]?.string,
            let kind = fields["kind"]?.string.flatMap(Kind.init(rawValue:))
        else { throw PodError(.protocolViolation, "the pod describes a function without name or kind") }
        let parameters = try fields["parameters"]?.elements?.map { value throws(PodError) in
            let parts = value.elements ?? []
            guard parts.count == 4, let name = parts[0].string,
                let kind = parts[1].string.flatMap(PodParameter.Kind.init(rawValue:))
            else { throw PodError(.protocolViolation, "the pod describes a parameter without name or kind") }
            return PodParameter(name: name, kind: kind, annotation: parts[2].string, defaultText: parts[3].string)
        }
        self.init(
            name: name, kind: kind, documentation: fields["doc"]?.string, parameters: parameters,
            returns: fields["returns"]?.string, line: fields["line"]?.int)
    }
}

extension PodException {
    /// An error as it travels: `[reason, exception, cause…]`.
    static func error(from value: PodValue, function: String?) throws(PodError) -> PodError {
        guard let parts = value.elements, parts.count >= 2, let reason = parts[0].int else {
            throw PodError(.protocolViolation, "the pod's error is none")
        }
        var exception = try PodException(parts: parts[1])
        exception.causes = try parts.dropFirst(2).map { part throws(PodError) in try PodException(parts: part) }
        let name = function.map { "'\($0)'" } ?? "the pod"
        switch reason {
        case 1:
            let known = exception.arguments.compactMap(\.string).joined(separator: ", ")
            return PodError(.noSuchFunction, "the pod has no function \(name); it has: \(known)")
        case 2:
            return PodError(.unsupportedValue, "\(name): \(exception.message)", exception: exception)
        default:
            return PodError(.raised, "\(name) raised \(exception)", exception: exception)
        }
    }

    private init(parts value: PodValue) throws(PodError) {
        guard let parts = value.elements, parts.count == 5, let typeName = parts[0].string,
            let message = parts[1].string, let traceback = parts[2].string, let arguments = parts[3].elements,
            let attributes = parts[4].dictionary
        else { throw PodError(.protocolViolation, "the pod's exception has other parts than it should") }
        self.init(
            typeName: typeName, message: message, traceback: traceback, arguments: arguments, attributes: attributes)
    }
}
