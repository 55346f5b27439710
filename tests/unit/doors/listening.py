"""The API over HTTP on a port, for clients that speak to nothing else."""

import socket
import threading

import boto3
import uvicorn
from botocore.config import Config


class Listening:
    """What is served, on a free port, in a thread; answers clients for it."""

    def __init__(self, served):
        self.served = served
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(served.app, log_level="critical", ws="none", lifespan="off")
        self._server = uvicorn.Server(config)
        run = {"target": self._server.run, "kwargs": {"sockets": [self._socket]}}
        self._thread = threading.Thread(**run)
        self._thread.start()

    def client(self, service, path=""):
        return boto3.client(
            service,
            endpoint_url=self.url + path,
            region_name="eu-west-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}, inject_host_prefix=False),
        )

    def close(self):
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
