// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

// Who writes an interface needs these names in every file: names, values, errors, and the type of deadlines.
@_exported public import PharosModel
@_exported public import struct NIOCore.NIODeadline
