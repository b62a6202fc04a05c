# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Prints as JSON which functions a pod.py has, by reading it: nothing of it is imported or run.

    describe.py POD.PY PODS-FOLDER

A function counts when it is defined in the module, is a lambda with a name, or is imported from another module of the same
pod's folder, which is read likewise.
"""
import ast
import json
import os
import re
import sys

MAXIMUM_BYTES = 4 << 20
MAXIMUM_FILES = 64
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Reader:
    def __init__(self, pods):
        self.pods = os.path.realpath(pods)
        self.seen = {}

    def module(self, path):
        """The functions of a file by name, in order, and its docstring."""
        path = os.path.realpath(path)
        if path in self.seen:
            return self.seen[path]
        if len(self.seen) >= MAXIMUM_FILES:
            return {}, None
        self.seen[path] = ({}, None)  # a circle of imports ends here
        with open(path, "rb") as file:
            source = file.read(MAXIMUM_BYTES + 1)
        if len(source) > MAXIMUM_BYTES:
            raise SyntaxError(f"the file has more than {MAXIMUM_BYTES} bytes")
        tree = ast.parse(source, path)
        functions = {}
        self.block(tree.body, functions, path)
        self.seen[path] = (functions, ast.get_docstring(tree))
        return self.seen[path]

    def block(self, body, functions, path):
        for node in body:
            if isinstance(node, FUNCTIONS):
                functions[node.name] = function(node, node.name)
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        functions[target.id] = function(node.value, target.id)
            elif isinstance(node, (ast.ClassDef, ast.Assign)):
                # What was a function under this name is one no more.
                names = [node] if isinstance(node, ast.ClassDef) else node.targets
                for name in names:
                    functions.pop(getattr(name, "name", getattr(name, "id", None)), None)
            elif isinstance(node, ast.ImportFrom):
                self.imported(node, functions, path)
            elif isinstance(node, ast.If) and not is_main(node.test):
                self.block(node.body, functions, path)
                self.block(node.orelse, functions, path)
            elif isinstance(node, ast.Try):
                for part in (node.body, node.orelse, node.finalbody):
                    self.block(part, functions, path)
            elif isinstance(node, ast.With):
                self.block(node.body, functions, path)

    def imported(self, node, functions, path):
        other = self.file(node, path)
        if other is None:
            return
        try:
            theirs, _ = self.module(other)
        except (OSError, SyntaxError, ValueError, RecursionError):
            return  # said when the pod is started; the other functions are no worse for it
        for alias in node.names:
            if alias.name == "*":
                functions.update({name: entry for name, entry in theirs.items() if not name.startswith("_")})
            elif alias.name in theirs:
                name = alias.asname or alias.name
                functions[name] = dict(theirs[alias.name], name=name)

    def file(self, node, path):
        """Where a module of the pod's own is; None for all others."""
        parts = node.module.split(".") if node.module else []
        if node.level:
            base = path
            for _ in range(node.level):
                base = os.path.dirname(base)
        elif parts[:1] == [os.path.basename(self.pods)]:
            base, parts = self.pods, parts[1:]
        else:
            base = os.path.dirname(path)
        stem = os.path.join(base, *parts)
        for candidate in (stem + ".py", os.path.join(stem, "__init__.py")):
            real = os.path.realpath(candidate)
            if os.path.isfile(real) and real.startswith(self.pods + os.sep):
                return real
        return None


def is_main(test):
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def function(node, name):
    arguments = node.args
    is_lambda = isinstance(node, ast.Lambda)
    doc = None if is_lambda else ast.get_docstring(node)
    types, returned = documented_types(doc or "")
    parameters = []

    def add(argument, kind, default=None):
        annotation = text(argument.annotation)
        parameters.append({
            "name": argument.arg, "kind": kind, "annotation": annotation or types.get(argument.arg),
            "default": text(default)})

    positional = arguments.posonlyargs + arguments.args
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    for index, (argument, default) in enumerate(zip(positional, defaults)):
        add(argument, "positional" if index < len(arguments.posonlyargs) else "ordinary", default)
    if arguments.vararg:
        add(arguments.vararg, "rest")
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        add(argument, "keyword", default)
    if arguments.kwarg:
        add(arguments.kwarg, "keywords")
    return {
        "name": name, "parameters": parameters, "doc": doc, "line": node.lineno,
        "returns": (None if is_lambda else text(node.returns)) or returned,
        "async": isinstance(node, ast.AsyncFunctionDef), "generator": not is_lambda and yields(node)}


def text(node):
    return None if node is None else ast.unparse(node)


def yields(function):
    """Whether a function is a generator: a yield of its own, not of a function within."""
    waiting = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            waiting.extend(ast.iter_child_nodes(node))
    return False


TYPE = r"[A-Za-z_][\w.\[\], |]*"


def documented_types(doc):
    """Types that a docstring gives in the styles of Sphinx, Google and numpy."""
    types = {}
    returned = None
    for name, kind in re.findall(rf"^\s*:type\s+(\w+):\s*({TYPE})\s*$", doc, re.M):
        types[name] = kind
    for kind, name in re.findall(rf"^\s*:param\s+({TYPE}?)\s+(\w+):", doc, re.M):
        types.setdefault(name, kind)
    found = re.search(rf"^\s*:rtype:\s*({TYPE})\s*$", doc, re.M)
    if found:
        returned = found[1]
    section = None
    lines = doc.splitlines()
    for index, line in enumerate(lines):
        word = line.strip().rstrip(":")
        underlined = index + 1 < len(lines) and re.fullmatch(r"\s*-{3,}\s*", lines[index + 1])
        if word in ("Args", "Arguments", "Parameters", "Returns", "Yields") and (underlined or line.strip().endswith(":")):
            section = word
        elif section in ("Args", "Arguments", "Parameters"):
            found = re.match(rf"^\s*(\w+)\s*\(({TYPE}?)(?:,\s*optional)?\)\s*:", line) or re.match(
                rf"^\s*(\w+)\s*:\s*({TYPE}?)(?:,\s*optional)?\s*$", line)
            if found:
                types.setdefault(found[1], found[2])
        elif section == "Returns" and returned is None and word and not re.fullmatch(r"-{3,}", word):
            found = re.match(rf"^\s*({TYPE}?)\s*(?::\s+.*)?$", line)
            if found and (":" in line or underlined or re.fullmatch(r"[\w.\[\], |]+", word) and " " not in word):
                returned = found[1]
            section = None
    return types, returned


def main():
    path, pods = sys.argv[1:3]
    try:
        functions, doc = Reader(pods).module(path)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        where = f"{path}:{error.lineno}" if getattr(error, "lineno", None) else path
        sys.exit(f"{where}: {getattr(error, 'msg', None) or error}")
    json.dump({"doc": doc, "functions": list(functions.values())}, sys.stdout)


main()
