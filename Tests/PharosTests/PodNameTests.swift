// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos
import PharosModel
import Testing

@Suite struct PodNameTests {
    @Test(arguments: [
        ("foo", "pod:p/foo"), ("space.one/ready?", "pod:p/space.one/ready%3F"), ("s/a->b", "pod:p/s/a-%3Eb"),
        ("s/100%", "pod:p/s/100%25"), ("s/c#", "pod:p/s/c%23"), ("s/<=", "pod:p/s/%3C="), ("s/execute!", "pod:p/s/execute!"),
    ])
    func charactersThatMeanSomethingAreEscaped(_ function: String, _ name: String) async throws {
        try await withPharos { pharos in
            #expect(Pod(named: "p", of: pharos).resource(function) == name)
        }
        let path = try ResourceName(name).path
        #expect(path == "p/\(function)")
    }
}
