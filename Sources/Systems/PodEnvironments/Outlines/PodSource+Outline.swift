// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages

extension PodSource {
    /// What the pod's functions are, found by reading `pod.py` and the modules of the pod's folder that it takes functions
    /// from. Nothing is imported or run, and no environment is needed.
    ///
    /// - Parameters:
    ///   - environment: the environment variables, of which `PATH` says where Python is.
    ///   - interpreter: the Python that reads. Default: `$PHAROS_PYTHON`, else the version in the pod's
    ///     `.python-version`, else `python3`; another version knows another syntax.
    /// - Throws: ``PodEnvironmentError`` with `malformed`, file and line when `pod.py` is no Python, `noInterpreter`,
    ///   `notPython`.
    public func outline(
        environment: [String: String], interpreter: String? = nil
    ) async throws(PodEnvironmentError) -> PodOutline {
        try requirePython()
        let toolbox = Toolbox(environment: environment)
        let named = interpreter ?? environment["PHAROS_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }
        let wanted = (try? wantedPython()).flatMap { $0 }?.split(separator: ".").prefix(2).joined(separator: ".")
        let found = named.map { toolbox.find($0) } ?? wanted.flatMap { toolbox.find("python\($0)") } ?? toolbox.find("python3")
        guard let program = found else {
            let named = named ?? "python3"
            throw PodEnvironmentError(.noInterpreter, "'\(named)' is no program that can be run; a Python is needed to read pod.py")
        }
        let outcome = try await Tool(
            program: program, arguments: ["-I", "-S", "-", script, pods.path], folder: folder,
            environment: toolbox.toolEnvironment, input: PackageResources.describe_py, deadline: .seconds(30)
        ).run()
        guard outcome.isSuccess else {
            throw PodEnvironmentError(.malformed, "\(script) cannot be read as Python", lines: outcome.lines)
        }
        do {
            return try PodOutline(name: name, try JSONReader(maximumDepth: 16).value(outcome.output))
        } catch {
            throw PodEnvironmentError(.malformed, "what \(program) said of \(script) cannot be read: \(error)", lines: outcome.lines)
        }
    }
}

extension PodOutline {
    /// What `describe.py` printed.
    fileprivate init(name: String, _ value: Value) throws {
        self.init(name: name, documentation: value.doc.string, functions: try (value.functions.array ?? []).map(Function.init))
    }
}

extension PodOutline.Function {
    fileprivate init(_ value: Value) throws {
        self.init(
            name: value.name.string ?? "", parameters: try (value.parameters.array ?? []).map(PodOutline.Parameter.init),
            returns: value.returns.string, documentation: value.doc.string, line: value.line.int ?? 0,
            isAsync: value.async.bool ?? false, isGenerator: value.generator.bool ?? false)
    }
}

extension PodOutline.Parameter {
    fileprivate init(_ value: Value) throws {
        guard let kind = Kind(rawValue: value["kind"].string ?? "") else {
            throw PodEnvironmentError(.malformed, "a parameter is of the unknown kind \(value["kind"])")
        }
        self.init(
            name: value.name.string ?? "", kind: kind, annotation: value.annotation.string,
            defaultValue: value["default"].string)
    }
}
