internal import CShims
internal import Glibc
internal import Host
internal import Synchronization

/// Files and folders whose numbers stay their own, also when they are removed.
///
/// A recording knows files by number. The kernel gives the number of a file that is gone to the
/// next one that is made, perhaps by another test that runs beside this one; what is written there
/// would be taken for bytes of the first. Whoever has a file open, if only by its name, keeps its
/// number.
final class HeldNodes: Sendable {
    private final class Held: Sendable {
        let descriptor: FileDescriptor

        init(_ descriptor: consuming FileDescriptor) {
            self.descriptor = descriptor
        }
    }

    private let held = Mutex<[Held]>([])

    /// Holds what the path stands for, until this is forgotten. What is gone already needs no hold
    /// of a recording that has not seen it.
    func hold(_ path: FilePath) {
        let flags = Int32(CSHIMS_OPEN_PATH) | O_NOFOLLOW | O_CLOEXEC
        let raw = unsafe open(path.description, flags)
        guard raw >= 0 else { return }
        let held = Held(FileDescriptor(owning: raw))
        self.held.withLock { $0.append(held) }
    }
}
