# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Recording and playing beside the genuine roscore, rospy, rosbag tools and the MCAP reader of its authors."""
import json
import os
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import PYTHON, Checks, Peers, wait_until  # noqa: E402

MCAP_PYTHON = os.path.join(
    os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "pharos", "mcap", "bin", "python3")

TALKER = """
import rospy
from std_msgs.msg import String
from sensor_msgs.msg import Imu
rospy.init_node('talker')
latched = rospy.Publisher('/map_name', String, queue_size=1, latch=True)
latched.publish('office')
chatter = rospy.Publisher('/chatter', String, queue_size=100)
imu = rospy.Publisher('/arm/imu', Imu, queue_size=100)
rate = rospy.Rate(50)
count = 0
while not rospy.is_shutdown():
    chatter.publish('hello %d' % count)
    message = Imu()
    message.linear_acceleration.z = count
    imu.publish(message)
    count += 1
    try: rate.sleep()
    except rospy.ROSInterruptException: pass
"""

# Prints the topic, the header's callerid and latching, and the decoded message of every message in a bag.
DUMP = """
import rosbag, sys
for topic, message, t, header in rosbag.Bag(sys.argv[1]).read_messages(return_connection_header=True):
    header = {key: value.decode() if isinstance(value, bytes) else value for key, value in header.items()}
    print(topic, header.get('callerid'), header.get('latching', '-'), repr(getattr(message, 'data', None) or message.linear_acceleration.z))
"""

# A bag with a second of strings and numbers, a message each 20 ms.
WRITE = """
import rosbag, rospy, sys
from std_msgs.msg import String, Int32
path, compression, finished = sys.argv[1], sys.argv[2], sys.argv[3] == 'yes'
bag = rosbag.Bag(path, 'w', compression=compression, chunk_threshold=2000)
for index in range(100):
    time = rospy.Time(1000, 0) + rospy.Duration(0, index * 20000000)
    bag.write('/words', String('word %d' % index), time)
    bag.write('/numbers', Int32(index), time)
if finished: bag.close()
else:
    bag._file.flush()
    import os
    os._exit(0)
"""

LISTEN = """
import rospy, sys, time, json
from std_msgs.msg import String, Int32
from rosgraph_msgs.msg import Clock
rospy.init_node('listener', anonymous=True)
words, numbers, clocks, types = [], [], [], set()
def word(m):
    words.append((m.data, time.time()))
    types.add(m._connection_header['latching'] if 'latching' in m._connection_header else '0')
rospy.Subscriber('/words', String, word, queue_size=1000)
rospy.Subscriber('/numbers', Int32, lambda m: numbers.append(m.data), queue_size=1000)
rospy.Subscriber('/clock', Clock, lambda m: clocks.append((m.clock.to_sec(), time.time())), queue_size=1000)
print('ready', flush=True)
end = time.time() + float(sys.argv[1])
while time.time() < end and not (words and words[-1][0] == sys.argv[2] and time.time() - words[-1][1] > 0.3):
    time.sleep(0.02)
print(json.dumps({'words': words, 'numbers': numbers, 'clocks': clocks}))
"""

MCAP_READ = """
import sys, json
from mcap.reader import make_reader
from mcap_ros1.decoder import DecoderFactory
with open(sys.argv[1], 'rb') as stream:
    reader = make_reader(stream, decoder_factories=[DecoderFactory()], validate_crcs=True)
    summary = reader.get_summary()
    found = [(channel.topic, schema.name, message.log_time, str(decoded.data))
             for schema, channel, message, decoded in reader.iter_decoded_messages()]
    late = sum(1 for _ in reader.iter_messages(start_time=1001_000_000_000))
    print(json.dumps({
        'profile': reader.get_header().profile, 'messages': found, 'late': late, 'chunks': len(summary.chunk_indexes),
        'compression': summary.chunk_indexes[0].compression, 'count': summary.statistics.message_count,
        'channels': {c.topic: c.metadata.get('md5sum') for c in summary.channels.values()},
        'encodings': sorted({s.encoding for s in summary.schemas.values()})}))
"""


def main():
    checks = Checks()
    with Peers() as peers:
        uri, core = peers.roscore()
        environment = peers.ros_environment(uri)
        system = "ros://" + uri.split("//")[1]
        path = lambda name: os.path.join(peers.scratch, name)  # noqa: E731

        def tool(*command, seconds=30, code=0):
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL,
                cwd=peers.scratch)
            assert code is None or done.returncode == code, f"{command}: {done.returncode} {done.stdout}{done.stderr}"
            return done.stdout + done.stderr

        def python(text, *arguments, **more):
            return tool(PYTHON, "-c", text, *arguments, **more)

        def info(file):
            return json.loads(peers.run("bag", "info", file, "--json"))

        def record(name, *arguments, seconds=1.5):
            return peers.run(
                "record", system, "-o", path(name), "--duration", str(seconds), "--json", *arguments, timeout=40)

        talker = peers.start([PYTHON, "-c", TALKER], environment)
        wait_until(lambda: "/chatter" in peers.run("ls", system), 20, "the talker")

        def recorded(compression):
            def body():
                name = f"rec-{compression}.bag"
                results = json.loads(record(name, "--compression", compression, "--chunk-size", "4"))
                topics = {topic["topic"]: topic for topic in results["topics"]}
                assert topics["/chatter"]["messages"] > 30 and topics["/arm/imu"]["messages"] > 30, topics
                assert all(topic["dropped"] == 0 for topic in results["topics"]), topics
                said = tool("rosbag", "info", path(name))
                assert f"compression:  {compression}"[:12] in said and "std_msgs/String" in said, said
                assert compression in said, said
                said = tool("rosbag", "check", path(name))
                assert "Bag file does not need any migrations" in said or "up to date" in said, said
                lines = python(DUMP, path(name)).splitlines()
                words = [line.split("'")[1] for line in lines if line.startswith("/chatter")]
                numbers = [int(word.split()[1]) for word in words]
                assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), "messages are missing"
                assert all(line.split()[1] == "/talker" for line in lines if line.startswith("/chatter")), lines[:3]
                assert "/map_name /talker 1 'office'" in lines, lines[:3]
                assert "sound" in peers.run("bag", "check", path(name))
            return body

        def selected():
            results = json.loads(record("part.bag", "--topics", "/arm/**", "/map_name", "--exclude", "/map*"))
            assert [topic["topic"] for topic in results["topics"]] == ["/arm/imu"], results
            results = json.loads(record("few.bag", "--topics", "/chatter", "--limit", "7", seconds=20))
            assert results["messages"] == 7 and info(path("few.bag"))["messages"] == 7

        def appearing():
            file = path("late.bag")
            recorder = peers.start(
                [peers.pharos, "record", system, "-o", file, "--topics", "/late", "/later/*", "--progress"])
            wait_until(lambda: os.path.exists(file + ".active"), 10, "the file")
            time.sleep(1)
            text = ("import rospy\nfrom std_msgs.msg import Int32\nrospy.init_node('late')\n"
                    "a = rospy.Publisher('/late', Int32, queue_size=50)\nb = rospy.Publisher('/later/x', Int32, queue_size=50)\n"
                    "import time\ntime.sleep(1.5)\n"
                    "for i in range(20):\n    a.publish(i); b.publish(i); time.sleep(0.02)\ntime.sleep(0.5)")
            python(text)
            recorder.send_signal(signal.SIGINT)
            assert recorder.wait(15) == 0
            assert not os.path.exists(file + ".active")
            found = {topic["topic"]: topic["messages"] for topic in info(file)["topics"]}
            assert found == {"/late": 20, "/later/x": 20}, found

        def killed():
            file = path("killed.bag")
            recorder = peers.start(
                [peers.pharos, "record", system, "-o", file, "--chunk-size", "2", "--compression", "lz4"])
            wait_until(lambda: os.path.exists(file + ".active") and os.path.getsize(file + ".active") > 20000, 15, "chunks")
            recorder.kill()
            recorder.wait()
            assert "not indexed" in peers.run("bag", "info", file + ".active")
            shutil.copy(file + ".active", path("theirs.bag"))
            assert "messages in" in peers.run("bag", "reindex", file + ".active")
            ours = info(file)
            tool("rosbag", "reindex", path("theirs.bag"))
            theirs = info(path("theirs.bag"))
            assert ours["messages"] >= theirs["messages"] > 50, (ours["messages"], theirs["messages"])
            assert str(ours["messages"]) in tool("rosbag", "info", file)
            assert "sound" in peers.run("bag", "check", file)

        def node_killed():
            file = path("node.bag")
            recorder = peers.start([peers.pharos, "record", system, "-o", file, "--topics", "/chatter", "--json"])
            wait_until(lambda: os.path.exists(file + ".active"), 10, "the file")
            time.sleep(1)
            os.kill(json.loads(peers.run("node", "ps", "--json"))[0]["pid"], signal.SIGKILL)
            time.sleep(3)
            recorder.send_signal(signal.SIGINT)
            assert recorder.wait(15) == 0
            lines = python(DUMP, file).splitlines()
            numbers = [int(line.split("'")[1].split()[1]) for line in lines]
            holes = [b - a - 1 for a, b in zip(numbers, numbers[1:]) if b != a + 1]
            assert len(holes) == 1 and len(numbers) > 100, (holes, len(numbers))
            log = open(os.path.join(peers.scratch, f"log{len(peers.processes) - 1}")).read()
            assert '"interruptions":1' in log, log

        def theirs(compression):
            def body():
                file = path(f"their-{compression}.bag")
                python(WRITE, file, compression, "yes")
                found = info(file)
                assert found["messages"] == 200 and found["duration"] == 1.98, found
                assert found["chunks"][0]["compression"] == compression, found
                assert "sound" in peers.run("bag", "check", file)
                copy = path(f"copy-{compression}.bag")
                for target in ("none", "lz4", "bz2"):
                    peers.run("bag", "convert", file, copy, "--compression", target, "--chunk-size", "2", "--force")
                    compare = ("import rosbag, sys\nread = lambda p: [(t, bytes(r[1]), r[2], s) for t, r, s in rosbag.Bag(p).read_messages(raw=True)]\n"
                               "assert sorted(map(str, read(sys.argv[1]))) == sorted(map(str, read(sys.argv[2])))")
                    python(compare, file, copy)
            return body

        def genuine_record():
            file = path("genuine.bag")
            recorder = peers.start(
                ["rosbag", "record", "-O", file, "--lz4", "/chatter", "/map_name", "--duration", "3"], environment)
            assert recorder.wait(40) == 0
            found = info(file)
            topics = {topic["topic"]: topic for topic in found["topics"]}
            assert topics["/chatter"]["messages"] > 50 and topics["/map_name"]["latching"], found
            assert "sound" in peers.run("bag", "check", file)

        def unindexed():
            file = path("open.bag")
            python(WRITE, file, "none", "no")
            assert "index" in tool("rosbag", "info", file, code=None)
            said = peers.run("bag", "check", file, code=1)
            assert "reindex" in said, said
            peers.run("bag", "reindex", file, "-o", path("whole.bag"))
            assert info(path("whole.bag"))["messages"] == 200, "the chunk that was open has messages too"
            assert "200" in tool("rosbag", "info", path("whole.bag"))
            # One that was cut in the middle of a chunk.
            data = open(path("their-bz2.bag"), "rb").read()
            open(path("cut.bag"), "wb").write(data[:len(data) // 2])
            peers.run("bag", "reindex", path("cut.bag"))
            count = info(path("cut.reindexed.bag"))["messages"]
            assert 20 < count < 200 and str(count) in tool("rosbag", "info", path("cut.reindexed.bag"))

        def listen(seconds, last):
            listener = peers.start(
                [PYTHON, "-c", LISTEN, str(seconds), last], environment, stdout=subprocess.PIPE, text=True)
            assert listener.stdout.readline().strip() == "ready"
            return listener

        def heard(listener):
            text, _ = listener.communicate(timeout=40)
            return json.loads(text.splitlines()[-1])

        def played():
            listener = listen(20, "word 99")
            said = peers.run("play", path("their-lz4.bag"), "--to", system, "--clock", "50", "--wait", "1", "--progress", timeout=30)
            assert "200 messages" in said, said
            result = heard(listener)
            assert [word for word, _ in result["words"]] == [f"word {index}" for index in range(100)]
            assert result["numbers"] == list(range(100))
            lasted = result["words"][-1][1] - result["words"][0][1]
            assert 1.93 < lasted < 2.1, f"two seconds took {lasted}"
            clocks = [clock for clock, _ in result["clocks"]]
            assert len(clocks) > 90 and clocks == sorted(clocks), clocks[:5]
            assert clocks[0] >= 1000 and abs(clocks[-1] - 1001.98) < 0.1, (clocks[0], clocks[-1])

        def played_fast():
            listener = listen(20, "word 74")
            peers.run("play", path("their-none.bag"), "--to", system, "--rate", "4", "--start", "0.5", "--duration", "0.99",
                      "--topics", "/words", "--wait", "1", timeout=30)
            result = heard(listener)
            words = [word for word, _ in result["words"]]
            assert words == [f"word {index}" for index in range(25, 75)], words
            assert result["numbers"] == []
            lasted = result["words"][-1][1] - result["words"][0][1]
            assert 0.2 < lasted < 0.35, f"one second at rate 4 took {lasted}"

        def paused():
            listener = listen(25, "word 99")
            player = subprocess.Popen(
                [peers.pharos, "play", path("their-none.bag"), "--to", system, "--pause", "--wait", "1", "--rate", "10"],
                env=peers.bare, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            peers.processes.append(player)
            time.sleep(3)
            player.stdin.write("\n")
            player.stdin.flush()
            released = time.time()
            result = heard(listener)
            assert result["words"][0][1] >= released - 0.05 and len(result["words"]) == 100
            assert player.wait(10) == 0

        def recorded_is_played_by_theirs():
            listener = listen(20, "word 99")
            peers.run("bag", "convert", path("their-none.bag"), path("ours.bag"), "--compression", "lz4", "--force")
            player = peers.start(["rosbag", "play", path("ours.bag"), "--clock", "-d", "1"], environment)
            result = heard(listener)
            assert len(result["words"]) == 100 and len(result["clocks"]) > 50
            assert player.wait(20) == 0

        def latched():
            player = peers.start([
                peers.pharos, "play", path("rec-none.bag"), "--to", system, "--loop", "--prefix", "/again", "--topics", "/map_name"])
            time.sleep(3)
            text = ("import rospy\nfrom std_msgs.msg import String\nrospy.init_node('probe', anonymous=True)\n"
                    "print(rospy.wait_for_message('/again/map_name', String, 5).data)")
            assert "office" in python(text)
            player.send_signal(signal.SIGINT)
            assert player.wait(10) == 0

        def mcap(compression):
            def body():
                file = path(f"x-{compression}.mcap")
                peers.run("bag", "convert", path("their-none.bag"), file, "--compression", compression, "--chunk-size", "2")
                done = subprocess.run([MCAP_PYTHON, "-c", MCAP_READ, file], capture_output=True, text=True, timeout=60)
                assert done.returncode == 0, done.stderr
                found = json.loads(done.stdout)
                assert found["profile"] == "ros1" and found["encodings"] == ["ros1msg"], found
                assert found["count"] == len(found["messages"]) == 200 and found["chunks"] > 3, found["count"]
                assert found["compression"] == ("" if compression == "none" else compression)
                assert found["late"] == 100
                assert found["channels"]["/words"] == "992ce8a1687cec8c8bd883ec73ca41d1", found["channels"]
                words = [text for topic, _, _, text in found["messages"] if topic == "/words"]
                assert words == [f"word {index}" for index in range(100)]
                assert found["messages"][-1][2] == 1001_980_000_000
            return body

        def mcap_recorded():
            record("live.mcap", "--compression", "lz4", "--topics", "/chatter", seconds=2)
            done = subprocess.run([MCAP_PYTHON, "-c", MCAP_READ, path("live.mcap")], capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, done.stderr
            found = json.loads(done.stdout)
            assert found["count"] > 50 and found["messages"][0][3].startswith("hello "), found["count"]

        def errors():
            assert "exists already" in peers.run("record", system, "-o", path("ours.bag"), "--duration", "1", code=1)
            assert "cannot be opened" in peers.run("play", path("nothing.bag"), code=1)
            open(path("text.bag"), "w").write("no bag\n")
            assert "does not begin like a bag" in peers.run("bag", "info", path("text.bag"), code=1)
            peers.run("record", system + "/chatter", "-o", path("y.bag"), code=64)
            peers.run("record", system, "-o", path("y.bag"), "--compression", "zip", code=64)
            data = bytearray(open(path("their-lz4.bag"), "rb").read())
            data[6000:6010] = bytes(10)
            open(path("bad.bag"), "wb").write(data)
            done = subprocess.run([peers.pharos, "bag", "check", path("bad.bag")], capture_output=True, text=True, env=peers.bare)
            assert done.returncode == 1 and "byte" in done.stdout + done.stderr, done

        steps = [(f"a recording ({compression}) is what rosbag info, check and rospy expect", recorded(compression))
                 for compression in ("none", "lz4", "bz2")]
        steps += [
            ("topics are selected, a limit ends a recording", selected),
            ("topics that appear are recorded from their first message on", appearing),
            ("a killed recorder's file is repaired, by ours and by rosbag", killed),
            ("a recording outlives its node and tells the hole", node_killed),
        ]
        steps += [(f"bags of rosbag ({compression}) are read, checked and copied", theirs(compression))
                  for compression in ("none", "lz4", "bz2")]
        steps += [
            ("what rosbag record made is read", genuine_record),
            ("bags without an index or cut off are repaired", unindexed),
            ("playing keeps the bag's times and gives /clock", played),
            ("playing a part of a bag at four times the rate", played_fast),
            ("a pause ends with a key", paused),
            ("rosbag play plays ours", recorded_is_played_by_theirs),
            ("latched topics are played latched, in a loop, under a prefix", latched),
            ("MCAP, not compressed, as its authors read it", mcap("none")),
            ("MCAP with LZ4", mcap("lz4")),
            ("MCAP with Zstandard", mcap("zstd")),
            ("a recording to MCAP", mcap_recorded),
            ("what cannot be done has clear errors", errors),
        ]
        for name, body in steps:
            checks.check(name, body)
        talker.terminate()
        del core
    checks.finish()


main()
