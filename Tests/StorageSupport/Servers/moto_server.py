"""An S3 service of its own kind: moto, on a free port that it prints."""

import logging
import threading

from moto.moto_api._internal import mock_random  # noqa: F401 (fails early where moto is missing)
from moto.server import ThreadedMotoServer

logging.disable(logging.CRITICAL)
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
threading.Event().wait()
