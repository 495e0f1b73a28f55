internal import CommandLine
internal import Transport

extension Syntax where Value == SocketAddress {
    static var socketAddress: Syntax {
        Syntax(
            "ADDRESS",
            reading: { text throws(Refusal) in
                guard let address = SocketAddress(text) else {
                    throw Refusal("is no address such as 127.0.0.1:9876, [::1]:9876 or unix:/PATH")
                }
                return address
            }, writing: { $0.description })
    }
}

extension Syntax where Value == IPNetwork {
    static var network: Syntax {
        Syntax(
            "NETWORK",
            reading: { text throws(Refusal) in
                guard let network = IPNetwork(text) else {
                    throw Refusal("is no address or network such as 10.0.0.0/8 or fd00::/8")
                }
                return network
            }, writing: { $0.description })
    }
}
