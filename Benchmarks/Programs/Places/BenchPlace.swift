internal import Glibc
internal import HTTPClient
internal import HTTPStorage
package import Host
internal import LocalStorage
internal import S3Storage
package import Storage
internal import WebDAVStorage

/// Where programs of the bench keep vaults: a folder of this machine, or `dav:` or `s3:` and the
/// address of one of the servers of `Benchmarks/Servers/remote.sh`.
package enum BenchPlace {
    package static func open(_ place: String, on loop: EventLoop) throws -> any Storage {
        var access = HTTPAccess()
        access.proxy = .none
        if place.hasPrefix("dav:") {
            access.credentials = .basic(user: "tester", password: "hunter2")
            return try WebDAVStorage(
                url: "\(place.dropFirst("dav:".count))/vault", access: access, loop: loop)
        }
        if place.hasPrefix("s3:") {
            let bucket = try S3Bucket(
                endpoint: String(place.dropFirst("s3:".count)), name: "bucket", style: .path)
            let key = AWSKey(
                access: "ACCESSKEY1234567", secret: "hunter2hunter2", region: "us-east-1")
            return S3Storage(bucket: bucket, key: key, access: access, loop: loop)
        }
        return try LocalStorage(root: FilePath(place))
    }

    /// Says how much memory this process had at most, for whoever measures it.
    package static func printPeak() {
        var usage = rusage()
        unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
        print("peak \(usage.ru_maxrss << 10) bytes")
    }
}
