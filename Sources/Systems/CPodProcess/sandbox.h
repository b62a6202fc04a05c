// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors
#ifndef POD_SANDBOX_H
#define POD_SANDBOX_H

/// A Landlock rule set that lets only what is below `writable` (and /dev/null) be changed, and only what is at or below
/// `readable` or `writable` be read and run; both end with NULL, and NULL in their place allows everything. A descriptor, or
/// minus errno.
int pod_file_rules(const char *const *writable, const char *const *readable);

/// Forbids the calling process, for good, every socket but Unix ones: 0, or errno. Safe between fork and exec.
int pod_deny_network(void);

#endif
