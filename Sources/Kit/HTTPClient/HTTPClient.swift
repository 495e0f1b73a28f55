package import Host

/// Sends requests over libcurl on one event loop, and keeps connections for the next.
///
/// No thread waits for a server, bodies stream both ways with back-pressure, and cancelling the
/// task aborts its request at once.
package final class HTTPClient: Sendable {
    private let transfers: TransferLoop
    private let settings: ClientSettings
    private let pins: PinnedTrust?

    /// The loop must run for as long as the client is used.
    package init(loop: EventLoop, settings: ClientSettings = ClientSettings()) {
        self.settings = settings
        if case .pins(let pins) = settings.trust {
            self.pins = PinnedTrust(pins)
        } else {
            pins = nil
        }
        transfers = TransferLoop(loop: loop, settings: settings)
    }

    /// Closes all connections; requests that run fail as cancelled.
    package func close() async {
        await transfers.close()
    }

    /// Sends a request and returns when the head of the response is there. Any status is a
    /// response; see `ClientResponse.requireSuccess`. Throws `ClientError`, or what a streamed
    /// body threw.
    package func send(_ request: ClientRequest) async throws -> ClientResponse {
        var request = request
        for _ in 0...Redirect.hopsMax {
            let response = try await sendOnce(request)
            let redirect = Redirect(
                request: request, status: response.status, location: response.header("Location"))
            guard let next = try redirect.next() else { return response }
            request = next
        }
        throw ClientError(.rejected, "the server redirects in circles")
    }

    private func sendOnce(_ request: ClientRequest) async throws -> ClientResponse {
        guard !Task.isCancelled else { throw ClientError.cancellation }
        let options = RequestOptions(request: request, settings: settings, pins: pins)
        let transfer = Transfer(await transfers.takeHandle(), of: transfers, request: request)
        let handle = TransferHandle(transfer)
        let head = try await withTaskCancellationHandler {
            try await exchange(transfer, options)
        } onCancel: {
            transfer.abortSoon(.cancellation)
        }
        return ClientResponse(
            status: head.status, headers: head.headers, url: request.url,
            body: ResponseBody(transfer: handle), retryAfter: head.retryAfter)
    }

    private func exchange(
        _ transfer: Transfer, _ options: RequestOptions
    ) async throws -> Transfer.Head {
        guard case .stream(_, let next) = options.request.body else {
            return try await transfer.exchange(options)
        }
        return try await withThrowingTaskGroup(of: Transfer.Head?.self) { group in
            group.addTask { try await transfer.exchange(options) }
            group.addTask {
                while let bytes = try await next() {
                    guard try await transfer.send(bytes) else { return nil }
                }
                try await transfer.endOfBody()
                return nil
            }
            var head: Transfer.Head?
            do {
                while let result = try await group.next() {
                    head = result ?? head
                    // A server that answers early with a refusal does not want the rest.
                    if let head, head.status >= 300 { group.cancelAll() }
                }
            } catch  where head != nil && head.map({ $0.status >= 300 }) == true {
                // The writer was told to stop; the response is what counts.
            } catch {
                await transfer.abort(error as? ClientError ?? .cancellation)
                throw error
            }
            guard let head else { throw ClientError.cancellation }
            return head
        }
    }
}
