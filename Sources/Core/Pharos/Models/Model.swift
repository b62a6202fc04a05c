// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel

/// A thing that a name names, the same for every scheme (Taurus TEP3): an ``Authority``, a ``Device``, an ``Attribute`` or
/// a ``Configuration``.
///
/// Models are shared: two names of the same thing give the same object, in every task, as long as somebody holds it. A
/// model costs nothing until it is asked for something; no process is started by making one.
public protocol Model: AnyObject, Sendable, CustomStringConvertible {
    /// The name in its parts, and its full, normal and simple spelling.
    var name: ParsedName { get }
}

extension Model {
    /// The name that nothing else has, with everything that is the default.
    public var fullName: String { name.fullName }
    /// The name without what is the default.
    public var normalName: String { name.normalName }
    /// The name for people.
    public var simpleName: String { name.simpleName }
    /// The canonical name.
    public var description: String { name.canonical }
}
