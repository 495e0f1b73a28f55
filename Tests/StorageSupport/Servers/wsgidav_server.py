"""A WebDAV server of its own kind: wsgidav over cheroot, on a free port that it prints.

Arguments: folder, basic or digest.
"""

import logging
import sys

from cheroot import wsgi
from wsgidav.fs_dav_provider import FilesystemProvider
from wsgidav.wsgidav_app import WsgiDAVApp

folder, scheme = sys.argv[1:]
logging.disable(logging.CRITICAL)
app = WsgiDAVApp(
    {
        "provider_mapping": {"/dav/vault": FilesystemProvider(folder)},
        "simple_dc": {"user_mapping": {"*": {"tester": {"password": "hunter2"}}}},
        "http_authenticator": {
            "accept_basic": scheme == "basic",
            "accept_digest": scheme == "digest",
            "default_to_digest": scheme == "digest",
        },
        "property_manager": True,
        "lock_storage": True,
        "verbose": 0,
    }
)
server = wsgi.Server(("127.0.0.1", 0), app, numthreads=20, request_queue_size=100)
server.prepare()
print(server.bind_addr[1], flush=True)
server.serve()
