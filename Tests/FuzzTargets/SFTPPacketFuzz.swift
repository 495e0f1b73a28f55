@testable import SFTP
@testable import SFTPStorage

/// Answers mean the same in any pieces, and none is larger than the limit.
package func fuzzSFTPPacket(_ input: [UInt8]) {
    let whole = outcome(input, pieces: max(1, input.count))
    let cut = outcome(input, pieces: 1 + Int(input.last ?? 0) % 7)
    precondition(whole.answers.count == cut.answers.count, "the pieces matter")
    for (one, other) in zip(whole.answers, cut.answers) {
        precondition(one.0 == other.0 && one.1 == other.1, "the pieces matter")
    }
    precondition(whole.failure == cut.failure, "the pieces matter to the failure")
    for (_, response) in whole.answers {
        if case .extended(let bytes) = response {
            var facts = ServerFacts()
            // Refusing is as good as taking; neither may trap.
            _ = try? facts.apply(limits: bytes)
            precondition((512...ServerFacts.blockSizeDefault).contains(facts.blockSize))
            _ = try? SFTPStorage.space(bytes)
        }
    }
}

private func outcome(
    _ input: [UInt8], pieces size: Int
) -> (answers: [(UInt32, SFTPResponse)], failure: SFTPProtocolError?) {
    var reader = SFTPPacketReader()
    var answers: [(UInt32, SFTPResponse)] = []
    var start = 0
    while start < input.count {
        let stop = min(input.count, start + size)
        reader.append(input[start..<stop])
        do {
            while let (id, response) = try reader.next() { answers.append((id, response)) }
        } catch {
            return (answers, error)
        }
        start = stop
    }
    return (answers, nil)
}
