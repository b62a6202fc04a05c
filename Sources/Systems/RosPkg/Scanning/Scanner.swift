// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

internal import Dispatch

/// Finds every package below the search roots: level by level, each level read by several threads, the findings merged
/// in order, so that the answer is the same every time.
///
/// In one root, each real directory is descended into once: links cannot make a scan endless or exponential.
struct Scanner {
    struct Result {
        var store = ManifestStore()
        /// By path; what the next scan may reuse.
        var records: [String: DirectoryRecord] = [:]
        var entities: [Entity] = []
        var problems: [Problem] = []
        /// True if anything was read anew or is gone since the cache was written.
        var isChanged = false
    }

    /// A package or stack that was found.
    struct Entity {
        var path: String
        var root: Int32
        /// Index into the store; -1 for stacks without a package of their own.
        var manifest: Int32
        var isStack: Bool
        var device: UInt64
        var inode: UInt64
    }

    private struct RealDirectory: Hashable {
        var root: Int32
        var device: UInt64
        var inode: UInt64
    }

    /// Directories read before their findings are merged.
    private static let batch = 1024

    let roots: [SearchRoot]
    let options: ScanOptions
    let cached: CachedScan?

    private var result = Result()
    private var visits: [Visit] = []
    private var records: [DirectoryRecord] = []
    private var visited: Set<RealDirectory> = []
    private var isFresh: [Bool] = []
    private var kept = 0

    init(roots: [SearchRoot], options: ScanOptions, cached: CachedScan?) {
        self.roots = roots
        self.options = options
        self.cached = cached
    }

    mutating func run() -> Result {
        for (index, root) in roots.enumerated() {
            switch root.style {
            case .ament: addAmentVisits(root, Int32(index))
            case .tree, .sources, .share: visits.append(Visit(path: root.path, root: Int32(index), depth: 0))
            }
        }
        let rootVisits = 0..<Int32(visits.count)
        var level = 0..<visits.count
        while !level.isEmpty {
            // In batches: whole manifests are held only until they are merged.
            var first = level.lowerBound
            while first < level.upperBound {
                let batch = first..<min(first + Self.batch, level.upperBound)
                for (offset, finding) in read(batch).enumerated() { merge(finding, first + offset) }
                first = batch.upperBound
            }
            level = level.upperBound..<visits.count
        }
        settle()
        collect(rootVisits)
        return result
    }

    /// Puts all manifests into one store: the cache's own if nothing has changed.
    private mutating func settle() {
        if let cached, cached.records.count > kept { result.isChanged = true }
        guard let cached else { return keepRecords() }
        if !result.isChanged, result.store.entries.isEmpty {
            result.store = cached.store
            return
        }
        var map = [Int32](repeating: -1, count: cached.store.strings.count)
        for index in records.indices where !isFresh[index] && records[index].manifest >= 0 {
            records[index].manifest = result.store.copy(records[index].manifest, from: cached.store, map: &map)
        }
        keepRecords()
    }

    private mutating func keepRecords() {
        guard result.isChanged || cached == nil else { return }
        for (visit, record) in zip(visits, records)
        where record.flags.isDisjoint(with: [.missing]) && (!visit.isProbe || record.hasManifest) {
            result.records[visit.path] = record
        }
    }

    private mutating func addAmentVisits(_ root: SearchRoot, _ index: Int32) {
        for name in AmentIndex(prefix: root.path).names(ofType: "packages") {
            visits.append(
                Visit(path: root.path + "/share/" + name, root: index, depth: 1, isProbe: true))
        }
    }

    private func read(_ level: Range<Int>) -> [Finding] {
        let now = Files.now
        var findings = [Finding](repeating: Finding(), count: level.count)
        let threads = options.threads ?? min(8, max(1, Files.processorCount))
        let chunk = 32
        if threads == 1 || level.count <= chunk {
            let reader = DirectoryReader(now: now)
            for index in level {
                findings[index - level.lowerBound] = reader.visit(
                    visits[index], cached: cached?.records[visits[index].path])
            }
            return findings
        }
        let chunks = (level.count + chunk - 1) / chunk
        findings.withUnsafeMutableBufferPointer { buffer in
            // Each index is written by exactly one iteration.
            nonisolated(unsafe) let out = buffer
            let visits = visits
            let cached = cached
            let stride = min(chunks, threads * 4)
            DispatchQueue.concurrentPerform(iterations: stride) { worker in
                let reader = DirectoryReader(now: now)
                for block in Swift.stride(from: worker, to: chunks, by: stride) {
                    let first = level.lowerBound + block * chunk
                    for index in first..<min(first + chunk, level.upperBound) {
                        out[index - level.lowerBound] = reader.visit(
                            visits[index], cached: cached?.records[visits[index].path])
                    }
                }
            }
        }
        return findings
    }

    private mutating func merge(_ finding: Finding, _ index: Int) {
        var record = finding.record
        let visit = visits[index]
        let root = roots[Int(visit.root)]
        if !finding.isReused, record.hasManifest {
            record.manifest = result.store.add(finding)
            isFresh.append(true)
        } else {
            // Still an index into the cache's store; translated at the end, if anything has changed at all.
            isFresh.append(false)
        }
        // A probe that finds nothing is not worth keeping: the next one costs as little.
        let isKept = record.flags.isDisjoint(with: [.missing]) && (!visit.isProbe || record.hasManifest)
        if isKept {
            kept += 1
            if !finding.isReused, !(cached?.records[visit.path]?.isSame(as: record) ?? false) {
                result.isChanged = true
            }
        }
        records.append(record)
        note(record, visit)
        if isHidden(record, visit, root) || record.isLeaf || visit.isProbe { return }
        if record.subdirectories.isEmpty { return }
        let real = RealDirectory(root: visit.root, device: record.stamp.device, inode: record.stamp.inode)
        guard visited.insert(real).inserted else { return }
        guard Int(visit.depth) < options.depthLimit else {
            result.problems.append(
                Problem(.error, "depth", path: visit.path, "Deeper than \(options.depthLimit) levels: not searched."))
            return
        }
        guard visits.count + record.subdirectories.count <= options.directoryLimit else {
            result.problems.append(
                Problem(.error, "limit", path: visit.path, "More than \(options.directoryLimit) directories."))
            return
        }
        let first = Int32(visits.count)
        let prefix = visit.path == "/" ? "/" : visit.path + "/"
        for name in record.subdirectories {
            visits.append(
                Visit(
                    path: prefix + name, root: visit.root, depth: visit.depth + 1, isProbe: root.style == .share))
        }
        visits[index].children = first..<Int32(visits.count)
    }

    private func isHidden(_ record: DirectoryRecord, _ visit: Visit, _ root: SearchRoot) -> Bool {
        if record.flags.contains(.catkinIgnore) { return true }
        // A colcon install root carries a COLCON_IGNORE against being scanned as sources: it must not hide itself.
        guard record.flags.contains(.colconIgnore), visit.depth > 0 else { return false }
        return root.style == .sources || options.honorsColconMarkers
    }

    private mutating func note(_ record: DirectoryRecord, _ visit: Visit) {
        if record.flags.contains(.unreadable) {
            result.problems.append(
                Problem(.error, "unreadable", path: visit.path, "The directory cannot be read."))
        }
        if record.flags.contains(.dangling) {
            result.problems.append(
                Problem(.warning, "dangling", path: visit.path, "The manifest is a link that leads nowhere."))
        }
        if roots[Int(visit.root)].style == .ament, !record.hasManifest {
            result.problems.append(
                Problem(
                    .warning, "missing", path: visit.path, "In the ament index, but there is no package.xml: skipped."))
        } else if record.flags.contains(.missing), visit.depth == 0 {
            result.problems.append(
                Problem(.warning, "missing", path: visit.path, "This element of the search path does not exist."))
        }
    }

    /// Lists the packages in the order of a sorted walk, root by root.
    private mutating func collect(_ rootVisits: Range<Int32>) {
        var stack = Array(rootVisits.reversed())
        while let index = stack.popLast() {
            let visit = visits[Int(index)]
            let record = records[Int(index)]
            stack.append(contentsOf: visit.children.reversed())
            guard !isHidden(record, visit, roots[Int(visit.root)]) else { continue }
            if record.manifest >= 0 { collect(visit, record) }
            if record.flags.contains(.stack) {
                result.entities.append(entity(visit, record, isStack: true))
            }
        }
    }

    private mutating func collect(_ visit: Visit, _ record: DirectoryRecord) {
        let entry = result.store.entries[Int(record.manifest)]
        let file = visit.path + "/" + (record.manifestFile ?? "package.xml")
        if entry.flags.contains(.foreign) {
            result.problems.append(
                Problem(.warning, "foreign", path: file, "Not a ROS manifest (another XML namespace): skipped."))
            return
        }
        if let message = result.store.optional(entry.error) {
            let rule = entry.flags.contains(.broken) ? "malformed" : "invalid"
            result.problems.append(Problem(.error, rule, path: file, message))
        }
        if let message = result.store.optional(entry.warning) {
            result.problems.append(Problem(.warning, "naming", path: file, message))
        }
        // A dry package is known by its directory even if its manifest cannot be read.
        guard entry.flags.contains(.named) || record.flags.contains(.dry) else { return }
        result.entities.append(entity(visit, record, isStack: false))
    }

    private func entity(_ visit: Visit, _ record: DirectoryRecord, isStack: Bool) -> Entity {
        let stamp = visit.isProbe ? record.manifestStamp : record.stamp
        return Entity(
            path: visit.path, root: visit.root, manifest: isStack ? -1 : record.manifest, isStack: isStack,
            device: stamp.device, inode: stamp.inode)
    }
}
