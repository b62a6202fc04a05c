import CounterInterface
import PharosNode

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The plug-in: whoever uses a name `counter:…` starts this program, as long as it is on `PATH` or beside theirs.
@main
struct CounterNode {
    static func main() async {
        NodeMain.installEventLoopExecutor()
        exit(await NodeMain.run(CounterInterface.self))
    }
}
