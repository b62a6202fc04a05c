// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPodProcess
import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The memory that one worker and we have in common: what was handed over either way, and what is lent for large bytes.
/// Confined to the worker's event loop.
final class WorkerMemory: PodValueWriter.Sharing {
    private struct Known {
        weak var memory: PodMemory?
    }

    /// Memory lent for bytes is kept up to so much in all.
    private static let keptBytes = 256 << 20

    /// Which conversation it is of.
    private let conversation: UInt64
    private let socket: Int32
    private let threshold: Int
    private let eventLoop: any EventLoop
    /// Itself, for those who are not on the loop.
    private lazy var reference = NIOLoopBound(WeakReference(self), eventLoop: eventLoop)
    /// Our memory that the pod has.
    private var passed: [UInt64: Known] = [:]
    /// The pod's memory that we have.
    private var received: [UInt64: MappedMemory] = [:]
    private var idle: [PodMemory] = []
    private var lent: [PodMemory] = []
    /// Numbers that the pod may forget; they go with the next frame.
    private var releases: [UInt64] = []
    /// Called when there are releases and nothing else to be sent may come.
    var releasesWait: () -> Void = {}

    init(socket: Int32, threshold: Int, eventLoop: any EventLoop) {
        self.conversation = PodMemory.nextNumber()
        self.socket = socket
        self.threshold = threshold
        self.eventLoop = eventLoop
    }

    // MARK: To the pod

    func number(of memory: PodMemory) -> UInt64? {
        if let slab = memory.slab, slab.owner == conversation { return slab.number }
        if passed[memory.number] != nil { return memory.number }
        guard memory.mapping.descriptor >= 0, socket >= 0,
            pod_send_descriptor(socket, memory.number, memory.mapping.descriptor) == 0
        else { return nil }
        let number = memory.number
        passed[number] = Known(memory: memory)
        memory.whenReleased { [reference, eventLoop] in
            eventLoop.execute { reference.value.object?.forget(number) }
        }
        return number
    }

    func place(_ bytes: ByteBuffer) -> UInt64? {
        let size = bytes.readableBytes
        guard size >= threshold, let memory = borrow(size), let number = number(of: memory) else { return nil }
        bytes.withUnsafeReadableBytes { source in memory.withUnsafeMutableBytes { $0.copyMemory(from: source) } }
        lent.append(memory)
        return number
    }

    private func borrow(_ size: Int) -> PodMemory? {
        if let index = idle.firstIndex(where: { $0.byteCount >= size && $0.byteCount / 4 <= size }) {
            return idle.remove(at: index)
        }
        // Sizes that fit again.
        let rounded = size < 1 << 24 ? 1 << (Int.bitWidth - (size - 1).leadingZeroBitCount) : size
        return try? PodMemory(byteCount: rounded)
    }

    /// What was lent since the last time, to be given back when the call has ended.
    func takeLent() -> [PodMemory] {
        defer { lent = [] }
        return lent
    }

    func giveBack(_ memories: [PodMemory]) {
        idle.append(contentsOf: memories)
        var total = idle.reduce(0) { $0 + $1.byteCount }
        while total > Self.keptBytes || idle.count > 32, let first = idle.first {
            total -= first.byteCount
            idle.removeFirst()
        }
    }

    private func forget(_ number: UInt64) {
        if passed.removeValue(forKey: number) != nil { release(number) }
    }

    private func release(_ number: UInt64) {
        releases.append(number)
        if releases.count == 1 { releasesWait() }
    }

    /// The numbers that the pod may forget.
    func takeReleases() -> [UInt64] {
        guard !releases.isEmpty else { return [] }
        defer { releases = [] }
        return releases
    }

    // MARK: From the pod

    /// The memory of a number, as a use of it that ends by itself.
    func find(_ number: UInt64) throws(PodError) -> PodMemory {
        guard number > PodExtension.podMemory else {
            guard let memory = passed[number]?.memory else {
                throw PodError(.protocolViolation, "the pod names memory \(number), which it was never given")
            }
            return memory
        }
        let mapping = try mapping(number)
        return PodMemory(mapping: mapping, slab: .init(owner: conversation, number: number)) {
            [reference, eventLoop] in
            eventLoop.execute { reference.value.object?.release(number) }
        }
    }

    private func mapping(_ number: UInt64) throws(PodError) -> MappedMemory {
        if let known = received[number] { return known }
        // It was sent before the message that names it.
        for _ in 0..<1024 {
            var (came, descriptor): (UInt64, Int32) = (0, -1)
            let failure = pod_receive_descriptor(socket, &came, &descriptor)
            guard failure == 0 else { break }
            received[came] = try MappedMemory(received: descriptor)
            if came == number, let mapping = received[came] { return mapping }
        }
        throw PodError(.protocolViolation, "the pod names memory \(number), which it never handed over")
    }

    /// The pod gave up memory.
    func drop(_ numbers: [UInt64]) {
        for number in numbers { received[number] = nil }
    }
}

/// What does not keep its object alive.
final class WeakReference<Object: AnyObject> {
    weak var object: Object?
    init(_ object: Object) { self.object = object }
}
