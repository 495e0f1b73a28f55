"""A server that misbehaves as its address says, on a free port that it prints.

Arguments: a certificate and its key for TLS, or nothing.

The first part of the path says what happens to every request below it:
  /status/N            answers N, with `Retry-After: 7` for 429
  /fault/STATUS/CODE   answers with an S3 error
  /cut/METHOD          METHOD breaks off in the middle of a body; others find nothing
  /whole               sends 1,000 bytes to every GET, whatever was asked for
  /hidden/CODE         S3 uploads in parts begin and end with a failure told by status 200
  /listed/STATUS       lists a file, and one of which it says only STATUS
  /redirect            answers 302 to another host with a secret in its query
  /hang                never answers
"""

import socket
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ERROR = (
    "<?xml version='1.0'?><Error><Code>{}</Code><Message>m</Message><Region>eu-north-9</Region>"
    "<ServerTime>2026-01-01T00:00:00Z</ServerTime></Error>"
)
FOUND = (
    "<D:multistatus xmlns:D='DAV:'><D:response><D:href>{}</D:href><D:propstat><D:prop>"
    "<D:getcontentlength>1000</D:getcontentlength><D:resourcetype/></D:prop>"
    "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>"
)
LISTED = FOUND.replace("{}", "{0}one").replace(
    "</D:multistatus>",
    "<D:response><D:href>{0}two</D:href><D:status>HTTP/1.1 {1} No</D:status></D:response>"
    "</D:multistatus>",
)


class Odd(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", *headers):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def read_body(self):
        if self.headers.get("Transfer-Encoding"):
            while size := int(self.rfile.readline().split(b";")[0], 16):
                self.rfile.read(size + 2)
            self.rfile.readline()
        else:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def break_off(self):
        if self.command == "GET":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"half")
        else:
            self.rfile.read(10)
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def handle_any(self):
        parts = self.path.split("?")[0].split("/")
        kind = parts[1]
        has_body = self.headers.get("Content-Length") != "0"
        if kind == "cut" and parts[2] == self.command and has_body:
            return self.break_off()
        if kind == "hang":
            return threading.Event().wait()
        self.read_body()
        if kind == "status":
            self.answer(int(parts[2]), b"no", *([("Retry-After", "7")] if parts[2] == "429" else []))
        elif kind == "fault":
            self.answer(int(parts[2]), ERROR.format(parts[3]).encode())
        elif kind == "listed":
            self.answer(207, LISTED.format(self.path, parts[2]).encode())
        elif kind == "redirect":
            self.answer(302, b"", ("Location", "https://other.invalid/x?token=hunter2"))
        elif kind == "whole" and self.command == "PROPFIND":
            self.answer(207, FOUND.format(self.path).encode())
        elif kind == "whole":
            self.answer(200, bytes(i % 251 for i in range(1000)))
        elif kind == "hidden" and self.command == "POST" and "uploads" in self.path:
            self.answer(
                200,
                b"<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>",
            )
        elif kind == "hidden" and self.command == "POST":
            self.answer(200, ERROR.format(parts[2]).encode())
        elif kind == "hidden" and self.command == "PUT":
            self.answer(200, b"", ("ETag", '"x"'))
        elif self.command in ("MKCOL", "DELETE", "MOVE") or kind == "cut" and self.command == "PUT":
            self.answer(201)
        else:
            self.answer(404)

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self.handle_any
        raise AttributeError(name)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
server.daemon_threads = True
if len(sys.argv) > 1:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*sys.argv[1:])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
