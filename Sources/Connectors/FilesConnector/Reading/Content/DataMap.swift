internal import CShims
internal import Connector
internal import Glibc

/// Where the data of a file with holes lies, as the file system says without reading any.
enum DataMap {
    /// A file in more pieces than this is read as data from there on: the map must not grow with
    /// the file.
    static let extentsMax = 1 << 16

    /// nil when all of it is data, or the file system cannot tell.
    static func extents(of descriptor: Int32, size: Int64) -> [DataExtent]? {
        var extents: [DataExtent] = []
        var offset: Int64 = 0
        while offset < size {
            var (start, end): (Int64, Int64) = (0, 0)
            let code = unsafe cshims_walk_next_data(descriptor, offset, &start, &end)
            if code == -ENXIO { break }
            guard code == 0 else { return nil }
            guard start < size else { break }
            if extents.count == extentsMax - 1 { end = size }
            extents.append(DataExtent(offset: start, count: min(end, size) - start))
            offset = end
        }
        return extents == [DataExtent(offset: 0, count: size)] ? nil : extents
    }
}
