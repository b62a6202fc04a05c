// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel

/// A name on whose validity we do not agree with Taurus, and why.
struct TaurusDeviation: Hashable {
    /// What the name is taken for.
    var kind: ElementKind
    /// The name.
    var name: String
    /// Whether we say yes where Taurus says no.
    var isAccepted: Bool

    private static func refused(_ kind: ElementKind, _ names: [String]) -> [TaurusDeviation] {
        names.map { TaurusDeviation(kind: kind, name: $0, isAccepted: false) }
    }

    private static func accepted(_ kind: ElementKind, _ names: [String]) -> [TaurusDeviation] {
        names.map { TaurusDeviation(kind: kind, name: $0, isAccepted: true) }
    }

    /// Differences in both columns, each with its reason.
    static let strict: [String: [TaurusDeviation]] = [
        "control characters, a line break at the end among them, are in no name":
            refused(.authority, ["tango://foo:10000\n", "eval://localhost\n"])
            + refused(
                .device, ["tango://foo:10000\n", "tango:a/b/c\n", "tango:a\n/b/c", "tango:a/b/\0", "eval:@foo\n"])
            + refused(
                .attribute,
                [
                    "tango:a/b/c/d#\n", "tango:a/b/c/d\n", "eval://localhost\n", "eval:\n1", "eval:{a/b/c/d\n}",
                    "ca:a\n",
                ]),
        "ports are 1 to 65535": refused(.authority, ["tango://foo:0"]),
        "IPv6 addresses are hosts":
            accepted(.authority, ["tango://[::1]:10000", "tango://[fe80::1%25eth0]:10000"])
            + accepted(.device, ["tango://[2001:db8::1]:10000/a/b/c"])
            + accepted(.attribute, ["tango://[::1]:10000/a/b/c/d"]),
        "braces in quotes are text; Taurus fails with a TypeError": accepted(.attribute, ["eval:'{'", "eval:'}'"]),
        "pva is a scheme here": accepted(.attribute, ["pva:a"]),
    ]

    /// Differences in the non-strict column only, each with its reason.
    static let loose: [String: [TaurusDeviation]] = [
        "ports are 1 to 65535": refused(.device, ["foo:99999/a/b/c"]),
        "an old name is one thing: authorities and devices win over expressions":
            refused(
                .attribute,
                [
                    "eval://db=foo", "//db=foo", "eval://db=a b", "eval://dev=foo", "eval://db=localhost;dev=foo",
                    "eval://db=a;dev=b", "eval://dev=a.B", "eval://dev=a?x=1", "res:localhost",
                ]),
        "an old device ends at the semicolon; what follows is an expression":
            refused(.device, ["eval://dev=foo;1", "eval://dev=;1", "eval://dev=a;", "eval://dev=foo;x;y"]),
        "'@' is no operator, and in modern names it begins an evaluator: nothing could evaluate these":
            refused(
                .attribute,
                [
                    "eval://user@localhost", "eval://localhost/@foo", "eval://@foo", "eval://db=localhost;@foo",
                    "eval://@foo/1", "eval://localhost@foo", "eval://localhost//@foo",
                ]),
        "EPICS 7 takes these characters in names, modifiers and filters; canonical names encode them":
            accepted(
                .attribute,
                [
                    "ca:a$b", "ca:a%b", "ca:a.EGU$", "ca:aü", "ca:a+b", "ca:a=b", "ca:a@b", "ca:a|b", "ca:a{b}",
                    "ca:a(b)", "ca:a!b", "ca:a*b", "ca:a~b", "ca:a^b", "ca:a&b", "ca:a{\"arr\":{\"s\":1}}",
                ]),
    ]
}
