// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The files of a new pod, with functions that work.
public struct PodTemplate: Sendable {
    private let name: String

    /// A new pod.
    /// - Throws: ``PodEnvironmentError`` with `invalidName`.
    public init(name: String) throws(PodEnvironmentError) {
        try PodName.check(name)
        self.name = name
    }

    /// Writes the files into a folder of pods, which is made when it is missing. What is there is never written over.
    /// - Returns: the paths of the files.
    /// - Throws: ``PodEnvironmentError`` with `alreadyThere` or `fileSystem`.
    public func write(to pods: String) throws(PodEnvironmentError) -> [String] {
        let folder = "\(pods)/\(name)"
        guard FileAccess.real(folder) == nil else {
            throw PodEnvironmentError(.alreadyThere, "\(folder) is there already")
        }
        try FileAccess.makeFolder(folder)
        var paths: [String] = []
        for (file, text) in files {
            try FileAccess.write(text, to: "\(folder)/\(file)")
            paths.append("\(folder)/\(file)")
        }
        return paths
    }

    /// Writes a text file; nobody ever sees half of it.
    /// - Throws: ``PodEnvironmentError`` with `fileSystem`.
    public static func write(_ text: String, to path: String) throws(PodEnvironmentError) {
        try FileAccess.write(text, to: path)
    }

    private var files: [(name: String, text: String)] {
        [
            ("pod.py", PodTemplate.script), ("requirements.txt", PodTemplate.requirements), (".gitignore", "venv/\n__pycache__/\n"),
            ("README.md", readme),
        ]
    }

    private static let script = #"""
        """Functions that programs in other languages call.

        Whatever they print goes to the pod's log, and what they raise to the caller.
        """
        import time


        def foo(x, y):
            """The sum of two things."""
            return x + y


        def greet(name: str, greeting: str = "Hello", times: int = 1) -> list[str]:
            """Greetings, one for each time."""
            return [f"{greeting}, {name}!"] * times


        def count(interval: float = 0.1):
            """Counts for as long as somebody listens."""
            number = 0
            while True:
                yield number
                number += 1
                time.sleep(interval)

        """#

    private static let requirements = """
        # The packages that pod.py needs, one a line, as pip has them: numpy>=2
        """ + "\n"

    private var readme: String {
        """
        # \(name)

        Functions in Python with packages of their own, called from the command line, from Swift, and by everything that
        speaks Pharos. `pod.py` has the functions, `requirements.txt` what they need; the first call makes the environment.

        From the folder above `pods`:

        ```sh
        pharos pod call \(name) foo 1 2
        pharos pod call \(name) greet Ada --greeting=Hi --times=2
        pharos pod describe \(name)
        pharos watch pod:\(name)/count --count 3
        pharos pod logs \(name)
        ```

        In Swift:

        ```swift
        import Pharos

        try await withPharos { pharos in
            let pod = try await pharos.pod("\(name)")
            print(try await pod.foo(1, 2))
            let greetings: [String] = try await pod.greet("Ada", times: 2)
            print(greetings)
        }
        ```

        `pharos generate pod \(name)` writes a Swift type with a typed method for each function. `pharos pod sync` locks the
        requirements into `requirements.lock`, which belongs under version control.

        """
    }
}
