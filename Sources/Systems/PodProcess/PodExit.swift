// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// How a process ended.
public enum PodExit: Sendable, Hashable, CustomStringConvertible {
    /// It ended by itself with this code.
    case code(Int32)
    /// A signal ended it.
    case signal(Int32)
    /// It ended; how is not known, since this program has its children reaped by others (SIGCHLD is ignored).
    case unknown

    init(status: Int32) {
        self = status == .min ? .unknown : status < 0 ? .signal(-status) : .code(status)
    }

    /// Whether it ended by itself with code 0.
    public var isSuccess: Bool { self == .code(0) }

    /// "ended with exit code 3", "was ended by SIGSEGV".
    public var description: String {
        switch self {
        case .code(let code): "ended with exit code \(code)"
        case .signal(let number): "was ended by \(Self.name(ofSignal: number))"
        case .unknown: "ended"
        }
    }

    /// "SIGSEGV" for 11.
    public static func name(ofSignal number: Int32) -> String {
        SystemCalls.signalNames[number] ?? "signal \(number)"
    }
}
