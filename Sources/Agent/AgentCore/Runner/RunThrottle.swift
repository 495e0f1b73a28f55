internal import Domain
internal import Storage

/// What holds one run back, all its vaults together; what the agent's limits say holds as well.
package struct RunThrottle: Sendable {
    private let upload: BandwidthLimit?
    private let download: BandwidthLimit?

    /// Nil where the run is not to be held back.
    init?(_ bandwidth: Bandwidth?) {
        guard let bandwidth = bandwidth?.ifAny else { return nil }
        upload = bandwidth.upload.map { BandwidthLimit(perSecond: $0) }
        download = bandwidth.download.map { BandwidthLimit(perSecond: $0) }
    }

    func holdingBack(_ place: any Storage) -> any Storage {
        ThrottledStorage(place, upload: upload, download: download)
    }
}
