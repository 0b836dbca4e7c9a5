#!/usr/bin/env python3
"""How fast pages are: medians of every page, an even load, and requests a second beside Datasette.

Every request is for an address that was not asked for before (`token=N` is added, which means nothing where there is none): what the
server keeps ready is left out, but for the line that says so.

    cargo build --release -p rapporteur
    cargo run --release -p rapporteur-pages --example pile -- 10000 target/pile
    python3 -m venv target/datasette && target/datasette/bin/pip install datasette   # if it is to be compared
    python3 benches/pages.py target/release/rapporteur target/pile target/datasette/bin/datasette

Prints one table. Needs nothing but Python's own library. Beside what a clock says stands the processor time that the
server took for a request: on a machine that is busy with other things only that can be compared.
"""

import asyncio
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.request

PAGES = ["/", "/positions", "/timeline", "/timeline?kind=event", "/meetings", "/sources", "/claims", "/terms", "/map",
         "/articles", "/articles?outlet=Outlet+3", "/entities", "/entities?name=anna", "/search?q=envoy",
         '/search?q=%22harbor+treaty%22&outlet=Outlet+3', "/api/v1/positions?issue=issue-3&limit=100",
         "/api/v1/positions_now", "/api/v1/articles?limit=20"]
QUERY = {"us": "/api/v1/positions?issue=issue-3&limit=100",
         "datasette": "/record/positions.json?issue=issue-3&_size=100&_shape=array&_nocount=1&_nofacet=1"}


# Requests for each page.
ROUNDS = 15


def processor(pid):
    """Seconds of processor time that the threads of a process have taken, those that have ended left out."""
    taken = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{thread}/schedstat") as f:
                taken += int(f.read().split()[0])
        except OSError:
            pass
    return taken / 1e9


def whole(pid):
    """The same in steps of 10 ms, with those that have ended."""
    with open(f"/proc/{pid}/stat") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid):
    """MiB held now, and at most so far."""
    with open(f"/proc/{pid}/status") as f:
        lines = dict(line.split(":", 1) for line in f)
    return [int(lines[key].split()[0]) // 1024 for key in ("VmRSS", "VmHWM")]


asked = 0


def fresh(path):
    """The same page by an address that nobody has asked for."""
    global asked
    asked += 1
    return f"{path}{'&' if '?' in path else '?'}token={asked}"


def get(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read()


async def ask(connection, host, port, path):
    """One request on a connection that is kept."""
    if connection[0] is None:
        connection[:] = await asyncio.open_connection(host, port, limit=1 << 24)
    reader, writer = connection
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head[:60]
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    if length:
        await reader.readexactly(int(length[1]))
    else:
        while (size := int(await reader.readuntil(b"\r\n"), 16)) > 0:
            await reader.readexactly(size + 2)
        await reader.readexactly(2)


async def steady(host, port, paths, connections, rate, seconds):
    """`rate` requests a second in all, over so many connections; times in ms, from when each was due."""
    times = []

    async def one(n):
        connection = [None, None]
        due = time.monotonic() + n / rate
        end = due + seconds
        i = n
        while due < end:
            await asyncio.sleep(max(0, due - time.monotonic()))
            await ask(connection, host, port, fresh(paths[i % len(paths)]))
            times.append((time.monotonic() - due) * 1000)
            due += connections / rate
            i += connections
        connection[1].close()

    await asyncio.gather(*(one(n) for n in range(connections)))
    return sorted(times)


async def flat_out(host, port, path, connections, seconds, once):
    """Requests a second when each connection asks again as soon as it is answered; no address twice if `once`."""
    done = 0
    end = time.monotonic() + seconds

    async def one():
        nonlocal done
        connection = [None, None]
        while time.monotonic() < end:
            await ask(connection, host, port, fresh(path) if once else path)
            done += 1
        connection[1].close()

    await asyncio.gather(*(one() for _ in range(connections)))
    return done / seconds


def main():
    command, record = sys.argv[1:3]
    began = time.monotonic()
    server = subprocess.Popen([command, "serve", record, "--port", "0"], stderr=subprocess.PIPE, text=True)
    try:
        line = server.stderr.readline()
        port = int(re.search(r":(\d+)/", line)[1])
        base = f"http://127.0.0.1:{port}"
        now, most = memory(server.pid)
        print(f"ready after {time.monotonic() - began:.1f} s, {whole(server.pid):.1f} s of processor time; {now} MiB held, {most} MiB at most\n\n| page | bytes | median ms | slowest ms | processor ms |\n| --- | ---: | ---: | ---: | ---: |")
        pages = list(PAGES)
        # One of each page that shows a single thing.
        for path, pattern in [("/positions", r"/positions/[\w-]+/[0-9a-f]{20}"), ("/positions", r"/positions/[\w-]+(?=\")"),
                              ("/articles", r"/article/[0-9a-f]{20}"), ("/entities", r"/entity/[0-9a-f]{20}"),
                              ("/claims", r"/claims/[0-9a-f]{20}")]:
            found = re.search(pattern, get(base + path).decode())
            pages += [found[0]] if found else []
        pages += [p + "?layers=all" for p in pages if p.startswith("/article/")]
        medians = []
        for page in pages:
            times = []
            taken = processor(server.pid)
            for _ in range(ROUNDS):
                start = time.monotonic()
                size = len(get(base + fresh(page)))
                times.append((time.monotonic() - start) * 1000)
            taken = (processor(server.pid) - taken) * 1000 / ROUNDS
            medians.append(statistics.median(times))
            print(f"| `{page}` | {size} | {medians[-1]:.1f} | {max(times):.1f} | {taken:.2f} |", flush=True)
        print(f"\nslowest median {max(medians):.1f} ms")
        times = asyncio.run(steady("127.0.0.1", port, pages, 50, 100, 20))
        at = lambda q: times[min(len(times) - 1, int(len(times) * q))]
        print(f"50 connections, 100 requests/s over all pages: p50 {at(.5):.1f} ms, p99 {at(.99):.1f} ms, most {times[-1]:.1f} ms ({len(times)} requests)")
        for once, told in [(True, "worked out each time"), (False, "kept ready")]:
            taken = processor(server.pid)
            ours = asyncio.run(flat_out("127.0.0.1", port, QUERY["us"], 10, 10, once))
            taken = (processor(server.pid) - taken) * 100 / ours
            print(f"the query, 10 connections flat out, {told}: rapporteur {ours:.0f} requests/s, {taken:.2f} ms of processor time each", flush=True)
        now, most = memory(server.pid)
        print(f"{now} MiB held, {most} MiB at most")
        # The same record as if it had been built again.
        taken, began = whole(server.pid), time.monotonic()
        os.utime(f"{record}/record.sqlite")
        server.stderr.readline()
        now, most = memory(server.pid)
        print(f"replaced after {time.monotonic() - began:.1f} s, {whole(server.pid) - taken:.1f} s of processor time; {now} MiB held, {most} MiB at most")
    finally:
        server.terminate()
        server.wait()
    if len(sys.argv) > 3:
        port = 8757
        other = subprocess.Popen([sys.argv[3], f"{record}/record.sqlite", "-p", str(port), "--setting", "sql_time_limit_ms", "10000"],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            for _ in range(100):
                try:
                    get(f"http://127.0.0.1:{port}{QUERY['datasette']}")
                    break
                except OSError:
                    time.sleep(0.2)
            taken = processor(other.pid)
            theirs = asyncio.run(flat_out("127.0.0.1", port, QUERY["datasette"], 10, 10, False))
            taken = (processor(other.pid) - taken) * 100 / theirs
            print(f"the same query: datasette {theirs:.0f} requests/s, {taken:.2f} ms of processor time each")
        finally:
            other.terminate()
            other.wait()


main()
