#!/usr/bin/env python3
"""Keeping many links: `list --where`, `lint`, `tag rename`, `edit`, `add`, `import`, `export`, beside buku with the same links.

    python3 benches/keeping.py target/release/linkarium [--links 20000] [--rounds 5] [--buku PATH] [--folder DIR]

The same links are kept twice by linkarium, as one Markdown file each (what `add` makes) and in TOML files of 200, and
once by buku (its SQLite file filled through its own import). Every operation runs once in each, round after round, and
the median of the wall time in seconds and the largest memory in MB are printed, with the ratio to buku's. Nothing asks
the network. `--buku` may be left out: then there is no ratio.
"""
import argparse
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

WORDS = ("harbour ledger compiler orchard signal copper garden lattice meadow thread anchor cache rivet parser quartz "
         "tensor willow bridge kernel saddle mirror index ferry socket basil vector cedar module pepper branch").split()


def links(count):
    """Links with titles, descriptions and tags, some tags on many and most on few; the same for every run."""
    chance = random.Random(7)
    tags = [f"{a}-{b}" for a in WORDS for b in WORDS[:12]]
    weights = [1 / (place + 1) for place in range(len(tags))]
    for number in range(count):
        title = " ".join(chance.choices(WORDS, k=6)).capitalize() + f" {number}"
        yield {
            "url": f"https://{chance.choice(WORDS)}{number % 997}.example/{chance.choice(WORDS)}/{number}",
            "title": title,
            "description": " ".join(chance.choices(WORDS, k=18)),
            "tags": sorted(set(chance.choices(tags, weights, k=4))),
            "added": f"20{10 + number % 16:02}-{number % 12 + 1:02}-{number % 28 + 1:02}",
        }


def toml(link):
    tags = ", ".join(f'"{tag}"' for tag in link["tags"])
    return (f'url = "{link["url"]}"\ntitle = "{link["title"]}"\ndescription = "{link["description"]}"\n'
            f'tags = [{tags}]\nadded = {link["added"]}\n')


def make(folder, kept, layout):
    (folder / "links").mkdir(parents=True)
    (folder / "linkarium.toml").write_text('[site]\ntitle = "Many"\n')
    if layout == "files":
        for number, link in enumerate(kept):
            # As many in a folder as a person's years would put there.
            year = folder / "links" / link["added"][:4]
            year.mkdir(exist_ok=True)
            (year / f"{number}.md").write_text(f"+++\n{toml(link)}+++\n")
    else:
        for start in range(0, len(kept), 200):
            text = "\n".join(f"[[link]]\n{toml(link)}" for link in kept[start:start + 200])
            (folder / "links" / f"{start // 200:04}.toml").write_text(text)


def netscape(kept):
    rows = "\n".join(f'<DT><A HREF="{link["url"]}" TAGS="{",".join(link["tags"])}">{link["title"]}</A>\n'
                     f'<DD>{link["description"]}' for link in kept)
    return f"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n{rows}\n</DL><p>\n"


def run(command, environment=None, codes=(0,)):
    """Wall seconds, peak MB and what was printed."""
    with tempfile.TemporaryFile() as out:
        clock = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=out,
                                   stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - clock
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode("utf-8", "replace")
    if process.returncode not in codes:
        sys.exit(f"{command} ended with {process.returncode}\n{text[-2000:]}")
    return seconds, usage.ru_maxrss / 1024, text


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("binary")
    arguments.add_argument("--links", type=int, default=20000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--buku")
    arguments.add_argument("--folder", help="where to work [default: a temporary folder]")
    given = arguments.parse_args()
    binary = pathlib.Path(given.binary).resolve()
    work = pathlib.Path(tempfile.mkdtemp(dir=given.folder))
    kept = list(links(given.links))
    common = kept[0]["tags"][0]
    keepers = {}
    for layout in ("files", "toml"):
        make(work / layout, kept, layout)
        keepers[layout] = [binary, "--root", work / layout, "--progress", "none"]
    (work / "bookmarks.html").write_text(netscape(kept))
    environment = {"XDG_DATA_HOME": str(work), "BUKU_COLORS": "", "NO_COLOR": "1"}
    if given.buku:
        keepers["buku"] = [given.buku, "--nostdin", "--np", "--nc"]
        run([*keepers["buku"], "--tacit", "-i", work / "bookmarks.html"], environment)

    rounds = iter(range(10**6))
    names = {}

    def operations(keeper):
        turn = next(rounds)
        rename = names.get(keeper, common), f"{common}-{turn}"
        names[keeper] = rename[1]
        url = f"https://new{turn}.example/"
        own = keepers[keeper]
        if keeper == "buku":
            return {
                "list: a tag": [*own, "-j", "-t", rename[0]],
                "list: two words": [*own, "-j", "-S", "harbour", "ledger"],
                "rename a tag": [*own, "--tacit", "--replace", rename[0], rename[1]],
                "add one": [*own, "--tacit", "--offline", "-a", url, "new,links", "--title", "A new one"],
                "export HTML": [*own, "--tacit", "-e", work / f"buku-{turn}.html"],
            }
        return {
            "list: a tag": [*own, "list", "--json", "--where", f"tag:{rename[0]}"],
            "list: two words": [*own, "list", "--json", "--where", "harbour ledger"],
            "lint": [*own, "lint"],
            "lint --strict": [*own, "lint", "--strict"],
            "rename a tag": [*own, "tag", "rename", "--yes", *rename],
            "edit 1 in 16": [*own, "edit", "--yes", "--where", "added:2015", "--add-tag", f"turn-{turn}"],
            "add one": [*own, "add", "--offline", url, "--tag", "new", "--tag", "links", "--title", "A new one"],
            "import again": [*own, "import", work / "bookmarks.html"],
            "export HTML": [*own, "export", "--format", "netscape", work / f"own-{turn}.html"],
        }

    seconds, memory = {}, {}
    for turn in range(given.rounds + 1):
        for keeper in keepers:
            for name, command in operations(keeper).items():
                codes = (0, 1) if name == "lint --strict" else (0,)
                taken, peak, _ = run(command, environment if keeper == "buku" else None, codes)
                # The first round warms the caches of the system.
                if turn:
                    seconds.setdefault((name, keeper), []).append(taken)
                    memory[name, keeper] = max(memory.get((name, keeper), 0), peak)
    print(f"{given.links:,} links, medians of {given.rounds}: seconds (MB), and how many times buku's time")
    print(f"{'':16}" + "".join(f"{keeper:>24}" for keeper in keepers))
    for name in operations("files"):
        row = f"{name:16}"
        for keeper in keepers:
            if (name, keeper) not in seconds:
                row += f"{'-':>24}"
                continue
            middle = statistics.median(seconds[name, keeper])
            cell = f"{middle:.2f} ({memory[name, keeper]:.0f})"
            if (name, "buku") in seconds and keeper != "buku":
                cell += f" {middle / statistics.median(seconds[name, 'buku']):5.2f}x"
            row += f"{cell:>24}"
        print(row)
    shutil.rmtree(work)


if __name__ == "__main__":
    main()
