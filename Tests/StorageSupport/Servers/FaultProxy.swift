internal import Host
internal import TestSupport

/// What becomes of some of the requests that go through a `FaultProxy`.
package struct HTTPFault: Sendable, CustomStringConvertible {
    package enum Action: Sendable, CustomStringConvertible {
        /// The server never hears of the request.
        case status(Int, retryAfter: Int? = nil)
        /// The connection breaks after so many bytes of the request's body.
        case cutRequest(after: Int)
        /// The connection breaks after so many bytes of the answer.
        case cutAnswer(after: Int)
        /// It was done, and the connection breaks before the answer.
        case loseAnswer
        case stall
        /// Any of these but standing still, in so many of a hundred requests.
        case chance(seed: UInt64, percent: Int)

        package var description: String {
            switch self {
            case .status(let code, let after): "status=\(code)" + (after.map { ":\($0)" } ?? "")
            case .cutRequest(let count): "cut-in=\(count)"
            case .cutAnswer(let count): "cut-out=\(count)"
            case .loseAnswer: "lose"
            case .stall: "stall"
            case .chance(let seed, let percent): "chance=\(seed):\(percent)"
            }
        }
    }

    let method: String
    let pattern: String
    let skip: Int
    let times: Int
    let action: Action

    /// - Parameters:
    ///   - method: `*` for all.
    ///   - pattern: Of the request's head; no matter which case.
    ///   - skip: So many that match pass before the first one is spoilt.
    package init(
        _ method: String, _ pattern: String = "", skip: Int = 0, times: Int = 1, _ action: Action
    ) {
        self.method = method
        self.pattern = pattern
        self.skip = skip
        self.times = times
        self.action = action
    }

    /// A connection that is no HTTP breaks after so many bytes to the server.
    package static func cut(skip: Int, times: Int = 1, after count: Int) -> HTTPFault {
        HTTPFault("raw", skip: skip, times: times, .cutRequest(after: count))
    }

    package var description: String { "\(method) \(skip) \(times) \(action) \(pattern)" }
}

/// A program before a server that spoils some of the requests to it.
package struct FaultProxy: Sendable {
    package let port: UInt16
    private let log: String

    /// Runs one until the body returns.
    package static func with(
        _ faults: [HTTPFault], before port: UInt16, _ body: (FaultProxy) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            let script = "\(WorkingTree.root)/Tests/StorageSupport/Servers/fault_proxy.py"
            let log = "\(scratch)/fired"
            try writeFile([], to: log)
            try await TestServer.run(
                TestServer.tool("python3"), [script, "\(port)", log] + faults.map(\.description),
                scratch: scratch, ready: { UInt16($0) }
            ) { port in
                try await body(FaultProxy(port: port, log: log))
            }
        }
    }

    /// A line for each request that was spoilt: what was done to it, and its first line.
    package var fired: [String] {
        get throws {
            try String(decoding: readFile(log), as: UTF8.self).split(separator: "\n")
                .map(String.init)
        }
    }
}
