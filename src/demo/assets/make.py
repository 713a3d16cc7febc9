#!/usr/bin/env python3
"""Draws the binary files of the built-in web: a web font, pictures and a PDF. All of it is our own.

    python3 -m venv venv && venv/bin/pip install fonttools brotli pillow
    venv/bin/python src/demo/assets/make.py

The files are committed, so this needs to run only when a drawing changes.
"""
import math
import pathlib
import random

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image, ImageDraw

SITES = pathlib.Path(__file__).resolve().parent.parent / "web" / "sites"

# ---------------------------------------------------------------- the font: letters of lamps, five wide, seven high

LAMPS = {
    "A": "01110 10001 10001 11111 10001 10001 10001", "B": "11110 10001 10001 11110 10001 10001 11110",
    "C": "01110 10001 10000 10000 10000 10001 01110", "D": "11110 10001 10001 10001 10001 10001 11110",
    "E": "11111 10000 10000 11110 10000 10000 11111", "F": "11111 10000 10000 11110 10000 10000 10000",
    "G": "01110 10001 10000 10111 10001 10001 01110", "H": "10001 10001 10001 11111 10001 10001 10001",
    "I": "111 010 010 010 010 010 111", "J": "00111 00010 00010 00010 00010 10010 01100",
    "K": "10001 10010 10100 11000 10100 10010 10001", "L": "10000 10000 10000 10000 10000 10000 11111",
    "M": "10001 11011 10101 10101 10001 10001 10001", "N": "10001 11001 10101 10011 10001 10001 10001",
    "O": "01110 10001 10001 10001 10001 10001 01110", "P": "11110 10001 10001 11110 10000 10000 10000",
    "Q": "01110 10001 10001 10001 10101 10010 01101", "R": "11110 10001 10001 11110 10100 10010 10001",
    "S": "01111 10000 10000 01110 00001 00001 11110", "T": "11111 00100 00100 00100 00100 00100 00100",
    "U": "10001 10001 10001 10001 10001 10001 01110", "V": "10001 10001 10001 10001 10001 01010 00100",
    "W": "10001 10001 10001 10101 10101 11011 10001", "X": "10001 10001 01010 00100 01010 10001 10001",
    "Y": "10001 10001 01010 00100 00100 00100 00100", "Z": "11111 00001 00010 00100 01000 10000 11111",
    "0": "01110 10001 10011 10101 11001 10001 01110", "1": "010 110 010 010 010 010 111",
    "2": "01110 10001 00001 00110 01000 10000 11111", "3": "11110 00001 00001 01110 00001 00001 11110",
    "4": "00010 00110 01010 10010 11111 00010 00010", "5": "11111 10000 11110 00001 00001 10001 01110",
    "6": "01110 10000 10000 11110 10001 10001 01110", "7": "11111 00001 00010 00100 01000 01000 01000",
    "8": "01110 10001 10001 01110 10001 10001 01110", "9": "01110 10001 10001 01111 00001 00001 01110",
    ".": "0 0 0 0 0 0 1", "-": "000 000 000 111 000 000 000", "'": "1 1 0 0 0 0 0", ":": "0 0 1 0 0 1 0",
    "?": "01110 10001 00001 00110 00100 00000 00100", "&": "01100 10010 10100 01000 10101 10010 01101",
}
CELL, LAMP = 140, 62  # pitch and radius, in units of 1000 to the em


def lamp(pen, x, y):
    """One lamp: a circle out of eight quadratic pieces."""
    points = []
    for step in range(8):
        for angle, radius in ((step, LAMP), (step + 0.5, LAMP / math.cos(math.pi / 8))):
            turn = -angle * math.pi / 4
            points.append((round(x + radius * math.cos(turn)), round(y + radius * math.sin(turn))))
    pen.moveTo(points[0])
    for at in range(1, 16, 2):
        pen.qCurveTo(points[at], points[(at + 1) % 16])
    pen.closePath()


def font():
    glyphs, widths, map_ = {}, {}, {}
    empty = TTGlyphPen(None).glyph()
    for name, code in ((".notdef", None), ("space", 32)):
        glyphs[name], widths[name] = empty, (3 * CELL, 0)
        if code:
            map_[code] = name
    for char, rows in LAMPS.items():
        rows, pen, name = rows.split(), TTGlyphPen(None), f"u{ord(char):04X}"
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell == "1":
                    lamp(pen, CELL * (column + 1), CELL * (6 - row) + LAMP)
        glyphs[name], widths[name] = pen.glyph(), (CELL * (len(rows[0]) + 1), CELL - LAMP)
        map_[ord(char)] = name
        if char.isalpha():
            map_[ord(char.lower())] = name
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(map_)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(widths)
    builder.setupHorizontalHeader(ascent=1050, descent=-150)
    builder.setupNameTable({"familyName": "Lamplight", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=1050, sTypoDescender=-150, usWinAscent=1050, usWinDescent=150)
    builder.setupPost()
    builder.updateHead(created=3786825600, modified=3786825600)
    builder.font.recalcTimestamp = False
    builder.font.flavor = "woff2"
    path = SITES / "commons" / "type" / "lamplight.woff2"
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.font.save(path)


# ---------------------------------------------------------------- pictures, drawn three times too large and shrunk

def save(image, path, width, height, colours=48):
    """PNG with a palette and WebP beside it, where `path` has no suffix; else the one that it names."""
    image = image.resize((width, height), Image.LANCZOS)
    path = SITES / path
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".webp":
        image.save(path, quality=72, method=6)
    else:
        image.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)


def shelves(width, height, seed=4, lit=True):
    """A library wall at night with one lit shelf: what is kept, and what is read."""
    dice = random.Random(seed)
    image = Image.new("RGB", (width, height), "#14181f")
    draw = ImageDraw.Draw(image)
    night = ["#232b38", "#2b3546", "#1e2530", "#313d50", "#28303d", "#3a4254"]
    lamp_colours = ["#e9b44c", "#d98032", "#f3d38a", "#b9472f", "#f6e7c1", "#8f3b2e", "#dba64a"]
    rows = 5
    row_height = height / rows
    for row in range(rows):
        floor = row_height * (row + 1) - row_height * 0.07
        draw.rectangle((0, floor, width, floor + row_height * 0.07), fill="#0d1015")
        x = width * 0.01
        warm = lit and row == 2
        while x < width:
            wide = row_height * dice.uniform(0.09, 0.24)
            tall = row_height * dice.uniform(0.58, 0.86)
            if dice.random() < 0.06:
                x += wide * 1.6
                continue
            colour = dice.choice(lamp_colours if warm else night)
            draw.rectangle((x, floor - tall, x + wide * 0.93, floor), fill=colour)
            band = floor - tall * dice.uniform(0.7, 0.85)
            draw.rectangle((x, band, x + wide * 0.93, band + tall * 0.04), fill="#14181f" if warm else "#3e4a60")
            x += wide
    return image


def harbour(width, height, night=False):
    """A lighthouse over layered hills and water."""
    sky = ["#0f1c2e", "#1b3148", "#2a4a63"] if night else ["#f4d9b0", "#f0bf8f", "#dd9673"]
    hills = ["#22405a", "#1a3348", "#12273a"] if night else ["#a9768a", "#7b5a7e", "#4b4468"]
    sea = ["#16304a", "#102437"] if night else ["#5c7f97", "#3b5f7d"]
    image = Image.new("RGB", (width, height), sky[0])
    draw = ImageDraw.Draw(image)
    for at, colour in enumerate(sky):
        draw.rectangle((0, height * 0.18 * at, width, height), fill=colour)
    draw.ellipse((width * 0.16, height * 0.14, width * 0.16 + height * 0.2, height * 0.34), fill="#fff3d6")
    for at, colour in enumerate(hills):
        base, swing = height * (0.46 + 0.09 * at), height * (0.09 - 0.015 * at)
        line = [(x, base - swing * math.sin(x / width * (5 + 2 * at) + at * 2.1) - swing * 0.5 *
                 math.sin(x / width * (13 + 4 * at) + at)) for x in range(0, width + 8, 8)]
        draw.polygon([(0, height), *line, (width, height)], fill=colour)
    draw.rectangle((0, height * 0.76, width, height), fill=sea[0])
    for at in range(7):
        y = height * (0.79 + 0.03 * at)
        line = [(x, y + height * 0.006 * math.sin(x / width * 40 + at * 1.7)) for x in range(0, width + 8, 8)]
        draw.line(line, fill=sea[1], width=max(2, height // 160))
    x, foot, top = width * 0.74, height * 0.72, height * 0.3
    half = height * 0.035
    beam = "#f8e3a1"
    draw.polygon([(x, top + half), (0, top - height * 0.06), (0, top + height * 0.12)], fill=beam)
    draw.polygon([(x - half * 1.5, foot + height * 0.06), (x - half, top + half * 1.4), (x + half, top + half * 1.4),
                  (x + half * 1.5, foot + height * 0.06)], fill="#f7f1e6")
    for at in (0, 2):
        y = top + (foot - top) * (0.25 + 0.2 * at)
        draw.rectangle((x - half * 1.25, y, x + half * 1.25, y + (foot - top) * 0.16), fill="#c1483a")
    draw.rectangle((x - half * 0.9, top, x + half * 0.9, top + half * 1.4), fill="#ffe9a8")
    draw.polygon([(x - half * 1.2, top), (x, top - half * 1.4), (x + half * 1.2, top)], fill="#8f2f26")
    draw.polygon([(width * 0.6, height), (width * 0.66, height * 0.75), (width * 0.84, height * 0.74), (width, height * 0.86),
                  (width, height)], fill="#2c2a3f" if not night else "#0b1826")
    return image


def chart(width, height, seed):
    """A sea chart: depth lines round a few islands."""
    dice = random.Random(seed)
    bumps = [(dice.uniform(0.1, 0.9), dice.uniform(0.1, 0.9), dice.uniform(0.1, 0.26), dice.uniform(0.5, 1))
             for _ in range(6)]
    depths = ["#22577a", "#2e6f95", "#3d8bb0", "#5aa8c7", "#86c5d8", "#f2e3bc", "#cdb67e", "#9aa86a"]
    image = Image.new("RGB", (width // 3, height // 3))
    for y in range(height // 3):
        for x in range(width // 3):
            u, v = x * 3 / width, y * 3 / height * height / width
            value = sum(h * math.exp(-((u - a) ** 2 + (v - b * height / width) ** 2) / (r * r)) for a, b, r, h in bumps)
            image.putpixel((x, y), tuple(bytes.fromhex(depths[min(7, int(value * 5.2))][1:])))
    return image


def weave(size):
    """A quiet tile for backgrounds."""
    image = Image.new("RGB", (size, size), "#f5efe2")
    draw = ImageDraw.Draw(image)
    for at in range(0, size, size // 8):
        draw.line((at, 0, at, size), fill="#efe6d4", width=size // 60)
        draw.line((0, at, size, at), fill="#ece2ce", width=size // 90)
    return image


def mark(size, paper, ink):
    """A bookmark in a square: the sites' icon."""
    image = Image.new("RGB", (size, size), paper)
    draw = ImageDraw.Draw(image)
    s = size / 16
    draw.polygon([(4 * s, 2 * s), (12 * s, 2 * s), (12 * s, 14 * s), (8 * s, 10.5 * s), (4 * s, 14 * s)], fill=ink)
    return image


def pictures():
    for width in (640, 1280):
        save(shelves(2560, 1280), f"margin/essays/link-rot/shelves-{width}.png", width, width // 2)
    save(shelves(2560, 1280), "margin/essays/link-rot/shelves-1280.webp", 1280, 640)
    save(shelves(1440, 1800, seed=9), "margin/essays/link-rot/shelves-tall.png", 480, 600)
    for width in (480, 960):
        save(harbour(2880, 1620), f"station/atlas/harbour-{width}.png", width, width * 9 // 16)
        save(harbour(2880, 1620, night=True), f"station/atlas/night-{width}.png", width, width * 9 // 16)
    save(harbour(2880, 1620), "station/postcard.png", 1200, 675, 64)
    for at, name in enumerate(("skerry", "bight", "sound")):
        save(chart(960, 720, seed=at + 11), f"station/atlas/{name}.png", 320, 240, 16)
    save(weave(480), "commons/paper.png", 160, 160, 8)
    save(mark(256, "#14181f", "#e9b44c"), "margin/icon.png", 64, 64, 16)
    save(mark(256, "#f5efe2", "#8f2f26"), "room/icon.png", 64, 64, 16)
    save(mark(256, "#12273a", "#f8e3a1"), "station/icon.png", 64, 64, 16)


# ---------------------------------------------------------------- a PDF, written by hand

def pdf():
    lines = [
        (22, 72, 742, "F2", "Survey of the Outer Skerries"), (11, 72, 718, "F1", "Field Station, sheet 7 of 12"),
        (11, 72, 400, "F1", "Depths are in metres below the lowest tide. The line follows the"),
        (11, 72, 384, "F1", "old pilots' route; the wreck at the third mark moves every winter."),
        (11, 72, 352, "F1", "A survey is a promise about a place at a time. The place goes on"),
        (11, 72, 336, "F1", "changing; the sheet does not. That is what makes it worth keeping."),
    ]
    text = [f"BT /{face} {size} Tf {x} {y} Td ({words}) Tj ET" for size, x, y, face, words in lines]
    depth = [3, 5, 4, 8, 13, 11, 17, 14, 9, 12, 6, 4, 2]
    step = 468 / (len(depth) - 1)
    curve = [(72 + at * step, 680 - metres * 13) for at, metres in enumerate(depth)]
    art = ["0.93 0.96 0.98 rg 72 440 468 240 re f", "0.18 0.44 0.58 rg 72 440 m"]
    art += [f"{x:.1f} {y:.1f} l" for x, y in curve] + ["540 440 l h f", "0.11 0.2 0.28 RG 2 w"]
    art += [f"{x:.1f} {y:.1f} {'m' if at == 0 else 'l'}" for at, (x, y) in enumerate(curve)] + ["S 0.11 0.2 0.28 rg"]
    stream = "\n".join(art + text).encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Bold >>",
        b"<< /Title (Survey of the Outer Skerries) /Author (Field Station) >>",
    ]
    out, offsets = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 7 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    (SITES / "station" / "survey.pdf").write_bytes(out)


font()
pictures()
pdf()
