"""Arrow columns as the stream that PostgreSQL's COPY … (FORMAT binary) reads.

The server takes it in at two thirds of the cost of text, and no Python object is made for a value: every column becomes
bytes as a whole, and Arrow joins the columns to rows.
https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4
"""

import sys
from array import array

import pyarrow as pa
import pyarrow.compute as pc

BINARY = pa.binary()
HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
NULL = pa.scalar(b"\xff\xff\xff\xff", BINARY)
NOTHING = pa.scalar(b"", BINARY)
MICROSECONDS_BEFORE_2000 = 946_684_800_000_000
"""PostgreSQL counts instants from 2000, the rest of us from 1970."""

NUMBERS = {pa.int16(): "h", pa.int32(): "i", pa.int64(): "q", pa.int8(): "b"}


def stream(rows: pa.Table, ids: frozenset[str]) -> bytes:
    """The rows as a whole stream; columns named in `ids` hold UUIDs as text."""
    count = pa.scalar(rows.num_columns.to_bytes(2, "big"), BINARY)
    parts: list[pa.Array | pa.Scalar] = [count]
    for name, column in zip(rows.column_names, rows.columns, strict=True):
        parts += _field(pa.concat_arrays(column.chunks), is_id=name in ids)
    joined = pc.binary_join_element_wise(*parts, NOTHING)
    size = pc.sum(pc.binary_length(joined)).as_py() or 0
    return b"".join((HEADER, memoryview(joined.buffers()[2])[:size], TRAILER))


def _field(column: pa.Array, *, is_id: bool) -> list[pa.Array | pa.Scalar]:
    """Length and bytes of every value; a NULL has the length -1 and no bytes."""
    length, content = _uuids(column) if is_id else _content(column)
    if not column.null_count:
        return [length, content]
    known = pc.binary_join_element_wise(length, content, NOTHING)
    return [pc.if_else(pc.is_valid(column), known, NULL)]


def _content(column: pa.Array) -> tuple[pa.Array | pa.Scalar, pa.Array]:
    if pa.types.is_string(column.type):
        text = pc.fill_null(column, "").cast(BINARY)
        return _fixed(_big_endian(pc.binary_length(text)), 4), text
    if pa.types.is_timestamp(column.type):
        column = pc.subtract(column.cast(pa.int64()), MICROSECONDS_BEFORE_2000)
    elif pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    width = column.type.bit_width // 8
    return _length(width), _fixed(_big_endian(pc.fill_null(column, 0)), width)


def _uuids(column: pa.Array) -> tuple[pa.Scalar, pa.Array]:
    digits = pc.replace_substring(pc.fill_null(column, "0" * 32), "-", "")
    return _length(16), _fixed(bytes.fromhex("".join(digits.to_pylist())), 16)


def _length(width: int) -> pa.Scalar:
    return pa.scalar(width.to_bytes(4, "big"), BINARY)


def _big_endian(column: pa.Array) -> bytes:
    """Whole numbers as the network has them."""
    numbers = array(NUMBERS[column.type])
    width = numbers.itemsize
    numbers.frombytes(memoryview(column.buffers()[1])[column.offset * width : (column.offset + len(column)) * width])
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes()


def _fixed(content: bytes, width: int) -> pa.Array:
    """Bytes cut into values of one width."""
    values = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(width), len(content) // width, [None, pa.py_buffer(content)]
    )
    return values.cast(BINARY)
