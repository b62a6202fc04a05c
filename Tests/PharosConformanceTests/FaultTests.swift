// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosConformance
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

enum FaultyDescriptors {
    /// A descriptor that nobody closes; the tests live with some of them, more than others close meanwhile.
    static func leak() -> Int32 { open("/dev/null", O_RDONLY) }
}

/// The kit finds what is wrong, says so where it is wrong, and nothing else.
@Suite(.serialized, .timeLimit(.minutes(5))) struct FaultTests {
    /// Of each fault a check that has to fail, and a word that its text has to have.
    static let found: [(Fault, check: String, word: String)] = [
        (.wrongErrorCode, "errors: an unknown name is not found", "systemFailed"),
        (.unlistedResource, "list: has every resource of the fixture", "/fixed"),
        (.describesOtherwise, "describe: agrees with the list", "writable"),
        (.illegalName, "names: are legal in the scheme's grammar", "/a//b"),
        (.forgetsWrites, "write: is read back", "written"),
        (.takesAnything, "write: a value that does not fit is refused", "an error"),
        (.writesReadOnly, "write: what is read-only is refused", "an error"),
        (.losesEvents, "watch: every written value comes, in order", "came"),
        (.reordersEvents, "watch: every written value comes, in order", "in its turn"),
        (.subscribesTwiceWithoutEnd, "watch: ends its subscription when nobody is left", "subscriptions to end"),
        (.ignoresCancellation, "deadlines: a late read ends in time", ""),
        (.vanishesSilently, "disappearance: is told, and the name is not found", "/extra"),
        (.runIgnoresCancellation, "shutdown: run() returns when it is cancelled", "run() to return"),
        (.shutdownHangs, "shutdown: shutdown() is called and returns", "shutdown() to return"),
        (.holdsItself, "shutdown: the interface is released", "released"),
        (.leaksDescriptors, "shutdown: no descriptor is left", "descriptors"),
    ]

    @Test func nothingIsFoundWhereNothingIsWrong() async {
        let report = await Conformance.run(FaultyFixture(fault: .none))
        #expect(report.isPassed, "\(report)")
        // It has no command and its system changes nothing by itself; everything else is exercised.
        let reasons = report.notExercised.map(\.text)
        #expect(reasons.allSatisfy { $0.contains("command") || $0.contains("stir") || $0.contains("type") }, "\(report)")
    }

    @Test func everyFaultIsFound() async {
        await withTaskGroup(of: Void.self) { group in
            for (fault, check, word) in FaultTests.found {
                group.addTask {
                    let report = await Conformance.run(FaultyFixture(fault: fault))
                    let failure = report.failures.first { $0.name == check }
                    #expect(failure != nil, "\(fault): \(check)\n\(report)")
                    #expect(failure?.text.contains(word) != false, "\(fault): \(failure.map { "\($0)" } ?? "")")
                }
            }
        }
    }

    @Test func aKitThatCannotBeginSaysSo() async {
        let report = await Conformance.run(FaultyFixture(fault: .none), on: .plugIn(path: "/nowhere/pharos-node-faulty"))
        #expect(!report.isPassed && report.failures.first?.text.contains("not an executable") == true)
        let other = await Conformance.run(FaultyFixture(fault: .none), on: .plugIn(path: "/bin/true"))
        #expect(other.failures.first?.text.contains("pharos-node-faulty") == true)
        #expect("\(other)".contains("0 passed, 1 failed"))
    }
}
