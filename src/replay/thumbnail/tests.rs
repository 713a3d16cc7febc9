use crate::replay::tests::{Capture, picture};
use crate::replay::{AssetContent, Derived, Thumbnail, ThumbnailKind};

use super::picture::{icon, lead, size_of};

fn thumbnail(derived: &Derived) -> Thumbnail {
    let thumbnail = derived.thumbnail.clone().expect("a thumbnail");
    assert!(derived.assets.iter().any(|asset| asset.path == thumbnail.path), "{}", thumbnail.path);
    thumbnail
}

fn size(thumbnail: &Thumbnail) -> (u32, u32) {
    (thumbnail.width, thumbnail.height)
}

#[test]
fn the_preview_comes_before_pictures_and_icons() {
    let html =
        "<meta property=og:image content=/preview.png><link rel=icon href=/icon.png><img src=/large.png>";
    let all = Capture::new(html)
        .with("/preview.png", "image/png", &picture(1200, 630))
        .with("/large.png", "image/png", &picture(800, 800))
        .with("/icon.png", "image/png", &picture(180, 180));
    let lead = thumbnail(&all.derive());
    assert_eq!((size(&lead), lead.kind), ((480, 320), ThumbnailKind::Lead));
    assert!(lead.path.ends_with(".jpg"));
    assert_eq!(all.derive(), all.derive(), "the same bytes each time");

    let without = Capture::new(html).with("/large.png", "image/png", &picture(300, 600)).with(
        "/icon.png",
        "image/png",
        &picture(180, 180),
    );
    assert_eq!(size(&thumbnail(&without.derive())), (300, 200));

    let icon = Capture::new(html).with("/large.png", "image/png", &picture(100, 100)).with(
        "/icon.png",
        "image/png",
        &picture(180, 120),
    );
    let icon = thumbnail(&icon.derive());
    assert_eq!((size(&icon), icon.kind), ((96, 64), ThumbnailKind::Icon));
    assert!(icon.path.ends_with(".png"));
    assert_eq!(Capture::new(html).derive().thumbnail, None);
}

#[test]
fn pictures_stand_for_themselves() {
    let png = Capture::default().with("/a/p.png", "image/png", &picture(960, 640)).derive();
    assert_eq!(size(&thumbnail(&png)), (480, 320));
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0h9v9z'/></svg>";
    let svg = Capture::default().with("/a/p.svg", "image/svg+xml", svg).derive();
    assert_eq!(Some(thumbnail(&svg).path), svg.main_asset);
}

#[test]
fn a_reader_view_without_pictures_has_the_preview() {
    let words = "Words that make this an article, with commas, and more words still. ".repeat(20);
    let html = format!(
        "<meta property=og:image content=/preview.png><article><p>{words}</p><p>{words}</p></article>"
    );
    let derived = Capture::new(&html).with("/preview.png", "image/png", &picture(1200, 630)).derive();
    let hero = derived.reader.and_then(|reader| reader.hero).expect("a picture");
    assert_eq!((hero.width, hero.height), (1200, 630));
    let whole = |asset: &crate::replay::Asset| matches!(asset.content, AssetContent::Blob(_));
    assert!(derived.assets.iter().any(|asset| asset.path == hero.path && whole(asset)));
}

#[test]
fn what_is_broken_blank_or_a_bomb_is_no_picture() {
    let blank = {
        let mut out = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(400, 300).write_to(&mut out, image::ImageFormat::Png).expect("a picture");
        out.into_inner()
    };
    // A picture of 60,000 by 60,000, of which there is only the head.
    let mut bomb = picture(16, 16);
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let cut = picture(400, 300);
    for bytes in [&blank[..], &bomb, &cut[..cut.len() / 2], b"GIF89a", b"\xff\xd8\xff", b""] {
        assert_eq!(lead(bytes, (1, 1)), None);
    }
    assert_eq!(icon(&picture(8, 8)), None);
    assert_eq!(lead(&picture(100, 100), (240, 120)), None);
    assert_eq!(size_of(&picture(7, 5)), Some((7, 5)));
}

#[test]
fn what_can_be_seen_through_lies_on_paper() {
    let of = |ink: u8| {
        let pixels = image::RgbaImage::from_fn(300, 200, |x, _| {
            if x < 150 { image::Rgba([ink, ink, ink, 255]) } else { image::Rgba([0, 0, 0, 0]) }
        });
        let mut out = std::io::Cursor::new(Vec::new());
        pixels.write_to(&mut out, image::ImageFormat::Png).expect("a picture");
        let (jpeg, ..) = lead(&out.into_inner(), (1, 1)).expect("a picture");
        image::load_from_memory(&jpeg).expect("JPEG").to_luma8().get_pixel(250, 100).0[0]
    };
    assert!(of(0) > 240, "dark ink on white paper");
    assert!(of(255) < 100, "white ink on dark paper");
}
