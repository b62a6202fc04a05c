// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Which resources a node shows its clients: Pyros' four lists, with denial.
///
/// As in Pyros a *publisher* is a topic that a foreign node publishes (clients read it), a *subscriber* a topic that
/// a foreign node subscribes to (clients write it). What is not shown is neither listed nor reachable.
public struct Exposure: Sendable, Hashable {
    /// Patterns that show and patterns that hide; hiding wins.
    public struct Patterns: Sendable, Hashable {
        /// Names to show.
        public var allow: [NamePattern]
        /// Names to hide whatever `allow` says.
        public var deny: [NamePattern]

        /// Creates lists of patterns.
        public init(allow: [NamePattern], deny: [NamePattern] = []) {
            self.allow = allow
            self.deny = deny
        }

        /// Everything is shown.
        public static let everything = Patterns(allow: [.everything])
        /// Nothing is shown.
        public static let nothing = Patterns(allow: [])

        /// Whether `name` is shown.
        public func shows(_ name: String) -> Bool {
            allow.contains { $0.matches(name) } && !deny.contains { $0.matches(name) }
        }
    }

    /// Topics that foreign nodes publish: what clients can read and watch.
    public var publishers: Patterns
    /// Topics that foreign nodes subscribe to: what clients can write.
    public var subscribers: Patterns
    /// Services.
    public var services: Patterns
    /// Parameters.
    public var parameters: Patterns

    /// Creates an exposure; each list defaults to everything.
    public init(
        publishers: Patterns = .everything, subscribers: Patterns = .everything, services: Patterns = .everything,
        parameters: Patterns = .everything
    ) {
        self.publishers = publishers
        self.subscribers = subscribers
        self.services = services
        self.parameters = parameters
    }

    /// Shows all there is.
    public static let everything = Exposure()

    /// What of a resource is shown: nothing (`nil`), or the resource with what may be done to it.
    public func shown(_ info: ResourceInfo) -> ResourceInfo? {
        switch info.role {
        case .service: return services.shows(info.path) ? info : nil
        case .parameter: return parameters.shows(info.path) ? info : nil
        case .topic:
            var shown = info
            shown.isReadable = info.isReadable && publishers.shows(info.path)
            shown.isWritable = info.isWritable && subscribers.shows(info.path)
            return shown.isReadable || shown.isWritable ? shown : nil
        default:
            switch info.kind {
            case .command: return services.shows(info.path) ? info : nil
            case .attribute: return publishers.shows(info.path) ? info : nil
            case .device, .authority: return info
            }
        }
    }

    /// Whether a name of that role may be read (or called), before anything is known of the resource.
    public func allowsReading(_ path: String, role: Role?) -> Bool {
        switch role {
        case Role.service?: services.shows(path)
        case Role.parameter?: parameters.shows(path)
        case .some: publishers.shows(path)
        case nil: publishers.shows(path) || parameters.shows(path)
        }
    }

    /// Whether a name of that role may be written.
    public func allowsWriting(_ path: String, role: Role?) -> Bool {
        switch role {
        case Role.parameter?: parameters.shows(path)
        case .some: subscribers.shows(path)
        case nil: subscribers.shows(path) || parameters.shows(path)
        }
    }

    /// Whether a command of that name may be called.
    public func allowsCalling(_ path: String) -> Bool { services.shows(path) }
}
