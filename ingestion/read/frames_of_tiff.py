"""How many frames a TIFF file has, by its chain of directories alone: nothing of a frame is read."""

import struct

ORDERS = {b"II": "<", b"MM": ">"}
ENTRY = 12


def frame_count(data: bytes) -> int:
    """Directories from the first to the last; the chain ends where it leaves the file or comes back to itself."""
    order = ORDERS.get(data[:2])
    if order is None or len(data) < 8:
        return 0
    (at,) = struct.unpack_from(order + "I", data, 4)
    seen: set[int] = set()
    while at and at not in seen and at + 2 <= len(data):
        seen.add(at)
        (entries,) = struct.unpack_from(order + "H", data, at)
        following = at + 2 + ENTRY * entries
        if following + 4 > len(data):
            break
        (at,) = struct.unpack_from(order + "I", data, following)
    return len(seen)
