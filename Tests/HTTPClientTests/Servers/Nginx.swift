import HTTPClient
import Host
import TestSupport
import Testing

/// nginx on a unix socket in a folder of its own, serving and taking files.
func withNginx<Result>(
    _ body: (_ bench: Bench, _ settings: ClientSettings, _ folder: String) async throws -> Result
) async throws -> Result {
    try await withScratchFolder { scratch in
        let configuration = """
            daemon off; master_process off; worker_processes 1; pid \(scratch)/pid;
            error_log \(scratch)/error.log;
            events { worker_connections 64; }
            http {
              access_log off; client_max_body_size 0;
              client_body_temp_path \(scratch)/t1; proxy_temp_path \(scratch)/t2;
              fastcgi_temp_path \(scratch)/t3; uwsgi_temp_path \(scratch)/t4;
              scgi_temp_path \(scratch)/t5;
              server {
                listen unix:\(scratch)/socket;
                root \(scratch)/files;
                location / { dav_methods PUT DELETE MKCOL; create_full_put_path on; }
              }
            }
            """
        try DurableFile.replace(FilePath("\(scratch)/nginx.conf"), with: Array(configuration.utf8))
        try Folder(at: FilePath(scratch)).makeFolder(RelativePath("files"))
        return try await Bench.with { bench in
            // nginx says nothing when it is ready; its socket does.
            let script = """
                \(try Places.tool("nginx")) -c \(scratch)/nginx.conf & N=$!
                while [ ! -S \(scratch)/socket ] && kill -0 $N; do read -t 0.01 x; done
                cat \(scratch)/error.log >&2; echo ready; wait
                """
            let command = ProgramCall(
                try Places.tool("bash"), ["-c", SystemString(script)],
                environment: ["PATH": "/usr/bin:/bin"])
            let settings = ClientSettings.test { $0.unixSocket = FilePath("\(scratch)/socket") }
            return try await bench.withServer(command, ready: { $0 == "ready" ? true : nil }) { _ in
                try await body(bench, settings, "\(scratch)/files")
            }
        }
    }
}
