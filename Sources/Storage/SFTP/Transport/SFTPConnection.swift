internal import Host
package import Storage

/// One connection, on a thread of its own. Any number of requests may be on their way; answers find
/// theirs by number. When it breaks, everything that waits fails, and so does every later request.
package final class SFTPConnection: Sendable {
    private let mailbox: Mailbox

    /// Begins to connect.
    package init(_ server: SSHServer, hostKeys: any HostKeys) throws(StorageError) {
        do {
            let mailbox = try Mailbox()
            self.mailbox = mailbox
            try HostThread.start(name: "sftp", role: .blocking) {
                ConnectionLoop(server: server, hostKeys: hostKeys, mailbox: mailbox).run()
            }.detach()
        } catch {
            throw StorageError(
                .failed, "no thread for \(server.name): \(error)", underlying: error)
        }
    }

    deinit {
        mailbox.stop()
    }

    package var hasFailed: Bool { mailbox.hasFailed }

    /// What the server says of itself, once we are in.
    package func facts() async throws -> ServerFacts {
        // The answer to nothing, which comes when the connection stands.
        _ = try await mailbox.standing.value()
        return mailbox.facts
    }

    /// The same, for threads that may block.
    package func waitForFacts() throws(StorageError) -> ServerFacts {
        _ = try mailbox.standing.wait()
        return mailbox.facts
    }

    /// Whether it has come to that.
    package var stands: Bool { mailbox.standing.isDone && !mailbox.hasFailed }

    /// The same as far as it is known; nothing is, until the connection stands.
    package var factsSoFar: ServerFacts { mailbox.facts }

    /// Sends a request when those before it have been sent; the answer comes with the reply.
    package func send(_ request: SFTPRequest) throws(StorageError) -> Reply {
        try mailbox.send(request)
    }

    package func call(_ request: SFTPRequest) async throws -> SFTPResponse {
        try await send(request).value()
    }

    /// Sends what nobody waits for.
    package func forget(_ request: SFTPRequest) {
        // On a connection that is gone the server has forgotten it as well.
        _ = try? mailbox.send(request)
    }

    /// Closes what a request has opened, or will have opened, of which nobody takes the handle.
    package func closeIfOpened(_ reply: Reply) {
        reply.ifItComes { [self] response in
            if case .handle(let handle) = response { forget(.close(handle)) }
        }
    }

    /// The most requests that were on their way at once, so far.
    package var peakOutstanding: Int { mailbox.peakOutstanding }

    package func stop() { mailbox.stop() }
}
