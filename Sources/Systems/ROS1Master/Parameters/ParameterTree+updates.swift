// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import XMLRPC

extension ParameterTree {
    /// What the subscribers of parameters are told after a change at `key`: pairs of subscribed key and update.
    ///
    /// A subscriber hears of changes at, above and below its key; a key that a change above removed is told `{}`.
    /// Keys in updates end in a slash.
    static func updates(
        _ subscribed: some Sequence<String>, key: String, value: XMLRPCValue
    ) -> [(subscription: String, key: String, value: XMLRPCValue, skipsSetter: Bool)] {
        let changed = key == "/" ? key : GraphName.canonical(key) + "/"
        var result: [(subscription: String, key: String, value: XMLRPCValue, skipsSetter: Bool)] = []
        for subscription in subscribed {
            if changed.hasPrefix(subscription) {
                result.append((subscription, changed, value, true))
            } else if case .structure = value, subscription.hasPrefix(changed) {
                var inner: XMLRPCValue? = value
                for part in subscription.dropFirst(changed.count).split(separator: "/") {
                    inner = inner?[String(part)]
                }
                result.append((subscription, subscription, inner ?? .structure([]), false))
            }
        }
        return result
    }
}
