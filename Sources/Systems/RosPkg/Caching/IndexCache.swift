// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where the results of scans are kept between processes: one file for each list of search roots.
///
/// The file is a memory of what was read, not an answer: every directory and manifest is looked at again and read again
/// unless device, inode, size and both times are those it had, and had been settled when it was read. There is no
/// expiry. It is replaced in one step, so readers see the old or the new one; a file that is damaged, of another user or
/// another version is ignored, and so is a directory that cannot be written.
public struct IndexCache: Hashable, Sendable {
    /// The directory of the cache files.
    public let directory: String

    public init(directory: String) { self.directory = Files.absolute(directory) }

    /// `$XDG_CACHE_HOME/rospkg-index`, else `~/.cache/rospkg-index`; nil if there is no home directory.
    public static func user(_ variables: [String: String]) -> IndexCache? {
        if let base = variables["XDG_CACHE_HOME"], base.hasPrefix("/") {
            return IndexCache(directory: base + "/rospkg-index")
        }
        guard let home = variables["HOME"], home.hasPrefix("/") else { return nil }
        return IndexCache(directory: home + "/.cache/rospkg-index")
    }

    /// What the file is for, in full: the name is only a hash of it.
    private static func key(_ roots: [SearchRoot]) -> String {
        roots.map { $0.style.rawValue + " " + $0.path }.joined(separator: "\n")
    }

    /// The file for these roots.
    package func file(_ roots: [SearchRoot]) -> String {
        let hash = CacheFormat.checksum(Array(IndexCache.key(roots).utf8)[...])
        return directory + "/" + String(hash, radix: 16) + ".index"
    }

    func load(_ roots: [SearchRoot]) -> CachedScan? {
        let path = file(roots)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        // Nobody else may tell us what our packages are.
        guard fstat(descriptor, &status) == 0, Files.kind(status) == .file, status.st_uid == geteuid(),
            let bytes = Files.read(descriptor, size: Int(clamping: status.st_size), limit: CacheFormat.sizeLimit)
        else { return nil }
        return CacheFormat.decode(bytes, key: IndexCache.key(roots))
    }

    func save(_ result: Scanner.Result, roots: [SearchRoot]) {
        let bytes = CacheFormat.encode(result, key: IndexCache.key(roots))
        guard bytes.count <= CacheFormat.sizeLimit, createDirectory() else { return }
        let target = file(roots)
        let temporary = target + ".\(getpid()).\(Files.now)"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { buffer -> Int in
                guard let base = buffer.baseAddress else { return -1 }
                return write(descriptor, base, buffer.count)
            }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            rest = rest.dropFirst(count)
        }
        close(descriptor)
        if !rest.isEmpty || rename(temporary, target) != 0 { unlink(temporary) }
    }

    private func createDirectory() -> Bool {
        if Files.isDirectory(directory) { return true }
        var path = ""
        for part in directory.split(separator: "/") {
            path += "/" + part
            if !Files.isDirectory(path), mkdir(path, 0o700) != 0, errno != EEXIST { return false }
        }
        return true
    }
}
