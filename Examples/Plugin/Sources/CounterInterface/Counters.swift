import PharosNode
import Synchronization

/// The system behind the interface. Yours is a device, a service, a library.
///
/// Samples are sent while the lock is held: were they sent after it, two writers could tell the watchers about their
/// values in another order than they were set.
final class Counters: Sendable {
    /// The highest value of a counter.
    static let limit = 1_000_000

    private struct Counter {
        var sample = SourceSample(Payload(.int(0)), isRetained: true)
        var sinks: [Int: SampleSink] = [:]
    }

    private struct State {
        var counters = ["/counters/main": Counter()]
        var lastNumber = 0
    }

    private let state = Mutex(State())

    /// All counters, sorted.
    var paths: [String] { state.withLock { $0.counters.keys.sorted() } }

    /// The value of a counter; `nil` when there is none of that name.
    func sample(_ path: String) -> SourceSample? { state.withLock { $0.counters[path]?.sample } }

    /// Sets a counter and tells who watches it.
    /// - Returns: whether there is such a counter.
    func set(_ path: String, _ value: Int) -> Bool { state.withLock { Counters.set(path, value, &$0) } }

    /// Sets all counters to 0.
    /// - Returns: how many there are.
    func reset() -> Int {
        state.withLock { state in
            for path in state.counters.keys { _ = Counters.set(path, 0, &state) }
            return state.counters.count
        }
    }

    private static func set(_ path: String, _ value: Int, _ state: inout State) -> Bool {
        guard var counter = state.counters[path] else { return false }
        counter.sample = SourceSample(Payload(.int(Int64(value))), isRetained: true)
        state.counters[path] = counter
        for sink in counter.sinks.values { sink.send(counter.sample) }
        return true
    }

    /// Makes a counter, unless it is there.
    func add(_ path: String) {
        state.withLock { if $0.counters[path] == nil { $0.counters[path] = Counter() } }
    }

    /// Removes a counter; who watches it is told.
    func remove(_ path: String) {
        let removed = state.withLock { $0.counters.removeValue(forKey: path) }
        for sink in removed?.sinks.values.map({ $0 }) ?? [] {
            sink.fail(PharosError(.notFound, "the counter was removed", resource: path))
        }
    }

    /// Begins to tell `sink` the values of a counter, the present one first.
    func watch(_ path: String, _ sink: SampleSink) -> Watch? {
        state.withLock { state in
            guard let counter = state.counters[path] else { return nil }
            state.lastNumber += 1
            state.counters[path]?.sinks[state.lastNumber] = sink
            sink.send(counter.sample)
            return Watch(counters: self, path: path, number: state.lastNumber)
        }
    }

    /// A running subscription.
    struct Watch: InterfaceSubscription {
        let counters: Counters
        let path: String
        let number: Int

        func cancel() async { counters.state.withLock { $0.counters[path]?.sinks[number] = nil } }
    }
}
