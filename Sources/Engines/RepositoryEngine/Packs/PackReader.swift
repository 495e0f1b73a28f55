internal import Cryptography
internal import Engine
internal import Storage

/// Reads packs as they lie in a vault.
struct PackReader: Sendable {
    /// Enough for the header of nearly every pack, so that one request is.
    private static let tailSize = 64 << 10

    let vault: RepositoryVault

    /// What the pack itself says is in it.
    /// - Throws: `.damaged`, naming it.
    func header(of pack: ObjectID, size: Int64) async throws -> [PackEntry] {
        do {
            guard size > Int64(PackHeader.lengthSize) else {
                throw EngineError.damaged("it is only \(size) bytes long")
            }
            let tail = try await read(pack, max(0, size - Int64(Self.tailSize))..<size)
            let length = try Self.headerLength(tail, size: size)
            let whole = length + PackHeader.lengthSize
            let bytes =
                whole <= tail.count
                ? Array(tail.suffix(whole)) : try await read(pack, size - Int64(whole)..<size)
            return try entries(bytes, size: size)
        } catch {
            throw EngineError(reading: error, of: "pack \(pack)").naming("pack \(pack)")
        }
    }

    /// The same of a pack whose end is in memory; nil when that is not all of the header.
    func header(in tail: [UInt8], size: Int64) throws -> [PackEntry]? {
        guard tail.count > PackHeader.lengthSize else { return nil }
        let whole = try Self.headerLength(tail, size: size) + PackHeader.lengthSize
        guard whole <= tail.count else { return nil }
        return try entries(Array(tail.suffix(whole)), size: size)
    }

    private static func headerLength(_ tail: [UInt8], size: Int64) throws -> Int {
        let length = PackHeader.length(tail.span, at: tail.count - PackHeader.lengthSize)
        guard length >= RepositorySealer.overhead, length <= RepositoryLimits.headerSizeMax,
            Int64(length + PackHeader.lengthSize) <= size
        else { throw EngineError.damaged("it says that its header has \(length) bytes") }
        return length
    }

    /// Of a sealed header and its length.
    private func entries(_ bytes: [UInt8], size: Int64) throws -> [PackEntry] {
        let sealed = Array(bytes.dropLast(PackHeader.lengthSize))
        let header: [UInt8]
        do {
            header = try UnpackedObject.openSealed(sealed, vault.key)
        } catch {
            throw EngineError.damaged("its header is not as it was sealed")
        }
        let entries = try PackHeader.decode(header.span)
        let blobs = entries.last.map { $0.offset + $0.length } ?? 0
        guard Int64(blobs + bytes.count) == size else {
            throw EngineError.damaged(
                "its header tells of \(blobs) bytes of blobs, and it has "
                    + "\(size - Int64(bytes.count))")
        }
        return entries
    }

    func read(_ pack: ObjectID, _ range: Range<Int64>?) async throws -> [UInt8] {
        let reader = try await vault.storage.get(RepositoryLayout.object(.data, pack), range)
        var content: [UInt8] = []
        content.reserveCapacity(range.map { Int($0.count) } ?? Int(reader.length ?? 0))
        while let piece = try await reader.next() { content += piece }
        return content
    }
}

extension EngineError {
    /// The same with what it is about in front, unless it says so already.
    func naming(_ subject: String) -> EngineError {
        guard !message.contains(subject) else { return self }
        return EngineError(
            kind, "\(subject): \(message)", underlying: underlying, disposition: disposition)
    }
}
