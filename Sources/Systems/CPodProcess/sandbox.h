// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors
#ifndef POD_SANDBOX_H
#define POD_SANDBOX_H

/// A Landlock rule set that lets everything be read and only what is below `writable` (and /dev/null) be changed: a
/// descriptor, or minus errno.
int pod_file_rules(const char *const *writable);

/// Forbids the calling process, for good, every socket but Unix ones: 0, or errno. Safe between fork and exec.
int pod_deny_network(void);

#endif
