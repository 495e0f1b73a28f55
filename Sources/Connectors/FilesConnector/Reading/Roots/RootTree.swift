/// The places that a walk was asked for by name, as a tree of names from the root of the file
/// system.
struct RootTree: Sendable {
    struct Branch: Sendable {
        enum Kind: Sendable {
            /// A folder above a root: taken itself, but not what else is in it.
            case way
            case root
            /// A symbolic link that was met on the way to a root: taken as a link.
            case link
        }

        let name: [UInt8]
        fileprivate(set) var kind: Kind
        /// Sorted by name.
        fileprivate(set) var branches: [Branch] = []

        func branch(_ name: ArraySlice<UInt8>) -> Branch? {
            branches.first { $0.name.elementsEqual(name) }
        }

        fileprivate mutating func insert(_ names: ArraySlice<[UInt8]>, kind: Kind) {
            guard let name = names.first else {
                // What is a root stays one, whatever else leads through it.
                if self.kind != .root { self.kind = kind }
                return
            }
            if let index = branches.firstIndex(where: { $0.name == name }) {
                branches[index].insert(names.dropFirst(), kind: kind)
            } else {
                var branch = Branch(name: name, kind: .way)
                branch.insert(names.dropFirst(), kind: kind)
                branches.append(branch)
                branches.sort { $0.name.lexicographicallyPrecedes($1.name) }
            }
        }
    }

    private(set) var top = Branch(name: [], kind: .way)

    mutating func insert(_ root: ResolvedRoot) {
        top.insert(root.names[...], kind: .root)
        for link in root.links { top.insert(link[...], kind: .link) }
    }
}
