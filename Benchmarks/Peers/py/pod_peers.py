# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Other ways to call a Python process, in their own environment: pod_peers.py pypods|execnet|pyro call|bytes COUNT

PyPods is run in a folder with pods/bench_pypods, which it makes when there is none.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

SIZE = 1 << 20


def measured(body, count, warm=20):
    for _ in range(min(warm, count)):
        body()
    times = []
    for _ in range(count):
        start = time.perf_counter()
        body()
        times.append((time.perf_counter() - start) * 1e6)
    times.sort()
    print(json.dumps({"median_us": times[len(times) // 2], "min_us": times[0], "count": count}))


def pypods(what, count):
    from pypods.pods import PodLoader
    # It imports the pod in its client.
    sys.path.insert(0, os.getcwd())
    if not os.path.exists("pods/bench_pypods/venv"):
        # What PyPods' template ends with; its own environment, which it makes once.
        os.makedirs("pods/bench_pypods", exist_ok=True)
        with open("pods/bench_pypods/pod.py", "w") as file:
            file.write("""
def foo(x, y): return x + y
def echo(value): return value
if __name__ == "__main__":
    from pypods.pods import PodListener
    pl = PodListener()
    msg = pl.read_stdin()
    if msg: pl.write_stdout(globals()[msg["name"]](*msg["args"], **msg["kwargs"]))
""")
    names = {}
    PodLoader("bench_pypods", names).load_pod()
    pod = names["bench_pypods"]
    payload = b"\7" * SIZE
    measured((lambda: pod.foo(1, 2)) if what == "call" else (lambda: pod.echo(payload)), count, 1)


def execnet(what, count):
    import execnet
    gateway = execnet.makegateway("popen//python=" + sys.executable)
    channel = gateway.remote_exec(
        "for request in channel: channel.send(sum(request) if isinstance(request, tuple) else request)")
    request = (1, 2) if what == "call" else b"\7" * SIZE

    def body():
        channel.send(request)
        channel.receive()
    measured(body, count)
    gateway.exit()


SERVER = """
import sys, Pyro5, Pyro5.api
Pyro5.config.SERIALIZER = "msgpack"
@Pyro5.api.expose
class Bench:
    def foo(self, x, y): return x + y
    def echo(self, value): return value
daemon = Pyro5.api.Daemon(unixsocket=sys.argv[1])
print(daemon.register(Bench(), "bench"), flush=True)
daemon.requestLoop()
"""


def pyro(what, count):
    import Pyro5
    import Pyro5.api
    Pyro5.config.SERIALIZER = "msgpack"
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen([sys.executable, "-c", SERVER, folder + "/socket"], stdout=subprocess.PIPE, text=True)
        try:
            with Pyro5.api.Proxy(server.stdout.readline().strip()) as proxy:
                payload = b"\7" * SIZE
                measured((lambda: proxy.foo(1, 2)) if what == "call" else (lambda: proxy.echo(payload)), count)
        finally:
            server.terminate()
            server.wait(10)


{"pypods": pypods, "execnet": execnet, "pyro": pyro}[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
