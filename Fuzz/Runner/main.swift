import CLibFuzzer
import FuzzTargets
import Glibc

// One executable for every target, named by HOLDFAST_FUZZ_TARGET; the arguments are libFuzzer's.
// Built by scripts/fuzz alone: the manifest has it only where HOLDFAST_FUZZ is set.

/// A static, because the C callback can capture nothing.
enum Chosen {
    static let target: FuzzTarget = {
        let name = getenv("HOLDFAST_FUZZ_TARGET").map { String(cString: $0) } ?? ""
        guard let target = FuzzTarget.named(name) else {
            let known = FuzzTarget.all.map(\.name).joined(separator: ", ")
            print("HOLDFAST_FUZZ_TARGET is \"\(name)\"; there are \(known) and canary.")
            exit(2)
        }
        return target
    }()
}

var argumentCount = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
let code = LLVMFuzzerRunDriver(&argumentCount, &arguments) { data, size in
    Chosen.target.run(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
}
exit(code)
