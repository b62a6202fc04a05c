// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos
import Quantities
import Testing

/// Authority, device, attribute, configuration: the same for every scheme.
@Suite struct ModelTests {
    @Test func oneThingIsOneObject() async throws {
        try await withEmbedded(resources: ["len": "mock:/length"]) { pharos in
            let one = try pharos.attribute("mock:/length")
            let other = try await Task.detached { try pharos.attribute("mock:/length#units") }.value
            #expect(one === other)
            #expect(try pharos.attribute("res:len") === one)
            #expect(try pharos.attribute("eval:1") === pharos.attribute("eval://localhost/@DefaultEvaluator/1"))
            #expect(try pharos.attribute("tango:A/B/C/d") === pharos.attribute("tango:a/b/c/D"))
            #expect(try pharos.attribute("ros:/a") !== pharos.attribute("ros:/A"))
            #expect(try pharos.device("tango:a/b/c") === pharos.attribute("tango:a/b/c/d").parent)
            #expect(try pharos.device("tango://h:1/a/b/c").parent === pharos.authority("tango://h:1"))
            #expect(try pharos.configuration("mock:/length#units").attribute === one)
        }
    }

    @Test func whatNobodyHoldsIsForgotten() async throws {
        try await withEmbedded { pharos in
            weak var gone: Attribute?
            do { gone = try pharos.attribute("mock:/a") }
            #expect(gone == nil)
            for index in 0..<10_000 { _ = try pharos.attribute("mock:/a\(index)") }
        }
    }

    private func makeLength(_ pharos: Pharos) async throws -> Attribute {
        var configuration = AttributeConfiguration()
        configuration.unit = "mm"
        configuration.range = .init(low: 0, high: 100)
        configuration.label = "Length"
        configuration.precision = 2
        try await pharos.mock().add("/length", value: 3.5, configuration: configuration)
        return try pharos.attribute("mock:/length")
    }

    @Test func quantitiesAreConvertedAndChecked() async throws {
        try await withEmbedded { pharos in
            let length = try await makeLength(pharos)
            #expect(try await length.read().description == "3.50 mm")
            #expect(try await length.read().quantity(in: "m").magnitude.scalar == 0.0035)
            let read = try await length.write(Quantity(0.002, Unit("m")), readsBack: true)
            #expect(try read?.value().double == 2)
            #expect(try read?.setpoint()?.double == 2)
            try await length.write(5)
            #expect(try await length.read().description == "5.00 mm")
            #expect(await code { try await length.write(Quantity(1, Unit("s"))) } == .invalidValue)
            #expect(await code { try await length.write(200) } == .invalidValue)
            #expect(await code { try await length.write("much") } == .invalidValue)
        }
    }

    @Test(
        arguments: [
            ("#rvalue", "3.5"), ("#units", "\"mm\""), ("#label", "\"Length\""), ("#range", "[0.0,100.0]"),
            ("#range[1]", "100.0"), ("#writable", "true"), ("#precision", "2"), ("#quality", "\"valid\""),
            ("#rvalue.units", "\"mm\""), ("#rvalue.to('cm')", "0.35"), ("#wvalue", "null"), ("#warnings", "[null,null]"),
            ("#name", "\"length\""),
        ])
    func propertiesAreSelected(fragment: String, json: String) async throws {
        try await withEmbedded { pharos in
            _ = try await makeLength(pharos)
            let value = try await pharos.configuration("mock:/length\(fragment)").value()
            if fragment == "#name" { #expect(value.string?.contains("length") == true) } else {
                #expect(value.description == json)
            }
            #expect(try await pharos.read("mock:/length\(fragment)").value() == value)
        }
    }

    @Test func aChangedUnitIsAnEvent() async throws {
        try await withEmbedded { pharos in
            let length = try await makeLength(pharos)
            var iterator = length.events().makeAsyncIterator()
            guard case .configuration(let first) = try await iterator.next() else {
                return #expect(Bool(false), "the configuration comes first")
            }
            #expect(first.configuration.unit == "mm")
            #expect(try await iterator.next()?.reading?.description == "3.50 mm")
            var configuration = first.configuration
            configuration.unit = "cm"
            try await pharos.mock().configure("/length", configuration)
            var units: Set<String> = []
            while units.count < 2, let event = try await iterator.next() {
                if case .configuration(let description) = event { units.insert("said \(description.configuration.unit)") }
                if let reading = event.reading { units.insert(reading.unit) }
            }
            #expect(units == ["said cm", "cm"])
        }
    }

    @Test func setPointsAreGivenBackAsCredit() async throws {
        try await withEmbedded { pharos in
            try await pharos.mock().add("/text", type: "string")
            // More than the credit in bytes that a subscription begins with, counted with set points.
            let text = Value.string(String(repeating: "x", count: 1 << 20))
            for policy in [QueuePolicy.all(limit: 100), .latest] {
                var iterator = pharos.watch("mock:/text", policy: policy).makeAsyncIterator()
                for _ in 0..<40 {
                    try await pharos.write("mock:/text", text)
                    let sample = try await iterator.next()
                    #expect(sample?.setpoint != nil)
                }
            }
        }
    }

    @Test func ageIsRespected() async throws {
        try await withEmbedded { pharos in
            let attribute = try pharos.attribute("counted:/age")
            #expect(try await attribute.read().value().int == 1)
            #expect(try await attribute.read(maxAge: .seconds(60)).value().int == 1)
            #expect(try await attribute.read().value().int == 2)
            #expect(try await attribute.read(maxAge: .zero).value().int == 3)
        }
    }
}
