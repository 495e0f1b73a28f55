internal import CommandLine
internal import Transport

extension Syntax where Value == SocketAddress {
    /// Where to listen.
    static var listeningAddress: Syntax {
        Syntax(
            "ADDRESS",
            reading: { text throws(SyntaxRefusal) in
                guard let address = SocketAddress(text) else {
                    throw SyntaxRefusal(
                        "is no address such as 127.0.0.1:8000, [::1]:8000 or unix:/PATH")
                }
                return address
            }, writing: { $0.description })
    }
}
