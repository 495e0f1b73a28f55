package import Host
package import Storage
internal import Synchronization
package import Values

/// A location in memory that keeps every promise of the port: for tests of what uses locations.
package final class MemoryStorage: Storage {
    private struct Object {
        let content: [UInt8]
        let modified: Timestamp
    }

    private struct State {
        var objects: [ObjectName: Object] = [:]
        /// What a put that died would have left, with the moment of its death.
        var leftovers: [Timestamp] = []
        var roomLeft: Int64?
    }

    private static let batchSize = 1000

    package let place: String
    package let traits: StorageTraits
    private let clock: WallClock
    private let state: Mutex<State>

    /// `room` bounds what all objects may hold together.
    package init(
        place: String = "memory:", room: ByteCount? = nil, clock: WallClock = .system
    ) {
        self.place = place
        self.clock = clock
        traits = StorageTraits(
            takesUnknownLength: true, createIsExact: true, transfersMax: 16)
        state = Mutex(State(roomLeft: room?.bytes))
    }

    package func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        try StorageError.throwIfCancelled(name)
        let reader = try await body.openExact(for: name)
        var content: [UInt8] = []
        while let piece = try await reader.next() {
            try requireRoom(for: content.count + piece.count, name)
            content += piece
        }
        try StorageError.throwIfCancelled(name)
        try keep(Object(content: content, modified: clock.now), as: name, rule)
    }

    private func keep(_ object: Object, as name: ObjectName, _ rule: PutRule) throws {
        try state.withLock { state in
            let old = state.objects[name]
            if old != nil, rule == .create {
                throw StorageError.alreadyExists(name, in: place)
            }
            state.objects[name] = object
            guard let room = state.roomLeft else { return }
            state.roomLeft = room + Int64(old?.content.count ?? 0) - Int64(object.content.count)
        }
    }

    private func requireRoom(for count: Int, _ name: ObjectName) throws {
        let isFull = state.withLock { $0.roomLeft.map { $0 < Int64(count) } ?? false }
        guard isFull else { return }
        throw StorageError(.full, "\(place) has no room for \(name)", object: name)
    }

    package func get(
        _ name: ObjectName, _ range: Range<Int64>?
    ) async throws -> any ObjectReader {
        try StorageError.throwIfCancelled(name)
        let found = state.withLock { $0.objects[name]?.content }
        guard let content = found else { throw StorageError.notFound(name, in: place) }
        guard let range else {
            return ExactReader(
                BytesReader(content), length: Int64(content.count), of: name)
        }
        let part = content[
            min(content.count, Int(range.lowerBound))..<min(content.count, Int(range.upperBound))]
        return ExactReader(BytesReader(Array(part)), length: Int64(range.count), of: name)
    }

    package func head(_ name: ObjectName) async throws -> ObjectInfo? {
        try StorageError.throwIfCancelled(name)
        return state.withLock { state in
            state.objects[name].map { Self.info(name, $0) }
        }
    }

    package func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        let found = state.withLock { state in
            state.objects.filter { name, _ in folder.map(name.isBelow) ?? true }.map(Self.info)
        }
        var rest = found[...]
        while !rest.isEmpty {
            try StorageError.throwIfCancelled()
            try await take(Array(rest.prefix(Self.batchSize)))
            rest = rest.dropFirst(Self.batchSize)
        }
        try StorageError.throwIfCancelled()
    }

    package func delete(_ name: ObjectName) async throws {
        try StorageError.throwIfCancelled(name)
        state.withLock { state in
            guard let old = state.objects.removeValue(forKey: name) else { return }
            state.roomLeft = state.roomLeft.map { $0 + Int64(old.content.count) }
        }
    }

    package func space() async throws -> StorageSpace? {
        state.withLock { state in
            state.roomLeft.map { StorageSpace(free: ByteCount($0), total: nil) }
        }
    }

    package func sweep(before moment: Timestamp) async throws -> Int {
        state.withLock { state in
            let count = state.leftovers.count
            state.leftovers.removeAll { $0 < moment }
            return count - state.leftovers.count
        }
    }

    package func close() async {}

    /// As if a writer had been killed in the middle of a put.
    package func abandonPut() {
        state.withLock { $0.leftovers.append(clock.now) }
    }

    private static func info(_ name: ObjectName, _ object: Object) -> ObjectInfo {
        ObjectInfo(name: name, size: Int64(object.content.count), modified: object.modified)
    }
}
