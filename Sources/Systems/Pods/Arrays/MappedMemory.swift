// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPodProcess

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A piece of memory in this process's address space, shared where the system can.
final class MappedMemory: Sendable {
    let byteCount: Int
    /// The descriptor that is passed on, or −1 for memory that cannot be shared.
    let descriptor: Int32
    private nonisolated(unsafe) let start: UnsafeMutableRawPointer

    /// Memory of so many zero bytes.
    init(byteCount: Int) throws(PodError) {
        guard byteCount >= 0, byteCount < 1 << 46 else {
            throw PodError(.noMemory, "\(byteCount) bytes are no size of memory")
        }
        let size = max(byteCount, 1)
        let created = pod_memory_create(size)
        guard created >= 0 || created == -ENOTSUP else {
            throw PodError(.noMemory, "no shared memory of \(byteCount) bytes: \(String(cString: strerror(-created)))")
        }
        let flags = created >= 0 ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS
        guard let start = Self.map(size, flags, max(created, -1)) else {
            if created >= 0 { close(created) }
            throw PodError(.noMemory, "\(byteCount) bytes of shared memory cannot be mapped")
        }
        self.byteCount = byteCount
        self.start = start
        descriptor = max(created, -1)
    }

    /// Memory that a pod made. Takes the descriptor over, and refuses what could still shrink.
    init(received descriptor: Int32) throws(PodError) {
        let size = pod_memory_size(descriptor)
        guard size > 0, let byteCount = Int(exactly: size), let start = Self.map(byteCount, MAP_SHARED, descriptor)
        else {
            close(descriptor)
            let reason = size == -Int64(EPERM) ? "it is not sealed" : "its size is \(size)"
            throw PodError(.protocolViolation, "the pod sent memory that cannot be used: \(reason)")
        }
        self.byteCount = byteCount
        self.descriptor = descriptor
        self.start = start
    }

    deinit {
        munmap(start, max(byteCount, 1))
        if descriptor >= 0 { close(descriptor) }
    }

    var bytes: UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(start: start, count: byteCount) }

    private static func map(_ size: Int, _ flags: Int32, _ descriptor: Int32) -> UnsafeMutableRawPointer? {
        let start = mmap(nil, size, PROT_READ | PROT_WRITE, flags, descriptor, 0)
        return start == MAP_FAILED ? nil : start
    }
}
