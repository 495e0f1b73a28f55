internal import Glibc
internal import Host

/// What this machine calls itself.
enum HostName {
    static func current() throws(SystemError) -> String {
        var names = utsname()
        guard unsafe uname(&names) == 0 else { throw SystemError.last("uname") }
        return unsafe withUnsafeBytes(of: &names.nodename) { name in
            unsafe String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
