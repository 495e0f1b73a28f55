internal import Connector
internal import Values

extension RestoreRun {
    func makeFile(
        _ entry: Entry, at target: EntryPath, _ placement: Placement, _ look: Look,
        in folder: OpenFolder, _ handle: FolderHandle
    ) throws {
        guard let content = entry.content else {
            throw EntryIssue(.unreadable, target, "\(target) comes without its content")
        }
        let reader = try content.open()
        // What gets another name is written here, where its further names are made as well.
        if reader.size <= Self.smallFileMax, reader.extents == nil, !placement.isBeside {
            try batchUp(reader, at: target, placement.step, look, in: folder, handle)
        } else {
            try write(reader, at: target, placement.step, look, handle)
        }
    }

    // MARK: Small ones

    private func batchUp(
        _ reader: any ContentReader, at target: EntryPath, _ step: Placement.Step, _ look: Look,
        in folder: OpenFolder, _ handle: FolderHandle
    ) throws {
        var batch = try self.batch.take() ?? writers.takeEmpty()
        let start = batch.bytes.count
        defer {
            if batch.isFull { writers.submit(batch) } else { self.batch = batch }
        }
        var damage: EntryIssue?
        do {
            while batch.bytes.count - start < Int(reader.size) {
                let before = batch.bytes.count
                let room = Int(reader.size) - (before - start)
                try batch.bytes.append(addingCapacity: room) { try reader.read(into: &$0) }
                if batch.bytes.count == before { break }
            }
            damage = try Self.damage(
                reader, Int64(batch.bytes.count - start), of: reader.size, at: target)
        } catch let issue as EntryIssue {
            damage = issue
        } catch {
            batch.bytes.removeSubrange(start...)
            throw error
        }
        if let damage { report.issues.append(damage) }
        guard damage == nil || placing.options.keepsDamaged else {
            batch.bytes.removeSubrange(start...)
            return
        }
        folder.hold()
        batch.files.append(
            SmallFile(
                path: target, folder: folder, handle: handle,
                step: step, look: look, content: start..<batch.bytes.count,
                suffix: damage == nil ? nil : NodeMaker.damagedSuffix))
    }

    /// What is wrong with content that was read to its end.
    private static func damage(
        _ reader: any ContentReader, _ count: Int64, of size: Int64, at target: EntryPath
    ) throws -> EntryIssue? {
        switch try reader.finish() {
        case .torn(let tear):
            return EntryIssue(
                .torn(tear), target, "\(target) is not in one state and is not restored")
        case .whole where count != size:
            return EntryIssue(
                .unreadable, target, "\(target) ends after \(count) of \(size) bytes")
        case .whole: return nil
        }
    }

    // MARK: Large ones

    private func write(
        _ reader: any ContentReader, at target: EntryPath, _ step: Placement.Step, _ look: Look,
        _ handle: FolderHandle
    ) throws {
        var damage: EntryIssue?
        let name = try maker.makeFile(
            target.name, in: handle, step, look,
            { self.report.issues.append($0.incompleteness(target)) },
            { file in
                do {
                    let count = try self.copy(reader, to: file)
                    let expected = reader.extents?.reduce(0) { $0 + $1.count } ?? reader.size
                    damage = try Self.damage(reader, count, of: expected, at: target)
                } catch let issue as EntryIssue {
                    damage = issue
                }
                guard let damage else { return nil }
                guard self.placing.options.keepsDamaged else { throw damage }
                self.report.issues.append(damage)
                return NodeMaker.damagedSuffix
            })
        note(name, for: target)
        report.entries += 1
        report.size = report.size + ByteCount(reader.size)
    }

    /// Reads here while others write what was read before. Holes stay holes.
    private func copy(_ reader: any ContentReader, to file: NodeHandle) throws -> Int64 {
        if reader.extents == nil { try file.reserve(reader.size) }
        let total: Int64
        do {
            total = try copyPieces(reader, to: file)
        } catch {
            // A disk that is full matters more than a file that is damaged.
            throw writers.finishPieces() ?? error
        }
        if let fault = writers.finishPieces() { throw fault }
        if reader.extents != nil { try file.setSize(reader.size) }
        return total
    }

    private func copyPieces(_ reader: any ContentReader, to file: NodeHandle) throws -> Int64 {
        let extents = reader.extents ?? [DataExtent(offset: 0, count: reader.size)]
        var total: Int64 = 0
        for extent in extents {
            var offset = extent.offset
            while offset < extent.end {
                try Task.checkCancellation()
                let room = Int(min(extent.end - offset, Int64(Self.pieceSize)))
                let count = try copyPiece(of: room, at: offset, reader, to: file)
                offset += Int64(count)
                total += Int64(count)
                if count < room { return total }
            }
        }
        return total
    }

    /// - Returns: Less than `room` where the content ends.
    private func copyPiece(
        of room: Int, at offset: Int64, _ reader: any ContentReader, to file: NodeHandle
    ) throws -> Int {
        var batch = try writers.takeEmptyForPiece()
        do {
            while batch.bytes.count < room {
                let before = batch.bytes.count
                try batch.bytes.append(addingCapacity: room - before) { try reader.read(into: &$0) }
                if batch.bytes.count == before { break }
            }
        } catch {
            // What came before the damage belongs into a file that is kept nevertheless.
            hand(batch, at: offset, of: file)
            throw error
        }
        let count = batch.bytes.count
        hand(batch, at: offset, of: file)
        return count
    }

    private func hand(_ batch: consuming Batch, at offset: Int64, of file: NodeHandle) {
        if batch.bytes.isEmpty {
            writers.giveBack(batch)
        } else {
            writers.submit(batch, as: LargePiece(file: file, offset: offset))
        }
    }
}
