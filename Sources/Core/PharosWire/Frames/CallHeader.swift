// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore
package import PharosModel

/// What precedes the bytes of a call, read or write: no protobuf, for these are the frames that must be quick.
///
/// `timeout u32 (ms, 0: the node's default) | schema u32 | path length u16 | role length u16 | path | role`
package struct CallHeader: Sendable, Equatable {
    package var timeoutMilliseconds: UInt32
    /// The number of the schema the bytes follow, 0 for values that describe themselves.
    package var schema: UInt32
    package var path: String
    /// The role that the name asked for; empty: whichever fits.
    package var role: String

    package init(timeoutMilliseconds: UInt32, schema: UInt32, path: String, role: String) {
        self.timeoutMilliseconds = timeoutMilliseconds
        self.schema = schema
        self.path = path
        self.role = role
    }

    package func write(into buffer: inout ByteBuffer) throws(PharosError) {
        guard let pathLength = UInt16(exactly: path.utf8.count), let roleLength = UInt16(exactly: role.utf8.count)
        else {
            throw PharosError(.invalidName, "a name has at most 65535 bytes, this one has \(path.utf8.count)")
        }
        buffer.writeMultipleIntegers(timeoutMilliseconds, schema, pathLength, roleLength, endianness: .little)
        buffer.writeString(path)
        buffer.writeString(role)
    }

    /// Reads the header and leaves the bytes.
    package init(reading buffer: inout ByteBuffer) throws(PharosError) {
        guard
            let (timeout, schema, pathLength, roleLength) = buffer.readMultipleIntegers(
                endianness: .little, as: (UInt32, UInt32, UInt16, UInt16).self),
            let path = buffer.readString(length: Int(pathLength)),
            let role = buffer.readString(length: Int(roleLength))
        else { throw PharosError(.protocolViolation, "the header of a call is cut short") }
        self.init(timeoutMilliseconds: timeout, schema: schema, path: path, role: role)
    }
}
