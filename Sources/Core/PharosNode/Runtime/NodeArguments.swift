// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
package import PharosModel

/// The arguments of a node process. They are written by the client library and read here, by every node and plug-in.
package enum NodeArguments {
    package static func parse(_ arguments: [String]) throws(PharosError) -> NodeConfiguration {
        var configuration = NodeConfiguration()
        var allow: [String: [NamePattern]] = [:]
        var deny: [String: [NamePattern]] = [:]
        var rest = arguments[...]
        while let option = rest.popFirst() {
            if option == "--keep" {
                configuration.isKept = true
                continue
            }
            guard let value = rest.popFirst() else {
                throw PharosError(.invalidValue, "the option \(option) needs a value")
            }
            switch option {
            case "--authority": configuration.authority = value
            case "--profile": configuration.profile = value
            case "--runtime-dir": configuration.runtimeDirectory = value
            case "--grace":
                guard let seconds = Double(value), seconds >= 0, seconds < 1e9 else {
                    throw PharosError(.invalidValue, "--grace takes seconds, '\(value)' came")
                }
                configuration.graceTime = .nanoseconds(Int64(seconds * 1e9))
            case let option where option.hasPrefix("--allow-"):
                allow[String(option.dropFirst(8)), default: []].append(try NamePattern(value))
            case let option where option.hasPrefix("--deny-"):
                deny[String(option.dropFirst(7)), default: []].append(try NamePattern(value))
            default:
                throw PharosError(
                    .invalidValue,
                    "unknown option \(option); known: --authority --profile --runtime-dir --grace --keep --allow-… --deny-…")
            }
        }
        for list in Set(allow.keys).union(deny.keys) {
            let patterns = Exposure.Patterns(allow: allow[list] ?? [.everything], deny: deny[list] ?? [])
            switch list {
            case "publishers": configuration.exposure.publishers = patterns
            case "subscribers": configuration.exposure.subscribers = patterns
            case "services": configuration.exposure.services = patterns
            case "parameters": configuration.exposure.parameters = patterns
            default:
                throw PharosError(
                    .invalidValue,
                    "there is no list '\(list)'; the lists are publishers, subscribers, services and parameters")
            }
        }
        return configuration
    }
}
