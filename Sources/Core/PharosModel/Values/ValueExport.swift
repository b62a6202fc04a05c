// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

// `Value`, `Record` and the JSON types belong to the vocabulary of everybody who uses Pharos.
@_exported public import ROSMessages
