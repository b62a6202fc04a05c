// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

// A fixture speaks of the client, the interface and their values.
@_exported public import Pharos
@_exported public import PharosNode
