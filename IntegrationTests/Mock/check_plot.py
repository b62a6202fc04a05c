# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""pharos plot: live in a pseudo terminal, as SVG and as PNG, with the mock feeding a sine."""
import fcntl
import json
import math
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
import xml.etree.ElementTree
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import Checks, Peers  # noqa: E402

BLUE, ORANGE = (0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00)  # the first two curves
SVG = "{http://www.w3.org/2000/svg}"


class Terminal:
    """A command in a pseudo terminal, and what stands on its screen. Knows the sequences that are used, no others."""

    def __init__(self, command, environment, columns, rows):
        self.master, self.slave = pty.openpty()
        self.size(columns, rows)
        self.before = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            command, env=environment, stdin=self.slave, stdout=self.slave, stderr=subprocess.PIPE,
            start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        self.written = ""
        self.rest, self.begun = b"", ""
        self.screens = {False: {}, True: {}}
        self.isOther = False
        self.hidden = False
        self.row, self.column = 1, 1

    def size(self, columns, rows):
        # What is on its way has the old size still.
        self.widest = max(columns, getattr(self, "columns", 0))
        self.columns, self.rows = columns, rows
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not select.select([self.master], [], [], 0.05)[0]:
                if self.process.poll() is not None:
                    return
                continue
            self.rest += os.read(self.master, 65536)
            # A character may be cut in two.
            for cut in range(4):
                try:
                    text = self.rest[:len(self.rest) - cut].decode()
                except UnicodeDecodeError:
                    continue
                self.rest = self.rest[len(self.rest) - cut:]
                self.show(text)
                break

    def show(self, text):
        # So may a sequence be.
        text = self.begun + text
        self.begun = re.search(r"(\x1b(\[[?0-9;]*)?)?$", text).group()
        text = text[:len(text) - len(self.begun)]
        self.written += text
        for sequence, character in re.findall(r"\x1b\[([?0-9;]*[A-Za-z])|([^\x1b])", text):
            screen = self.screens[self.isOther]
            if sequence in ("?1049h", "?1049l"):
                self.isOther = sequence.endswith("h")
                if self.isOther:
                    self.saved = self.row, self.column
                else:
                    self.row, self.column = self.saved
            elif sequence in ("?25l", "?25h"):
                self.hidden = sequence.endswith("l")
            elif sequence == "2J":
                screen.clear()
            elif sequence == "K":
                for place in [place for place in screen if place[0] == self.row and place[1] >= self.column]:
                    del screen[place]
            elif sequence.endswith("H"):
                self.row, self.column = (int(number) for number in sequence[:-1].split(";"))
            elif sequence.endswith("m") or sequence in ("?2026h", "?2026l"):
                pass
            elif sequence:
                raise AssertionError(f"an unexpected control sequence {sequence}")
            elif character == "\n":
                self.row, self.column = self.row + 1, self.column
            elif character == "\r":
                self.column = 1
            else:
                assert self.column <= self.widest, f"row {self.row} is wider than the terminal"
                screen[self.row, self.column] = character
                self.column += 1

    def frame(self, other=True):
        screen = self.screens[other]
        return ["".join(screen.get((row, column), " ") for column in range(1, self.columns + 1)).rstrip()
                for row in range(1, self.rows + 1)]

    def end(self, how):
        """Ends the command; checks its exit code, its speed, and that the terminal is as it was."""
        started = time.monotonic()
        how()
        while self.process.poll() is None and time.monotonic() < started + 5:
            self.read(0.2)
        self.read(0.3)
        code = self.process.poll()
        if code is None:
            self.process.kill()
        told = self.process.stderr.read().decode()
        self.process.wait()
        after = termios.tcgetattr(self.slave)
        os.close(self.master)
        os.close(self.slave)
        assert code == 0, f"ended with {code}: {told}"
        assert time.monotonic() - started < 3, "ended too slowly"
        assert not self.isOther and not self.hidden, "the screen or the cursor was not restored"
        assert after == self.before, "the terminal's settings were not restored"
        return told


def picture(path):
    """Width, height and rows of RGBA tuples of a PNG file, chunk by chunk."""
    data = open(path, "rb").read()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    place, packed = 8, b""
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place:place + 8])
        body = data[place + 8:place + 8 + length]
        assert struct.unpack(">I", data[place + 8 + length:place + 12 + length])[0] == zlib.crc32(kind + body)
        if kind == b"IHDR":
            width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", body)
            assert (depth, colour, rest) == (8, 6, [0, 0, 0])
        elif kind == b"IDAT":
            packed += body
        place += 12 + length
    raw = zlib.decompress(packed)
    stride = width * 4 + 1
    assert len(raw) == stride * height and all(raw[row * stride] == 0 for row in range(height))
    return width, height, [raw[row * stride + 1:(row + 1) * stride] for row in range(height)]


def main():
    checks = Checks()
    with Peers() as peers:
        colourful = dict(peers.bare, TERM="xterm-256color", LANG="C.UTF-8")
        stop = threading.Event()

        def feed():
            start = time.monotonic()
            while not stop.is_set():
                angle = (time.monotonic() - start) * math.pi
                peers.run("mock", "set", "mock:/sine", "--", str(10 * math.sin(angle)))
                peers.run("mock", "set", "mock:/pose", json.dumps({"x": 5 * math.cos(angle), "name": "p"}))

        def plot(*arguments, size=(100, 30)):
            return Terminal([peers.pharos, "plot", *arguments], colourful, *size)

        def live():
            terminal = plot("mock:/sine", "mock:/pose#x", "mock:/nosuch", "--seconds", "5", "--title", "Waves")
            terminal.read(5)
            frame = terminal.frame()
            assert terminal.isOther and terminal.hidden
            assert frame[0].strip() == "Waves", frame[0]
            assert "mock:/sine" in frame[1] and "mock:/pose#x" in frame[1], frame[1]
            assert "✕ mock:/nosuch: the mock has no resource" in frame[2], frame[2]
            assert any(line.lstrip().startswith("┌──") for line in frame) and any("└──" in line for line in frame)
            curves = sum("\u2801" <= character <= "\u28ff" for line in frame for character in line)
            assert curves > 60, "\n".join(frame)
            assert " 10 ┤" in "\n".join(frame) and "-10 ┤" in "\n".join(frame), "\n".join(frame)
            assert "\x1b[38;5;39m" in terminal.written and "\x1b[38;5;208m" in terminal.written
            # Only what changed is written: 40 frames or so are not 40 full ones.
            assert terminal.written.count("Waves") < 5, terminal.written.count("Waves")
            told = terminal.end(lambda: os.write(terminal.master, b"\x03"))
            assert "no resource of this name" in told, told
            assert any("┌──" in line for line in terminal.frame(other=False)), "the last picture did not stay"

        def ends():
            for how in ("SIGINT", "SIGTERM", "SIGHUP", "q", "duration"):
                terminal = plot("mock:/sine", *(["--duration", "1.5"] if how == "duration" else []))
                terminal.read(1)
                if how == "q":
                    terminal.end(lambda: os.write(terminal.master, b"q"))
                else:
                    terminal.end(
                        lambda: how == "duration" or terminal.process.send_signal(getattr(signal, how)))

        def resize():
            terminal = plot("mock:/sine", size=(120, 40))
            terminal.read(1)
            assert max(map(len, terminal.frame())) > 110
            terminal.size(50, 14)
            terminal.read(1)
            terminal.widest = 50
            terminal.read(1)
            frame = terminal.frame()
            assert len(frame[-3]) <= 50 and any("┌──" in line for line in frame), "\n".join(frame)
            terminal.size(6, 2)
            terminal.read(0.5)
            terminal.end(lambda: os.write(terminal.master, b"q"))

        def plain():
            text = peers.run("plot", "mock:/sine", "--ascii", "--duration", "2", environment=colourful)
            assert text.isascii() and "\x1b" not in text and "*" in text, text
            assert "\u2800" < max(peers.run("plot", "mock:/sine", "--duration", "1", environment=colourful))

        def svg():
            path = os.path.join(peers.scratch, "plot.svg")
            peers.run(
                "plot", "mock:/sine", "mock:/pose#x", "--out", path, "--duration", "4", "--unit", "m/s²",
                "--title", 'a <b> & "c"', "--min", "-20", "--max", "20")
            root = xml.etree.ElementTree.parse(path).getroot()
            texts = [element.text for element in root.iter(SVG + "text")]
            assert 'a <b> & "c"' in texts and "m/s²" in texts and "-20" in texts and "20" in texts, texts
            assert any(text.startswith("mock:/sine") for text in texts), texts
            frame = [element for element in root.iter(SVG + "path") if element.get("class") == "frame"][0]
            left, top, right, bottom = [float(n) for n in re.findall(r"-?[0-9.]+", frame.get("d"))][:4]
            curves = [element for element in root.iter(SVG + "path") if element.get("class") == "curve"]
            assert len(curves) == 2, len(curves)
            assert [curve.get("stroke") for curve in curves] == ["#0072b2", "#d55e00"]
            numbers = [float(n) for n in re.findall(r"-?[0-9.]+", curves[0].get("d"))]
            xs, ys = numbers[::2], numbers[1::2]
            assert all(left <= x <= right for x in xs) and xs == sorted(xs)
            values = [20 - 40 * (y - top) / (bottom - top) for y in ys]
            # Two seconds a period: the recording holds two of them.
            assert 9 < max(values) <= 10.1 and -10.1 <= min(values) < -9, (min(values), max(values))
            signs = [value > 0 for value in values]
            assert sum(a != b for a, b in zip(signs, signs[1:])) in (3, 4, 5)

        def png():
            path = os.path.join(peers.scratch, "plot.png")
            told = json.loads(peers.run(
                "plot", "mock:/sine", "mock:/pose#x", "--out", path, "--duration", "3", "--size", "640x360", "--json"))
            assert told["file"] == path and told["curves"] == ["mock:/sine", "mock:/pose#x"] and told["values"] > 10
            width, height, rows = picture(path)
            assert (width, height) == (640, 360)
            assert tuple(rows[0][:4]) == (255, 255, 255, 255)
            for colour in (BLUE, ORANGE):
                found = [(x, y) for y in range(60, height) for x in range(width)
                         if all(abs(rows[y][4 * x + part] - colour[part]) < 60 for part in range(3))]
                assert len({x for x, _ in found}) > 300, len(found)
            # The sine goes all over the frame, the other one half as high.
            heights = []
            for colour in (BLUE, ORANGE):
                ys = [y for y in range(60, height) for x in range(width)
                      if all(abs(rows[y][4 * x + part] - colour[part]) < 60 for part in range(3))]
                heights.append(max(ys) - min(ys))
            assert 1.6 < heights[0] / heights[1] < 2.5, heights

        def arrays():
            values = [math.sin(element / 10) for element in range(100)]
            peers.run("mock", "add", "mock:/scan", "--type", "float64[] ranges; string frame")
            peers.run("mock", "set", "mock:/scan", json.dumps({"ranges": values, "frame": "f"}))
            path = os.path.join(peers.scratch, "array.svg")
            peers.run("plot", "mock:/scan#ranges", "--array", "--out", path, "--duration", "1")
            curve = [element for element in xml.etree.ElementTree.parse(path).getroot().iter(SVG + "path")
                     if element.get("class") == "curve"]
            assert len(curve) == 1 and curve[0].get("d").count("L") == 99
            text = peers.run("plot", "mock:/scan#ranges", "--duration", "1")
            assert "mock:/scan#ranges[7]" in text and "ranges[8]" not in text and "92 more elements" in text, text
            assert "mock:/scan#ranges[42]" in peers.run("plot", "mock:/scan#ranges[42]", "--duration", "1")

        def errors():
            def fails(code, *arguments):
                started = time.monotonic()
                told = peers.run("plot", *arguments, code=code)
                # Nothing can come any more: no need to wait for the end of the recording.
                assert time.monotonic() - started < 4, told
                return told

            assert "has the fields x, name" in fails(3, "mock:/pose#y")
            assert "select a number of it: #x" in fails(8, "mock:/pose")
            assert "a string" in fails(8, "mock:/pose#name")
            assert "no element [999]" in fails(3, "mock:/scan#ranges[999]")
            assert "no resource of this name" in fails(3, "mock:/nosuch", "mock:/neither")
            assert "character 6" in fails(64, "mock:/pose#x[1].")
            for usage in (
                ["--min", "1", "--max", "0"], ["--log", "--min", "-1"], ["--rate", "0"], ["--duration", "-1"],
                ["--seconds", "nan"], ["--out", "plot.gif"], ["--out", "plot.png", "--size", "9x9"], ["--json"],
            ):
                fails(64, "mock:/sine", *usage)
            assert "cannot be written" in fails(
                1, "mock:/sine", "--out", os.path.join(peers.scratch, "no", "plot.png"), "--duration", "0.5")
            peers.run("mock", "add", "mock:/silent", "--type", "float64")
            assert "no value came" in peers.run("plot", "mock:/silent", "--duration", "1", code=5)

        def one_fails():
            peers.run("mock", "add", "mock:/brief", "--type", "float64", "--value", "3")
            terminal = plot("mock:/brief", "mock:/sine", "--seconds", "5")
            terminal.read(1.5)
            assert "mock:/brief  3" in terminal.frame()[0], terminal.frame()[0]
            peers.run("mock", "remove", "mock:/brief")
            terminal.read(1.5)
            assert "✕ mock:/brief: the resource vanished" in "\n".join(terminal.frame()[:2]), terminal.frame()[:2]
            before = terminal.frame()
            terminal.read(1.5)
            assert terminal.frame() != before, "the other curve stopped"
            assert "vanished" in terminal.end(lambda: os.write(terminal.master, b"q"))

        peers.run("mock", "add", "mock:/sine", "--type", "float64", "--value", "0")
        peers.run("mock", "add", "mock:/pose", "--type", "float64 x; string name")
        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        try:
            for name, body in [
                ("live curves in a terminal, which Ctrl-C restores", live),
                ("SIGINT, SIGTERM, SIGHUP, q and the duration end it", ends),
                ("a terminal that changes its size", resize),
                ("plain text where the output is no terminal", plain),
                ("an SVG file holds the sine", svg),
                ("a PNG file holds the sine", png),
                ("arrays as curves of their elements and as one curve", arrays),
                ("errors say what there is to choose from, at once", errors),
                ("a name that fails shows why, and the others go on", one_fails),
            ]:
                checks.check(name, body)
        finally:
            stop.set()
            feeder.join(20)
    checks.finish()


main()
