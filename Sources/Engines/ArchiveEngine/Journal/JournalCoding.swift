internal import Connector
internal import Cryptography
internal import JSON
internal import Tar
internal import Values

/// The lines of a journal: a check sum, a blank, JSON. A line that was cut off by a crash, or that
/// the disk has lost, does not fit its sum; it and what follows count as never written.
enum JournalCoding {
    /// 1 kept only the number of issues.
    private static let version = 2
    private static let sumLength = 16

    static func line(_ head: JournalHead) -> [UInt8] {
        line([
            "journal": JSON(version), "vault": .string("\(head.vault)"),
            "tenant": .string("\(head.scope.tenant)"), "source": .string("\(head.scope.source)"),
            "run": .string("\(head.run)"), "started": JSON(head.started.milliseconds),
            "level": JSON(head.pipeline.level), "frame": JSON(head.pipeline.frameSize),
            "encryption": .string(head.pipeline.encryption.rawValue),
            "part": JSON(head.partSize),
            "recipients": .array(head.recipients.map(JSON.string)), "terms": .string(head.terms),
        ])
    }

    /// - Parameter noted: How many samples of issues lines before it hold.
    static func line(_ record: JournalPart, after noted: Int) -> [UInt8] {
        let part = record.part
        return line([
            "part": JSON(part.name.number), "size": JSON(part.size),
            "sha256": .string("\(part.digest)"), "plain": JSON(part.plainSize),
            "frames": JSON(part.frames),
            "tar": [JSON(part.tar.lowerBound), JSON(part.tar.upperBound)],
            "index": JSON(record.indexSize), "walk": json(record.position, after: noted),
        ])
    }

    private static func line(_ json: JSON) -> [UInt8] {
        let bytes = json.bytes()
        return sum(of: bytes) + [UInt8(ascii: " ")] + bytes + [UInt8(ascii: "\n")]
    }

    private static func sum(of bytes: [UInt8]) -> [UInt8] {
        Array("\(SHA256.hash(bytes))".utf8.prefix(sumLength))
    }

    /// nil where not even the head is readable.
    static func read(_ bytes: [UInt8]) -> JournalContent? {
        var content: JournalContent?
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            guard let json = value(ofLine: line) else { break }
            if var known = content {
                guard let next = part(json, after: known.issues),
                    next.part.name.number == known.parts.count + 1
                else {
                    break
                }
                known.parts.append(next)
                content = known
            } else {
                guard let first = head(json) else { return nil }
                content = JournalContent(head: first)
            }
        }
        return content
    }

    private static func value(ofLine line: ArraySlice<UInt8>) -> JSON? {
        let body = Array(line.dropFirst(sumLength + 1))
        guard line.count > sumLength, line.prefix(sumLength).elementsEqual(sum(of: body)) else {
            return nil
        }
        // A line of ours whose sum fits is JSON.
        return try? JSON(parsing: body)
    }

    private static func head(_ json: JSON) -> JournalHead? {
        guard json["journal"]?.wholeNumber == Int64(version),
            let vault = json["vault"]?.text.flatMap({ UUID($0) }),
            let tenant = json["tenant"]?.text.flatMap({ UUID($0) }),
            let source = json["source"]?.text.flatMap({ UUID($0) }),
            let run = json["run"]?.text.flatMap({ UUID($0) }),
            let started = json["started"]?.wholeNumber, let level = json["level"]?.wholeNumber,
            let frame = json["frame"]?.wholeNumber, let partSize = json["part"]?.wholeNumber,
            let encryption = json["encryption"]?.text.flatMap({ VaultEncryption(rawValue: $0) }),
            case .array(let recipients)? = json["recipients"], let terms = json["terms"]?.text
        else { return nil }
        return JournalHead(
            vault: vault, scope: ArchiveScope(tenant: tenant, source: source), run: run,
            started: Timestamp(milliseconds: started),
            pipeline: .init(level: Int(level), frameSize: Int(frame), encryption: encryption),
            partSize: partSize, recipients: recipients.compactMap(\.text), terms: terms)
    }

    private static func part(_ json: JSON, after issues: IssueLog) -> JournalPart? {
        guard let number = json["part"]?.wholeNumber,
            (1...Int64(PartName.numberMax)).contains(number),
            let size = json["size"]?.wholeNumber, let plain = json["plain"]?.wholeNumber,
            let digest = json["sha256"]?.text.flatMap({ SHA256Digest(hex: $0) }),
            let frames = json["frames"]?.wholeNumber, let start = json["tar"]?[0]?.wholeNumber,
            let end = json["tar"]?[1]?.wholeNumber, start <= end,
            let index = json["index"]?.wholeNumber,
            let walk = json["walk"], let position = walkPosition(walk, after: issues)
        else { return nil }
        return JournalPart(
            part: Manifest.Part(
                name: PartName(Int(number)), size: size, digest: digest, plainSize: plain,
                frames: Int(frames), tar: start..<end),
            indexSize: index, position: position)
    }
}

// MARK: Positions

extension JournalCoding {
    private static func json(_ position: WalkPosition, after noted: Int) -> JSON {
        var object = JSONObject()
        object["tar"] = JSON(position.tar)
        object["entries"] = JSON(position.entries)
        object["content"] = JSON(position.content)
        object["issues"] = .array(
            position.issues.counts.map { [.string(text(of: $0)), JSON($1)] })
        object["noted"] = .array(
            position.issues.samples.dropFirst(noted).map { issue in
                [
                    .string(text(of: issue.kind)), .string(Base64.standard.encode(issue.path)),
                    .string(issue.message),
                ]
            })
        object["last"] = position.last.map { .string(Base64.standard.encode($0.bytes)) }
        object["trailer"] = position.trailer.map { JSON($0) }
        object["open"] = position.open.map(json)
        return .object(object)
    }

    private static func json(_ open: WalkPosition.OpenEntry) -> JSON {
        var line: [UInt8] = []
        open.record.append(to: &line)
        var object = JSONObject()
        object["record"] = .string(String(decoding: line.dropLast(), as: UTF8.self))
        object["headers"] = .string(Base64.standard.encode(open.headers))
        object["segments"] = .array(
            open.segments.list.map { [.bool($0.isData), JSON($0.count)] })
        object["map"] = open.segments.map.map { map in
            .array(map.extents.map { [JSON($0.offset), JSON($0.count)] })
        }
        return .object(object)
    }

    private static func walkPosition(_ json: JSON, after known: IssueLog) -> WalkPosition? {
        guard let tar = json["tar"]?.wholeNumber, let entries = json["entries"]?.wholeNumber,
            let content = json["content"]?.wholeNumber, let issues = issues(json, after: known)
        else { return nil }
        var position = WalkPosition(tar: tar, entries: entries, content: content, issues: issues)
        if let last = json["last"]?.text {
            guard let path = Base64.standard.decode(last).flatMap({ EntryPath(bytes: $0) }) else {
                return nil
            }
            position.last = path
        }
        position.trailer = json["trailer"]?.wholeNumber
        if let open = json["open"] {
            guard let entry = openEntry(open) else { return nil }
            position.open = entry
        }
        return position
    }

    private static func openEntry(_ json: JSON) -> WalkPosition.OpenEntry? {
        guard let text = json["record"]?.text,
            // What is not a record is no journal of ours; the part before it will do.
            case .entry(let record)? = try? IndexLine(parsing: Array(text.utf8)),
            let headers = json["headers"]?.text.flatMap({ Base64.standard.decode($0) }),
            case .array(let list)? = json["segments"]
        else { return nil }
        var segments: [ContentSegments.Segment] = []
        for segment in list {
            guard case .bool(let isData)? = segment[0], let count = segment[1]?.wholeNumber else {
                return nil
            }
            segments.append(.init(isData: isData, count: count))
        }
        var map: TarSparseMap?
        if case .array(let extents)? = json["map"] {
            let extents = extents.compactMap { extent -> TarSparseMap.Extent? in
                guard let offset = extent[0]?.wholeNumber, let count = extent[1]?.wholeNumber
                else { return nil }
                return TarSparseMap.Extent(offset: offset, count: count)
            }
            map = TarSparseMap(covering: extents, of: record.size)
            guard map != nil else { return nil }
        }
        return WalkPosition.OpenEntry(
            record: record, headers: headers, segments: ContentSegments(segments, map: map))
    }
}

// MARK: Issues

extension JournalCoding {
    private static func issues(_ json: JSON, after known: IssueLog) -> IssueLog? {
        guard case .array(let counted)? = json["issues"], case .array(let noted)? = json["noted"]
        else { return nil }
        var counts: [EntryIssue.Kind: Int] = [:]
        for item in counted {
            guard let kind = item[0]?.text.flatMap(kind), let count = item[1]?.wholeNumber else {
                return nil
            }
            counts[kind] = Int(count)
        }
        var samples = known.samples
        for item in noted {
            guard let kind = item[0]?.text.flatMap(kind),
                let path = item[1]?.text.flatMap({ Base64.standard.decode($0) }),
                let message = item[2]?.text
            else { return nil }
            samples.append(EntryIssue(kind, path: path, message))
        }
        return IssueLog(samples: samples, counts: counts)
    }

    private static func text(of kind: EntryIssue.Kind) -> String {
        switch kind {
        case .vanished: "vanished"
        case .unreadable: "unreadable"
        case .torn(.shrank): "shrank"
        case .torn(.grew): "grew"
        case .torn(.changed): "changed"
        case .torn(.replaced): "replaced"
        case .incomplete: "incomplete"
        case .unsupported: "unsupported"
        case .conflict: "conflict"
        case .refused: "refused"
        }
    }

    private static func kind(_ text: String) -> EntryIssue.Kind? {
        let kinds: [EntryIssue.Kind] = [
            .vanished, .unreadable, .torn(.shrank), .torn(.grew), .torn(.changed),
            .torn(.replaced), .incomplete, .unsupported, .conflict, .refused,
        ]
        return kinds.first { self.text(of: $0) == text }
    }
}
