internal import CShims
internal import Connector
internal import Glibc
internal import Host

/// Reads extended attributes by name, without opening what has them: of links, devices and files
/// that may not be read as well.
struct AttributeReader {
    /// Most lists and values are far smaller, and the kernel allocates as much as it is offered.
    private static let usualSize = 1 << 10
    /// The kernel's own bound for a list and for a value.
    private static let sizeMax = 64 << 10

    private var buffer = [UInt8](repeating: 0, count: usualSize)
    /// File systems that said they have no attributes.
    private var devicesWithout: Set<UInt64> = []

    /// As the file system lists them. What could not be read goes into `failures`, by attribute,
    /// or with an empty name when the list itself could not be read.
    mutating func read(
        _ name: ArraySlice<UInt8>, in folder: Int32, links: NodeCalls.Links, device: UInt64,
        failures: inout [(name: [UInt8], error: SystemError)]
    ) -> [EntryMetadata.Attribute] {
        if !devicesWithout.isEmpty, devicesWithout.contains(device) { return [] }
        let list: [UInt8]
        do throws(SystemError) {
            list = try unsafe call { buffer, capacity in
                unsafe NodeCalls.lend(name) {
                    unsafe cshims_walk_list_attributes(
                        folder, $0, $1, links.rawValue, buffer, capacity)
                }
            }
        } catch {
            if error.code == ENOTSUP || error.code == ENOSYS {
                devicesWithout.insert(device)
            } else {
                failures.append(([], error))
            }
            return []
        }
        guard !list.isEmpty else { return [] }
        let keys = list.split(separator: 0).map(Array.init)
        return keys.compactMap { key in
            value(of: key, name, in: folder, links: links, failures: &failures)
        }
    }

    private mutating func value(
        of key: [UInt8], _ name: ArraySlice<UInt8>, in folder: Int32, links: NodeCalls.Links,
        failures: inout [(name: [UInt8], error: SystemError)]
    ) -> EntryMetadata.Attribute? {
        do throws(SystemError) {
            let value = try unsafe call { buffer, capacity in
                unsafe NodeCalls.lend(name) { name, count in
                    unsafe NodeCalls.lend(key[...]) {
                        unsafe cshims_walk_attribute(
                            folder, name, count, links.rawValue, $0, $1, buffer, capacity)
                    }
                }
            }
            return EntryMetadata.Attribute(name: key, value: value)
        } catch {
            // ENODATA: it was removed meanwhile, or is listed and not for us, as `trusted.` is.
            if error.code != ENODATA, error.code != ENOTSUP { failures.append((key, error)) }
            return nil
        }
    }

    /// Calls with a small buffer, and with the largest possible when that was not enough; a value
    /// that grows between two calls cannot grow beyond.
    private mutating func call(
        _ body: (UnsafeMutableRawPointer?, Int) -> Int
    ) throws(SystemError) -> [UInt8] {
        var count = unsafe buffer.withUnsafeMutableBytes {
            unsafe body($0.baseAddress, $0.count)
        }
        if count == -Int(ERANGE), buffer.count < Self.sizeMax {
            var large = [UInt8](repeating: 0, count: Self.sizeMax)
            count = unsafe large.withUnsafeMutableBytes {
                unsafe body($0.baseAddress, $0.count)
            }
            try SystemError.check("getxattr", Int32(clamping: count))
            return Array(large[..<count])
        }
        try SystemError.check("getxattr", Int32(clamping: count))
        return count == 0 ? [] : Array(buffer[..<count])
    }
}
