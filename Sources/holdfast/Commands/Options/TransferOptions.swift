internal import CommandLine
internal import Values

/// How fast data may go to vaults and come from them.
struct TransferOptions: ParameterGroup {
    private let upload = Option.optional(
        "limit-upload", .rate, "Send no more than this in a second, to all vaults together.")
    private let download = Option.optional(
        "limit-download", .rate, "Fetch no more than this in a second.")

    var parameters: [any Parameter] { [upload, download] }

    func upload(_ invocation: Invocation) -> ByteCount? { invocation[upload] }
    func download(_ invocation: Invocation) -> ByteCount? { invocation[download] }

    /// - Parameter patience: How long a place that does not answer is asked again; as long as
    ///   somebody waits who looks on, when it is not said.
    func locations(
        _ invocation: Invocation, patience: Duration = LocationOpening.patience
    ) throws -> LocationOpening {
        try LocationOpening(
            console: invocation.console, patience: patience, upload: invocation[upload],
            download: invocation[download])
    }
}

extension Syntax where Value == ByteCount {
    /// Bytes a second.
    static var rate: Syntax { .size(from: .kibibytes(1)) }
}
