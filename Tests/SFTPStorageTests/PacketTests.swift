import Host
import Testing

@testable import SFTP

/// The bytes of the protocol; OpenSSH's server is the other side in the tests beside this one.
@Suite struct PacketTests {
    /// An example worked out by hand from the draft.
    @Test func requestsAreWrittenAsTheDraftSays() {
        let handle = SFTPHandle(bytes: [0xAB])
        let packets: [(SFTPRequest, [UInt8])] = [
            (.initialize, [0, 0, 0, 5, 1, 0, 0, 0, 3]),
            (.close(handle), [0, 0, 0, 10, 4, 0, 0, 0, 7, 0, 0, 0, 1, 0xAB]),
            (
                .read(handle, offset: 1 << 32, count: 258),
                [0, 0, 0, 22, 5, 0, 0, 0, 7, 0, 0, 0, 1, 0xAB, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 2]
            ),
            (
                .makeFolder(path: "a", mode: 0o700),
                [0, 0, 0, 18, 14, 0, 0, 0, 7, 0, 0, 0, 1, 97, 0, 0, 0, 4, 0, 0, 1, 0xC0]
            ),
            (
                .extended(.limits),
                [0, 0, 0, 27, 200, 0, 0, 0, 7, 0, 0, 0, 18] + Array("limits@openssh.com".utf8)
            ),
        ]
        for (request, bytes) in packets { #expect(request.packet(id: 7) == bytes) }
    }

    @Test func answersAreReadInAnyPieces() throws {
        let bytes: [UInt8] =
            [0, 0, 0, 6, 2, 0, 0, 0, 3, 0]  // too short for an extension's name
        var broken = SFTPPacketReader()
        broken.append(bytes)
        #expect(throws: SFTPProtocolError.self) { try broken.next() }

        let answers: [UInt8] =
            [0, 0, 0, 10, 103, 0, 0, 0, 9, 0, 0, 0, 1, 42]
            + [0, 0, 0, 17, 101, 0, 0, 0, 8, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0]
            + [0, 0, 0, 21, 105, 0, 0, 0, 7, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x81, 0xA4]
        for size in [1, 2, 7, 100] {
            var reader = SFTPPacketReader()
            var found: [UInt32: SFTPResponse] = [:]
            for start in stride(from: 0, to: answers.count, by: size) {
                reader.append(answers[start..<min(answers.count, start + size)])
                while let (id, response) = try reader.next() { found[id] = response }
            }
            #expect(found[9] == .data([42]))
            #expect(found[8] == .status(SFTPStatus(code: .noSuchFile, message: "")))
            let attributes = SFTPAttributes(size: 256, mode: 0o100644, modified: nil)
            #expect(found[7] == .attributes(attributes))
            #expect(attributes.kind == nil || attributes.kind == .file)
        }
    }

    @Test(
        arguments: [
            [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0, 4, 0, 1], [0, 0, 0, 1, 101],
            [0, 0, 0, 5, 99, 0, 0, 0, 1], [0, 0, 0, 9, 103, 0, 0, 0, 1, 0, 0, 0, 9],
            [0, 0, 0, 10, 102, 0, 0, 0, 1, 0, 0, 0, 0, 1],
            [0, 0, 0, 9, 104, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF],
        ] as [[UInt8]])
    func nonsenseIsRefused(bytes: [UInt8]) {
        var reader = SFTPPacketReader()
        reader.append(bytes)
        #expect(throws: SFTPProtocolError.self) { try reader.next() }
    }
}
