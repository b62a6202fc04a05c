// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import PodEnvironments
import Pods
import Testing

@testable import PodInterface

@Suite struct ArgumentTests {
    @Test func theFormsOfARequest() throws {
        func arguments(_ value: Value) throws -> PodArguments { try PodArguments(value, resource: "p/f") }
        #expect(try arguments(.null).places.isEmpty)
        #expect(try arguments([:]).keywords.entries.isEmpty)
        #expect(try arguments([1, "two"]).places == [.int(1), .string("two")])
        #expect(try arguments(.doubles([1, 2])).places == [.double(1), .double(2)])
        #expect(try arguments(5).places == [.int(5)])
        #expect(try arguments(["x": 1]).keywords == ["x": 1])
        let both = try arguments(["args": [1], "kwargs": ["y": [2]]])
        #expect(both.places == [.int(1)] && both.keywords == ["y": [2]])
        #expect(try arguments(["args": [], "x": 1]).keywords == ["args": .list([]), "x": 1])
    }

    @Test(arguments: [["args": 1], ["kwargs": [1]], ["args": [1], "kwargs": "x"]] as [Value])
    func wrongForms(_ value: Value) {
        let error = #expect(throws: PharosError.self) { try PodArguments(value, resource: "p/f") }
        #expect(error?.code == .invalidValue)
    }

    @Test func errorsKeepWhatIsKnown() {
        let raised = PodError(
            .raised, "KeyError: 'k'",
            exception: PodException(
                typeName: "KeyError", message: "'k'", traceback: "Traceback …",
                causes: [PodException(typeName: "ValueError", message: "no")]))
        let error = PharosError(pod: raised, resource: "p/f")
        #expect(error.code == .systemFailed)
        #expect(error.details["exception"] == "KeyError" && error.details["cause"] == "ValueError: no")
        #expect(PharosError(pod: PodError(.noSuchFunction, ""), resource: "").code == .notFound)
        let failed = PodEnvironmentError(.installFailed, "it failed", lines: ["no such package"])
        #expect(PharosError(pod: failed, resource: "p").message == "it failed\n    no such package")
    }

    @Test func generatorsWithoutArgumentsAreAttributes() {
        func function(_ parameters: [PodOutline.Parameter], isGenerator: Bool = true) -> PodOutline.Function {
            PodOutline.Function(
                name: "f", parameters: parameters, returns: nil, documentation: nil, line: 1, isAsync: false,
                isGenerator: isGenerator)
        }
        let needed = PodOutline.Parameter(name: "n", kind: .ordinary, annotation: nil, defaultValue: nil)
        let optional = PodOutline.Parameter(name: "n", kind: .ordinary, annotation: nil, defaultValue: "3")
        #expect(function([]).isAttribute && function([optional]).isAttribute)
        #expect(!function([needed]).isAttribute && !function([], isGenerator: false).isAttribute)
    }
}
