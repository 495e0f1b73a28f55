import Testing

@testable import RepositoryEngine

@Suite struct ObjectIDTests {
    private static let text = "00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210"

    @Test func whatIsWrittenIsRead() throws {
        let id = try #require(ObjectID(Self.text))
        #expect(id.description == Self.text)
        #expect(id.short == "00112233")
        var bytes: [UInt8] = [9]
        id.append(to: &bytes)
        #expect(bytes.count == 33 && ObjectID(bytes.span, at: 1) == id)
    }

    @Test(arguments: ["", "0011", text.uppercased(), text + "00", "g" + text.dropFirst()])
    func whatIsNotSixtyFourDigitsIsNoID(text: String) {
        #expect(ObjectID(text) == nil)
    }

    @Test func orderIsThatOfTheText() throws {
        let ids = (0..<200).map { ObjectID.hash([UInt8($0)].span) }
        #expect(ids.sorted().map(\.description) == ids.map(\.description).sorted())
    }
}
