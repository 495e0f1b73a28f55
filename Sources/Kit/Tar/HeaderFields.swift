/// A header block taken apart, whichever tar made it. Everything in it may be hostile.
struct HeaderFields {
    enum Format { case old, posix, gnu }

    let flag: UInt8
    let format: Format
    let permissions: UInt16
    let userID: UInt64
    let groupID: UInt64
    let size: Int64
    let modified: Int64
    let device: TarEntry.Device
    /// For the names: most headers come with extended ones, which need none.
    private let block: [UInt8]

    init(_ block: [UInt8], at offset: Int64) throws(TarError) {
        let sums = TarBlock.checksums(of: block.span)
        let stored = TarNumber.parse(block[TarBlock.checksum.range])
        guard let stored, stored == sums.unsigned || stored == sums.signed else {
            throw TarError(.badChecksum, at: offset, "no header, or a damaged one")
        }
        self.block = block
        flag = block[TarBlock.flag]
        let magic = block[TarBlock.magic.range]
        if magic.elementsEqual(TarBlock.gnuMagic) {
            format = .gnu
        } else {
            // Some writers leave out the version, or fill it with blanks.
            format = magic.starts(with: "ustar".utf8) ? .posix : .old
        }
        let mode = try Self.number(TarBlock.mode, "mode", of: block, at: offset)
        permissions = UInt16(truncatingIfNeeded: mode & 0o7777)
        userID = try Self.natural(TarBlock.userID, "owner", of: block, at: offset)
        groupID = try Self.natural(TarBlock.groupID, "group", of: block, at: offset)
        size = try Int64(Self.natural(TarBlock.contentSize, "size", of: block, at: offset))
        modified = try Self.number(TarBlock.modified, "time", of: block, at: offset)
        device = try format == .old ? .init(major: 0, minor: 0) : Self.device(of: block, at: offset)
    }

    var path: [UInt8] {
        let prefix = format == .posix ? Self.text(TarBlock.prefix, of: block) : []
        let name = Self.text(TarBlock.name, of: block)
        return prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name
    }

    var linkName: [UInt8] { Self.text(TarBlock.linkName, of: block) }

    var userName: [UInt8] {
        format == .old ? [] : Self.text(TarBlock.userName, of: block)
    }

    var groupName: [UInt8] {
        format == .old ? [] : Self.text(TarBlock.groupName, of: block)
    }

    static func natural(
        _ field: TarBlock.Field, _ name: String, of block: [UInt8], at offset: Int64
    ) throws(TarError) -> UInt64 {
        let value = try number(field, name, of: block, at: offset)
        guard value >= 0, value <= TarLimits.sizeMax else {
            throw TarError(.badNumber, at: offset, "the \(name) field holds an impossible number")
        }
        return UInt64(value)
    }

    private static func device(
        of block: [UInt8], at offset: Int64
    ) throws(TarError) -> TarEntry.Device {
        let major = try natural(TarBlock.deviceMajor, "device", of: block, at: offset)
        let minor = try natural(TarBlock.deviceMinor, "device", of: block, at: offset)
        guard let major = UInt32(exactly: major), let minor = UInt32(exactly: minor) else {
            throw TarError(.badNumber, at: offset, "the device field holds an impossible number")
        }
        return .init(major: major, minor: minor)
    }

    private static func number(
        _ field: TarBlock.Field, _ name: String, of block: [UInt8], at offset: Int64
    ) throws(TarError) -> Int64 {
        guard let value = TarNumber.parse(block[field.range]) else {
            throw TarError(.badNumber, at: offset, "the \(name) field holds no number")
        }
        return value
    }

    private static func text(_ field: TarBlock.Field, of block: [UInt8]) -> [UInt8] {
        Array(block[field.range].prefix { $0 != 0 })
    }
}
