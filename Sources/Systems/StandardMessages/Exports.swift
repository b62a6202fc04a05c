// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

// Fields are times, values and what typed messages can do: who uses the types uses these.
@_exported public import ROSMessages
