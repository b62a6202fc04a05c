# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Readers that do not read: they cost the others nothing and the node a bounded queue, lose what they are told they
lost, and find the latest value fresh when they go on."""
import json
import os
import re
import signal
import subprocess
import sys
import time
import xmlrpc.client

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import HERE, PYTHON, Checks, Peers, resources_of, wait_until  # noqa: E402

sys.path.insert(0, os.path.join(HERE, "Peers"))
import wire_client as wire  # noqa: E402


def main():
    checks = Checks()
    with Peers() as peers:
        uri, core = peers.roscore()
        system = "ros://" + uri[len("http://"):]
        master = xmlrpc.client.ServerProxy(uri)
        holder = peers.start([peers.pharos, "ls", system, "--watch"], stdout=subprocess.DEVNULL)
        node = wait_until(lambda: peers.node("ros"), 20, "the node")["pid"]
        path = wire.sockets(peers.runtime)[0]
        count = iter(range(1000))
        running = []

        def start(*arguments, **more):
            running.append(peers.start(*arguments, **more))
            return running[-1]

        def publisher(*arguments):
            process = peers.rospy("fast.py", uri, *map(str, arguments))
            running.append(process)
            wait_until(lambda: "/fast" in [t for t, _ in master.getSystemState("/test")[2][0]], 20, "the publisher")
            return process

        def reader(limit, credit):
            """A reader over the wire; its process and its file."""
            file = os.path.join(peers.scratch, f"read{next(count)}")
            process = start(
                [PYTHON, os.path.join(HERE, "Peers", "wire_reader.py"), path, "/fast", str(limit), str(credit), file])
            wait_until(lambda: os.path.exists(file) and open(file).read(), 10, "a reader to subscribe")
            return process, file

        def watch(*arguments):
            """The genuine client; its process, its values, its complaints."""
            files = [os.path.join(peers.scratch, f"watch{next(count)}{end}") for end in ("", ".err")]
            process = start(
                [peers.pharos, "watch", system + "/fast", *arguments], stdout=open(files[0], "w"),
                stderr=open(files[1], "w"))
            return process, *files

        def rows(file):
            """Whole lines of a reader: sequence, dropped, what the sample says."""
            lines = [line.split() for line in open(file).read().split("\n")[1:-1]]
            return [(int(sequence), int(dropped), said) for sequence, dropped, said in lines]

        def numbers(file):
            """The numbers that a watcher printed; `end` is none."""
            values = [json.loads(line)["data"] for line in open(file).read().split("\n")[:-1]]
            return [int(value.split()[0]) for value in values if value[0].isdigit()]

        def alone(body):
            """Runs a check; ends its readers and publishers, and sees them forgotten."""
            try:
                body()
            finally:
                for process in running:
                    process.send_signal(signal.SIGCONT)
                    process.terminate()
                for process in running:
                    process.wait(10)
                running.clear()
            gone()

        def gone():
            wait_until(lambda: len(peers.node("ros")["clients"]) == 1, 10, "the readers to be forgotten")
            wait_until(lambda: "/fast" not in [t for t, _ in master.getSystemState("/test")[2][0]], 20, "the publisher")

        def others_get_all(rate, size, total, bound):
            """A stopped *all* and a stopped *latest* reader beside two that run."""
            before = resources_of(node)[2]
            # Who is stopped subscribes first, so that its queue has seen everything.
            stopped = [reader(50, 50), watch("--all", "50"), watch("--rate", "100000")]
            time.sleep(1)
            for process, *_ in stopped:
                process.send_signal(signal.SIGSTOP)
            steady = [reader(10_000, 256), reader(10_000, 256)]
            publisher(rate, size, total)
            most, end = 0, time.monotonic() + 20 + 4 * total / rate
            while any(process.poll() is None for process, _ in steady):
                assert time.monotonic() < end, f"the running readers have {[len(rows(file)) for _, file in steady]}"
                most = max(most, resources_of(node)[2] - before)
                time.sleep(0.1)
            for _, file in steady:
                got = rows(file)
                assert [said for *_, said in got] == [str(number) for number in range(total)] + ["end"], (
                    f"{len(got) - 1} of {total} came")
                assert not any(dropped for _, dropped, _ in got), "drops were told of a reader that reads"
            assert most < bound >> 10, f"the node grew by {most} KiB"
            for process, *_ in stopped:
                process.send_signal(signal.SIGCONT)
            # Exactly what was lost is told, and what came is in order.
            process, file = stopped[0]

            def told():
                got = rows(file)
                return len(got) + sum(dropped for _, dropped, _ in got)

            wait_until(lambda: told() == total + 1, 20, lambda: f"the losses: {told()} told of {total + 1}")
            sequences = [sequence for sequence, *_ in rows(file)]
            assert sequences == sorted(set(sequences)), "out of order"

        def drops_are_told():
            """The genuine client: received + told dropped = published, with a reader that stops and goes on."""
            process, values, complaints = watch("--all", "100")
            checked, file = reader(10_000, 256)
            time.sleep(1)
            publisher(500, 100, 3000)
            wait_until(lambda: len(rows(file)) > 200, 20, "the beginning")
            process.send_signal(signal.SIGSTOP)
            here = len(rows(file))
            wait_until(lambda: len(rows(file)) > here + 1000, 20, "what is lost")
            process.send_signal(signal.SIGCONT)
            wait_until(lambda: '"end"' in open(values).read(), 30, "the end")
            wait_until(lambda: checked.poll() == 0, 10, "the other reader")
            got = numbers(values)
            lost = sum(map(int, re.findall(r"(\d+) values were dropped", open(complaints).read())))
            assert lost > 500, f"only {lost} were lost"
            assert len(got) + lost == 3000, f"{len(got)} received, {lost} told lost, 3000 published"
            assert got == sorted(set(got)), "out of order"

        def latest_is_fresh():
            """Stopped and continued, a reader of the latest sees nothing that waited in a socket."""
            process, values, _ = watch("--rate", "100000")
            _, file = reader(10_000, 256)
            time.sleep(1)
            publisher(100, 1000, 2000)
            stale = []
            for _ in range(6):
                here = len(rows(file))
                wait_until(lambda: len(rows(file)) > here + 50, 20, "samples")
                process.send_signal(signal.SIGSTOP)
                seen, here = len(numbers(values)), len(rows(file))
                wait_until(lambda: len(rows(file)) > here + 100, 20, "samples while it is stopped")
                now = int(rows(file)[-1][2])
                process.send_signal(signal.SIGCONT)
                wait_until(lambda: len(numbers(values)) > seen + 2, 10, "the reader to go on")
                ages = [now - number for number in numbers(values)[seen:]]
                # One may have been between the reader and its printing when it was stopped.
                stale.append(sum(age > 2 for age in ages))
                assert stale[-1] <= 1, f"values {ages[:4]} samples old were shown"
            assert stale.count(0) >= 4, f"old values were shown after {6 - stale.count(0)} of 6 stops"
            print(f"        shown after a stop: {stale} old values", flush=True)

        def slow_latest():
            """A reader that takes its time gets the newest each time, not the one behind the last."""
            process, values, _ = watch("--rate", "4", "--json")
            _, file = reader(10_000, 256)
            time.sleep(1)
            publisher(100, 1000, 700)
            wait_until(lambda: open(values).read().count("\n") > 12, 20, "values")
            lines = open(values).read().split("\n")[2:12]
            steps = [json.loads(later)["sequence"] - json.loads(line)["sequence"] for line, later in zip(lines, lines[1:])]
            assert all(step > 10 for step in steps), steps
            # The printed is at most as old as a sample takes; seen from outside, with the time of a busy machine.
            ages = []
            for _ in range(5):
                seen = open(values).read().count("\n")
                wait_until(lambda: open(values).read().count("\n") > seen, 5, "a value")
                now = int(rows(file)[-1][2])
                ages.append(now - int(json.loads(open(values).read().split("\n")[seen])["value"]["data"].split()[0]))
            assert sorted(ages)[1] < 15, f"samples old: {ages}"

        def list_watcher_stopped():
            """A stopped watcher of the list: the node keeps one difference, not every event."""
            lists = os.path.join(peers.scratch, "list")
            process = start([peers.pharos, "ls", system, "--watch"], stdout=open(lists, "w"))
            wait_until(lambda: "/rosout" in open(lists).read(), 10, "the list")
            process.send_signal(signal.SIGSTOP)
            before = resources_of(node)[2]
            watcher = wire.WireClient(path)
            watcher.watch_resources()
            # Names of some length, so that each event is large.
            for turn in range(12):
                for index in range(60):
                    name = f"/churn/{turn}/" + "n" * 200 + str(index)
                    master.registerPublisher("/somebody", name, "std_msgs/String", "http://localhost:1/")
                time.sleep(0.15)
                for index in range(60):
                    name = f"/churn/{turn}/" + "n" * 200 + str(index)
                    master.unregisterPublisher("/somebody", name, "http://localhost:1/")
                time.sleep(0.15)
            master.registerPublisher("/somebody", "/churn/last", "std_msgs/String", "http://localhost:1/")
            assert resources_of(node)[2] - before < 20 << 10, "the node grew"
            process.send_signal(signal.SIGCONT)
            wait_until(lambda: "+ topic /churn/last" in open(lists).read(), 10, "the newest resource")
            master.unregisterPublisher("/somebody", "/churn/last", "http://localhost:1/")
            wait_until(lambda: "- topic /churn/last" in open(lists).read(), 10, "its end")
            watcher.close()

        def questions_without_answers():
            """Who asks and never reads is not read from either; killed, it is forgotten."""
            before = resources_of(node)[2]
            client = wire.WireClient(path)
            client.socket.settimeout(3)
            ping = wire.frame(wire.PING, 1, b"x" * 60_000)
            sent = 0
            try:
                while sent < 512 << 20:
                    client.socket.sendall(ping)
                    sent += len(ping)
            except TimeoutError:
                pass
            assert sent < 64 << 20, f"the node took {sent >> 20} MiB of questions"
            assert resources_of(node)[2] - before < 32 << 10, "the node grew"
            assert "/rosout" in peers.run("ls", system)
            client.close()
            wait_until(lambda: len(peers.node("ros")["clients"]) == 1, 5, "the asker to be forgotten")

        for name, body in [
            ("1 kHz × 1 KiB beside stopped readers: all of it, and exact losses",
             lambda: others_get_all(1000, 1024, 3000, 40 << 20)),
            ("30 Hz × 1 MiB beside stopped readers: all of it, and exact losses",
             lambda: others_get_all(30, 1 << 20, 150, 220 << 20)),
            ("received and told dropped are what was published", drops_are_told),
            ("the latest is fresh after a stop", latest_is_fresh),
            ("a slow reader of the latest gets the newest each time", slow_latest),
            ("a stopped watcher of the list costs one difference", list_watcher_stopped),
            ("who asks without reading is held back and forgotten", questions_without_answers),
        ]:
            checks.check(name, lambda: alone(body))
        del core, holder
    checks.finish()


main()
