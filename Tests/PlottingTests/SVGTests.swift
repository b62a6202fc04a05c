// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import Plotting
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite struct SVGTests {
    /// Elements, their attributes and texts, by an XML parser that is not ours.
    private final class Document: NSObject, XMLParserDelegate {
        var elements: [(name: String, attributes: [String: String])] = []
        var texts: [String] = []
        private var text = ""

        init(_ source: String) throws {
            super.init()
            let parser = XMLParser(data: Data(source.utf8))
            parser.delegate = self
            try #require(parser.parse(), "\(String(describing: parser.parserError))")
        }

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            elements.append((name, attributes))
            text = ""
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            if name == "text" { texts.append(text) }
        }

        func all(_ kind: String) -> [[String: String]] { elements.map(\.attributes).filter { $0["class"] == kind } }
    }

    @Test func aChartIsADocument() throws {
        let document = try Document(SVGDocument.text(of: SampleCharts.triangle, width: 800, height: 400))
        #expect(document.elements.first?.name == "svg")
        #expect(document.elements.first?.attributes["viewBox"] == "0 0 800 400")
        #expect(document.texts.contains("Tank <1> & \"2\""))
        #expect(document.texts.contains("mock:/gone: not there"))
        #expect(document.texts.contains("mock:/level  0 m     "))
        #expect(document.texts.contains("09:00:00"))
        #expect(document.texts.contains("2026-11-21 UTC"))
        // The hole splits the curve.
        #expect(document.all("curve").count == 2)
        #expect(document.all("invalid").count == 1)
    }

    @Test func curvesStayInTheFrame() throws {
        var chart = SampleCharts.triangle
        chart.minimum = 2
        chart.maximum = 6
        let document = try Document(SVGDocument.text(of: chart, width: 800, height: 400))
        let frame = numbers(try #require(document.all("frame").first?["d"]))
        let (left, top, right, bottom) = (frame[0], frame[1], frame[2], frame[3])
        for curve in document.all("curve") {
            let places = numbers(try #require(curve["d"]))
            for (x, y) in zip(
                places.enumerated().filter { $0.offset % 2 == 0 }, places.enumerated().filter { $0.offset % 2 == 1 })
            {
                #expect((left...right).contains(x.element) && (top...bottom).contains(y.element))
            }
        }
    }

    private func numbers(_ path: String) -> [Double] {
        path.split { !"0123456789.-".contains($0) }.compactMap { Double($0) }
    }

    @Test func anyTextIsEscaped() throws {
        var chart = SampleCharts.curve([1, 2])
        chart.title = "</text>\u{0}\u{1}\u{1F}\u{FFFE}&#0;]]>\t\"'"
        let document = try Document(SVGDocument.text(of: chart))
        #expect(document.texts[0] == "</text>\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}&#0;]]> \"'")
    }

    @Test func oddChartsAreDocuments() throws {
        for chart in HostileCharts.all {
            for (width, height) in [(-5, -5), (100, 80), (300, 200), (1_000_000, 200)] {
                let text = SVGDocument.text(of: chart, width: width, height: height)
                let document = try Document(text)
                let values = document.elements.flatMap(\.attributes.values)
                #expect(values.filter { $0.contains("nan") || $0.contains("inf") }.isEmpty)
            }
        }
    }
}
