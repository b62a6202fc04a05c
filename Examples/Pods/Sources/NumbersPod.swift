// Made from pods/numbers/pod.py by: pharos generate pod numbers
// Changes are lost when it is made again.

public import Pharos

/// Numbers: what a program in Swift may want of Python's libraries.
public struct NumbersPod: Sendable {
    /// The pod, for functions that have no method here.
    public let pod: Pod

    /// The functions of a pod: `NumbersPod(try await pharos.pod("numbers"))`.
    public init(_ pod: Pod) { self.pod = pod }

    /// The arithmetic mean, without the `trim` least and greatest values.
    ///
    /// Python: `mean(values: list[float], *, trim: int = 0) -> float`
    public func mean(_ values: [Double], trim: Int? = nil) async throws -> Double {
        let places: [Value] = [try ValueEncoder.encode(values)]
        var keywords = Record()
        if let trim { keywords["trim"] = try ValueEncoder.encode(trim) }
        return try ValueDecoder.decode(from: try await pod.call("mean", places, keywords: keywords))
    }

    /// The rows as a table to be read by people.
    ///
    /// Python: `table(rows: list[dict[str, float]], style: str = 'simple') -> str`
    public func table(_ rows: [[String: Double]], style: String? = nil) async throws -> String {
        let places: [Value] = [try ValueEncoder.encode(rows)]
        var keywords = Record()
        if let style { keywords["style"] = try ValueEncoder.encode(style) }
        return try ValueDecoder.decode(from: try await pod.call("table", places, keywords: keywords))
    }

    /// Counts down to zero.
    ///
    /// Python: `countdown(start: int = 3)`
    public var countdown: PodValues { pod.stream("countdown") }

    // anything(*values, **named): takes any arguments; call pod.anything(…)
}
