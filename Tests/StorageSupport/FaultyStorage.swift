package import Storage
internal import Synchronization
package import Testing
package import Values

/// Something that goes wrong once: in the first call of its kind, for the object that it names.
package struct Fault: Sendable {
    package enum Kind: Sendable {
        /// Nothing reaches the location.
        case refused(StorageError.Kind)
        /// A transfer breaks after so many bytes.
        case broken(after: Int64, StorageError.Kind)
        /// It was done, and nobody is told.
        case answerLost(StorageError.Kind)
        /// The call takes this long on the test's clock.
        case delayed(Duration)
        /// A byte comes out of the location, or goes into it, as another.
        case corrupted(at: Int64)
        /// A read ends as if the object did.
        case ended(after: Int64)
    }

    let call: StorageCall
    let object: ObjectName?
    let kind: Kind

    package init(_ call: StorageCall, _ object: ObjectName? = nil, _ kind: Kind) {
        self.call = call
        self.object = object
        self.kind = kind
    }
}

/// A location that fails by a script. A fault that was not used fails the test: see `withFaults`.
package final class FaultyStorage: Storage {
    private let storage: any Storage
    private let clock: any Clock<Duration>
    private let script: Mutex<[Fault]>

    package init(
        _ storage: any Storage, _ faults: [Fault],
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.storage = storage
        self.clock = clock
        script = Mutex(faults)
    }

    package var unused: [Fault] { script.withLock { $0 } }

    package var place: String { storage.place }
    package var traits: StorageTraits { storage.traits }

    package func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        let fault = take(.put, name)
        let broken = body.seen { FaultyReader($0, fault?.kind) }
        try await passing(fault) { try await storage.put(name, broken, rule) }
    }

    package func get(
        _ name: ObjectName, _ range: Range<Int64>?
    ) async throws -> any ObjectReader {
        let fault = take(.get, name)
        return try await passing(fault) {
            FaultyReader(try await storage.get(name, range), fault?.kind)
        }
    }

    package func head(_ name: ObjectName) async throws -> ObjectInfo? {
        try await passing(take(.head, name)) { try await storage.head(name) }
    }

    /// `.broken(after:)` counts objects.
    package func list(
        _ folder: ObjectName?, _ body: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        let fault = take(.list, folder)
        let left = Mutex(fault?.kind.breakingPoint?.bytes ?? .max)
        try await passing(fault) {
            try await storage.list(folder) { batch in
                let count = left.withLock { left in
                    defer { left -= Int64(batch.count) }
                    return Int(clamping: left)
                }
                if count > 0 { try await body(Array(batch.prefix(count))) }
                if count < batch.count, let kind = fault?.kind.breakingPoint?.kind {
                    throw StorageError(kind, "injected")
                }
            }
        }
    }

    package func delete(_ name: ObjectName) async throws {
        try await passing(take(.delete, name)) { try await storage.delete(name) }
    }

    package func space() async throws -> StorageSpace? {
        try await passing(take(.space, nil)) { try await storage.space() }
    }

    package func sweep(before moment: Timestamp) async throws -> Int {
        try await passing(take(.sweep, nil)) { try await storage.sweep(before: moment) }
    }

    package func close() async { await storage.close() }

    private func take(_ call: StorageCall, _ object: ObjectName?) -> Fault? {
        script.withLock { script in
            let index = script.firstIndex { fault in
                fault.call == call && (fault.object == nil || fault.object == object)
            }
            return index.map { script.remove(at: $0) }
        }
    }

    private func passing<Result>(
        _ fault: Fault?, _ body: () async throws -> Result
    ) async throws -> Result {
        switch fault?.kind {
        case .refused(let kind): throw StorageError(kind, "injected", object: fault?.object)
        case .delayed(let duration): try await clock.sleep(for: duration)
        case .answerLost(let kind):
            _ = try await body()
            throw StorageError(kind, "injected", object: fault?.object)
        default: break
        }
        return try await body()
    }
}

extension Fault.Kind {
    fileprivate var breakingPoint: (bytes: Int64, kind: StorageError.Kind)? {
        if case .broken(let bytes, let kind) = self { (bytes, kind) } else { nil }
    }
}

/// Content with a fault in it.
private final class FaultyReader: ObjectReader {
    private let reader: any ObjectReader
    private let fault: Fault.Kind?
    private let offset = Mutex<Int64>(0)

    init(_ reader: any ObjectReader, _ fault: Fault.Kind?) {
        self.reader = reader
        self.fault = fault
    }

    var length: Int64? { reader.length }

    func next() async throws -> [UInt8]? {
        let start = offset.withLock { $0 }
        switch fault {
        case .broken(let bytes, let kind):
            guard start < bytes else { throw StorageError(kind, "injected") }
            return try await piece(limit: bytes - start)
        case .ended(let bytes):
            guard start < bytes else { return nil }
            return try await piece(limit: bytes - start)
        case .corrupted(let position):
            var piece = try await piece(limit: .max)
            let index = Int(clamping: position - start)
            if piece?.indices.contains(index) ?? false { piece?[index] ^= 1 }
            return piece
        default: return try await piece(limit: .max)
        }
    }

    private func piece(limit: Int64) async throws -> [UInt8]? {
        let piece = try await reader.next()
        let cut = piece.map { Array($0.prefix(Int(clamping: limit))) }
        offset.withLock { $0 += Int64(cut?.count ?? 0) }
        return cut
    }
}

/// Runs `body` against a location with these faults and expects that each was used.
package func withFaults(
    _ faults: [Fault], in storage: any Storage,
    clock: any Clock<Duration> = ContinuousClock(),
    _ location: SourceLocation = #_sourceLocation,
    _ body: (FaultyStorage) async throws -> Void
) async throws {
    let faulty = FaultyStorage(storage, faults, clock: clock)
    try await body(faulty)
    for fault in faulty.unused {
        Issue.record("a fault was not used: \(fault)", sourceLocation: location)
    }
}
