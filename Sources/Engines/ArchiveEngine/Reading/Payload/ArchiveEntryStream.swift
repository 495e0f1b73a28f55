internal import Connector
internal import Engine
internal import Host
internal import Tar

/// The chosen entries of a snapshot: what the index says of them, with content from the payload.
///
/// Of everything that is restored, index and payload have to say the same. When all is wanted
/// every header is compared; otherwise those of the files that are opened, since looking up the
/// rest would mean to read it.
final class ArchiveEntryStream: EntryStream {
    private let order: FrameFeed.Order
    private let choice: EntryChoice
    private let pool: ThreadPool
    private var entries: EntryCursor?
    /// Found by going through the index, which is done by the thread that takes.
    private var links: StrayLinks?
    private let payload: PayloadCursor?
    /// The entry that `payload` is at, and what tar said of it.
    private var begun: (offset: Int64, entry: TarEntry)?
    private var counted: Int64 = 0

    /// Begins to read ahead, on `pool`.
    init(_ order: FrameFeed.Order, _ choice: EntryChoice, on pool: ThreadPool) throws {
        self.choice = choice
        self.pool = pool
        var order = order
        order.wish = choice.isEverything ? .all : .chosen(choice)
        self.order = order
        let snapshot = order.source.snapshot
        payload =
            choice.hasContent
            ? PayloadCursor(try FrameFeed(order, on: pool), of: snapshot, order.progress) : nil
    }

    var contentOutlivesNext: Bool { false }

    func next() throws -> StreamItem? {
        begun = nil
        if links == nil { try begin() }
        while let record = try entries?.next() {
            if choice.isEverything, let payload, let offset = record.headerOffset {
                begun = (offset, try payload.begin(record))
            }
            guard choice.admits(record.path, record.kind) else {
                links?.passOver(record)
                continue
            }
            links?.pass(record)
            count()
            return .entry(try entry(record))
        }
        order.progress.update { [counted] in $0.entries += counted % Self.batch }
        return nil
    }

    private func begin() throws {
        let links = try StrayLinks(order.source, choice)
        entries = try EntryCursor(order.source, below: links.isEmpty ? choice.paths : [])
        self.links = links
    }

    private static let batch: Int64 = 256

    private func count() {
        counted += 1
        if counted % Self.batch == 0 { order.progress.update { $0.entries += Self.batch } }
    }

    private func entry(_ record: EntryRecord) throws -> Entry {
        guard case .hardLink(let target) = record.kind else {
            return record.entry(content: content(of: record))
        }
        switch links?.resolve(record.path, to: target) {
        case .asItIs, nil: return record.entry()
        case .link(let other):
            var link = record
            link.kind = .hardLink(other)
            return link.entry()
        case .itself(let original):
            return renamed(original, as: record)
        }
    }

    /// A link that stands for the entry it links to, which is not among those chosen. Its content
    /// is behind us in the payload and fetched by itself.
    private func renamed(_ original: EntryRecord, as link: EntryRecord) -> Entry {
        let content = original.kind == .file && choice.hasContent ? strayContent(original) : nil
        return Entry(
            path: link.path, kind: original.kind, metadata: original.metadata,
            size: original.size, identity: original.identity, content: content,
            digest: original.digest, dataSize: original.dataSize)
    }

    private func content(of record: EntryRecord) -> (any EntryContent)? {
        guard let payload, record.kind == .file else { return nil }
        return ArchiveContent(record, of: order.source) { [self] in
            guard record.hasData else { return (payload, begun?.entry) }
            if let begun, begun.offset == record.headerOffset { return (payload, begun.entry) }
            let entry = try payload.begin(record)
            return (payload, entry)
        }
    }

    private func strayContent(_ original: EntryRecord) -> any EntryContent {
        let snapshot = order.source.snapshot
        var order = order
        order.wish = original.tarRange.map { .range($0) } ?? order.wish
        return ArchiveContent(original, of: order.source) { [pool, order] in
            let feed = try FrameFeed(order, on: pool)
            let cursor = PayloadCursor(feed, of: snapshot, order.progress)
            return (cursor, original.hasData ? try cursor.begin(original) : nil)
        }
    }
}

extension EntryChoice {
    var isEverything: Bool { paths.isEmpty && isWanted == nil }
}
