// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads directories and the manifests in them; one for each thread.
struct DirectoryReader {
    private let manifests = ManifestReader()
    /// Stamps later than this may still be of the clock tick in which the file was read: not trusted.
    let now: Int64

    init(now: Int64) { self.now = now }

    /// True if a later change must show in the stamp. Times without a fraction are those of file systems that count
    /// seconds.
    private func isSettled(_ stamp: FileStamp) -> Bool {
        let tick: Int64 = stamp.latest % 1_000_000_000 == 0 ? 2_100_000_000 : 100_000_000
        return stamp.latest < now - tick
    }

    /// Looks at a directory, trusting `cached` where the stamps agree.
    func visit(_ visit: Visit, cached: DirectoryRecord?) -> Finding {
        if let cached, let finding = reuse(visit, cached) { return finding }
        return visit.isProbe ? probe(visit.path) : list(visit.path)
    }

    private func reuse(_ visit: Visit, _ cached: DirectoryRecord) -> Finding? {
        guard !cached.flags.contains(.uncertain) else { return nil }
        if !visit.isProbe {
            guard cached.stamp.inode != 0, Files.stamp(visit.path) == cached.stamp else { return nil }
        } else if Files.entryExists(visit.path + "/CATKIN_IGNORE") != cached.flags.contains(.catkinIgnore) {
            return nil
        }
        if let file = cached.manifestFile {
            guard Files.stamp(visit.path + "/" + file) == cached.manifestStamp else { return nil }
        } else if visit.isProbe {
            return nil
        }
        return Finding(record: cached, isReused: true)
    }

    private func probe(_ path: String) -> Finding {
        var finding = Finding()
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else {
            finding.record.flags = .missing
            return finding
        }
        defer { close(directory) }
        readManifest("package.xml", .package, in: directory, path, &finding)
        if finding.record.hasManifest, Files.entryExists(path + "/CATKIN_IGNORE") {
            finding.record.flags.insert(.catkinIgnore)
        }
        return finding
    }

    private func list(_ path: String) -> Finding {
        var finding = Finding()
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else {
            finding.record.flags = errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable
            return finding
        }
        var status = stat()
        guard fstat(directory, &status) == 0, let stream = fdopendir(directory) else {
            close(directory)
            finding.record.flags = .unreadable
            return finding
        }
        defer { closedir(stream) }
        finding.record.stamp = FileStamp(status)
        var seen = Entries()
        while let entry = readdir(stream) { note(entry, in: directory, &finding.record, &seen) }
        finding.record.subdirectories.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        if seen.package { readManifest("package.xml", .package, in: directory, path, &finding) }
        if seen.dry, !finding.record.flags.contains(.package) {
            readManifest("manifest.xml", .dryPackage, in: directory, path, &finding)
        }
        if seen.stack, !finding.record.flags.contains(.package) { finding.record.flags.insert(.stack) }
        if finding.record.isLeaf { finding.record.subdirectories = [] }
        if !isSettled(finding.record.stamp) { finding.record.flags.insert(.uncertain) }
        return finding
    }

    private struct Entries {
        var package = false
        var dry = false
        var stack = false
    }

    private func note(
        _ entry: UnsafeMutablePointer<dirent>, in directory: Int32, _ record: inout DirectoryRecord,
        _ seen: inout Entries
    ) {
        withUnsafePointer(to: &entry.pointee.d_name) { tuple in
            tuple.withMemoryRebound(to: CChar.self, capacity: 1) { name in
                let first = UInt8(bitPattern: name[0])
                let type = Int32(entry.pointee.d_type)
                // The names that say something, whatever type of file they are.
                switch first {
                case UInt8(ascii: "C"):
                    if strcmp(name, "CATKIN_IGNORE") == 0 { record.flags.insert(.catkinIgnore) }
                    if strcmp(name, "COLCON_IGNORE") == 0 { record.flags.insert(.colconIgnore) }
                case UInt8(ascii: "A"):
                    if strcmp(name, "AMENT_IGNORE") == 0 { record.flags.insert(.colconIgnore) }
                case UInt8(ascii: "r"):
                    if strcmp(name, "rospack_nosubdirs") == 0 { record.flags.insert(.noSubdirectories) }
                case UInt8(ascii: "p"): if strcmp(name, "package.xml") == 0 { seen.package = true }
                case UInt8(ascii: "m"): if strcmp(name, "manifest.xml") == 0 { seen.dry = true }
                case UInt8(ascii: "s"): if strcmp(name, "stack.xml") == 0 { seen.stack = true }
                default: break
                }
                if first == UInt8(ascii: ".") || (type != 4 && type != 10 && type != 0) { return }
                if type == 4 {  // DT_DIR
                    record.subdirectories.append(String(cString: name))
                    return
                }
                // A link (10) or a file system that does not tell (0).
                var status = stat()
                if fstatat(directory, name, &status, 0) == 0 {
                    if Files.kind(status) == .directory { record.subdirectories.append(String(cString: name)) }
                    // What a link leads to can change without a trace here.
                    if type == 10, Files.kind(status) != .directory { record.flags.insert(.uncertain) }
                } else {
                    record.flags.insert(.uncertain)
                }
            }
        }
    }

    private func readManifest(
        _ name: String, _ kind: Manifest.Kind, in directory: Int32, _ path: String, _ finding: inout Finding
    ) {
        let file = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT {
                if Files.entryExists(path + "/" + name) { finding.record.flags.formUnion([.dangling, .uncertain]) }
                return
            }
            finding.record.flags.formUnion([kind == .package ? .package : .dry, .uncertain])
            finding.error = RosPkgError(.unreadable, "Cannot be opened.", path: path + "/" + name)
            return
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, Files.kind(status) == .file else { return }
        finding.record.manifestStamp = FileStamp(status)
        if !isSettled(finding.record.manifestStamp) { finding.record.flags.insert(.uncertain) }
        finding.record.flags.insert(kind == .package ? .package : .dry)
        guard let bytes = Files.read(file, size: Int(clamping: status.st_size), limit: Files.sizeLimit) else {
            finding.error = RosPkgError(
                .limit, "Cannot be read, or has more than \(Files.sizeLimit) bytes.", path: path + "/" + name)
            return
        }
        do {
            let result = try manifests.read(bytes, kind: kind, path: path + "/" + name, brief: true)
            finding.manifest = result.manifest
            finding.error = result.error
            finding.isForeign = result.isForeign
        } catch {
            finding.error = error as? RosPkgError
        }
    }
}
