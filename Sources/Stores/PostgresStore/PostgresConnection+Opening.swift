internal import CPostgres

extension PostgresConnection {
    static func connect(to address: PostgresAddress) throws -> OpaquePointer {
        // What comes before the address yields to it, what comes after does not.
        let parameters = [
            ("application_name", "holdfast"), ("connect_timeout", "10"),
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "30000"), ("dbname", address.text), ("client_encoding", "UTF8"),
        ]
        let connected = unsafe withCStrings(parameters.map(\.0)) { keywords in
            unsafe withCStrings(parameters.map(\.1)) { values in
                unsafe PQconnectdbParams(keywords, values, 1)
            }
        }
        guard let handle = unsafe connected else {
            throw PostgresError(.connecting, "no memory is left")
        }
        guard unsafe PQstatus(handle) == CONNECTION_OK else {
            let error = PostgresError(.connecting, unsafe Self.message(of: handle))
            unsafe PQfinish(handle)
            throw error
        }
        return unsafe handle
    }

    /// What libpq says went wrong, on one line.
    static func message(of handle: OpaquePointer) -> String {
        let text = unsafe PQerrorMessage(handle).map { unsafe String(cString: $0) } ?? ""
        return text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
