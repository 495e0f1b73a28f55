package import Engine
internal import JSON
internal import Values

extension SnapshotFile {
    /// Where we keep what the format has no place for; other programs pass over it.
    private static let ownKey = "holdfast"

    // MARK: Writing

    package func encoded() -> [UInt8] {
        var zone = LocalZone()
        var object = JSONObject()
        object["time"] = Self.json(time, &zone)
        if let parent { object["parent"] = .string(parent.description) }
        object["tree"] = .string(tree.description)
        object["paths"] = .array(paths.map { .string($0) })
        if !hostName.isEmpty { object["hostname"] = .string(hostName) }
        if !userName.isEmpty { object["username"] = .string(userName) }
        if uid != 0 { object["uid"] = JSON(uid) }
        if gid != 0 { object["gid"] = JSON(gid) }
        if !excludes.isEmpty { object["excludes"] = .array(excludes.map { .string($0) }) }
        if !tags.isEmpty { object["tags"] = .array(tags.map { .string($0) }) }
        if let original { object["original"] = .string(original.description) }
        if !program.isEmpty { object["program_version"] = .string(program) }
        if let summary { Self.add(summary, to: &object, &zone) }
        return JSON.object(object).bytes()
    }

    private static func add(
        _ summary: Summary, to object: inout JSONObject, _ zone: inout LocalZone
    ) {
        var members = JSONObject()
        members["backup_start"] = json(summary.started, &zone)
        members["backup_end"] = json(summary.ended, &zone)
        for (key, path) in counts { members[key] = JSON(summary[keyPath: path]) }
        object["summary"] = .object(members)
        if let entries = summary.entries {
            object[ownKey] = ["entries": JSON(entries), "issues": JSON(summary.issues ?? 0)]
        }
    }

    private static func json(_ time: FileTime, _ zone: inout LocalZone) -> JSON {
        var text: [UInt8] = []
        GoTime.append(time, &zone, to: &text)
        return .string(String(decoding: text.dropFirst().dropLast(), as: UTF8.self))
    }

    private static var counts: [(String, WritableKeyPath<Summary, Int64>)] {
        [
            ("files_new", \.filesNew), ("files_changed", \.filesChanged),
            ("files_unmodified", \.filesUnmodified), ("dirs_new", \.foldersNew),
            ("dirs_changed", \.foldersChanged), ("dirs_unmodified", \.foldersUnmodified),
            ("data_blobs", \.dataBlobs), ("tree_blobs", \.treeBlobs), ("data_added", \.added),
            ("data_added_packed", \.stored), ("total_files_processed", \.files),
            ("total_bytes_processed", \.size),
        ]
    }

    // MARK: Reading

    /// - Throws: `.damaged` for what no writer of the format makes.
    package init(decoding bytes: [UInt8]) throws(EngineError) {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: bytes)
        } catch {
            throw .damaged("it is no JSON: \(error)")
        }
        guard let time = Self.time(json["time"]) else { throw .damaged("it has no time") }
        guard let tree = Self.id(json["tree"]) else { throw .damaged("it has no tree") }
        self.init(
            time: time, tree: tree, paths: Self.texts(json["paths"]),
            hostName: json["hostname"]?.text ?? "", parent: Self.id(json["parent"]))
        userName = json["username"]?.text ?? ""
        uid = UInt32(clamping: json["uid"]?.wholeNumber ?? 0)
        gid = UInt32(clamping: json["gid"]?.wholeNumber ?? 0)
        excludes = Self.texts(json["excludes"])
        tags = Self.texts(json["tags"])
        original = Self.id(json["original"])
        program = json["program_version"]?.text ?? ""
        summary = Self.summary(json)
    }

    private static func summary(_ json: JSON) -> Summary? {
        guard let members = json["summary"], let started = time(members["backup_start"]),
            let ended = time(members["backup_end"])
        else { return nil }
        var summary = Summary(started: started, ended: ended)
        for (key, path) in counts { summary[keyPath: path] = members[key]?.wholeNumber ?? 0 }
        summary.entries = json[ownKey]?["entries"]?.wholeNumber
        summary.issues = json[ownKey]?["issues"]?.wholeNumber
        return summary
    }

    private static func time(_ json: JSON?) -> FileTime? {
        guard let text = json?.text else { return nil }
        return GoTime.time(Array(text.utf8).span)
    }

    private static func id(_ json: JSON?) -> ObjectID? {
        json?.text.flatMap { ObjectID($0) }
    }

    private static func texts(_ json: JSON?) -> [String] {
        guard case .array(let elements) = json else { return [] }
        return elements.compactMap(\.text)
    }
}
