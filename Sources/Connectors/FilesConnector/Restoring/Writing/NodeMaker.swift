internal import Connector
internal import Glibc

/// Makes things in the target: without a name or under a passing one, with everything that belongs
/// to them, and then in their place, so that each is whole or not there. One thread uses it.
struct NodeMaker {
    /// More names than anybody lets pile up.
    private static let namesMax = 10_000
    private static let nameLengthMax = EntryPath.nameLengthMax

    let us: Restorer
    let temporary = FolderHandle.freshTemporary()

    /// A file in the making: without a name, or under the passing one.
    struct Unplaced: Sendable {
        let node: NodeHandle
        fileprivate let hasName: Bool
        fileprivate let before: Before
    }

    /// A file; `write` gives it its content, and says what is to follow its name where that cannot
    /// be its own.
    func makeFile(
        _ name: FolderHandle.Name, in folder: FolderHandle, _ step: Placement.Step, _ look: Look,
        _ complain: (Fault) -> Void, _ write: (NodeHandle) throws -> String?
    ) throws {
        let file = try begin(in: folder, step, look)
        let suffix: String?
        do {
            suffix = try write(file.node)
        } catch {
            drop(file, in: folder)
            throw error
        }
        try end(file, name, in: folder, step, look, suffix: suffix, complain)
    }

    func begin(
        in folder: FolderHandle, _ step: Placement.Step, _ look: Look
    ) throws(Fault) -> Unplaced {
        let mode = look.firstMode(in: folder, by: us)
        let before = Before(look, madeIn: folder, mode: mode, by: us)
        // What has no name cannot replace anything.
        if !step.isReplacing, let node = try folder.makeUnnamedFile(mode: mode) {
            return Unplaced(node: node, hasName: false, before: before)
        }
        let node = try folder.makeFile(temporary, mode: mode)
        return Unplaced(node: node, hasName: true, before: before)
    }

    /// Gives a file what belongs to it and its name; drops it where that cannot be.
    /// - Parameter suffix: What is to follow its name, where that cannot be its own.
    /// - Returns: The name it has now.
    @discardableResult
    func end(
        _ file: Unplaced, _ name: FolderHandle.Name, in folder: FolderHandle,
        _ step: Placement.Step, _ look: Look, suffix: String?, _ complain: (Fault) -> Void
    ) throws(Fault) -> FolderHandle.Name {
        do throws(Fault) {
            try file.node.apply(look, kind: .file, file.before, by: us, complain)
            if file.hasName {
                return try place(
                    name, in: folder, suffix == nil ? step : .makeBeside,
                    suffix: suffix ?? Self.restoredSuffix)
            }
            if suffix == nil, case .make = step {
                try folder.name(file.node, name)
                return name
            }
            return try Self.beside(name, suffix ?? Self.restoredSuffix) { (free) throws(Fault) in
                try folder.name(file.node, free)
            }
        } catch {
            drop(file, in: folder)
            throw error
        }
    }

    /// Without a name it is gone with its descriptor.
    func drop(_ file: Unplaced, in folder: FolderHandle) {
        if file.hasName { clear(in: folder) }
    }

    /// A link, a pipe, a socket or a device.
    @discardableResult
    func makeSpecial(
        _ kind: Entry.Kind, _ name: FolderHandle.Name, in folder: FolderHandle,
        _ step: Placement.Step, _ look: Look, _ complain: (Fault) -> Void
    ) throws -> FolderHandle.Name {
        do {
            try make(kind, in: folder)
            // By what is open and not by a name, which could lead elsewhere by now.
            let node = try folder.open(temporary)
            let found = try node.look()
            guard found.isLike(kind) else { throw Fault("make", EEXIST) }
            try node.apply(
                look, kind: kind, Before(look, madeIn: folder, mode: nil, by: us), by: us,
                complain)
            return try place(name, in: folder, step, suffix: Self.restoredSuffix)
        } catch {
            clear(in: folder)
            throw error
        }
    }

    /// A further name of what has the name `first` in another folder.
    func makeHardLink(
        _ name: FolderHandle.Name, in folder: FolderHandle, _ step: Placement.Step,
        to first: FolderHandle.Name, of other: FolderHandle
    ) throws {
        try folder.makeHardLink(temporary, to: first, in: other)
        // Renaming one name over another of the same file does nothing.
        defer { clear(in: folder) }
        try place(name, in: folder, step, suffix: Self.restoredSuffix)
    }

    static let restoredSuffix = ".restored"
    static let damagedSuffix = ".damaged"
    static let tornSuffix = ".torn"

    /// Names that nobody has, for what cannot have its own.
    static func names(
        beside name: FolderHandle.Name, suffix: String
    ) -> some Sequence<FolderHandle.Name> {
        (1...namesMax).lazy.map { number in
            let end = Array((number == 1 ? suffix : "\(suffix)-\(number)").utf8)
            return (name.prefix(nameLengthMax - end.count) + end)[...]
        }
    }

    private func make(_ kind: Entry.Kind, in folder: FolderHandle) throws(Fault) {
        switch kind {
        case .link(let target): try folder.makeLink(temporary, to: target)
        case .fifo, .socket:
            try folder.makeSpecial(temporary, mode: kind.format | 0o600, major: 0, minor: 0)
        case .characterDevice(let major, let minor), .blockDevice(let major, let minor):
            try folder.makeSpecial(temporary, mode: kind.format | 0o600, major: major, minor: minor)
        case .file, .folder, .hardLink: preconditionFailure("these are made otherwise")
        }
    }

    @discardableResult
    private func place(
        _ name: FolderHandle.Name, in folder: FolderHandle, _ step: Placement.Step, suffix: String
    ) throws(Fault) -> FolderHandle.Name {
        switch step {
        case .make:
            try folder.rename(temporary, to: name, replacing: false)
            return name
        case .replace(let isFolder):
            if isFolder { try folder.remove(name, isFolder: true) }
            try folder.rename(temporary, to: name, replacing: !isFolder)
            return name
        case .makeBeside:
            return try Self.beside(name, suffix) { (free) throws(Fault) in
                try folder.rename(temporary, to: free, replacing: false)
            }
        case .join, .keep, .refuse: preconditionFailure("nothing is made")
        }
    }

    /// Tries one name after the other until `give` finds one that nothing has.
    private static func beside(
        _ name: FolderHandle.Name, _ suffix: String,
        _ give: (FolderHandle.Name) throws(Fault) -> Void
    ) throws(Fault) -> FolderHandle.Name {
        for candidate in names(beside: name, suffix: suffix) {
            do throws(Fault) {
                try give(candidate)
                return candidate
            } catch  where error.code == EEXIST {
                continue
            }
        }
        throw Fault("find a free name beside", EEXIST)
    }

    private func clear(in folder: FolderHandle) {
        // The name is never data: the next restore clears what cannot be removed now.
        try? folder.remove(temporary)
    }
}
