//! Decoding, cutting and scaling: bytes in, bytes out, within strict bounds, the same for the same bytes.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, Rgba, RgbaImage};

/// What a lead picture is cut and scaled to.
const LEAD: (u32, u32) = (480, 320);
/// The longest side of an icon.
const ICON: u32 = 96;
/// The least side of an icon.
const LEAST_ICON: u32 = 16;
const QUALITY: u8 = 80;
/// Pixels on a side.
const SIDE: u32 = 12_000;
/// Pixels of a picture that is decoded.
const PIXELS: u64 = 24_000_000;
/// Bytes that decoding may take.
const ALLOC: u64 = 200 << 20;
/// How much lighter or darker than the average a pixel must be for a picture to show something.
const CONTRAST: u8 = 10;

/// Width and height of a picture as a browser shows it, from its first bytes.
pub(in crate::replay) fn size_of(bytes: &[u8]) -> Option<(u32, u32)> {
    guarded(|| {
        let (decoder, orientation) = decoder(bytes)?;
        let (width, height) = decoder.dimensions();
        Some(if turns(orientation) { (height, width) } else { (width, height) })
    })
}

/// A lead picture as JPEG, with its size. `None` for one that is smaller than `least`, too large, broken, or blank.
pub(super) fn lead(bytes: &[u8], least: (u32, u32)) -> Option<(Vec<u8>, u32, u32)> {
    guarded(|| {
        let picture = decode(bytes)?;
        if picture.width() < least.0 || picture.height() < least.1 {
            return None;
        }
        let small = flatten(&scale(&cut(&picture)));
        if is_blank(&small) {
            return None;
        }
        let mut out = Vec::new();
        small.write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY)).ok()?;
        Some((out, small.width(), small.height()))
    })
}

/// An icon as PNG, with its size.
pub(super) fn icon(bytes: &[u8]) -> Option<(Vec<u8>, u32, u32)> {
    guarded(|| {
        let picture = decode(bytes)?;
        if picture.width().min(picture.height()) < LEAST_ICON {
            return None;
        }
        let small = if picture.width().max(picture.height()) > ICON {
            picture.resize(ICON, ICON, FilterType::CatmullRom)
        } else {
            picture
        };
        let small = DynamicImage::ImageRgba8(small.to_rgba8());
        let mut out = Vec::new();
        let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Best, PngFilter::Adaptive);
        small.write_with_encoder(encoder).ok()?;
        Some((out, small.width(), small.height()))
    })
}

/// Decoders are no code of ours: a panic in one is no picture.
fn guarded<T>(make: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(make)).ok().flatten()
}

fn turns(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

fn decoder(bytes: &[u8]) -> Option<(impl ImageDecoder + '_, Orientation)> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(ALLOC);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Some((decoder, orientation))
}

/// The picture, or the first of one that moves, upright.
fn decode(bytes: &[u8]) -> Option<DynamicImage> {
    let (decoder, orientation) = decoder(bytes)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS || decoder.total_bytes() > ALLOC {
        return None;
    }
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    picture.apply_orientation(orientation);
    Some(picture)
}

/// Cut to the proportions of a lead picture: around the middle, or of a tall one a little above it.
fn cut(picture: &DynamicImage) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let wide = u64::from(height) * u64::from(LEAD.0) / u64::from(LEAD.1);
    let high = u64::from(width) * u64::from(LEAD.1) / u64::from(LEAD.0);
    if wide < u64::from(width) {
        let wide = (wide as u32).max(1);
        picture.crop_imm((width - wide) / 2, 0, wide, height)
    } else {
        let high = (high as u32).clamp(1, height);
        picture.crop_imm(0, (height - high) * 2 / 5, width, high)
    }
}

/// Scaled down, in two steps where it is much: quickly to twice the size, then well.
fn scale(picture: &DynamicImage) -> DynamicImage {
    if picture.width() <= LEAD.0 {
        return picture.clone();
    }
    if picture.width() > LEAD.0 * 3 {
        let half = picture.thumbnail_exact(LEAD.0 * 2, LEAD.1 * 2);
        return half.resize_exact(LEAD.0, LEAD.1, FilterType::Triangle);
    }
    picture.resize_exact(LEAD.0, LEAD.1, FilterType::CatmullRom)
}

/// What can be seen through is laid on white, and what is white itself on grey.
fn flatten(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.to_rgb8());
    }
    let layer = picture.to_rgba8();
    let (mut light, mut seen) = (0_u64, 0_u64);
    for Rgba([r, g, b, a]) in layer.pixels() {
        light += (u64::from(*r) + u64::from(*g) + u64::from(*b)) / 3 * u64::from(*a);
        seen += u64::from(*a);
    }
    let through = layer.pixels().any(|pixel| pixel.0[3] < 128);
    let paper = if through && light > seen * 215 { 64 } else { 255 };
    let mut sheet = RgbaImage::from_pixel(layer.width(), layer.height(), Rgba([paper, paper, paper, 255]));
    image::imageops::overlay(&mut sheet, &layer, 0, 0);
    DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(sheet).to_rgb8())
}

/// Whether there is nothing to be seen.
fn is_blank(picture: &DynamicImage) -> bool {
    let grey = picture.to_luma8();
    let sum: u64 = grey.pixels().map(|pixel| u64::from(pixel.0[0])).sum();
    let average = (sum / (u64::from(grey.width()) * u64::from(grey.height())).max(1)) as u8;
    !grey.pixels().any(|pixel| pixel.0[0].abs_diff(average) > CONTRAST)
}
