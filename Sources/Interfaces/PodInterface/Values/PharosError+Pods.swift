// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods
import PharosNode
import PodEnvironments
import PodProcess
import Pods

extension PharosError {
    /// An error of pods as clients see it: `details` have what was raised (`exception`, `traceback`, `cause`) or how the
    /// process ended (`exit`).
    init(pod error: any Error, resource: String) {
        switch error {
        case let error as PodError: self.init(error, resource)
        case let error as PodEnvironmentError: self.init(error, resource)
        case let error as BabashkaPodError: self.init(error, resource)
        default: self = PharosError.wrap(error, resource: resource)
        }
    }

    /// What is called as a function and is none.
    static func notCallable(_ resource: String, _ what: String) -> PharosError {
        PharosError(.unsupported, "it is \(what), and cannot be called", resource: resource)
    }

    /// A call that would collect for ever.
    static var tooManyValues: PharosError {
        PharosError(.unsupported, "the function gives more than \(PodCalls.maximumValues) values; a call collects them all")
    }

    private init(_ error: PodError, _ resource: String) {
        let code: Code =
            switch error.code {
            case .invalidArgument, .unsupportedValue, .limitExceeded: .invalidValue
            case .notFound, .noSuchFunction: .notFound
            case .startFailed, .startTimedOut, .gaveUp: .systemUnreachable
            case .deadlineExceeded: .deadlineExceeded
            case .cancelled: .cancelled
            case .overloaded: .busy
            case .closed: .shutDown
            default: .systemFailed
            }
        var details: [String: String] = [:]
        if let exception = error.exception {
            details["exception"] = exception.typeName
            details["traceback"] = exception.traceback
            if let cause = exception.cause { details["cause"] = cause.description }
        }
        if let exit = error.exit { details["exit"] = "\(exit)" }
        self.init(code, error.description, resource: resource, cause: error, details: details)
    }

    private init(_ error: PodEnvironmentError, _ resource: String) {
        let code: Code =
            switch error.code {
            case .invalidName: .invalidName
            case .notFound: .notFound
            case .malformed: .invalidValue
            case .notPython: .unsupported
            case .deadlineExceeded: .deadlineExceeded
            case .cancelled: .cancelled
            case .noInterpreter, .fileSystem, .toolFailed: .environment
            default: .systemFailed
            }
        self.init(code, error.description, resource: resource, cause: error, details: ["pods": error.code.description])
    }
}
