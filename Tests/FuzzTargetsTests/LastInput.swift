import Glibc
import TestSupport

/// Keeps the input that a target is about to read in a file, where it outlives a trap:
/// `.build/fuzz/last-NAME`. Move it to `Fuzz/Corpus/NAME` once the fault is mended.
struct LastInput {
    private let path: String
    private let descriptor: Int32

    init(of name: String) {
        let folder = "\(WorkingTree.root)/.build/fuzz"
        mkdir("\(WorkingTree.root)/.build", 0o755)
        mkdir(folder, 0o755)
        path = "\(folder)/last-\(name)"
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        precondition(descriptor >= 0, "cannot write \(path)")
    }

    func write(_ bytes: [UInt8]) {
        precondition(
            ftruncate(descriptor, 0) == 0
                && pwrite(descriptor, bytes, bytes.count, 0) == bytes.count,
            "cannot write \(path)")
    }

    func remove() {
        close(descriptor)
        unlink(path)
    }
}
