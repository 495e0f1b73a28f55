import Testing

@testable import Transport

@Suite struct AddressTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("2001:DB8:0:0::1", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("::", "::"),
    ])
    func addressesHaveOneSpelling(text: String, canonical: String) {
        #expect(IPAddress(text)?.description == canonical)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "fe80::1%eth0", "a", "::g",
    ])
    func otherTextIsNoAddress(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func networksContainTheirAddresses() throws {
        let ten = try #require(IPNetwork("10.0.0.0/8"))
        #expect(ten.contains(.v4(0x0AFF_FFFF)) && !ten.contains(.v4(0x0B00_0000)))
        let all = try #require(IPNetwork("0.0.0.0/0"))
        #expect(all.contains(.loopback) && !all.contains(.loopbackV6))
        let local = try #require(IPNetwork("fd00::/8"))
        #expect(local.contains(try #require(IPAddress("fdff::1"))))
        #expect(IPNetwork("::1")?.description == "::1/128")
        for text in ["10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "x/8", "::/129"] {
            #expect(IPNetwork(text) == nil, "\(text)")
        }
    }

    @Test(arguments: ["127.0.0.1:80", "[::1]:9876", "unix:/run/a.sock", "0.0.0.0:0"])
    func socketAddressesAreWrittenAsTheyAreRead(text: String) {
        #expect(SocketAddress(text)?.description == text)
    }

    @Test(arguments: [
        "127.0.0.1", "::1:80", "[127.0.0.1]:80", "localhost:80", "127.0.0.1:65536", ":80",
        "unix:relative", "unix:/" + String(repeating: "a", count: 107), "[::1]",
    ])
    func otherTextIsNoSocketAddress(text: String) {
        #expect(SocketAddress(text) == nil)
    }
}
