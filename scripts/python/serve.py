"""Serves LocalStack or moto on 127.0.0.1: `serve.py localstack|moto PORT`. Ends when its stdin does, so that it never
outlives the process that started it."""

import os
import sys
import threading
from functools import partial


def end_with_stdin():
    while os.read(0, 1024):
        pass
    os._exit(0)


def serve_localstack(port):
    # LocalStack's server takes the port of GATEWAY_LISTEN but not its IPv4 address: it would listen on all of them.
    from twisted.internet import endpoints

    endpoints.TCP4ServerEndpoint = partial(endpoints.TCP4ServerEndpoint, interface="127.0.0.1")
    os.environ["GATEWAY_LISTEN"] = os.environ["LOCALSTACK_HOST"] = f"127.0.0.1:{port}"
    from localstack.runtime.main import main

    main()


def serve_moto(port):
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import run_simple

    # One request at a time: moto checks a condition and writes in two steps that nothing holds together.
    run_simple("127.0.0.1", int(port), DomainDispatcherApplication(create_backend_app), threaded=False)


if __name__ == "__main__":
    name, port = sys.argv[1:]
    threading.Thread(target=end_with_stdin, daemon=True).start()
    {"localstack": serve_localstack, "moto": serve_moto}[name](port)
