internal import Glibc
internal import Host

/// Where a path really leads, and the symbolic links that were met on the way there.
///
/// A link in a root is resolved as `find -H` and `rsync` with a slash at the end do it: who names
/// `/var/www` wants the pages, not the word that says where they are. The links are kept beside
/// them, so that a restored tree has the same ways into it.
struct ResolvedRoot {
    /// As many as the kernel follows.
    private static let linksMax = 40

    let names: [[UInt8]]
    let links: [[[UInt8]]]

    init(_ path: FilePath) throws(FileError) {
        ThreadRole.requireBlockingAllowed("ResolvedRoot.init")
        guard path.isAbsolute, !path.string.containsNUL else {
            throw FileError(
                .badName, "\"\(path)\" is no absolute path", path: path.description)
        }
        do throws(SystemError) {
            var resolver = Resolver(pending: Resolver.names(in: path.string.bytes))
            while let name = resolver.pending.popLast() {
                try resolver.step(name)
            }
            names = resolver.names
            links = resolver.links
        } catch {
            let kind: FileError.Kind =
                switch error.code {
                case ENOENT, ENOTDIR: .notFound
                case EACCES, EPERM: .denied
                default: .other
                }
            throw FileError(
                kind, "could not find \(path): \(error.reason)", path: path.description,
                underlying: error)
        }
    }

    private struct Resolver {
        /// Names still to go, the next one last.
        var pending: [[UInt8]]
        var names: [[UInt8]] = []
        var links: [[[UInt8]]] = []

        static func names(in path: [UInt8]) -> [[UInt8]] {
            path.split(separator: UInt8(ascii: "/")).reversed().map(Array.init)
        }

        mutating func step(_ name: [UInt8]) throws(SystemError) {
            if name.elementsEqual(".".utf8) { return }
            if name.elementsEqual("..".utf8) {
                _ = names.popLast()
                return
            }
            let folder = try place()
            let status = try NodeCalls.status(of: name[...], in: folder.raw, links: .kept)
            guard status.kind == .link else {
                names.append(name)
                if !pending.isEmpty, status.kind != .folder {
                    throw SystemError("open", code: ENOTDIR)
                }
                return
            }
            links.append(names + [name])
            guard links.count <= linksMax else { throw SystemError("open", code: ELOOP) }
            let target = try NodeCalls.target(ofLink: name[...], in: folder.raw)
            if target.first == UInt8(ascii: "/") { names = [] }
            pending += Self.names(in: target)
        }

        /// The folder reached so far, by the names that are known to be no links.
        private func place() throws(SystemError) -> FileDescriptor {
            var place = try NodeCalls.openPlace(
                Array("/".utf8)[...], in: AT_FDCWD, links: .kept)
            for name in names {
                place = try NodeCalls.openPlace(name[...], in: place.raw, links: .kept)
            }
            return place
        }
    }
}
