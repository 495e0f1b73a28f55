import Testing

@testable import AgentCore

@Suite struct HubAddressTests {
    @Test(arguments: [
        ("https://hub.example", "https://hub.example:443"),
        ("https://hub.example:9876/", "https://hub.example:9876"),
        ("https://[2001:db8::1]:9876", "https://[2001:db8::1]:9876"),
        ("http://localhost:9876", "http://localhost:9876"),
        ("http://127.0.0.1:80", "http://127.0.0.1:80"), ("http://[::1]", "http://[::1]:80"),
        ("unix:/run/holdfast.sock", "unix:/run/holdfast.sock"),
    ])
    func anAddressIsUnderstood(text: String, meant: String) throws {
        #expect(try HubAddress(text).description == meant)
    }

    @Test(arguments: [
        "", "hub.example", "ftp://hub", "https://", "https://a b", "https://hub:0", "https://hub:",
        "https://hub:x", "https://hub/path", "https://user@hub", "https://hub?x", "unix:run",
        "https://hub\r\nX: y",
    ])
    func whatIsNoAddressIsRefused(text: String) {
        let error = #expect(throws: LinkError.self) { try HubAddress(text) }
        #expect(error?.kind == .badAddress)
    }

    @Test(arguments: [
        "http://hub.example:9876", "http://10.0.0.1", "http://localhost.evil.example",
    ])
    func plainHTTPStaysOnThisMachine(text: String) throws {
        let error = #expect(throws: LinkError.self) { try HubAddress(text) }
        #expect(error?.kind == .insecure)
        #expect(try HubAddress(text, allowsInsecure: true).isSecure == false)
    }
}
