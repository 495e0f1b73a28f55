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
            try write(reader, at: target, placement, look, in: folder, handle)
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
        let proof = reader.leaveProof()
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
        guard damage == nil || damage?.isTorn == true || placing.options.keepsDamaged else {
            batch.bytes.removeSubrange(start...)
            return
        }
        folder.hold()
        batch.files.append(
            SmallFile(
                path: target, folder: folder, handle: handle,
                step: step, look: look, content: start..<batch.bytes.count,
                proof: proof, suffix: damage.flatMap { Self.suffix($0, step) }))
    }

    /// What is wrong with content that was read to its end.
    private static func damage(
        _ reader: any ContentReader, _ count: Int64, of size: Int64, at target: EntryPath
    ) throws -> EntryIssue? {
        switch try reader.finish() {
        case .torn(let tear):
            return EntryIssue(
                .torn(tear), target,
                "\(target) changed while it was backed up: it is restored as it was read, and "
                    + "perhaps not in one state")
        case .whole where count != size:
            return EntryIssue(
                .unreadable, target, "\(target) ends after \(count) of \(size) bytes")
        case .whole: return nil
        }
    }

    /// What follows the name of a file with which something is wrong. One that changed while it was
    /// read is what there is, but it replaces nothing.
    private static func suffix(_ damage: EntryIssue, _ step: Placement.Step) -> String? {
        guard damage.isTorn else { return NodeMaker.damagedSuffix }
        return step.isReplacing ? NodeMaker.tornSuffix : nil
    }

    // MARK: Large ones

    /// Reads here while others write what was read before. Holes stay holes.
    private func write(
        _ reader: any ContentReader, at target: EntryPath, _ placement: Placement, _ look: Look,
        in folder: OpenFolder, _ handle: FolderHandle
    ) throws {
        let file = try LargeFile(
            target, size: ByteCount(reader.size), hasHoles: reader.extents != nil, in: folder,
            handle,
            placement.step, look, by: placing.us, isDurable: placing.options.isDurable)
        do {
            let suffix = try copy(reader, to: file, placement.step)
            // Where its name is not its own, it has to be known here.
            if suffix != nil || placement.isBeside { try writers.drain() }
            file.complete(suffix: suffix)
        } catch {
            _ = try end(file)
            throw error
        }
        guard let ending = try end(file) else { return }
        report.note(ending, of: file)
        if let name = ending.name { note(name, for: target) }
    }

    private func end(_ file: LargeFile) throws(Fault) -> LargeFile.Ending? {
        guard let ending = file.letGo() else { return nil }
        file.folder.release { writers.finish($0, $1) }
        // A disk that is full matters more than a file that is damaged.
        if let fault = ending.fault { throw fault }
        return ending
    }

    /// - Returns: What is to follow its name.
    private func copy(
        _ reader: any ContentReader, to file: LargeFile, _ step: Placement.Step
    ) throws -> String? {
        if reader.extents != nil {
            try file.node.setSize(reader.size)
        } else if reader.size >= Self.reservedFrom {
            try file.node.reserve(reader.size)
        }
        var damage: EntryIssue?
        do {
            let count = try copyPieces(reader, to: file)
            let expected = reader.extents?.reduce(0) { $0 + $1.count } ?? reader.size
            damage = try Self.damage(reader, count, of: expected, at: file.path)
        } catch let issue as EntryIssue {
            damage = issue
        }
        guard let damage else { return nil }
        guard damage.isTorn || placing.options.keepsDamaged else { throw damage }
        report.issues.append(damage)
        return Self.suffix(damage, step)
    }

    private func copyPieces(_ reader: any ContentReader, to file: LargeFile) throws -> Int64 {
        let extents = reader.extents ?? [DataExtent(offset: 0, count: reader.size)]
        var total: Int64 = 0
        for extent in extents {
            var offset = extent.offset
            while offset < extent.end {
                try Task.checkCancellation()
                if let fault = file.takeFault() { throw fault }
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
        of room: Int, at offset: Int64, _ reader: any ContentReader, to file: LargeFile
    ) throws -> Int {
        var batch = try writers.takeEmpty()
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

    private func hand(_ batch: consuming Batch, at offset: Int64, of file: LargeFile) {
        guard !batch.bytes.isEmpty else { return writers.giveBack(batch) }
        file.addPiece()
        batch.piece = LargePiece(file: file, offset: offset)
        writers.submit(batch)
    }
}

extension EntryIssue {
    fileprivate var isTorn: Bool {
        if case .torn = kind { true } else { false }
    }
}
