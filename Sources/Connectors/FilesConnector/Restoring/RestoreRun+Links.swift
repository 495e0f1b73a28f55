internal import Connector
internal import Glibc

/// Hard links that wait until the files they mean are written.
struct DeferredLinks {
    struct Link {
        let entry: Entry
        let target: EntryPath
        let first: EntryPath
        let look: Look
        let folder: OpenFolder
        let handle: FolderHandle
    }

    /// Each may hold a folder open.
    static let countMax = 64

    var all: [Link] = []
}

extension RestoreRun {
    func deferLink(
        _ entry: Entry, at target: EntryPath, to first: EntryPath, _ look: Look,
        in folder: OpenFolder
    ) throws {
        guard let handle = folder.opened, let first = placing.options.map.target(of: first) else {
            throw EntryIssue(.refused, target, "\(target) is a further name of nothing here")
        }
        folder.hold()
        links.all.append(
            .init(
                entry: entry, target: target, first: first, look: look, folder: folder,
                handle: handle))
        if links.all.count >= DeferredLinks.countMax { try flush() }
    }

    func makeLinks() throws {
        guard !links.all.isEmpty else { return }
        try writers.drain()
        let waiting = links.all
        links.all = []
        for link in waiting {
            defer { link.folder.release { self.writers.finish($0, $1) } }
            do {
                try make(link)
            } catch let issue as EntryIssue {
                report.issues.append(issue)
            } catch let fault as Fault where !fault.endsEverything {
                report.issues.append(fault.issue(link.target))
            }
        }
    }

    private func make(_ link: DeferredLinks.Link) throws {
        let found = try walk.find(link.first)
        let name = renamed[link.first] ?? link.first.name
        // What was in the way of the first name, or came later, is not what was backed up.
        guard let first = try found.folder.look(at: name), !first.isFolder,
            first.modified == link.look.modified
        else {
            throw EntryIssue(
                .conflict, link.target,
                "\(link.target) is a further name of \(link.first), which was not restored")
        }
        let placement = try placing.placement(
            of: link.entry, at: link.target, link.look, in: link.folder, first: first)
        switch placement.step {
        case .refuse(let issue): throw issue
        case .keep, .join: report.skipped += 1
        case .make, .replace, .makeBeside:
            try maker.makeHardLink(
                link.target.name, in: link.handle, placement.step, to: name, of: found.folder)
            report.entries += 1
        }
    }
}
