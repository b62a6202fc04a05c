# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Prints the dependencies that a pyproject.toml names (PEP 621), one a line."""
import sys

try:
    import tomllib
except ImportError:  # before Python 3.11
    from pip._vendor import tomli as tomllib

with open(sys.argv[1], "rb") as file:
    project = tomllib.load(file).get("project", {})
for line in project.get("dependencies", []):
    if not isinstance(line, str) or "\n" in line:
        sys.exit(f"project.dependencies: texts are expected, {line!r} came")
    print(line)
