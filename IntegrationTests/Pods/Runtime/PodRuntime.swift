// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PodProcess
import Pods

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `pod-runtime SCENARIO ROOT [INTERPRETER]`: programs with a pod, each printing one line a fact.
@main
enum PodRuntime {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else { return print("usage: pod-runtime SCENARIO ROOT [INTERPRETER]") }
        let interpreter = arguments.count > 3 ? arguments[3] : "/usr/bin/python3"
        func configuration(_ name: String) -> Pod.Configuration {
            Pod.Configuration(interpreter: interpreter, root: arguments[2], name: name)
        }
        switch arguments[1] {
        case "readme":
            try await withPod(configuration("hello_world")) { pod in
                print("foo(1, 2) = \(try await pod.foo(1, 2).int ?? 0)")
                print("foo(1, y: 2) = \(try await pod.foo(1, y: 2).int ?? 0)")
            }
        case "numpy": try await withPod(configuration("arrays"), arrays)
        case "held":
            // The pod dies; what it handed over is still here.
            let pod = try await Pod.start(configuration("arrays"))
            let kept = try await pod.made(1 << 20)
            do { _ = try await pod.dies() } catch {
                print("\((error as? PodError)?.exit.map(String.init(describing:)) ?? "")")
            }
            let sum = kept.array?.elements(as: Double.self)?.reduce(0, +) ?? 0
            print("sum = \(sum)")
            print("again = \(try await pod.total(PodArray([1.0, 2.0])).double ?? 0)")
            await pod.close()
        case "wait":
            // Killed by the test meanwhile.
            try await withPod(configuration("arrays")) { pod in
                let kept = try await pod.made(1 << 20)
                let pid = await pod.status().workers[0].pid ?? 0
                print("pid = \(pid)")
                fflush(nil)
                try? await Task.sleep(for: .seconds(60))
                print(kept.kind)
            }
        case "many":
            // Processes come and go, die and are cancelled; what is open here afterwards is what was open before.
            for round in 0..<13 {
                if round == 3 { print("open = \(openDescriptors())") }
                try await withPod(configuration("arrays")) { pod in
                    let kept = try await pod.made(100_000)
                    do { _ = try await pod.dies() } catch is PodError {}
                    guard try await pod.same(kept) == kept else { return print("wrong") }
                }
            }
            print("open = \(openDescriptors())")
        case "sandbox":
            var configuration = configuration("arrays")
            configuration.sandbox = PodSandbox(writableFolders: [arguments[2]], deniesNetwork: true)
            configuration.limits = PodLimits(memory: 4 << 30, processorSeconds: 60, openFiles: 256)
            try await withPod(configuration) { pod in
                print("numpy = \(try await pod.total(PodArray([1.0, 2.0])).double ?? 0)")
                for place in ["\(arguments[2])/inside", "/tmp/pod-outside"] {
                    print("write = \(try await pod.writes(place).string ?? "")")
                }
                print("connect = \(try await pod.connects().string ?? "")")
                print("sandbox = \(await pod.status().sandbox?.description ?? "")")
            }
        case "tables": try await withPod(configuration("tables"), Tables.read)
        case "tables-made": try await withPod(configuration("tables"), Tables.write)
        case "tables-large": try await withPod(configuration("tables"), Tables.large)
        case "tables-held": try await withPod(configuration("tables"), Tables.held)
        case "tables-without": try await withPod(configuration("arrays"), Tables.without)
        default: print("no scenario '\(arguments[1])'")
        }
    }

    private static func openDescriptors() -> Int {
        guard let folder = opendir("/proc/self/fd") else { return -1 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count
    }

    /// numpy's arrays there and back: each type, each shape, in place, views, state.
    private static func arrays(_ pod: Pod) async throws {
        for type in ["<f8", "<f4", "|u1", "|i1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "|b1", "<c16", ">i4"] {
            for count in [0, 3, 100_000] {
                let made = try await pod.ones(type, count)
                let back = try await pod.same(made)
                guard made.array?.type.description == type, made.array?.shape == [count], back == made,
                    try await pod.count_ones(made).int == count
                else { return print("wrong: \(type) \(count)") }
            }
        }
        print("types ok")
        let memory = try PodMemory(byteCount: 8 * 262_144)
        let array = try PodArray(type: .float64, shape: [512, 512], memory: memory)
        memory.withUnsafeMutableBytes { $0.bindMemory(to: Double.self).initialize(repeating: 1.5) }
        let scaled = try await pod.scale(array)
        print("in place = \(array.elements(as: Double.self)?.allSatisfy { $0 == 3 } == true && scaled.array == array)")
        let part = try await pod.part(array)
        print("view = \(part.array?.shape == [256, 512] && part.array?.elements(as: Double.self)?.first == 3)")
        let turned = try await pod.turned(array)
        print("transposed = \(turned.array?.shape == [512, 512])")
        // What the pod keeps is not what is used again.
        let first = try await pod.made(100_000)
        _ = try await pod.keep(first)
        for _ in 0..<5 { _ = try await pod.made(100_000) }
        print("kept = \(try await pod.kept_sum().double ?? 0)")
        print("own = \(try await pod.own().array?.elements(as: Double.self)?.last ?? 0)")
        print("scalars = \(try await pod.scalars())")
        let error = await failure { _ = try await pod.objects() }
        print("objects = \(error?.code.description ?? "sent")")
        print("nested = \(try await pod.nested(array).dictionary?["all"]?.elements?.count ?? 0)")
    }

    private static func failure(_ body: () async throws -> Void) async -> PodError? {
        do { try await body() } catch { return error as? PodError }
        return nil
    }
}
