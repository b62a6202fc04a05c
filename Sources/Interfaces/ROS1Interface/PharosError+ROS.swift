// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import ROS1
import ROS1Actions
import ROSMessages

extension PharosError {
    /// A failure of the ROS graph in the words of all schemes.
    static func ros(_ error: any Error, _ resource: String?) -> PharosError {
        if let message = error as? MessageError {
            return PharosError(.invalidValue, message.message, resource: resource, cause: error)
        }
        if let action = error as? ActionError {
            let code: Code =
                switch action.code {
                case .noServer: .notFound
                case .deadlineExceeded: .deadlineExceeded
                case .closed: .shutDown
                default: .systemFailed
                }
            return PharosError(code, action.message, resource: resource, cause: error)
        }
        guard let ros = error as? ROS1Error else { return wrap(error, resource: resource) }
        let code: Code =
            switch ros.code {
            case .invalidName: .invalidName
            case .masterUnreachable: .systemUnreachable
            case .noProvider, .noParameter: .notFound
            case .deadlineExceeded: .deadlineExceeded
            case .typeMismatch, .unrepresentable: .invalidValue
            case .busy: .busy
            case .shutDown: .shutDown
            default: .systemFailed
            }
        return PharosError(code, ros.message, resource: resource, cause: error)
    }
}
