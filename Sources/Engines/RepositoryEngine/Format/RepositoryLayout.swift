package import Storage

/// Where the objects of a repository lie: docs/formats/repository.md.
package enum RepositoryLayout {
    package static let config: ObjectName = "config"

    /// The folders of objects that are named by their hash.
    package enum Folder: String, Hashable, Sendable, CaseIterable {
        case data, index, keys, locks, snapshots

        package var name: ObjectName {
            switch self {
            case .data: "data"
            case .index: "index"
            case .keys: "keys"
            case .locks: "locks"
            case .snapshots: "snapshots"
            }
        }

        /// What an object of this folder is called in a sentence.
        package var noun: String {
            switch self {
            case .data: "pack"
            case .index: "index"
            case .keys: "key"
            case .locks: "lock"
            case .snapshots: "snapshot"
            }
        }
    }

    package static func object(_ folder: Folder, _ id: ObjectID) -> ObjectName {
        let hex = id.description
        let text =
            folder == .data ? "data/\(hex.prefix(2))/\(hex)" : "\(folder.rawValue)/\(hex)"
        do {
            return try ObjectName(text)
        } catch {
            preconditionFailure("\(text): hexadecimal digits are always a name")
        }
    }

    /// The id of an object in its folder; nil for a name that no repository gives, as a temporary
    /// of another program.
    package static func id(of name: ObjectName, in folder: Folder) -> ObjectID? {
        guard name.isBelow(folder.name), let id = ObjectID(name.lastPart),
            object(folder, id) == name
        else { return nil }
        return id
    }
}
