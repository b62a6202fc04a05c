// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FoundationEssentials
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Testing

@testable import PodProcess

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Gathers what comes over the channel.
final class Gatherer: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    let text = NIOLockedValueBox("")
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        text.withLockedValue { $0 += String(buffer: bytes) }
    }
}

@Suite(.timeLimit(.minutes(5)))
struct PodProcessTests {
    static let python = "/usr/bin/python3"
    let loop = MultiThreadedEventLoopGroup.singleton.any()

    func start(
        _ script: String, _ transport: PodProcessConfiguration.Transport = .socket,
        _ change: (inout PodProcessConfiguration) -> Void = { _ in }
    ) async throws -> (PodProcess, Gatherer) {
        var configuration = PodProcessConfiguration(
            executable: Self.python, arguments: ["-I", "-c", script],
            environment: PodProcessConfiguration.scrubbedEnvironment(passing: ["PATH"], adding: ["ONLY": "this"]),
            transport: transport, termination: PodTermination(asked: .milliseconds(300), terminated: .milliseconds(300))
        )
        change(&configuration)
        let gatherer = Gatherer()
        let process = try await PodProcess.start(configuration, on: loop) { channel in
            channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(gatherer) }
        }.get()
        return (process, gatherer)
    }

    @Test(arguments: [PodProcessConfiguration.Transport.socket, .pipes])
    func echoes(_ transport: PodProcessConfiguration.Transport) async throws {
        let (process, gatherer) = try await start(
            "import os; os.write(\(transport == .socket ? 0 : 1), os.read(0, 99).upper())", transport)
        try await process.channel?.writeAndFlush(ByteBuffer(string: "hello"))
        #expect(try await process.exit.get() == .code(0))
        #expect(gatherer.text.withLockedValue { $0 } == "HELLO")
    }

    @Test func noiseIsLines() async throws {
        let (process, _) = try await start(
            "import os; print('one'); os.write(2, b'two\\r\\nthree'); os.write(1, b'x' * 20000 + b'\\xff\\n')", .none)
        #expect(process.channel == nil)
        #expect(try await process.exit.get() == .code(0))
        #expect(process.lastLines.filter { $0.stream == .error }.map(\.text) == ["two", "three"])
        let output = process.lastLines.filter { $0.stream == .output }.map(\.text)
        #expect(output.map(\.utf8.count) == [8192, 8192, 3619, 3])
        #expect(output.last == "one")
    }

    @Test func onlyTheLastLinesAreKept() async throws {
        let (process, _) = try await start("for i in range(1000): print(i)")
        _ = try await process.exit.get()
        #expect(process.lastLines.map(\.text) == (980..<1000).map(String.init))
    }

    @Test func exitIsTyped() async throws {
        let (coded, _) = try await start("import os; os._exit(3)")
        #expect(try await coded.exit.get() == .code(3))
        let (killed, _) = try await start("import os; os.kill(os.getpid(), 11)")
        let exit = try await killed.exit.get()
        #expect(exit == .signal(11))
        #expect(exit.description == "was ended by SIGSEGV")
        #expect(killed.hasEnded)
    }

    @Test func environmentIsExact() async throws {
        let (process, _) = try await start("import os; print(sorted(k for k in os.environ if k != 'LC_CTYPE'))", .none)
        _ = try await process.exit.get()
        #expect(process.lastLines.map(\.text) == ["['ONLY', 'PATH']"])
    }

    @Test func nothingIsInherited() async throws {
        let script = "import os; print(sorted(int(n) for n in os.listdir('/proc/self/fd'))[:-1], os.getcwd())"
        let (process, _) = try await start(script, .socket) { $0.workingDirectory = "/usr" }
        _ = try await process.exit.get()
        #expect(process.lastLines.map(\.text) == ["[0, 1, 2] /usr"])
        let (both, _) = try await start(script, .socketWithDescriptors) { $0.workingDirectory = "/" }
        _ = try await both.exit.get()
        #expect(both.lastLines.map(\.text) == ["[0, 1, 2, 3] /"])
    }

    @Test func signalsAreAsInAShell() async throws {
        let (process, _) = try await start(
            "import signal; print(signal.pthread_sigmask(signal.SIG_BLOCK, []), signal.getsignal(signal.SIGTERM))")
        _ = try await process.exit.get()
        #expect(
            process.lastLines.map(\.text) == ["set() 0"] || process.lastLines.map(\.text) == ["set() Handlers.SIG_DFL"])
    }

    @Test func stopAsksThenTerminatesThenKills() async throws {
        let (polite, _) = try await start("import sys; sys.stdin.read(); print('bye')")
        #expect(try await polite.stop().get() == .code(0))
        #expect(polite.lastLines.map(\.text) == ["bye"])
        let (deaf, _) = try await start("import time; print('up', flush=True); time.sleep(60)")
        #expect(try await deaf.stop().get() == .signal(15))
        let (stubborn, gatherer) = try await start(
            "import signal, os, time; signal.signal(15, signal.SIG_IGN); os.write(0, b'up'); time.sleep(60)")
        while gatherer.text.withLockedValue({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(5)) }
        #expect(try await stubborn.stop().get() == .signal(9))
    }

    @Test func theWholeGroupGoes() async throws {
        let (process, gatherer) = try await start(
            """
            import os, time
            child = os.fork()
            if child == 0: time.sleep(60)
            os.write(0, str(child).encode()); os._exit(0)
            """)
        _ = try await process.exit.get()
        let grandchild = try #require(Int32(gatherer.text.withLockedValue { $0 }))
        for _ in 0..<200 where Self.lives(grandchild) { try await Task.sleep(for: .milliseconds(10)) }
        #expect(!Self.lives(grandchild))
    }

    @Test func nobodyHoldsIt() async throws {
        var process: PodProcess? = try await start("import time; time.sleep(60)").0
        let pid = try #require(process?.pid)
        process = nil
        for _ in 0..<200 where Self.lives(pid) { try await Task.sleep(for: .milliseconds(10)) }
        #expect(!Self.lives(pid))
    }

    @Test func limitsHold() async throws {
        let (process, _) = try await start(
            """
            import resource
            for name in ("AS", "CPU", "NOFILE", "CORE"): print(resource.getrlimit(getattr(resource, "RLIMIT_" + name))[0])
            try: bytearray(3 << 30)
            except MemoryError: print("MemoryError")
            """
        ) { $0.limits = PodLimits(memory: 2 << 30, processorSeconds: 7, openFiles: 32) }
        _ = try await process.exit.get()
        #expect(process.lastLines.map(\.text) == ["\(2 << 30)", "7", "32", "0", "MemoryError"])
        #expect(process.confinement.memory == .applied)
        #expect(process.confinement.processorTime == .applied)
        #expect(process.confinement.openFiles == .applied)
        #expect(process.confinement.processes == .notAsked)
    }

    #if os(Linux)
    @Test func processorTimeEnds() async throws {
        let (process, _) = try await start("while True: pass") { $0.limits.processorSeconds = 1 }
        let exit = try await process.exit.get()
        #expect(exit == .signal(9) || exit == .signal(24))
    }

    @Test func sandboxHolds() async throws {
        let folder = "/tmp/pod-process-tests-\(UInt64.random(in: 0 ..< .max))"
        let (maker, _) = try await start("import os; os.mkdir('\(folder)')")
        _ = try await maker.exit.get()
        let (process, _) = try await start(
            """
            import os, socket, subprocess
            def attempt(what):
                try: what(); print("done")
                except OSError as error: print(error.strerror)
            attempt(lambda: open("\(folder)/inside", "w").write("x"))
            attempt(lambda: open("\(folder)x", "w"))
            attempt(lambda: open("/etc/hostname").read())
            attempt(lambda: open("/dev/null", "w").write("x"))
            attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            attempt(lambda: socket.socket(socket.AF_INET6))
            attempt(lambda: socket.socketpair())
            print(subprocess.run(["/bin/sh", "-c", "echo x > \(folder)x"], stderr=subprocess.DEVNULL).returncode != 0)
            """
        ) { $0.sandbox = PodSandbox(writableFolders: [folder], deniesNetwork: true) }
        _ = try await process.exit.get()
        #expect(
            process.lastLines.map(\.text) == [
                "done", "Permission denied", "done", "done", "Permission denied", "Permission denied", "done", "True",
            ])
        #expect(process.confinement.files == .applied)
        #expect(process.confinement.network == .applied)
        #expect(process.confinement.diesWithParent == .applied)
        #expect(process.confinement.refusals.isEmpty)
        _ = try await start("import shutil; shutil.rmtree('\(folder)')").0.exit.get()
    }

    @Test func whatIsNotReadableCannotBeReadOrRun() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/pod-read-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: "\(folder)/inside", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["inside/text", "outside", "alone"] {
            try "x".write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
        let (process, _) = try await start(
            """
            import os, subprocess
            def attempt(what):
                try: what(); print("done")
                except OSError as error: print(error.strerror)
            attempt(lambda: open("\(folder)/inside/text").read())
            attempt(lambda: os.listdir("\(folder)/inside"))
            attempt(lambda: open("\(folder)/alone").read())
            attempt(lambda: open("\(folder)/outside").read())
            attempt(lambda: os.listdir("\(folder)"))
            attempt(lambda: open("\(folder)/outside", "w"))
            attempt(lambda: open("/etc/hostname").read())
            attempt(lambda: open("/dev/null").read())
            attempt(lambda: subprocess.run(["/bin/true"], check=True))
            """
        ) { $0.sandbox = PodSandbox(readablePaths: ["\(folder)/inside", "\(folder)/alone"]) }
        _ = try await process.exit.get()
        let denied = "Permission denied"
        #expect(
            process.lastLines.map(\.text) == ["done", "done", "done", denied, denied, "done", "done", "done", "done"])
        #expect(process.confinement.files == .applied)
    }

    @Test func aSandboxThatDoesNotHoldIsSaid() async throws {
        await #expect(throws: PodProcessError.self) {
            _ = try await start("print('ran')") { $0.sandbox = PodSandbox(writableFolders: ["/nowhere"]) }
        }
        let (process, _) = try await start("print('ran')") {
            $0.sandbox = PodSandbox(writableFolders: ["/nowhere"])
            $0.sandbox.isRequired = false
        }
        _ = try await process.exit.get()
        #expect(process.confinement.refusals == ["files: No such file or directory"])
    }
    #endif

    @Test func badConfigurationsAreErrors() async throws {
        func code(_ change: (inout PodProcessConfiguration) -> Void) async -> PodProcessError.Code? {
            do {
                _ = try await start("pass", .socket, change)
                return nil
            } catch {
                return (error as? PodProcessError)?.code
            }
        }
        #expect(await code { $0.executable = "no-such-program-at-all" } == .noProgram)
        #expect(await code { $0.executable = "/etc/passwd" } == .noProgram)
        #expect(await code { $0.workingDirectory = "/nowhere" } == .noFolder)
        #expect(await code { $0.arguments.append("a\0b") } == .invalidArgument)
        #expect(await code { $0.environment["A=B"] = "x" } == .invalidArgument)
        #expect(await code { $0.environment[""] = "x" } == .invalidArgument)
        #expect(await code { $0.executable = "python3" } == nil)
    }

    static func text(of path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    static func lives(_ pid: Int32) -> Bool {
        guard let file = Self.text(of: "/proc/\(pid)/stat") else { return false }
        // A zombie that init has not reaped yet does not live.
        return !file.contains(") Z ")
    }
}
