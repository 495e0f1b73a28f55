internal import Host
internal import Values

extension Folder {
    /// The names of the files that end so, temporaries left out.
    func fileNames(endingWith ending: String) throws(FileError) -> [String] {
        var reader = try entries()
        var names: [String] = []
        while let batch = try reader.next() {
            for entry in batch where !FileDraft.isTemporary(entry.name) {
                let name = entry.name.description
                if name.hasSuffix(ending) { names.append(name) }
            }
        }
        return names
    }

    /// nil when there is no such file.
    func readIfThere(
        _ name: RelativePath, limit: ByteCount
    ) throws(FileError) -> [UInt8]? {
        do throws(FileError) {
            return try read(name, limit: limit)
        } catch  where error.kind == .notFound {
            return nil
        }
    }
}

extension DurableFile {
    /// False, and nothing changed, when the name is taken.
    static func createIfFree(_ path: FilePath, with bytes: [UInt8]) throws(FileError) -> Bool {
        do throws(FileError) {
            try create(path, with: bytes)
            return true
        } catch  where error.kind == .alreadyExists {
            return false
        }
    }
}
