#!/usr/bin/env python3
"""Page views of `linkarium serve` while captures hang, beside the same views while nothing is captured.

    python3 benches/preview.py target/release/linkarium [--hang 200] [--views 2000]

Prints the median and the 99th percentile of a page view in milliseconds (a new connection each), idle and busy, the
ratio of the two, and how long it takes until an edited note is seen while the captures hang.
"""
import argparse
import http.client
import pathlib
import re
import socket
import subprocess
import tempfile
import threading
import time


def hang(server, seen):
    """Accepts connections and never answers."""
    held = []
    while True:
        held.append(server.accept()[0])
        seen.append(1)


def start(binary, root, *arguments):
    process = subprocess.Popen([binary, "--root", root, "serve", "--port", "0", *arguments],
                               stderr=subprocess.PIPE, text=True)
    address = None
    for line in process.stderr:
        found = re.search(r"http://([\d.]+):(\d+)/", line)
        if found and not address:
            address = found[1], int(found[2])
        if line.startswith("built in"):
            break
    threading.Thread(target=lambda: process.stderr.read(), daemon=True).start()
    return process, address


def view(address, path="/"):
    connection = http.client.HTTPConnection(*address, timeout=30)
    connection.request("GET", path)
    body = connection.getresponse().read()
    connection.close()
    return body


def measure(address, views):
    times = []
    for _ in range(views):
        clock = time.perf_counter()
        view(address)
        times.append((time.perf_counter() - clock) * 1000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.99)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--hang", type=int, default=200)
    parser.add_argument("--views", type=int, default=2000)
    wanted = parser.parse_args()

    server = socket.create_server(("127.0.0.1", 0), backlog=512)
    port = server.getsockname()[1]
    seen = []
    threading.Thread(target=hang, args=(server, seen), daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "links").mkdir()
        links = "".join(f'[[link]]\nurl = "http://127.0.0.1:{port}/{n}"\n' for n in range(wanted.hang))
        (root / "links/hang.toml").write_text(links)
        note = root / "links/note.md"
        note.write_text("+++\nurl = 'https://note.example/'\narchive = false\nid = 'note'\n+++\nwords\n")
        (root / "linkarium.toml").write_text(
            f'[capture]\nallow_private = ["127.0.0.1:{port}"]\nconcurrency = {wanted.hang}\n'
            f'per_host = {wanted.hang}\nresource_timeout = "10m"\ntimeout = "10m"\n')
        process, address = start(wanted.binary, folder, "--offline")
        idle = measure(address, wanted.views)
        process.kill()
        process, address = start(wanted.binary, folder)
        while len(seen) < wanted.hang:
            time.sleep(0.01)
        busy = measure(address, wanted.views)
        clock = time.perf_counter()
        note.write_text(note.read_text().replace("words", "other words"))
        while b"other words" not in view(address, "/links/note/"):
            time.sleep(0.005)
        edit = time.perf_counter() - clock
        process.kill()
    print(f"idle: median {idle[0]:.2f} ms, p99 {idle[1]:.2f} ms")
    print(f"{wanted.hang} captures hang: median {busy[0]:.2f} ms, p99 {busy[1]:.2f} ms")
    print(f"ratio: median {busy[0] / idle[0]:.2f}, p99 {busy[1] / idle[1]:.2f}")
    print(f"an edited note is seen after {edit * 1000:.0f} ms")


if __name__ == "__main__":
    main()
