internal import Host
internal import TestSupport

/// WebDAV servers that differ in nearly everything the standard leaves open.
package enum WebDAVServer: String, CaseIterable, Sendable {
    case wsgidav
    case rclone
    case nginx

    /// Serves a folder; the body gets the address of the location's root in it, which does not
    /// exist yet for the server's clients to make. Only nginx can be one that is not written to.
    package func run(
        digest: Bool = false, canMove: Bool = true, isReadOnly: Bool = false,
        _ body: (_ url: String, _ folder: String) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            let folder = "\(scratch)/files"
            try Folder(at: FilePath(scratch)).makeFolder(RelativePath("files"))
            let root = "\(folder)/a vault"
            switch self {
            case .wsgidav:
                let script = "\(WorkingTree.root)/Tests/StorageSupport/Servers/wsgidav_server.py"
                try await TestServer.run(
                    TestServer.tool("python3"), [script, folder, digest ? "digest" : "basic"],
                    scratch: scratch, ready: { Int($0) }
                ) { port in
                    try await body("http://127.0.0.1:\(port)/dav/vault/a%20vault", root)
                }
            case .rclone:
                let options = ["--user", TestServer.user, "--pass", TestServer.password]
                try await TestServer.withRclone(
                    "webdav", options, folder: folder, scratch: scratch
                ) { url in
                    try await body("\(url)/a%20vault", root)
                }
            case .nginx:
                try await runNginx(scratch, canMove: canMove, isReadOnly: isReadOnly) { url in
                    try await body("\(url)/a%20vault/", root)
                }
            }
        }
    }

    private func runNginx(
        _ scratch: String, canMove: Bool, isReadOnly: Bool,
        _ body: (String) async throws -> Void
    ) async throws {
        let port = try freeLoopbackPort()
        let methods = canMove ? "PUT DELETE MKCOL MOVE" : "PUT DELETE MKCOL"
        let limit = isReadOnly ? "limit_except GET PROPFIND OPTIONS { deny all; }" : ""
        let modules = "/usr/lib/nginx/modules"
        let hash = try await runProgram("openssl", ["passwd", "-apr1", TestServer.password]).text
        try writeFile(Array("\(TestServer.user):\(hash)".utf8), to: "\(scratch)/users")
        let configuration = """
            load_module \(modules)/ngx_http_dav_ext_module.so;
            user root; daemon off; master_process off; worker_processes 1; pid \(scratch)/pid;
            error_log stderr info;
            events { worker_connections 256; }
            http {
              access_log off; client_max_body_size 0;
              client_body_temp_path \(scratch)/t1; proxy_temp_path \(scratch)/t2;
              fastcgi_temp_path \(scratch)/t3; uwsgi_temp_path \(scratch)/t4;
              scgi_temp_path \(scratch)/t5;
              server {
                listen 127.0.0.1:\(port);
                root \(scratch)/files;
                auth_basic vault; auth_basic_user_file \(scratch)/users;
                location / {
                  dav_methods \(methods); dav_ext_methods PROPFIND OPTIONS; \(limit)
                }
              }
            }
            """
        try writeFile(Array(configuration.utf8), to: "\(scratch)/nginx.conf")
        // It says nothing when it is ready, but that it uses epoll comes after it has bound.
        try await TestServer.run(
            TestServer.tool("nginx"), ["-c", "\(scratch)/nginx.conf", "-e", "stderr"],
            scratch: scratch, ready: { $0.contains("OS: ") ? true : nil }
        ) { _ in
            try await body("http://127.0.0.1:\(port)")
        }
    }
}
