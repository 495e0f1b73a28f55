package import HTTPClient
package import Host
package import Storage
internal import Synchronization

/// A server that keeps objects, spoken to in requests: bounded in number, with the credentials,
/// and with errors in the words of the port.
package final class HTTPRemote: Sendable {
    /// Requests of one kind never wait for those of another: a body may be read from the very
    /// location it is written to.
    package enum Lane: Sendable { case upload, download, short }

    package let place: String
    package let access: HTTPAccess
    private let client: HTTPClient
    private let uploads: TransferSlots
    private let downloads: TransferSlots
    private let shorts: TransferSlots
    private let credentials: Mutex<Credentials?>

    /// - Parameter place: As it is shown to people: nothing secret.
    package init(place: String, access: HTTPAccess, loop: EventLoop) {
        self.place = place
        self.access = access
        client = HTTPClient(loop: loop, settings: access.clientSettings)
        uploads = TransferSlots(access.transfersMax)
        downloads = TransferSlots(access.transfersMax)
        shorts = TransferSlots(HTTPAccess.shortMax)
        credentials = Mutex(access.credentials)
    }

    /// For all requests from now on.
    package func use(_ credentials: Credentials?) {
        self.credentials.withLock { $0 = credentials }
    }

    /// Sends a request and returns with the head of the response, whatever its status is. What
    /// the request's own body throws comes out as it is.
    package func send(
        _ request: ClientRequest, _ lane: Lane, for object: ObjectName? = nil
    ) async throws -> HTTPReply {
        try StorageError.throwIfCancelled(object)
        var request = request
        request.credentials = credentials.withLock { $0 }
        request.timeouts = access.timeouts
        request.speedLimits = access.speedLimits
        do {
            let slot = try await slots(of: lane).take()
            let response = try await client.send(request)
            return HTTPReply(response: response, slot: slot, place: place, object: object)
        } catch let error as ClientError {
            throw StorageError(error, at: place, object)
        } catch is CancellationError {
            throw StorageError.cancellation(object)
        }
    }

    package func close() async {
        await client.close()
    }

    private func slots(of lane: Lane) -> TransferSlots {
        switch lane {
        case .upload: uploads
        case .download: downloads
        case .short: shorts
        }
    }
}
