internal import Host
internal import Synchronization

/// Keeps the folders of a walk open, as many as are useful and no more than a bound, and opens
/// those again that it had closed. Threads share it.
final class FolderPool: Sendable {
    /// Deep enough for ordinary trees, and far from the limits of processes (1024).
    static let openMax = 64

    private struct Slot {
        let descriptor: Int32
        var pins: Int
        var lastUse: UInt64
    }

    private struct State {
        var slots: [ObjectIdentifier: Slot] = [:]
        var clock: UInt64 = 0

        mutating func pin(_ id: ObjectIdentifier) -> Int32? {
            guard let index = slots.index(forKey: id) else { return nil }
            clock += 1
            slots.values[index].pins += 1
            slots.values[index].lastUse = clock
            return slots.values[index].descriptor
        }

        /// Takes out the one that nobody uses and nobody has used for longest.
        mutating func evict() -> Int32? {
            guard slots.count >= FolderPool.openMax,
                let oldest = slots.filter({ $0.value.pins == 0 })
                    .min(by: { $0.value.lastUse < $1.value.lastUse })
            else { return nil }
            slots[oldest.key] = nil
            return oldest.value.descriptor
        }
    }

    private let state = Mutex(State())

    /// How many are open now.
    var openCount: Int { state.withLock { $0.slots.count } }

    /// The folder's descriptor, which stays valid until `unpin`.
    /// - Throws: When it has to be opened again and is not where it was.
    func pin(_ folder: FolderHandle) throws(SystemError) -> Int32 {
        if let open = state.withLock({ $0.pin(ObjectIdentifier(folder)) }) { return open }
        return try reopen(folder)
    }

    func unpin(_ folder: FolderHandle) {
        state.withLock { $0.slots[ObjectIdentifier(folder)]?.pins -= 1 }
    }

    /// Takes an open descriptor of the folder and pins it.
    @discardableResult
    func install(_ descriptor: consuming FileDescriptor, of folder: FolderHandle) -> Int32 {
        let raw = descriptor.release()
        let id = ObjectIdentifier(folder)
        // What is to be closed: somebody else was quicker, or there are too many.
        let (used, surplus) = state.withLock { state in
            if let open = state.pin(id) { return (open, raw as Int32?) }
            let evicted = state.evict()
            state.clock += 1
            state.slots[id] = Slot(descriptor: raw, pins: 1, lastUse: state.clock)
            return (raw, evicted)
        }
        if let surplus { _ = FileDescriptor(owning: surplus) }
        return used
    }

    /// `pin` of the folder that `child`, which is open, is in: one step up is the shortest way.
    func pinParent(_ folder: FolderHandle, of child: Int32) throws(SystemError) -> Int32 {
        if let open = state.withLock({ $0.pin(ObjectIdentifier(folder)) }) { return open }
        do throws(SystemError) {
            let up = try NodeCalls.openPlace(Array("..".utf8)[...], in: child, links: .kept)
            if try NodeCalls.status(of: up.raw).place == folder.place {
                return install(up, of: folder)
            }
        } catch {
            // The child was moved or may not be searched any more; the long way may still work.
        }
        return try reopen(folder)
    }

    func forget(_ folder: FolderHandle) {
        let slot = state.withLock { $0.slots.removeValue(forKey: ObjectIdentifier(folder)) }
        if let slot { _ = FileDescriptor(owning: slot.descriptor) }
    }

    /// Down from the nearest folder above that is open; each on the way must be the one it was.
    private func reopen(_ folder: FolderHandle) throws(SystemError) -> Int32 {
        var missing = [folder]
        var base: (folder: FolderHandle, descriptor: Int32)?
        var above = folder.parent
        while let next = above {
            if let open = state.withLock({ $0.pin(ObjectIdentifier(next)) }) {
                base = (next, open)
                break
            }
            missing.append(next)
            above = next.parent
        }
        guard let base else { preconditionFailure("the root stays open as long as its pool") }
        defer { unpin(base.folder) }
        var current = try Self.open(missing.removeLast(), in: base.descriptor)
        while let next = missing.popLast() {
            current = try Self.open(next, in: current.raw)
        }
        return install(current, of: folder)
    }

    private static func open(
        _ folder: FolderHandle, in parent: Int32
    ) throws(SystemError) -> FileDescriptor {
        let opened = try NodeCalls.openPlace(folder.name[...], in: parent, links: folder.links)
        guard try NodeCalls.status(of: opened.raw).place == folder.place else {
            throw SystemError("open", code: moved)
        }
        return opened
    }

    /// Something else has the folder's name now (ESTALE).
    private static let moved: Int32 = 116
}
