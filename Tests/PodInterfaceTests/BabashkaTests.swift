// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods
import PharosModel
import PodEnvironments
import Testing

@testable import PodInterface

@Suite struct BabashkaTests {
    @Test func argumentsByPlaceAndByName() throws {
        func arguments(_ value: Value, _ keys: BabashkaSettings.Keys = .keywords) throws -> [ClojureValue] {
            try CallRequest(value, resource: "p/f").clojure(keys: keys)
        }
        #expect(try arguments(.null).isEmpty && arguments([:]).isEmpty)
        #expect(try arguments(5) == [5])
        #expect(try arguments([1, "a", ["k": [true]]]) == [1, "a", .map([.init(.keyword("k"), [true])])])
        #expect(try arguments(["x": 1]) == [.map([.init(.keyword("x"), 1)])])
        #expect(try arguments(["x": 1], .strings) == [.map([.init(.string("x"), 1)])])
        #expect(try arguments(["args": [1], "kwargs": ["as-map": true]]) == [1, .map([.init(.keyword("as-map"), true)])])
        #expect(throws: PharosError.self) { try arguments(["args": 1]) }
    }

    @Test(arguments: [
        (nil, true), ("{:arglists ([])}", true), ("{:arglists ([path] [])}", true), ("{:arglists ([& paths])}", true),
        ("{:arglists ([path & more])}", false), ("{:arglists ([path callback])}", false), ("{:arglists ()}", true),
        ("{:doc 5}", true), ("no EDN {", true), ("{:arglists 5}", true), ("{:arglists (5 a)}", true),
    ] as [(String?, Bool)])
    func streamsThatNeedNothingAreWatched(_ metadata: String?, _ isAttribute: Bool) {
        #expect(PodVar("watch", metadataText: metadata, isAsync: true).isAttribute == isAttribute)
        #expect(!PodVar("watch", metadataText: metadata).isAttribute)
    }

    @Test func signatures() {
        #expect(PodVar("f").signature == "(f)")
        #expect(PodVar("add", metadataText: "{:arglists ([a b] [a b & more])}").signature == "(add [a b] [a b & more])")
        #expect(!PodVar("m", code: "(defmacro m [])").isOffered && !PodVar("/").isOffered && !PodVar("").isOffered)
        #expect(PodVar("execute!").isOffered && PodVar("ready?").isOffered && PodVar("a->b").isOffered)
    }

    @Test func errorsKeepWhatIsKnown() {
        let failed = BabashkaPodError(.failed, "no such table", data: .map([.init(.keyword("code"), 1)]))
        let error = PharosError(pod: failed, resource: "sqlite/pod.sqlite/query")
        #expect(error.code == .systemFailed && error.message.contains("no such table"))
        #expect(error.details["data"] == "{:code 1}" && error.resource == "sqlite/pod.sqlite/query")
        let died = PharosError(pod: BabashkaPodError(.died, "it ended", exit: "was ended by SIGKILL"), resource: "p")
        #expect(died.code == .systemFailed && died.details["exit"] == "was ended by SIGKILL")
        for (code, expected) in [
            (.notFound, .notFound), (.cannotStart, .systemUnreachable), (.restartsExhausted, .systemUnreachable),
            (.deadlineExceeded, .deadlineExceeded), (.overloaded, .busy), (.closed, .shutDown),
        ] as [(BabashkaPodError.Code, PharosError.Code)] {
            #expect(PharosError(pod: BabashkaPodError(code, ""), resource: "").code == expected)
        }
    }
}
