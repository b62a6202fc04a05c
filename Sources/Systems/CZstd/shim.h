// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#include <zstd.h>
