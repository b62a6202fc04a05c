// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Testing
import XMLRPC

struct MessageTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `calls and answers are written as roscpp matches them`() {
        #expect(
            text(XMLRPCEncoder.call("m", [1, "a<b", true]))
                == "<?xml version=\"1.0\"?>\n<methodCall><methodName>m</methodName>\n<params>"
                + "<param><value><i4>1</i4></value></param>"
                + "<param><value><string>a&lt;b</string></value></param>"
                + "<param><value><boolean>1</boolean></value></param></params></methodCall>\n")
        #expect(
            text(XMLRPCEncoder.response([1, "", []]))
                == "<?xml version=\"1.0\"?>\n<methodResponse><params><param>\n\t"
                + "<value><array><data><value><i4>1</i4></value><value><string></string></value>"
                + "<value><array><data></data></array></value></data></array></value>"
                + "\n</param></params></methodResponse>\n")
    }

    @Test func `every value comes back`() throws {
        let value: XMLRPCValue = .structure([
            .init("i", .int(.min)), .init("d", 1.5e300), .init("inf", .double(-.infinity)), .init("s", "é & \u{1F600}\n"),
            .init("b", .data([0, 255, 7, 9])), .init("t", .dateTime("20260101T00:00:00")), .init("a", [[], true, ""]),
            .init("e", .structure([])),
        ])
        #expect(try XMLRPCDecoder().message(XMLRPCEncoder.response(value)) == .response(value))
    }

    private static let written: [(String, XMLRPCValue)] = [
        ("<value><i4>1</i4></value>", 1), ("<value><int> 1\n</int></value>", 1),
        ("<value><i8>-3</i8></value>", -3), ("<value>text</value>", "text"), ("<value></value>", ""), ("<value/>", ""),
        ("<value><string/></value>", ""), ("<value> <string> a </string> </value>", " a "),
        ("<value>&#65;&#x42;&quot;</value>", "AB\""), ("<value><![CDATA[<x>]]></value>", "<x>"),
        ("<value><!-- c --><boolean>1</boolean></value>", true),
        ("<value><base64>AAEC\n/w==</base64></value>", .data([0, 1, 2, 255])),
        ("<value><double>inf</double></value>", .double(.infinity)),
        ("<value>\n<array>\n<data>\n<value><i4>1</i4></value>\n</data>\n</array>\n</value>", [1]),
        ("<value><array><data/></array></value>", []), ("<value><struct/></value>", .structure([])),
    ]

    @Test(arguments: written)
    func `known writers are understood`(written: String, value: XMLRPCValue) throws {
        let message = "\u{FEFF}<?xml version='1.0' encoding='UTF-8'?>\n<methodResponse version=\"1.0\"><params>\n<param>"
            + written + "</param></params></methodResponse>"
        #expect(try XMLRPCDecoder().message(Array(message.utf8)) == .response(value))
    }

    @Test(arguments: [
        "", "<", "<!DOCTYPE a []><methodResponse/>", "<methodResponse><params><param><value><i4>2147483648</i4></value>",
        "<methodResponse><params><param><value><nil/></value></param></params></methodResponse>", "<methodCall/>",
        "<methodCall><methodName>a</methodName><params><param><value>&unknown;</value></param></params></methodCall>",
    ])
    func `what is no XML-RPC is an error`(written: String) {
        #expect(throws: XMLRPCError.self) { try XMLRPCDecoder().message(Array(written.utf8)) }
    }

    @Test func `depth and number of values are limited`() {
        let deep = "<methodCall><methodName>a</methodName><params><param>"
            + String(repeating: "<value><array><data>", count: 100_000)
        #expect(throws: XMLRPCError.self) { try XMLRPCDecoder().message(Array(deep.utf8)) }
        let wide = XMLRPCEncoder.response(.array(Array(repeating: 1, count: 20)))
        #expect(throws: XMLRPCError.self) { try XMLRPCDecoder(maximumValues: 20).message(wide) }
    }

    @Test func `random damage never traps`() {
        var state: UInt64 = 0x5eed
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let whole = XMLRPCEncoder.call(
            "m", [.structure([.init("a", [1, 2.5, "x&y"]), .init("b", .data([1, 2, 3]))]), true, "<![CDATA["])
        for _ in 0..<4000 {
            var bytes = whole
            for _ in 0..<(1 + random(4)) where !bytes.isEmpty {
                switch random(3) {
                case 0: bytes[random(bytes.count)] = UInt8(random(256))
                case 1: bytes.remove(at: random(bytes.count))
                default: bytes = Array(bytes.prefix(1 + random(bytes.count)))
                }
            }
            _ = try? XMLRPCDecoder().message(bytes)
        }
    }
}
