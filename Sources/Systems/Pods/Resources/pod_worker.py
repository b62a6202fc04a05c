# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""The process of a pod: imports pods/NAME/pod.py and answers calls of its functions until its socket closes.

Standard library only, for it runs in the pod's own environment, and as little of that as possible at the start. One
thread: frames are read between calls, a signal interrupts a call. Descriptor 0 is the socket at the start, 3 another
over which memory is handed over. A frame: length of the rest (u32), kind (u8), call (u32), MessagePack.
"""
import _signal
import _thread
import os
import select
import struct
import sys

PROTOCOL = 1
# From the host.
START, CALL, CANCEL, CREDIT, HOST_RESULT, HOST_ERROR, RELEASE = 1, 2, 3, 4, 5, 6, 7
# To the host.
HELLO, FAILED, RESULT, ERROR, CANCELLED, STREAM, ITEM, END, PROGRESS, LOG, HOST_CALL, DROP = range(16, 28)
# Reasons of ERROR.
RAISED, NO_FUNCTION, UNSUPPORTED = 0, 1, 2
# MessagePack extensions.
(TUPLE, SET, FROZENSET, DATETIME, DATE, TIME, TIMEDELTA, DECIMAL, COMPLEX, BIGINT, OBJECT, ENUM, ARRAY, SHARED_ARRAY,
 SHARED_BYTES, TABLE) = range(1, 17)
DEEPEST = 100
OWN_MEMORY = 1 << 62
NO_OFFSET = -(1 << 31)
HEAD = struct.Struct(">IBI")
# What is sent as it is: neither large nor alive.
PLAIN = frozenset((int, float, bool, type(None)))

# The thread that runs functions and takes signals.
MAIN = _thread.get_ident()


class Cancelled(BaseException):
    """Raised in a function whose caller no longer waits. No Exception: `except Exception` does not catch it."""


class HostGone(BaseException):
    """The socket was closed: nobody is there to answer."""


class HostError(Exception):
    """What the host's handler threw."""


class Unsupported(Exception):
    """A value that cannot travel."""


# ---- MessagePack ----------------------------------------------------------------------------------------------------

class Ext:
    __slots__ = ("code", "data")

    def __init__(self, code, data):
        self.code = code
        self.data = data


def pack_python(value):
    """MessagePack when the environment has no package for it."""
    out = []
    _pack(value, out.append, 0)
    return b"".join(out)


def _head(count, add, small, limit, eight, sixteen, thirty_two):
    if count < limit:
        add(struct.pack("B", small | count))
    elif eight and count < 256:
        add(struct.pack("BB", eight, count))
    elif count < 65536:
        add(struct.pack(">BH", sixteen, count))
    else:
        add(struct.pack(">BI", thirty_two, count))


def _pack(value, add, depth):
    if depth > DEEPEST:
        raise Unsupported("the value is nested deeper than %d" % DEEPEST)
    kind = type(value)
    if value is None:
        add(b"\xc0")
    elif kind is bool:
        add(b"\xc3" if value else b"\xc2")
    elif kind is int:
        if -32 <= value < 128:
            add(struct.pack("b", value) if value < 0 else struct.pack("B", value))
        elif -(1 << 63) <= value < 1 << 63:
            add(struct.pack(">Bq", 0xd3, value))
        elif 0 <= value < 1 << 64:
            add(struct.pack(">BQ", 0xcf, value))
        else:
            _pack(replace(value), add, depth + 1)
    elif kind is float:
        add(struct.pack(">Bd", 0xcb, value))
    elif kind is str:
        data = value.encode()
        _head(len(data), add, 0xa0, 32, 0xd9, 0xda, 0xdb)
        add(data)
    elif kind is bytes:
        _head(len(value), add, 0, 0, 0xc4, 0xc5, 0xc6)
        add(value)
    elif kind is list:
        _head(len(value), add, 0x90, 16, 0, 0xdc, 0xdd)
        for each in value:
            _pack(each, add, depth + 1)
    elif kind is dict:
        _head(len(value), add, 0x80, 16, 0, 0xde, 0xdf)
        for key, each in value.items():
            _pack(key, add, depth + 1)
            _pack(each, add, depth + 1)
    elif kind is Ext:
        _head(len(value.data), add, 0, 0, 0xc7, 0xc8, 0xc9)
        add(struct.pack("b", value.code))
        add(value.data)
    else:
        _pack(replace(value), add, depth + 1)


def unpack_python(data):
    view = memoryview(data)
    value, end = _unpack(view, 0, 0)
    if end != len(view):
        raise ValueError("bytes follow the value")
    return value


_FIXED = {0xca: ">f", 0xcb: ">d", 0xcc: ">B", 0xcd: ">H", 0xce: ">I", 0xcf: ">Q", 0xd0: ">b", 0xd1: ">h", 0xd2: ">i",
          0xd3: ">q"}
_SIZED = {0xc4: ">B", 0xc5: ">H", 0xc6: ">I", 0xc7: ">B", 0xc8: ">H", 0xc9: ">I", 0xd9: ">B", 0xda: ">H", 0xdb: ">I",
          0xdc: ">H", 0xdd: ">I", 0xde: ">H", 0xdf: ">I"}


def _unpack(view, at, depth):
    if depth > 2 * DEEPEST:
        raise ValueError("nested too deep")
    first = view[at]
    at += 1
    if first < 0x80:
        return first, at
    if first >= 0xe0:
        return first - 256, at
    if first in _FIXED:
        return struct.unpack_from(_FIXED[first], view, at)[0], at + struct.calcsize(_FIXED[first])
    if first == 0xc0:
        return None, at
    if first in (0xc2, 0xc3):
        return first == 0xc3, at
    if 0xd4 <= first <= 0xd8:
        size, kind = 1 << first - 0xd4, 0xc7
    elif first < 0xa0:
        size, kind = first & 15, 0xdc if first >= 0x90 else 0xde
    elif first < 0xc0:
        size, kind = first & 31, 0xd9
    else:
        size, kind = struct.unpack_from(_SIZED[first], view, at)[0], first
        at += struct.calcsize(_SIZED[first])
    if kind >= 0xde:
        pairs = {}
        for _ in range(size):
            key, at = _unpack(view, at, depth + 1)
            pairs[key], at = _unpack(view, at, depth + 1)
        return pairs, at
    if kind >= 0xdc:
        values = []
        for _ in range(size):
            each, at = _unpack(view, at, depth + 1)
            values.append(each)
        return values, at
    if 0xc7 <= kind <= 0xc9:
        code, = struct.unpack_from(">b", view, at)
        return restore(code, bytes(view[at + 1:at + 1 + size])), at + 1 + size
    data = view[at:at + size]
    if len(data) != size:
        raise ValueError("the value is cut off")
    return (str(data, "utf-8") if kind >= 0xd9 else bytes(data)), at + size


# ---- Python's values -------------------------------------------------------------------------------------------------

nesting = 0


def inner(value):
    """What an extension holds."""
    global nesting
    if nesting > DEEPEST:
        raise Unsupported("the value is nested deeper than %d" % DEEPEST)
    nesting += 1
    try:
        return pack(value)
    finally:
        nesting -= 1


def offset_of(value):
    offset = value.utcoffset()
    return NO_OFFSET if offset is None else offset.days * 86400 + offset.seconds


def class_name(kind):
    return kind.__qualname__ if kind.__module__ == "builtins" else kind.__module__ + "." + kind.__qualname__


def replace_date(value, datetime):
    if isinstance(value, datetime.datetime):
        return Ext(DATETIME, struct.pack(">HBBBBBIi", value.year, value.month, value.day, value.hour, value.minute,
                                         value.second, value.microsecond, offset_of(value)))
    if isinstance(value, datetime.date):
        return Ext(DATE, struct.pack(">HBB", value.year, value.month, value.day))
    if isinstance(value, datetime.time):
        return Ext(TIME, struct.pack(">BBBIi", value.hour, value.minute, value.second, value.microsecond,
                                     offset_of(value)))
    if isinstance(value, datetime.timedelta):
        return Ext(TIMEDELTA, struct.pack(">iii", value.days, value.seconds, value.microseconds))
    return None


def replace(value):
    """What travels in place of a value that MessagePack has no type for."""
    kind = type(value)
    modules = sys.modules
    if kind is tuple:
        return Ext(TUPLE, inner(list(value)))
    if kind is int:
        return Ext(BIGINT, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))
    if kind is set or kind is frozenset:
        return Ext(SET if kind is set else FROZENSET, inner(list(value)))
    if kind is complex:
        return Ext(COMPLEX, struct.pack(">dd", value.real, value.imag))
    if kind is bytearray:
        return bytes(value)
    if kind is memoryview:
        if value.format == "B" and value.ndim == 1:
            return bytes(value)
        return memory.array("%s%d" % (value.format, value.itemsize), value.shape, value)
    if kind is range or kind.__name__ in ("dict_keys", "dict_values", "dict_items", "deque"):
        return list(value)
    if "enum" in modules and isinstance(value, modules["enum"].Enum):
        return Ext(ENUM, inner([class_name(kind), value.name, value.value]))
    if "numpy" in modules:
        numpy = modules["numpy"]
        if isinstance(value, numpy.ndarray):
            return memory.numpy_array(value, numpy)
        if isinstance(value, numpy.generic):
            plain = value.item()
            if isinstance(plain, numpy.generic):
                raise Unsupported("%s cannot be sent; convert it in the function" % class_name(kind))
            return plain
    if "pyarrow" in modules:
        table = memory.table(value, modules["pyarrow"])
        if table is not None:
            return table
    if hasattr(kind, "__dataclass_fields__"):
        fields = {name: getattr(value, name) for name in kind.__dataclass_fields__ if hasattr(value, name)}
        return Ext(OBJECT, inner([class_name(kind), fields]))
    if isinstance(value, tuple) and hasattr(kind, "_fields"):
        return Ext(OBJECT, inner([class_name(kind), dict(zip(kind._fields, value))]))
    if "datetime" in modules:
        date = replace_date(value, modules["datetime"])
        if date is not None:
            return date
    if "decimal" in modules and isinstance(value, modules["decimal"].Decimal):
        return Ext(DECIMAL, str(value).encode())
    if "array" in modules and isinstance(value, modules["array"].array):
        return memory.array("%s%d" % (value.typecode, value.itemsize), (len(value),), memoryview(value))
    for base in (dict, list, tuple, str, int, float, bytes, set):
        if isinstance(value, base):
            return base(value)
    raise Unsupported("an object of class %s cannot be sent" % class_name(kind))


def restore(code, data):
    """The value that an extension stands for."""
    if code in (TUPLE, SET, FROZENSET):
        return (tuple, set, frozenset)[code - TUPLE](unpack(data))
    if code == BIGINT:
        return int.from_bytes(data, "big", signed=True)
    if code == COMPLEX:
        return complex(*struct.unpack(">dd", data))
    if code == DECIMAL:
        import decimal
        return decimal.Decimal(data.decode())
    if DATETIME <= code <= TIMEDELTA:
        return restore_date(code, data)
    if code == OBJECT:
        name, fields = unpack(data)
        kind = class_of(name)
        if kind is not None and (hasattr(kind, "__dataclass_fields__") or hasattr(kind, "_fields")):
            return kind(**fields)
        import types
        return types.SimpleNamespace(**fields)
    if code == ENUM:
        name, member, value = unpack(data)
        kind = class_of(name)
        if kind is not None and "enum" in sys.modules and issubclass(kind, sys.modules["enum"].Enum):
            return kind[member]
        return value
    if code == ARRAY:
        dtype, shape, content = unpack(data)
        return memory.view(dtype, shape, bytearray(content))
    if code == SHARED_ARRAY:
        number, offset, dtype, shape, size = unpack(data)
        return memory.view(dtype, shape, memoryview(memory.find(number))[offset:offset + size])
    if code == SHARED_BYTES:
        number, offset, size = unpack(data)
        return memory.find(number)[offset:offset + size]
    if code == TABLE:
        kind, *place = unpack(data)
        if len(place) == 1:
            return memory.table_of(kind, place[0])
        number, offset, size = place
        return memory.table_of(kind, memoryview(memory.find(number))[offset:offset + size])
    raise ValueError("unknown extension %d" % code)


def restore_date(code, data):
    import datetime

    def zone(offset):
        if offset == NO_OFFSET:
            return None
        return datetime.timezone(datetime.timedelta(seconds=offset)) if offset else datetime.timezone.utc
    if code == DATE:
        return datetime.date(*struct.unpack(">HBB", data))
    if code == TIMEDELTA:
        days, seconds, microseconds = struct.unpack(">iii", data)
        return datetime.timedelta(days, seconds, microseconds)
    *fields, offset = struct.unpack(">HBBBBBIi" if code == DATETIME else ">BBBIi", data)
    return (datetime.datetime if code == DATETIME else datetime.time)(*fields, tzinfo=zone(offset))


def class_of(name):
    """A class of pod.py's by its full name."""
    prefix = worker.module.__name__ + "."
    found = worker.module if name.startswith(prefix) else None
    for part in name[len(prefix):].split(".") if found else ():
        found = getattr(found, part, None)
    return found if isinstance(found, type) else None


try:
    from msgpack._cmsgpack import Packer as _Packer, unpackb as _unpackb
    from msgpack import ExtType as _ExtType

    def _replace(value):
        value = replace(value)
        return _ExtType(value.code, value.data) if type(value) is Ext else value

    _packer = _Packer(default=_replace, strict_types=True)

    def pack(value):
        # A packer cannot be used while it is at work.
        if nesting:
            return _Packer(default=_replace, strict_types=True).pack(value)
        return _packer.pack(value)

    def unpack(data):
        return _unpackb(data, ext_hook=restore, strict_map_key=False)
    CODEC = "C"
except ImportError:
    pack, unpack, CODEC = pack_python, unpack_python, "Python"


# ---- Shared memory ---------------------------------------------------------------------------------------------------

class Slab:
    """Memory that this process made. `leases` counts the host's uses of it."""
    __slots__ = ("number", "map", "size", "leases", "start")


class Memory:
    # sys.getrefcount of a map that only its slab holds, seen through a loop variable's attribute.
    IDLE = 2
    KEPT_BYTES = 256 << 20

    def __init__(self):
        self.socket = None
        self.threshold = sys.maxsize
        self.received = {}
        self.starts = {}
        self.slabs = []
        self.last = OWN_MEMORY

    def open(self, descriptor):
        import _socket
        self.socket = _socket.socket(fileno=descriptor)

    def find(self, number):
        """The memory of a number. Its descriptor was sent before the frame that speaks of it."""
        for slab in self.slabs if number > OWN_MEMORY else ():
            if slab.number == number:
                return slab.map
        while number not in self.received:
            if self.socket is None:
                raise ValueError("there is no shared memory")
            import _socket
            import mmap
            data, control, _, _ = self.socket.recvmsg(8, _socket.CMSG_SPACE(4), _socket.MSG_DONTWAIT)
            descriptor, = struct.unpack("i", control[0][2][:4])
            try:
                self.received[int.from_bytes(data, sys.byteorder)] = mmap.mmap(descriptor, os.fstat(descriptor).st_size)
            finally:
                os.close(descriptor)
        return self.received[number]

    def release(self, numbers):
        for number in numbers:
            if number < OWN_MEMORY:
                self.received.pop(number, None)
                self.starts.pop(number, None)
            else:
                for slab in self.slabs:
                    if slab.number == number and slab.leases:
                        slab.leases -= 1

    def slab(self, size):
        """Memory of at least that size that nobody uses, made when there is none; None when it cannot be shared."""
        if self.socket is None:
            return None
        idle = [slab for slab in self.slabs if not slab.leases and sys.getrefcount(slab.map) <= self.IDLE]
        for slab in idle:
            if size <= slab.size <= 4 * size + 65536:
                return slab
        if sum(slab.size for slab in idle) > self.KEPT_BYTES or len(idle) > 32:
            self.slabs = [slab for slab in self.slabs if slab not in idle]
            worker.send(DROP, 0, pack([slab.number for slab in idle]))
        return self.make(1 << max(size - 1, 65535).bit_length() if size < 1 << 24 else -(-size // 4096) * 4096)

    def make(self, size):
        import fcntl
        import mmap
        import _socket
        descriptor = os.memfd_create("pod", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            os.ftruncate(descriptor, size)
            # F_ADD_SEALS: F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW.
            fcntl.fcntl(descriptor, 1033, 1 | 2 | 4)
            slab = Slab()
            self.last += 1
            slab.number, slab.size, slab.leases, slab.start = self.last, size, 0, None
            slab.map = mmap.mmap(descriptor, size)
            rights = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, struct.pack("i", descriptor))]
            try:
                self.socket.sendmsg([slab.number.to_bytes(8, sys.byteorder)], rights, _socket.MSG_DONTWAIT)
            except BlockingIOError:
                return None
        finally:
            os.close(descriptor)
        self.slabs.append(slab)
        return slab

    def bytes(self, value):
        """What travels in place of bytes: a place in shared memory when they are many."""
        slab = self.slab(len(value)) if len(value) >= self.threshold else None
        if slab is None:
            return value if type(value) is bytes else bytes(value)
        slab.map[:len(value)] = value
        slab.leases += 1
        return Ext(SHARED_BYTES, pack_python([slab.number, 0, len(value)]))

    def array(self, letters, shape, content):
        kinds = {"b": "i", "h": "i", "i": "i", "l": "i", "q": "i", "n": "i", "B": "u", "H": "u", "I": "u", "L": "u",
                 "Q": "u", "N": "u", "f": "f", "d": "f", "?": "b"}
        letter = letters.strip("@=<")[0]
        if letter not in kinds or letters[0] in ">!":
            raise Unsupported("an array of element type %s cannot be sent" % letters)
        size = content.itemsize
        dtype = ("|" if size == 1 else "<" if sys.byteorder == "little" else ">") + kinds[letter] + str(size)
        return self.array_of(dtype, shape, content if content.c_contiguous else memoryview(content.tobytes()))

    def array_of(self, dtype, shape, content):
        size = content.nbytes
        slab = self.slab(size) if size >= self.threshold else None
        if slab is None:
            return Ext(ARRAY, pack_python([dtype, list(shape), content.tobytes()]))
        memoryview(slab.map)[:size] = content.cast("B") if size else content
        slab.leases += 1
        return Ext(SHARED_ARRAY, pack_python([slab.number, 0, dtype, list(shape), size]))

    def numpy_array(self, value, numpy):
        dtype = value.dtype.str
        if value.dtype.hasobject or value.dtype.fields:
            raise Unsupported("an array of element type %s cannot be sent" % value.dtype)
        if type(value) is not numpy.ndarray:
            value = numpy.asarray(value)
        size = value.nbytes
        if size >= self.threshold and self.socket is not None:
            if value.flags.c_contiguous:
                place = self.place(value.__array_interface__["data"][0], size, numpy)
                if place:
                    number, offset = place
                    return Ext(SHARED_ARRAY, pack_python([number, offset, dtype, list(value.shape), size]))
            slab = self.slab(size)
            if slab:
                numpy.frombuffer(slab.map, value.dtype, value.size).reshape(value.shape)[...] = value
                slab.leases += 1
                return Ext(SHARED_ARRAY, pack_python([slab.number, 0, dtype, list(value.shape), size]))
        return Ext(ARRAY, pack_python([dtype, list(value.shape), value.tobytes()]))

    def place(self, address, size, numpy):
        """The shared memory an array lives in already: it is not copied."""
        for slab in self.slabs:
            if slab.start is None:
                slab.start = numpy.frombuffer(slab.map, "u1").__array_interface__["data"][0]
            if slab.start <= address and address + size <= slab.start + slab.size:
                slab.leases += 1
                return slab.number, address - slab.start
        for number, content in self.received.items():
            start = self.starts.get(number)
            if start is None:
                start = self.starts[number] = numpy.frombuffer(content, "u1").__array_interface__["data"][0]
            if start <= address and address + size <= start + len(content):
                return number, address - start
        return None

    def view(self, dtype, shape, content):
        """An array over memory: numpy's when the environment has it, else a memoryview."""
        try:
            import numpy
        except ImportError:
            letters = {"f8": "d", "f4": "f", "i8": "q", "i4": "i", "i2": "h", "i1": "b", "u8": "Q", "u4": "I",
                       "u2": "H", "u1": "B", "b1": "?"}
            letter = letters.get(dtype[1:])
            flat = memoryview(content)
            return flat.cast(letter, shape) if letter and flat.nbytes else flat
        return numpy.frombuffer(content, dtype).reshape(shape)

    def table(self, value, pyarrow):
        """What travels in place of a table, batch or array of pyarrow's: an Arrow stream. None for other values."""
        if isinstance(value, pyarrow.Table):
            kind, table = "Table", value
        elif isinstance(value, pyarrow.RecordBatch):
            kind, table = "RecordBatch", value
        elif isinstance(value, (pyarrow.Array, pyarrow.ChunkedArray)):
            kind, table = "Array", pyarrow.Table.from_arrays([value], [""])
        else:
            return None
        from pyarrow import ipc

        def write(sink):
            with ipc.new_stream(sink, table.schema) as writer:
                writer.write(table)
            return sink
        size = write(pyarrow.MockOutputStream()).size()
        slab = self.slab(size) if size >= self.threshold else None
        if slab is None:
            return Ext(TABLE, pack_python([kind, write(pyarrow.BufferOutputStream()).getvalue().to_pybytes()]))
        write(pyarrow.FixedSizeBufferWriter(pyarrow.py_buffer(slab.map))).close()
        slab.leases += 1
        return Ext(TABLE, pack_python([kind, slab.number, 0, size]))

    def table_of(self, kind, content):
        """A table over memory, which lives as long as anything of it."""
        try:
            import pyarrow
            from pyarrow import ipc
        except ImportError:
            raise Unsupported("a table came, and the pod's environment has no pyarrow") from None
        reader = ipc.open_stream(pyarrow.py_buffer(content))
        if kind == "RecordBatch":
            return reader.read_next_batch()
        table = reader.read_all()
        if kind == "Table":
            return table
        column = table.column(0)
        return column.chunk(0) if column.num_chunks == 1 else column

    def empty(self, shape, dtype):
        import numpy
        shape = (shape,) if isinstance(shape, int) else tuple(shape)
        kind = numpy.dtype(dtype)
        count = 1
        for extent in shape:
            count *= extent
        slab = self.slab(max(count * kind.itemsize, 1))
        if slab is None:
            return numpy.empty(shape, kind)
        return numpy.frombuffer(slab.map, kind, count).reshape(shape)


memory = Memory()


# ---- What a pod offers -----------------------------------------------------------------------------------------------

def is_exposed(value):
    kind = type(value)
    if kind.__name__ in ("function", "builtin_function_or_method", "method"):
        return True
    return (kind.__module__, kind.__name__) in (("functools", "partial"), ("functools", "_lru_cache_wrapper"))


def exposed(module):
    content = vars(module)
    names = content.get("__all__")
    if names is None:
        return {name: value for name, value in content.items() if not name.startswith("_") and is_exposed(value)}
    return {name: content[name] for name in names
            if name in content and callable(content[name]) and not isinstance(content[name], type)}


def annotation_text(value):
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, type) and not hasattr(value, "__args__"):
        return class_name(value)
    return repr(value)


def default_text(value):
    try:
        text = repr(value)
    except Exception:
        text = "…"
    return text if len(text) <= 200 else text[:199] + "…"


def describe(name, value):
    function = value
    for _ in range(20):
        if not hasattr(function, "__wrapped__"):
            break
        function = function.__wrapped__
    code = getattr(function, "__code__", None)
    kind = "function"
    if code is not None:
        flags = code.co_flags
        kind = ("asynchronousGenerator" if flags & 0x200 else "asynchronous" if flags & 0x80
                else "generator" if flags & 0x20 else "function")
    parameters, returns = None, None
    try:
        if type(function).__name__ == "function":
            parameters, returns = parameters_of(function, code)
        else:
            parameters, returns = parameters_of_any(function)
    except Exception:
        # Some functions written in C do not tell.
        pass
    doc = getattr(value, "__doc__", None)
    if type(value).__name__ == "partial":
        doc = getattr(value.func, "__doc__", None)
    line = code.co_firstlineno if code is not None and code.co_filename == worker.module.__file__ else None
    return {"name": name, "kind": kind, "doc": doc if isinstance(doc, str) else None, "parameters": parameters,
            "returns": returns, "line": line}


def parameters_of(function, code):
    """The signature of a plain function, without the module inspect, whose import costs as much as Python's start."""
    annotations = getattr(function, "__annotations__", None) or {}
    names = code.co_varnames
    places, keywords = code.co_argcount, code.co_kwonlyargcount
    defaults = function.__defaults__ or ()
    result = []

    def add(name, kind, *default):
        result.append([name, kind, annotation_text(annotations.get(name)), default_text(*default) if default else None])
    for index in range(places):
        behind = index - (places - len(defaults))
        kind = "positionalOnly" if index < code.co_posonlyargcount else "positionalOrKeyword"
        add(names[index], kind, *([defaults[behind]] if behind >= 0 else []))
    at = places + keywords
    if code.co_flags & 4:
        add(names[at], "variadicPositional")
        at += 1
    for name in names[places:places + keywords]:
        known = function.__kwdefaults__ or {}
        add(name, "keywordOnly", *([known[name]] if name in known else []))
    if code.co_flags & 8:
        add(names[at], "variadicKeyword")
    return result, annotation_text(annotations.get("return"))


def parameters_of_any(function):
    import inspect
    kinds = ["positionalOnly", "positionalOrKeyword", "variadicPositional", "keywordOnly", "variadicKeyword"]
    signature = inspect.signature(function)
    empty = inspect.Parameter.empty
    return [[each.name, kinds[each.kind], None if each.annotation is empty else annotation_text(each.annotation),
             None if each.default is empty else default_text(each.default)]
            for each in signature.parameters.values()], (
                None if signature.return_annotation is inspect.Signature.empty
                else annotation_text(signature.return_annotation))


def text_of(value):
    try:
        return str(value)
    except Exception:
        return "(no text)"


def sendable(value):
    try:
        pack(value)
        return value
    except Exception:
        return default_text(value)


def error_of(error, reason=RAISED):
    """An exception as it travels: class, text, traceback without our own lines, data, causes."""
    chain, seen = [], error
    while seen is not None and len(chain) < 8:
        trace = seen.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
            trace = trace.tb_next
        seen.__traceback__ = trace
        chain.append(seen)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    try:
        import traceback
        trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    except Exception:
        trace = ""

    def one(each, trace):
        attributes = {name: sendable(value) for name, value in getattr(each, "__dict__", {}).items()
                      if not name.startswith("_")}
        return [class_name(type(each)), text_of(each)[:65536], trace[-65536:], [sendable(arg) for arg in each.args],
                attributes]
    return pack([reason, one(error, trace)] + [one(each, "") for each in chain[1:]])


# ---- The worker ------------------------------------------------------------------------------------------------------

class Stream:
    __slots__ = ("generator", "credit", "waiter")

    def __init__(self, generator, credit):
        self.generator = generator
        self.credit = credit
        self.waiter = None


class Worker:
    def __init__(self, socket):
        self.socket = socket
        self.poll = select.poll()
        self.poll.register(socket, select.POLLIN)
        self.buffer = b""
        self.at = 0
        self.backlog = []
        self.lock = _thread.allocate_lock()
        # The call whose code runs in the main thread; a signal may interrupt that and nothing else.
        self.running = None
        self.masked = 0
        self.interrupted = False
        # Whether a signal came when no code of a call ran.
        self.missed = False
        self.cancelled = set()
        self.streams = {}
        self.functions = {}
        self.module = None
        self.longest = 1 << 30
        self.host_calls = 0
        self.futures = {}
        # While asynchronous functions run.
        self.loop = None
        self.in_loop = False
        self.idle = None
        self.tasks = {}
        self.context = None

    # -- Frames

    def send(self, kind, call, body=b""):
        if len(body) + 5 > self.longest:
            raise Unsupported("%d bytes are more than a message may have (%d)" % (len(body), self.longest))
        head = HEAD.pack(len(body) + 5, kind, call)
        is_main = _thread.get_ident() == MAIN
        if is_main:
            # A cancelled call must not leave half a frame behind.
            self.masked += 1
        try:
            with self.lock:
                if len(body) < 65536:
                    data = head + body
                    sent = os.write(self.socket, data)
                    while sent < len(data):
                        sent += os.write(self.socket, memoryview(data)[sent:])
                else:
                    views = [memoryview(head), memoryview(body)]
                    while views:
                        sent = os.writev(self.socket, views)
                        while views and sent >= len(views[0]):
                            sent -= len(views.pop(0))
                        if views:
                            views[0] = views[0][sent:]
        finally:
            if is_main:
                self.masked -= 1
        if is_main and self.interrupted and not self.masked:
            self.interrupted = False
            interrupt()

    def take(self):
        """The next frame of what was read, or None."""
        buffer, at = self.buffer, self.at
        if len(buffer) - at < 9:
            return None
        size, kind, call = HEAD.unpack_from(buffer, at)
        end = at + 4 + size
        if len(buffer) < end:
            if size > 65536:
                # The rest of a large frame is read into its place.
                whole = bytearray(4 + size)
                have = len(buffer) - at
                whole[:have] = buffer[at:]
                view = memoryview(whole)
                while have < len(whole):
                    more = os.readv(self.socket, [view[have:]])
                    if not more:
                        raise HostGone
                    have += more
                self.buffer, self.at = b"", 0
                return kind, call, view[9:]
            return None
        body = buffer[at + 9:end]
        if end == len(buffer):
            self.buffer, self.at = b"", 0
        else:
            self.at = end
        return kind, call, body

    def read(self):
        more = os.read(self.socket, 65536)
        if not more:
            raise HostGone
        self.buffer = self.buffer[self.at:] + more if self.at < len(self.buffer) else more
        self.at = 0

    def next(self):
        while True:
            frame = self.take()
            if frame:
                return frame
            self.read()

    def look_ahead(self):
        """Notes which calls are cancelled in what has come, without taking it."""
        while self.poll.poll(0):
            self.read()
        at = self.at
        while len(self.buffer) - at >= 9:
            size, kind, call = HEAD.unpack_from(self.buffer, at)
            if kind == CANCEL:
                self.cancelled.add(call)
            at += 4 + size

    # -- Calls

    def serve(self):
        while True:
            if self.backlog:
                self.handle(*self.backlog.pop(0))
            elif self.streams and any(stream.credit > 0 for stream in self.streams.values()):
                # Frames first, so that a stream is stopped as soon as nobody wants it.
                while True:
                    if self.poll.poll(0):
                        self.read()
                    frame = self.take()
                    if not frame:
                        break
                    self.handle(*frame)
                self.step()
            else:
                self.handle(*self.next())
            if self.tasks:
                self.run_loop()

    def handle(self, kind, call, body):
        if kind == CALL:
            self.call(call, body)
        elif kind == RELEASE:
            memory.release(unpack(body))
        elif kind == CREDIT:
            stream = self.streams.get(call)
            if stream:
                stream.credit += unpack(body)
                if stream.waiter and not stream.waiter.done():
                    stream.waiter.set_result(None)
        elif kind == CANCEL:
            self.cancelled.discard(call)
            if call in self.tasks:
                self.tasks[call].cancel()
            elif call in self.streams:
                self.close(call)
        elif kind in (HOST_RESULT, HOST_ERROR):
            future = self.futures.pop(call, None)
            if future and not future.done():
                self.settle(future, kind, body)

    def call(self, call, body):
        if call in self.cancelled:
            # Its cancellation was seen before its turn came.
            return self.send(CANCELLED, call)
        try:
            name, arguments, keywords, credit = unpack(body)
        except Exception as error:
            return self.send(ERROR, call, error_of(error, UNSUPPORTED))
        function = self.functions.get(name)
        if function is None:
            return self.send(ERROR, call, pack([NO_FUNCTION, ["", "", "", sorted(self.functions), {}]]))
        try:
            try:
                self.begin(call)
                result = function(*arguments, **keywords)
            finally:
                self.running = None
            if type(result) in PLAIN:
                return self.send(RESULT, call, pack(result))
            # What the function was given may be memory that is free again when nobody holds it.
            del arguments, keywords
            kind = type(result).__name__
            if kind in LIVING and self.start_living(call, kind, result, credit):
                return None
            self.finish(call, result)
        except Cancelled:
            self.running = None
            self.send(CANCELLED, call)
        except (SystemExit, HostGone):
            raise
        except BaseException as error:
            self.running = None
            self.send(ERROR, call, error_of(error))
        return None

    def begin(self, call):
        """From here on a signal may interrupt; one that came just before was perhaps for this call."""
        self.running = call
        if self.missed:
            self.missed = False
            interrupt()

    def finish(self, call, result):
        """Sends what a call returned."""
        try:
            kind = type(result)
            if kind is bytes or kind is bytearray:
                result = memory.bytes(result)
                body = pack(result) if type(result) is bytes else pack_python(result)
            else:
                if (kind is list or kind is tuple) and len(result) <= 16:
                    result = kind(map(share, result))
                elif kind is dict and len(result) <= 16:
                    result = {key: share(value) for key, value in result.items()}
                body = pack(result)
            self.send(RESULT, call, body)
        except Cancelled:
            raise
        except Exception as error:
            self.send(ERROR, call, error_of(error, UNSUPPORTED))

    def start_living(self, call, kind, result, credit):
        """Begins a stream or a task. False when the result is a value after all."""
        if kind == "coroutine":
            self.start_task(call, self.run_task(call, result, credit))
            return True
        if not credit:
            if kind == "generator":
                result.close()
            self.send(ERROR, call, error_of(Unsupported(
                "the function yields values: it is to be read as a stream"), UNSUPPORTED))
            return True
        self.streams[call] = Stream(result, credit)
        self.send(STREAM, call)
        if kind == "async_generator":
            self.start_task(call, self.run_stream(call))
        elif self.in_loop:
            self.loop.call_soon(self.pump)
        return True

    # -- Generators

    def step(self):
        """One value of each stream that may send one."""
        for call, stream in list(self.streams.items()):
            if stream.credit <= 0 or call in self.tasks or call not in self.streams:
                continue
            try:
                try:
                    self.begin(call)
                    item = next(stream.generator)
                finally:
                    self.running = None
                stream.credit -= 1
                self.send(ITEM, call, pack(share(item)))
            except StopIteration:
                del self.streams[call]
                self.send(END, call)
            except Cancelled:
                self.running = None
                self.close(call)
            except (SystemExit, HostGone):
                raise
            except BaseException as error:
                self.running = None
                self.streams.pop(call, None)
                self.send(ERROR, call, error_of(error, UNSUPPORTED if type(error) is Unsupported else RAISED))

    def close(self, call):
        stream = self.streams.pop(call, None)
        try:
            if stream:
                stream.generator.close()
        except Exception as error:
            return self.send(ERROR, call, error_of(error))
        return self.send(CANCELLED, call)

    # -- Asynchronous functions

    def start_task(self, call, coroutine):
        if self.loop is None:
            import asyncio
            import contextvars
            self.context = contextvars.ContextVar("call")
            self.loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self.loop)
        self.tasks[call] = self.loop.create_task(coroutine)

    def run_loop(self):
        """Runs asynchronous functions, and takes frames in between, until none is left."""
        self.in_loop = True
        self.loop.add_reader(self.socket, self.readable)
        try:
            self.loop.call_soon(self.pump)
            self.idle = self.loop.create_future()
            self.loop.run_until_complete(self.idle)
        finally:
            self.in_loop = False
            self.loop.remove_reader(self.socket)

    def readable(self):
        self.read()
        self.pump()

    def pump(self):
        try:
            while self.backlog:
                self.handle(*self.backlog.pop(0))
            frame = self.take()
            while frame:
                self.handle(*frame)
                frame = self.take()
            self.step()
        except HostGone as error:
            self.idle.set_exception(error)
            return
        if any(stream.credit > 0 and call not in self.tasks for call, stream in self.streams.items()):
            self.loop.call_soon(self.pump)

    async def run_task(self, call, coroutine, credit):
        import asyncio
        self.context.set(call)
        try:
            result = await coroutine
            if type(result).__name__ in LIVING:
                raise Unsupported("an asynchronous function returned a generator or coroutine")
            self.finish(call, result)
        except (asyncio.CancelledError, Cancelled):
            self.send(CANCELLED, call)
        except (SystemExit, HostGone):
            raise
        except BaseException as error:
            self.send(ERROR, call, error_of(error, UNSUPPORTED if type(error) is Unsupported else RAISED))
        finally:
            self.end_task(call)

    async def run_stream(self, call):
        import asyncio
        self.context.set(call)
        stream = self.streams[call]
        try:
            try:
                async for item in stream.generator:
                    stream.credit -= 1
                    self.send(ITEM, call, pack(share(item)))
                    if stream.credit <= 0:
                        stream.waiter = self.loop.create_future()
                        await stream.waiter
                self.send(END, call)
            finally:
                await stream.generator.aclose()
        except (asyncio.CancelledError, Cancelled):
            self.send(CANCELLED, call)
        except (SystemExit, HostGone):
            raise
        except BaseException as error:
            self.send(ERROR, call, error_of(error, UNSUPPORTED if type(error) is Unsupported else RAISED))
        finally:
            self.streams.pop(call, None)
            self.end_task(call)

    def end_task(self, call):
        del self.tasks[call]
        self.cancelled.discard(call)
        if not self.tasks and not self.idle.done():
            self.idle.set_result(None)

    # -- Calls of the host

    @property
    def current(self):
        """The call whose code runs, 0 for none."""
        return self.context.get(self.running or 0) if self.context else self.running or 0

    def send_host_call(self, name, arguments, keywords):
        if _thread.get_ident() != MAIN:
            raise RuntimeError("the host can be called from the main thread only")
        self.host_calls += 1
        self.send(HOST_CALL, self.host_calls, pack([name, list(arguments), keywords]))
        return self.host_calls

    def call_host(self, name, /, *arguments, **keywords):
        """Calls a handler of the host and waits for what it returns."""
        number = self.send_host_call(name, arguments, keywords)
        running = self.running
        while True:
            # Not to be interrupted while a frame is half read: the cancellation is a frame as well.
            self.masked += 1
            try:
                kind, call, body = self.next()
            finally:
                self.masked -= 1
            if kind in (HOST_RESULT, HOST_ERROR) and call == number:
                self.interrupted = False
                if kind == HOST_RESULT:
                    return unpack(body)
                raise host_error(body)
            if kind == CANCEL and call == running:
                self.interrupted = False
                self.cancelled.discard(call)
                raise Cancelled()
            if kind in (HOST_RESULT, HOST_ERROR, RELEASE, CREDIT):
                self.handle(kind, call, body)
            else:
                if kind == CANCEL:
                    self.cancelled.add(call)
                self.backlog.append((kind, call, body))

    async def call_host_async(self, name, /, *arguments, **keywords):
        """Calls a handler of the host; other functions run meanwhile."""
        number = self.send_host_call(name, arguments, keywords)
        future = self.loop.create_future()
        self.futures[number] = future
        return await future

    def settle(self, future, kind, body):
        try:
            if kind == HOST_RESULT:
                future.set_result(unpack(body))
            else:
                future.set_exception(host_error(body))
        except Exception as error:
            future.set_exception(error)

    def progress(self, current=None, maximum=None, message=None):
        """Tells the caller how far the call is."""
        self.send(PROGRESS, self.current, pack([None if current is None else float(current),
                                                None if maximum is None else float(maximum),
                                                None if message is None else str(message)]))


def host_error(body):
    kind, message = unpack(body)
    error = HostError(message)
    error.kind = kind
    return error


LIVING = ("generator", "coroutine", "async_generator")


def share(value):
    """Large bytes as a place in shared memory; other values as they are."""
    if type(value) in (bytes, bytearray) and len(value) >= memory.threshold:
        value = memory.bytes(value)
        if type(value) is Ext and CODEC == "C":
            return _ExtType(value.code, value.data)
    return value


def interrupt(*_):
    """SIGUSR1: a call that is to be cancelled is in a frame that has come."""
    worker = globals()["worker"]
    if worker.masked:
        worker.interrupted = True
        return
    call = worker.running
    if call is None and worker.in_loop:
        import asyncio
        task = asyncio.current_task(worker.loop)
        call = next((each for each, known in worker.tasks.items() if known is task), None)
    if call is None:
        worker.missed = True
        return
    worker.masked += 1
    try:
        worker.look_ahead()
    finally:
        worker.masked -= 1
    if worker.in_loop:
        # What was read is no longer in the socket, and would wake nobody.
        worker.loop.call_soon_threadsafe(worker.pump)
    if call in worker.cancelled:
        raise Cancelled()


class LogFinder:
    """Waits for the first import of logging, and sends its records from then on."""

    def __init__(self, level):
        self.level = level

    def find_spec(self, name, path=None, target=None):
        if name != "logging":
            return None
        sys.meta_path.remove(self)
        import importlib.util
        spec = importlib.util.find_spec(name)
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            send_logs(module, self.level)
        spec.loader.exec_module = exec_module
        return spec


def send_logs(logging, level):
    class Handler(logging.Handler):
        def emit(self, record):
            try:
                text = record.getMessage()
                if record.exc_info:
                    text += "\n" + logging.Formatter().formatException(record.exc_info)
                worker.send(LOG, 0, pack_python([int(record.levelno), str(record.name), text[:65536],
                                                 str(record.pathname), int(record.lineno or 0)]))
            except Exception:
                self.handleError(record)
    root = logging.getLogger()
    root.addHandler(Handler())
    root.setLevel(level)


class TemplateFinder:
    """Stands in for the package that the pods of another host import, where the environment does not have it."""

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] != "pypods":
            return None
        from importlib.machinery import ModuleSpec
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        class PodListener:
            """Its pods are called by this worker; nothing is read from standard input."""

            def read_stdin(self):
                return None
        module.PodListener = PodListener


def make_pod_module():
    module = type(sys)("pharos_pod", "What a pod can do besides returning values.")

    class Host:
        """The program that calls this pod."""
        call = staticmethod(worker.call_host)
        call_async = staticmethod(worker.call_host_async)
    module.host = Host()
    module.progress = worker.progress
    module.empty = memory.empty
    module.Cancelled = Cancelled
    module.HostError = HostError
    sys.modules["pharos_pod"] = module


def after_fork():
    """A child of the pod's has no part in its conversation; what it prints is still log."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, worker.socket, inheritable=False)
    os.close(null)
    if memory.socket:
        memory.socket.close()
        memory.socket = None


def lift(descriptor):
    """The same descriptor far from those that programs expect something at."""
    try:
        import fcntl
        high = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 200)
    except (ImportError, OSError):
        high = os.dup(descriptor)
    return high


def main():
    global worker
    worker = Worker(lift(0))
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.register_at_fork(after_in_child=after_fork)
    _signal.signal(_signal.SIGUSR1, interrupt)
    sys.stdout.reconfigure(line_buffering=True, errors="backslashreplace")
    try:
        kind, _, body = worker.next()
        options = unpack(body)
        worker.longest = options["longest"]
        if options["shares"]:
            memory.open(lift(3))
            os.close(3)
            memory.threshold = options["threshold"]
        make_pod_module()
        sys.path.insert(0, options["root"])
        sys.argv = ["pod"]
        if "logging" in sys.modules:
            send_logs(sys.modules["logging"], options["level"])
        else:
            sys.meta_path.insert(0, LogFinder(options["level"]))
        sys.meta_path.append(TemplateFinder())
        name = "pods.%s.pod" % options["name"]
        try:
            __import__(name)
            worker.module = sys.modules[name]
            worker.functions = exposed(worker.module)
            functions = [describe(name, value) for name, value in sorted(worker.functions.items())]
        except Exception as error:
            worker.send(FAILED, 0, error_of(error))
            return
        doc = worker.module.__doc__
        worker.send(HELLO, 0, pack({
            "protocol": PROTOCOL, "pid": os.getpid(), "python": ".".join(map(str, sys.version_info[:3])), "codec": CODEC,
            "doc": doc if isinstance(doc, str) else None, "functions": functions}))
        worker.serve()
    except (HostGone, BrokenPipeError, ConnectionResetError):
        pass


worker = None
if __name__ == "__main__":
    main()
