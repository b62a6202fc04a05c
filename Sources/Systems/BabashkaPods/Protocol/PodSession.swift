// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore

/// The client's side of one connection to a pod, without the connection: messages out, events in. Its end is the end of
/// the connection; a pod that is started again gets a new one.
///
/// A pod that cannot be trusted with two requests at once has a limit of one *place*. A call takes a place until it is
/// answered, a stream only until it begins.
package struct PodSession {
    /// What came of the bytes of a pod.
    package enum Event: Sendable, Hashable {
        /// The answer to `describe`.
        case described(PodDescription)
        /// Text for the log.
        case output(String, isError: Bool)
        /// A value of a request.
        case value(UInt64, ClojureValue)
        /// The answer to `load-ns`.
        case namespace(UInt64, PodNamespace)
        /// A request is over.
        case done(UInt64)
        /// A request failed and is over.
        case failed(UInt64, BabashkaPodError)
        /// Something that is passed over; why.
        case ignored(String)
    }

    private enum Kind { case call, stream, namespace }

    /// How many requests may have a place at a time.
    private let limit: Int
    private var reader: BencodeReader
    private var format: PodFormat?
    private var requests: [UInt64: Kind] = [:]
    private var places: Set<UInt64> = []

    /// A session at its beginning.
    /// - Parameters:
    ///   - limit: how many requests may have a place at a time.
    ///   - limits: what is accepted from the pod.
    ///   - description: what the pod is known to say of itself; `nil` when it will be asked.
    package init(limit: Int, limits: BencodeReader.Limits, description: PodDescription?) {
        self.limit = max(limit, 1)
        reader = BencodeReader(limits: limits)
        format = description?.format
    }

    /// Whether another request may be sent.
    package var hasPlace: Bool { format != nil && places.count < limit }
    /// Whether a request is still under way.
    package func isUnderWay(_ number: UInt64) -> Bool { requests[number] != nil }
    /// Whether a request takes a place.
    package func hasPlace(_ number: UInt64) -> Bool { places.contains(number) }
    /// Whether all places are taken by requests that nobody waits for.
    package var isStuck: Bool { places.count >= limit && places.allSatisfy { requests[$0] == nil } }
    /// Whether it is known what the pod offers.
    package var isDescribed: Bool { format != nil }
    /// Whether the pod stopped between two messages.
    package var isAtBoundary: Bool { reader.isAtBoundary }

    // MARK: To the pod

    /// The question what the pod offers.
    package static let describe: Bencode = ["op": "describe", "id": "describe"]
    /// The request to end.
    package static let shutdown: Bencode = ["op": "shutdown", "id": "shutdown"]

    /// The request to call a function.
    package mutating func invoke(
        _ number: UInt64, _ function: String, _ arguments: [ClojureValue], isStream: Bool
    ) -> Bencode {
        requests[number] = isStream ? .stream : .call
        places.insert(number)
        return [
            "op": "invoke", "id": .string(String(number)), "var": .string(function),
            "args": (format ?? .json).encode(arguments: arguments),
        ]
    }

    /// The request to say what is in a deferred namespace.
    package mutating func load(_ number: UInt64, _ namespace: String) -> Bencode {
        requests[number] = .namespace
        places.insert(number)
        return ["op": "load-ns", "id": .string(String(number)), "ns": .string(namespace)]
    }

    /// A stream that has begun, or is taken to have, lets the next request pass.
    package mutating func freePlace(_ number: UInt64) { places.remove(number) }

    /// Nobody waits for the request any more; its place is taken until the pod answers.
    package mutating func abandon(_ number: UInt64) { requests[number] = nil }

    // MARK: From the pod

    /// What came of these bytes.
    /// - Throws: ``BabashkaPodError``: messages can no longer be told apart, the connection is of no use. Nothing is lost
    ///   of what came before: it was given to `event`.
    package mutating func receive(_ bytes: ByteBuffer, _ event: (Event) -> Void) throws(BabashkaPodError) {
        reader.append(bytes)
        while true {
            let message: Bencode?
            do throws(BabashkaPodError) { message = try reader.next() } catch {
                throw BabashkaPodError(
                    error.code == .limitExceeded ? .limitExceeded : .protocolViolation,
                    "the pod sent what is no message (does it print on its standard output?): \(error.message)",
                    offset: error.offset)
            }
            guard let message else { return }
            guard message.dictionary != nil else {
                throw BabashkaPodError(.protocolViolation, "expected a message (a dictionary), found \(message.kind)")
            }
            if format == nil {
                try described(message, event)
            } else {
                take(message, event)
            }
        }
    }

    private mutating func described(_ message: Bencode, _ event: (Event) -> Void) throws(BabashkaPodError) {
        // Output may come before the answer.
        if message["format"] == nil, message["out"] != nil || message["err"] != nil {
            tellOutput(message, event)
            return
        }
        let description: PodDescription
        do throws(BabashkaPodError) { description = try PodDescription(message) } catch {
            throw BabashkaPodError(.protocolViolation, error.message)
        }
        format = description.format
        event(.described(description))
    }

    private func tellOutput(_ message: Bencode, _ event: (Event) -> Void) {
        if let text = message["out"]?.text { event(.output(text, isError: false)) }
        if let text = message["err"]?.text { event(.output(text, isError: true)) }
    }

    private mutating func take(_ message: Bencode, _ event: (Event) -> Void) {
        // Before the value, so that who waits for that finds the log complete.
        tellOutput(message, event)
        let status = Self.status(message["status"])
        guard let number = Self.number(message["id"]) else {
            if message["out"] == nil, message["err"] == nil {
                event(.ignored("a message without an id of ours came: \(message.dictionary?.keys.sorted() ?? [])"))
            }
            return
        }
        let isOver = status.contains("done") || status.contains("error")
        guard let kind = requests[number] else {
            if isOver || message["value"] != nil { places.remove(number) }
            if message["out"] == nil, message["err"] == nil {
                event(.ignored("an answer came to request \(number), which nobody waits for"))
            }
            return
        }
        if status.contains("error") {
            finish(number)
            event(.failed(number, failure(message)))
            return
        }
        if kind == .namespace, message["vars"] != nil {
            finish(number)
            do throws(BabashkaPodError) {
                event(.namespace(number, try PodNamespace(message)))
            } catch {
                event(.failed(number, BabashkaPodError(.protocolViolation, error.message)))
            }
            return
        }
        if let payload = message["value"]?.bytes {
            do throws(BabashkaPodError) {
                let value = try (format ?? .json).decode(payload)
                if kind == .stream { freePlace(number) }
                event(.value(number, value))
                // A call has one value, whether the pod says that it is done or not.
                if kind != .stream { return finish(number) }
            } catch {
                finish(number)
                event(.failed(number, unreadable(error, payload)))
                return
            }
        }
        guard isOver else { return }
        finish(number)
        event(.done(number))
    }

    private mutating func finish(_ number: UInt64) {
        requests[number] = nil
        places.remove(number)
    }

    private func unreadable(_ error: BabashkaPodError, _ payload: ByteBuffer) -> BabashkaPodError {
        let beginning = String(
            buffer: payload.getSlice(at: payload.readerIndex, length: min(60, payload.readableBytes)) ?? ByteBuffer())
        return BabashkaPodError(
            error.code,
            "the value is no \(format?.rawValue ?? "payload"): \(error.message); it begins \"\(beginning)\"",
            offset: error.offset)
    }

    private func failure(_ message: Bencode) -> BabashkaPodError {
        var error = BabashkaPodError(.failed, message["ex-message"]?.text ?? "")
        // Pods written in Go send an empty string for none.
        if let payload = message["ex-data"]?.bytes, payload.readableBytes > 0 {
            error.data = (try? (format ?? .json).decode(payload)) ?? .string(String(buffer: payload))
        }
        if error.message.isEmpty { error.message = "the function failed without saying why" }
        return error
    }

    /// The number of a request. Some pods give the text back as the number that it is.
    private static func number(_ id: Bencode?) -> UInt64? {
        switch id {
        case .bytes(let text)?: UInt64(String(buffer: text))
        case .integer(let number)?: UInt64(exactly: number)
        default: nil
        }
    }

    /// The words of a status: a list of strings, or, as the protocol's page shows it, a string like `["done"]`.
    private static func status(_ value: Bencode?) -> Set<String> {
        switch value {
        case .list(let words)?: Set(words.compactMap(\.text))
        case .bytes(let text)?: Set(String(buffer: text).split { !$0.isLetter }.map(String.init))
        default: []
        }
    }
}
