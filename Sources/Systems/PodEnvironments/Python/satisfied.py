# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Ends with 0 when this environment has all that a requirements.txt asks for; nothing is installed or downloaded."""
import importlib.metadata
import sys

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement


def satisfied(path):
    with open(path, encoding="utf-8") as file:
        text = file.read().replace("\\\n", " ")
    for line in text.splitlines():
        line = line.split(" #")[0].split(" --")[0].strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("-"):
            return False  # other files, editable packages: somebody has to look closer
        try:
            requirement = Requirement(line)
            if requirement.marker and not requirement.marker.evaluate():
                continue
            version = importlib.metadata.version(requirement.name)
        except (InvalidRequirement, importlib.metadata.PackageNotFoundError):
            return False
        if requirement.url or requirement.extras or not requirement.specifier.contains(version, prereleases=True):
            return False
    return True


if not satisfied(sys.argv[1]):
    sys.exit(1)
print(".".join(map(str, sys.version_info[:3])))
