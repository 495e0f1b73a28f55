internal import CShims
internal import Glibc
internal import Host

extension FolderHandle {
    /// A name for what is being written: never data, and swept when its writer is gone. One thread
    /// makes one thing at a time, so it needs one such name for all folders.
    static func freshTemporary() -> Name {
        let id = String(UInt64.random(in: .min ... .max), radix: 16)
        return Array(".holdfast-\(id).tmp".utf8)[...]
    }

    /// Removes what a restore that was killed left in this folder. Files of one that lives are
    /// locked; its links and devices, which are there for a moment, it makes again.
    func removeLeftovers() throws(Fault) {
        for name in try names() where FileDraft.isTemporary(SystemString(bytes: name)) {
            guard let found = try look(at: name), !found.isFolder else { continue }
            if found.isFile, try isLocked(name) { continue }
            do throws(Fault) {
                try remove(name)
            } catch  where error.code == ENOENT {
                // Its writer has just finished.
            }
        }
    }

    private func isLocked(_ name: Name) throws(Fault) -> Bool {
        do throws(Fault) {
            return cshims_lock_file(try openFile(name).raw) == -EWOULDBLOCK
        } catch  where error.code == ENOENT || error.code == EACCES {
            return error.code == EACCES
        }
    }

    /// What is in it; once for each handle, which reads on where it stopped.
    func names() throws(Fault) -> [Name] {
        var names: [Name] = []
        try forEachName { name in
            if !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8) { names.append(name) }
        }
        return names
    }

    private func forEachName(_ body: (Name) -> Void) throws(Fault) {
        var buffer = [UInt8](repeating: 0, count: 32 << 10)
        while true {
            let used = unsafe buffer.withUnsafeMutableBytes { bytes in
                let used = unsafe cshims_read_entries(node.raw, bytes.baseAddress, bytes.count)
                var offset = 0
                while offset < used {
                    var found = unsafe cshims_entry()
                    offset = unsafe cshims_entry_at(bytes.baseAddress, offset, &found)
                    let name = unsafe UnsafeBufferPointer(
                        start: found.name, count: found.name_length)
                    body(unsafe Array(name)[...])
                }
                return used
            }
            // Opened only to go through: it may not be listed.
            if used == -Int(EBADF) || used == 0 { return }
            try Fault.check("list", Int32(clamping: used))
        }
    }
}
