internal import COpenSSL
internal import CShims
internal import Host
internal import Synchronization

extension Scrypt {
    /// What a stretching costs: N · r · 128 bytes of memory for each thread, time in proportion to
    /// N · r · p.
    package struct Cost: Hashable, Sendable {
        /// N, a power of two.
        package let rounds: UInt64
        /// r
        package let blockSize: Int
        /// p, the lanes: they do not depend on each other.
        package let lanes: Int

        /// nil for what the algorithm does not allow, and for what would take a gibibyte of memory
        /// or a quarter of an hour: whoever writes a key file decides what opening it costs.
        package init?(rounds: UInt64, blockSize: Int, lanes: Int) {
            guard rounds > 1, rounds & (rounds - 1) == 0, (1...64).contains(blockSize),
                (1...1024).contains(lanes), rounds <= 1 << 24,
                128 * blockSize * Int(rounds) <= 1 << 30,
                128 * blockSize * Int(rounds) * lanes <= 1 << 36
            else { return nil }
            self.rounds = rounds
            self.blockSize = blockSize
            self.lanes = lanes
        }

        var laneSize: Int { 128 * blockSize }
    }

    /// The same key as the other form gives, with the lanes on `threads` threads.
    package static func derive(
        from passphrase: Secret, salt: [UInt8], _ cost: Cost, threads: Int, count: Int
    ) throws(CryptographyError) -> Secret {
        ThreadRole.requireBlockingAllowed("Scrypt.derive")
        precondition(threads > 0 && count > 0)
        let lanes = LaneMemory(count: cost.lanes, size: cost.laneSize)
        unsafe stretch(passphrase, salt, salt.count, to: lanes.start, count: lanes.byteCount)
        guard lanes.mix(cost, threads: min(threads, cost.lanes)) else {
            throw CryptographyError(
                .outOfMemory,
                "there are no \(cost.laneSize * Int(cost.rounds) >> 20) MiB of memory to try "
                    + "the passphrase")
        }
        return unsafe Secret(count: count) { output in
            unsafe stretch(passphrase, lanes.start, lanes.byteCount, to: output, count: count)
        }
    }

    /// One round of PBKDF2 over HMAC-SHA-256.
    private static func stretch(
        _ passphrase: Secret, _ salt: UnsafePointer<UInt8>, _ saltCount: Int,
        to output: UnsafeMutablePointer<UInt8>, count: Int
    ) {
        let result = unsafe passphrase.withPointer { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self, capacity: passphrase.count) {
                unsafe PKCS5_PBKDF2_HMAC(
                    $0, Int32(passphrase.count), salt, Int32(saltCount), 1,
                    OpenSSL.sha256.pointer, Int32(count), output)
            }
        }
        OpenSSL.require(result, "PKCS5_PBKDF2_HMAC")
    }
}

/// The lanes, one behind the other.
///
/// Sendable because each thread touches the lanes it was dealt, and whoever began them joins them.
@safe private final class LaneMemory: @unchecked Sendable {
    let start: UnsafeMutablePointer<UInt8>
    let byteCount: Int
    private let count: Int
    private let isOutOfMemory = Atomic(false)

    init(count: Int, size: Int) {
        self.count = count
        byteCount = count * size
        unsafe start = .allocate(capacity: byteCount)
        unsafe start.initialize(repeating: 0, count: byteCount)
    }

    deinit {
        unsafe OPENSSL_cleanse(start, byteCount)
        unsafe start.deallocate()
    }

    /// False when the memory was not there.
    func mix(_ cost: Scrypt.Cost, threads: Int) -> Bool {
        var running: [HostThread] = []
        for number in 0..<threads {
            let share = count * number / threads..<count * (number + 1) / threads
            // The last share is the caller's, as is every share that gets no thread.
            guard number + 1 < threads, let thread = begin(share, cost) else {
                mix(share, cost)
                continue
            }
            running.append(thread)
        }
        for thread in running { thread.join() }
        return !isOutOfMemory.load(ordering: .acquiring)
    }

    private func begin(_ share: Range<Int>, _ cost: Scrypt.Cost) -> HostThread? {
        do {
            return try HostThread.start(name: "scrypt", role: .blocking) { [self] in
                mix(share, cost)
            }
        } catch {
            return nil
        }
    }

    private func mix(_ share: Range<Int>, _ cost: Scrypt.Cost) {
        let result = unsafe cshims_scrypt_mix(
            start + share.lowerBound * cost.laneSize, share.count, cost.blockSize, cost.rounds)
        if result != 0 { isOutOfMemory.store(true, ordering: .releasing) }
    }
}
