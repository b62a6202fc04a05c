#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
#
# Packages found and listed: this program, C++ rospack and Python's rospkg, side by side on generated trees.
# Not part of CI. Usage: PHAROS=path/to/pharos [SIZES="200 2000 20000"] [PYTHON=python3] Benchmarks/RosPkg/bench.sh
# PYTHON may be that of a virtual environment with rospkg 1.6.3; Debian's has 1.4.0.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
exec "${DRIVER_PYTHON:-python3}" "$here/bench.py" "${PHAROS:?set PHAROS to the release binary}" \
    "${PYTHON:-/usr/bin/python3}" ${SIZES:-200 2000 20000}
