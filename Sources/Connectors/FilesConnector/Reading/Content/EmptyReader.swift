internal import Connector

/// Of a file that had no bytes when it was found.
final class EmptyReader: ContentReader {
    let size: Int64 = 0
    let extents: [DataExtent]? = nil

    func read(into room: inout OutputSpan<UInt8>) {}

    func finish() -> ContentOutcome { .whole }
}
