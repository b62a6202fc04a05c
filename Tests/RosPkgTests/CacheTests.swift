// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import RosPkg
import Testing

@Suite struct CacheTests {
    private func list(_ index: PackageIndex) -> [String] {
        (index.packages + index.stacks).map {
            "\($0.name) \($0.path) \($0.kind) \($0.version ?? "-") \($0.problem ?? "")"
        } + index.problems.map(\.description)
            + index.packages.flatMap {
                (try? index.dependencies(of: $0.name, .all).keys) ?? []
            }
    }

    /// A hundred random changes of a tree; after each the cached answer must be that of a scan without cache.
    @Test func neverWrongAfterAChange() throws {
        try Support.withDirectory { base in
            let root = base + "/ws"
            let cache = IndexCache(directory: base + "/cache")
            var random = SeededGenerator(state: 11)
            let files = FileManager.default
            for number in 0..<12 {
                try Support.write("\(root)/g\(number % 3)/p\(number)/package.xml", Support.package("p\(number)"))
            }
            let roots = [SearchRoot(root), SearchRoot(root + "/g1")]
            for step in 0..<100 {
                let place =
                    "\(root)/g\(Int.random(in: 0..<4, using: &random))/p\(Int.random(in: 0..<14, using: &random))"
                switch Int.random(in: 0..<9, using: &random) {
                case 0: try? files.removeItem(atPath: place)
                case 1: try Support.write(place + "/package.xml", "<package><broken")
                case 2: try Support.write(place + "/CATKIN_IGNORE", "")
                case 3: try? files.removeItem(atPath: place + "/CATKIN_IGNORE")
                case 4: try? files.moveItem(atPath: place, toPath: place + "x")
                case 5:
                    try? files.removeItem(atPath: place)
                    try? files.createSymbolicLink(atPath: place, withDestinationPath: "../target")
                case 6: try Support.write(root + "/target/package.xml", Support.package("target\(step % 2)"))
                case 7: try Support.write(place + "/manifest.xml", "<package><depend package=\"k\(step)\"/></package>")
                default:
                    // Same length as before, often: only times and content tell.
                    try Support.write(
                        place + "/package.xml", Support.package("q\(step % 7)", version: "1.0.\(step % 10)"))
                }
                if step % 10 == 0 { Thread.sleep(forTimeInterval: 0.15) }
                let cached = PackageIndex.scan(roots, cache: cache)
                #expect(list(cached) == list(PackageIndex.scan(roots)), "step \(step)")
            }
            Thread.sleep(forTimeInterval: 0.3)
            _ = PackageIndex.scan(roots, cache: cache)
            let settled = PackageIndex.scan(roots, cache: cache)
            #expect(settled.isFromCache)
            #expect(list(settled) == list(PackageIndex.scan(roots)))
        }
    }

    @Test func reusedWhenNothingChanges() throws {
        try Support.withDirectory { base in
            for name in ["a", "b"] { try Support.write("\(base)/ws/\(name)/package.xml", Support.package(name)) }
            let cache = IndexCache(directory: base + "/cache")
            let roots = [SearchRoot(base + "/ws")]
            #expect(!PackageIndex.scan(roots, cache: cache).isFromCache)
            // What has just been written is not settled; a little later it is.
            Thread.sleep(forTimeInterval: 0.25)
            #expect(!PackageIndex.scan(roots, cache: cache).isFromCache)
            let third = PackageIndex.scan(roots, cache: cache)
            #expect(third.isFromCache)
            #expect(third.packages.map(\.name) == ["a", "b"])
            // A replaced file with the old size and modification time.
            let path = base + "/ws/a/package.xml"
            let old = try FileManager.default.attributesOfItem(atPath: path)
            try Support.write(path, Support.package("c"))
            try FileManager.default.setAttributes(
                [.modificationDate: old[.modificationDate] ?? Date()], ofItemAtPath: path)
            #expect(PackageIndex.scan(roots, cache: cache).packages.map(\.name) == ["b", "c"])
        }
    }

    @Test func damagedAndUnwritableCachesAreIgnored() throws {
        try Support.withDirectory { base in
            try Support.write("\(base)/ws/a/package.xml", Support.package("a", "<depend>k</depend>"))
            let roots = [SearchRoot(base + "/ws")]
            Thread.sleep(forTimeInterval: 0.15)
            let cache = IndexCache(directory: base + "/cache")
            _ = PackageIndex.scan(roots, cache: cache)
            let names = try FileManager.default.contentsOfDirectory(atPath: cache.directory)
            try #require(names.count == 1)
            let file = URL(fileURLWithPath: cache.directory + "/" + names[0])
            let good = Array(try Data(contentsOf: file))
            var random = SeededGenerator(state: 3)
            for _ in 0..<300 {
                var bytes = good
                if Bool.random(using: &random) {
                    bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
                } else {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
                }
                try Data(bytes).write(to: file)
                #expect(PackageIndex.scan(roots, cache: cache).packages.map(\.name) == ["a"])
            }
            try Support.write(base + "/file", "")
            let impossible = IndexCache(directory: base + "/file/cache")
            #expect(PackageIndex.scan(roots, cache: impossible).packages.count == 1)
        }
    }

    @Test func manyReadersAndWriters() async throws {
        let base = NSTemporaryDirectory() + "/rospkg-tests-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: base) }
        for number in 0..<20 { try Support.write("\(base)/ws/p\(number)/package.xml", Support.package("p\(number)")) }
        let cache = IndexCache(directory: base + "/cache")
        let roots = [SearchRoot(base + "/ws")]
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<32 { group.addTask { PackageIndex.scan(roots, cache: cache).packages.count } }
            for await count in group { #expect(count == 20) }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.directory).count == 1)
    }
}
