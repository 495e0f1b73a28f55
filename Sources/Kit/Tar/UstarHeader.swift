/// A header block of the POSIX format, as the writer makes it. Values are already known to fit.
struct UstarHeader {
    var name: ArraySlice<UInt8>
    var prefix: ArraySlice<UInt8> = []
    var flag: UInt8
    var mode: UInt16 = 0o644
    var userID: UInt64 = 0
    var groupID: UInt64 = 0
    var size: Int64 = 0
    var modified: Int64 = 0
    var linkName: ArraySlice<UInt8> = []
    var userName: ArraySlice<UInt8> = []
    var groupName: ArraySlice<UInt8> = []
    var device: TarEntry.Device?

    /// Appends the block.
    func append(to output: inout [UInt8]) {
        let start = output.count
        output.append(contentsOf: repeatElement(0, count: TarBlock.size))
        var all = output.mutableSpan
        var block = all._mutatingExtracting(start..<start + TarBlock.size)
        fill(&block)
    }

    /// - Precondition: `block` is a block of zeros.
    private func fill(_ block: inout MutableSpan<UInt8>) {
        Self.copy(name, to: TarBlock.name, of: &block)
        Self.copy(prefix, to: TarBlock.prefix, of: &block)
        Self.copy(linkName, to: TarBlock.linkName, of: &block)
        Self.copy(userName, to: TarBlock.userName, of: &block)
        Self.copy(groupName, to: TarBlock.groupName, of: &block)
        Self.copy(TarBlock.posixMagic[...], to: TarBlock.magic, of: &block)
        block[TarBlock.flag] = flag
        TarNumber.write(UInt64(mode & 0o7777), to: TarBlock.mode, of: &block)
        TarNumber.write(userID, to: TarBlock.userID, of: &block)
        TarNumber.write(groupID, to: TarBlock.groupID, of: &block)
        TarNumber.write(UInt64(size), to: TarBlock.contentSize, of: &block)
        TarNumber.write(UInt64(modified), to: TarBlock.modified, of: &block)
        if let device {
            TarNumber.write(UInt64(device.major), to: TarBlock.deviceMajor, of: &block)
            TarNumber.write(UInt64(device.minor), to: TarBlock.deviceMinor, of: &block)
        }
        seal(&block)
    }

    /// Six digits, a zero and a blank: the form every reader since 1979 knows.
    private func seal(_ block: inout MutableSpan<UInt8>) {
        let sum = UInt64(TarBlock.checksums(of: block.span).unsigned)
        let digits = TarBlock.Field(offset: TarBlock.checksum.offset, width: 7)
        TarNumber.write(sum, to: digits, of: &block)
        block[digits.range.upperBound] = UInt8(ascii: " ")
    }

    private static func copy(
        _ bytes: ArraySlice<UInt8>, to field: TarBlock.Field,
        of block: inout MutableSpan<UInt8>
    ) {
        var place = field.offset
        for byte in bytes.prefix(field.width) {
            block[place] = byte
            place += 1
        }
    }

    /// The path cut at a slash so that both halves fit; nil when there is no such slash.
    static func split(
        _ path: [UInt8]
    ) -> (prefix: ArraySlice<UInt8>, name: ArraySlice<UInt8>)? {
        if path.count <= TarBlock.name.width { return ([], path[...]) }
        let latest = min(TarBlock.prefix.width, path.count - 2)
        let earliest = path.count - TarBlock.name.width - 1
        guard earliest <= latest,
            let slash = path[max(1, earliest)...latest].lastIndex(of: UInt8(ascii: "/"))
        else { return nil }
        return (path[..<slash], path[(slash + 1)...])
    }
}
