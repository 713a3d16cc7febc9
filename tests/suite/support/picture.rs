//! Pictures as a browser takes them (PNG, 8 bits a channel, not interlaced), to be compared.

use std::collections::HashMap;
use std::io::Read;

/// Pixels as red, green, blue.
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pixels: Vec<[u8; 3]>,
}

impl Picture {
    /// Decodes a PNG of a browser.
    pub(crate) fn decode(png: &[u8]) -> Self {
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as usize;
        let (width, height) = (number(16), number(20));
        let channels = match (png[24], png[25]) {
            (8, 2) => 3,
            (8, 6) => 4,
            other => panic!("bits and colour type {other:?}"),
        };
        assert_eq!(png[28], 0, "interlaced");
        let (mut packed, mut at) = (Vec::new(), 8);
        while at < png.len() {
            let length = number(at);
            if &png[at + 4..at + 8] == b"IDAT" {
                packed.extend_from_slice(&png[at + 8..at + 8 + length]);
            }
            at += length + 12;
        }
        let mut bytes = Vec::new();
        flate2::read::ZlibDecoder::new(&packed[..]).read_to_end(&mut bytes).unwrap();

        let stride = width * channels;
        let mut above = vec![0; stride];
        let mut pixels = Vec::with_capacity(width * height);
        for row in bytes.chunks_exact(stride + 1) {
            let mut line = row[1..].to_vec();
            for i in 0..stride {
                let left = if i < channels { 0 } else { line[i - channels] };
                let corner = if i < channels { 0 } else { above[i - channels] };
                let guess = match row[0] {
                    0 => 0,
                    1 => left,
                    2 => above[i],
                    3 => u8::try_from(u16::midpoint(left.into(), above[i].into())).unwrap(),
                    _ => paeth(left, above[i], corner),
                };
                line[i] = line[i].wrapping_add(guess);
            }
            pixels.extend(line.chunks_exact(channels).map(|pixel| [pixel[0], pixel[1], pixel[2]]));
            above = line;
        }
        Self { width, height, pixels }
    }

    /// Share of pixels that differ visibly, 0 to 1.
    pub(crate) fn difference(&self, other: &Self) -> f64 {
        assert_eq!((self.width, self.height), (other.width, other.height));
        let far = |(a, b): (&[u8; 3], &[u8; 3])| a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > 16);
        let count = self.pixels.iter().zip(&other.pixels).filter(|pair| far(*pair)).count();
        count as f64 / self.pixels.len() as f64
    }

    /// Share of the pixels that have the commonest colour, 0 to 1: near 1 for a blank page.
    pub(crate) fn commonest(&self) -> f64 {
        let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
        for pixel in &self.pixels {
            *counts.entry(*pixel).or_default() += 1;
        }
        counts.values().max().copied().unwrap_or_default() as f64 / self.pixels.len() as f64
    }

    /// Share of pixels that are no shade of grey, 0 to 1.
    pub(crate) fn coloured(&self) -> f64 {
        let is_coloured = |[r, g, b]: &[u8; 3]| r.abs_diff(*g).max(g.abs_diff(*b)) > 8;
        self.pixels.iter().filter(|pixel| is_coloured(pixel)).count() as f64 / self.pixels.len() as f64
    }

    /// Share of pixels that have exactly this colour, 0 to 1.
    pub(crate) fn share(&self, colour: [u8; 3]) -> f64 {
        self.pixels.iter().filter(|pixel| **pixel == colour).count() as f64 / self.pixels.len() as f64
    }
}

/// The PNG standard's guess at a byte from its neighbours (section 9.4).
fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(above) - i16::from(corner);
    let far = |value: u8| (guess - i16::from(value)).abs();
    if far(left) <= far(above) && far(left) <= far(corner) {
        left
    } else if far(above) <= far(corner) {
        above
    } else {
        corner
    }
}

#[test]
fn a_png_is_decoded() {
    let picture = Picture::decode(super::PIXEL);
    assert_eq!((picture.width, picture.height, picture.pixels.as_slice()), (1, 1, &[[0x9c, 0x3d, 0x2c]][..]));
}
