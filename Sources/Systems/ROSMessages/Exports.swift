// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

// Types and their errors are a target of their own, so that what generates code from them builds without NIO.
@_exported public import ROSDefinitions
