use super::*;

fn of(html: &str) -> Vec<(String, Role)> {
    let url = Url::parse("https://example.org/a/b.html").expect("url");
    let found = of_html(html, &url, &Budget::default()).expect("within the budget");
    found.items.into_iter().map(|r| (r.url.to_string(), r.role)).collect()
}

fn names(html: &str) -> Vec<String> {
    of(html).into_iter().map(|(url, _)| url.replace("https://example.org/a/", "")).collect()
}

#[test]
fn every_way_to_name_a_resource() {
    let html = r##"<!doctype html><head>
        <link rel="Alternate StyleSheet" href=s1.css title=x><link rel=stylesheet type=text/less href=no.less>
        <link rel="shortcut icon" href=i1.ico><link rel=apple-touch-icon href=i2.png><link rel=mask-icon href=i3.svg>
        <link rel=preload as=style href=s2.css><link rel=preload as=font href=no.woff><link rel=prefetch href=no.html>
        <style>@import "s3.css"; a{background:url(p1.png)} @font-face{src:url(f1.woff2)}</style>
        <meta property="og:image" content=p2.png><script src=j1.js></script></head>
        <body background=p3.png><img src=p4.png srcset="p5.png 1x, p6.png 2x" data-src=p7.png>
        <picture><source srcset=p8.webp><img src=p9.png></picture><input type=image src=p10.png><input src=no.png>
        <video src=m1.mp4 poster=p11.png><source src=m2.mp4><track src=t1.vtt></video>
        <svg><image href=p12.png /><use xlink:href="s.svg#x"/><use href="#in"/><feImage href=p13.png />
        <rect fill="url(#g)" filter="url(f.svg#b)"/></svg>
        <iframe src=fr1.html></iframe><object data=o1.pdf></object><embed src=o2.swf>
        <p style="background:url('p14.png')"><noscript><img src=p15.png></noscript>
        <template shadowrootmode=open><img src=p16.png></template><a href=no.html>x</a>"##;
    assert_eq!(
        names(html),
        [
            "s1.css", "i1.ico", "i2.png", "i3.svg", "s2.css", "s3.css", "p1.png", "f1.woff2", "p2.png",
            "j1.js", "p3.png", "p4.png", "p5.png", "p6.png", "p7.png", "p8.webp", "p9.png", "p10.png",
            "m1.mp4", "p11.png", "m2.mp4", "t1.vtt", "p12.png", "s.svg", "p13.png", "f.svg", "fr1.html",
            "o1.pdf", "o2.swf", "p14.png", "p15.png", "p16.png"
        ]
    );
}

#[test]
fn roles_are_told_apart() {
    let got = of(
        "<link rel=stylesheet href=a><link rel=icon href=b><img src=c><script src=d></script><iframe src=e></iframe><embed src=f>",
    );
    let roles: Vec<Role> = got.into_iter().map(|(_, role)| role).collect();
    assert_eq!(roles, [Role::Stylesheet, Role::Icon, Role::Image, Role::Script, Role::Frame, Role::Other]);
}

#[test]
fn the_base_counts_once_and_only_where_it_is_allowed() {
    assert_eq!(names("<base href=c/><base href=d/><img src=x>"), ["c/x"]);
    assert_eq!(names("<template><base href=c/></template><img src=x>"), ["x"]);
    assert_eq!(names("<base href='javascript:1'><img src=x>"), ["x"]);
    assert_eq!(of("<base href='//other.example/z/'><img src=x>")[0].0, "https://other.example/z/x");
}

#[test]
fn what_is_not_fetched() {
    assert!(names("<img src=''><img src=' #a'><img src='data:image/png;base64,AA'><img src='blob:x'><iframe src='about:blank'></iframe><img src='javascript:x'><iframe src='mailto:a@b'></iframe><img src='http://'>").is_empty());
}

#[test]
fn urls_come_without_fragment_and_once() {
    assert_eq!(names("<img src=x#a><img src=' x\n'><img src=x#b>"), ["x"]);
}

#[test]
fn srcdoc_is_looked_into_and_bounded() {
    assert_eq!(
        names(
            "<iframe src=no srcdoc='<img src=x><iframe srcdoc=&quot;<img src=y>&quot;></iframe>'></iframe>"
        ),
        ["x", "y"]
    );
    let mut nested = String::from("<img src=deep>");
    for _ in 0..8 {
        nested =
            format!("<iframe srcdoc=\"{}\"></iframe>", nested.replace('&', "&amp;").replace('"', "&quot;"));
    }
    assert!(names(&nested).is_empty());
}

#[test]
fn at_most_two_previews() {
    let html = "<meta property=og:image content=a><meta name=twitter:image content=a><meta name=twitter:image content=b><meta property=og:image content=c>";
    assert_eq!(names(html), ["a", "b"]);
}

#[test]
fn svg_files_and_sheets() {
    let url = Url::parse("https://example.org/a/").expect("url");
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" xmlns:l="http://www.w3.org/1999/xlink">
        <style>@import "s.css";</style><image l:href="p.png"/><a href="no"/><use href="#x"/></svg>"##;
    let got: Vec<_> = of_svg(svg, &url).into_iter().map(|r| (r.url.path().to_owned(), r.role)).collect();
    assert_eq!(got, [("/a/s.css".to_owned(), Role::Stylesheet), ("/a/p.png".to_owned(), Role::Image)]);
    assert!(of_svg("<svg><image", &url).is_empty());
    let css = of_css("@import url(x.css); @font-face{src:url(f.woff)} a{b:url(i.png)}", &url);
    let roles: Vec<Role> = css.into_iter().map(|r| r.role).collect();
    assert_eq!(roles, [Role::Stylesheet, Role::Font, Role::Image]);
}
