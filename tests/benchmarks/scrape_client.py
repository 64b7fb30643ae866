"""Scrapes a port of this machine with several clients at once, as Prometheus does; prints latencies in seconds as JSON.

Run as a program: python scrape_client.py PORT CLIENTS SCRAPES [PATH [PAUSE]]. With a pause in seconds each client keeps
to a timetable: what had to wait for an answer that came late counts as late itself.
"""

import asyncio
import json
import sys
from time import perf_counter

REQUEST = (
    b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n"
    b"Accept: application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5\r\n\r\n"
)


async def scrapes(port: int, times: int, path: str, pause: float) -> list[float]:
    """Return the latency of each of several scrapes in a row, over a connection that the server may keep alive."""
    seconds = []
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    begun = perf_counter()
    for nth in range(times):
        await asyncio.sleep(begun + nth * pause - perf_counter() if pause else 0)
        began = begun + nth * pause if pause else perf_counter()
        if writer.is_closing():
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST % path.encode())
        if not await answered(reader):
            writer.close()
            await writer.wait_closed()
        seconds.append(perf_counter() - began)
    writer.close()
    await writer.wait_closed()
    return seconds


async def answered(reader: asyncio.StreamReader) -> bool:
    """Read one answer to its end; return whether the connection stays."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    assert b" 200 ok\r\n" in head
    await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
    return head.startswith(b"http/1.1")


async def main(port: int, clients: int, times: int, path: str = "/metrics", pause: str = "0") -> list[float]:
    """Return the latencies of all clients."""
    told = await asyncio.gather(*(scrapes(port, times, path, float(pause)) for _ in range(clients)))
    return [seconds for of_client in told for seconds in of_client]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(*map(int, sys.argv[1:4]), *sys.argv[4:]))))
