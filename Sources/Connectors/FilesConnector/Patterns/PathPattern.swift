/// One line of excludes, as gitignore has them.
struct PathPattern: Hashable, Sendable {
    /// `!`: what it matches is taken after all.
    let isNegated: Bool
    /// A slash at the end: it matches folders alone.
    let isForFolders: Bool
    /// A slash elsewhere: it matches from the folder the patterns belong to, not at any depth.
    let isAnchored: Bool
    let isCaseInsensitive: Bool
    /// Of an anchored one one for each name of the path; else a single one, for the last name.
    /// There may be several ways to read it, of which one has to match.
    let readings: [[NamePattern]]

    /// Whether the path from `start` on is what the line means. `path` is lowercase when letters
    /// match in both cases.
    func matches(_ path: [UInt8], from start: Int, nameStart: Int, isFolder: Bool) -> Bool {
        if isForFolders, !isFolder { return false }
        return isAnchored
            ? readings.contains { Self.matches($0, path[start...]) }
            : readings[0][0].matches(path[nameStart...])
    }

    /// As for a single name, only the last `**` has to be tried again.
    private static func matches(_ names: [NamePattern], _ path: ArraySlice<UInt8>) -> Bool {
        var (index, at) = (0, path.startIndex)
        var wide: (index: Int, at: Int)?
        while at < path.endIndex {
            let end = path[at...].firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
            if index < names.count, names[index] == .names {
                if index == names.count - 1 { return true }
                wide = (index, at)
                index += 1
            } else if index < names.count, names[index].matches(path[at..<end]) {
                index += 1
                at = end + 1
            } else if let last = wide {
                let next = path[last.at...].firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
                wide = (last.index, next + 1)
                (index, at) = (last.index + 1, next + 1)
            } else {
                return false
            }
        }
        return index == names.count
    }

    /// Whether it could match something below `folder`; an anchored one that is for another place,
    /// or for a folder above, never does.
    func canReach(_ folder: [ArraySlice<UInt8>]) -> Bool {
        !isAnchored || readings.contains { canReach(folder, by: $0) }
    }

    private func canReach(_ folder: [ArraySlice<UInt8>], by names: [NamePattern]) -> Bool {
        for (pattern, name) in zip(names, folder) {
            if pattern == .names { return true }
            let bytes = isCaseInsensitive ? name.map(\.lowercased)[...] : name
            if !pattern.matches(bytes) { return false }
        }
        return names.count > folder.count
    }
}
