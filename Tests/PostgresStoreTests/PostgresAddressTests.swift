import Store
import Testing

@testable import PostgresStore

@Suite struct PostgresAddressTests {
    @Test(arguments: [
        (
            "postgresql://ann:s3cret@db.example.org:5433/hub",
            "postgresql://ann@db.example.org:5433/hub"
        ),
        (
            "host=/run/postgresql user=ann password=s3cret dbname=hub",
            "postgresql://ann@/run/postgresql/hub"
        ),
        ("postgres://db/hub?password=s3cret&sslmode=require", "postgresql://db/hub"),
        ("postgresql:///hub", "postgresql:///hub"),
    ])
    func anAddressNamesTheDatabaseAndKeepsThePassword(text: String, shown: String) throws {
        let address = try PostgresAddress(text)
        var dumped = ""
        dump([address], to: &dumped)
        #expect(address.description == shown)
        for text in ["\(address)", String(reflecting: address), "\([address])", dumped] {
            #expect(!text.contains("s3cret"))
        }
    }

    @Test(arguments: [
        "", "hub", "postgresql://ann:s3cret@db/x?nonsense=1", "host='s3cret", "s3cret=1",
    ])
    func whatIsNoAddressIsRefusedWithoutRepeatingIt(text: String) {
        let error = #expect(throws: StoreError.self) { _ = try PostgresAddress(text) }
        #expect(error?.kind == .misuse)
        #expect(error?.debugDescription.contains("s3cret") == false)
    }
}
