use std::time::Duration;

use super::*;

/// Status, headers (lower case) and body of one request.
async fn get(url: &str) -> (u16, String, Vec<u8>) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let url = url::Url::parse(url).unwrap();
    let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let mut stream = tokio::net::TcpStream::connect(&host).await.unwrap();
    let request = format!("GET {} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", url.path());
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    (head[9..12].parse().unwrap(), head, answer[end + 4..].to_vec())
}

/// Whatever stands between `open` and `close`, again and again.
fn between<'a>(text: &'a str, open: &str, close: char) -> Vec<&'a str> {
    text.split(open).skip(1).filter_map(|rest| rest.split(close).next()).collect()
}

/// The body as text, the way that ASCII at least comes out right.
fn readable(answer: &Answer) -> String {
    let mut bytes = answer.body.to_vec();
    if bytes.starts_with(b"\x1f\x8b") {
        bytes.clear();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&answer.body[..]), &mut bytes).unwrap();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn four_sites_answer_until_they_are_stopped() {
    let web = start().await.unwrap();
    assert_eq!(web.sites.iter().map(|site| site.name).collect::<Vec<_>>(), content::SITES);
    for site in &web.sites {
        assert_eq!(get(&format!("{}/", site.base_url)).await.0, 200, "{}", site.name);
    }
    assert_eq!(web.requests(), 4);
    let address = web.sites[0].base_url.trim_start_matches("http://").to_owned();
    tokio::time::timeout(Duration::from_secs(30), web.stop()).await.unwrap();
    assert!(tokio::net::TcpStream::connect(&address).await.is_err(), "still listening");
}

#[tokio::test]
async fn every_link_of_the_collection_leads_somewhere() {
    let web = start().await.unwrap();
    let mut statuses = Vec::new();
    for (_, text) in web.links() {
        let mut urls = between(&text, "\nurl = \"", '"');
        urls.extend(between(&text, "](", ')'));
        for url in urls {
            let path = url::Url::parse(url).unwrap().path().to_owned();
            statuses.push((path, get(url).await.0));
        }
    }
    assert_eq!(statuses.len(), 19);
    for (path, status) in statuses {
        let expected = match path.as_str() {
            "/2009/06/permanence.html" => 301,
            "/engine-room/" => 500,
            "/gone" => 404,
            _ => 200,
        };
        assert_eq!(status, expected, "{path}");
    }
}

#[tokio::test]
async fn no_page_names_a_file_that_is_not_there() {
    let web = start().await.unwrap();
    let mut asked = std::collections::HashSet::new();
    let mut dead = Vec::new();
    for site in &web.sites {
        let pages = content::pages(site.name, &web.sites);
        for (path, answer) in &pages {
            let media_type = answer.headers.first().unwrap().1.to_str().unwrap();
            if !media_type.starts_with("text/") && media_type != "image/svg+xml" {
                continue;
            }
            let text = readable(answer);
            assert!(!text.contains("{{"), "{path} has a place left open");
            let base = url::Url::parse(&format!("{}{path}", site.base_url)).unwrap();
            let mut names = between(&text, " src=\"", '"');
            names.extend(between(&text, "url(\"", '"'));
            names.extend(between(&text, "@import \"", '"'));
            names.extend(between(&text, " href=\"", '"'));
            names.extend(
                between(&text, " srcset=\"", '"')
                    .into_iter()
                    .flat_map(|set| set.split(", ").filter_map(|candidate| candidate.split(' ').next())),
            );
            for name in names.into_iter().filter(|name| !name.contains(':') || name.starts_with("http")) {
                let url = base.join(name).unwrap();
                if asked.insert(url.clone()) && get(url.as_str()).await.0 >= 400 {
                    dead.push(url.path().to_owned());
                }
            }
        }
    }
    dead.sort();
    dead.dedup();
    assert_eq!(dead, ["/engine-room/", "/essays/found-album/the-one-that-fell-out.png", "/gone"]);
}

#[tokio::test]
async fn old_encodings_are_sent_as_such() {
    let web = start().await.unwrap();
    let room = &web.sites[1].base_url;
    let cases: [(&str, &str, &[u8], &str); 5] = [
        ("zh", "gb18030", b"\xb5\xc6\xcf\xc2", "text/html\r"),
        ("ja", "shift_jis", b"\x98\x48\x92\x6e", "charset=shift_jis"),
        ("ko", "euc-kr", b"\xc3\xa5\xb0\xa5\xc7\xc7", "text/html\r"),
        ("ar", "windows-1256", b"\xe1\xc9", "text/html\r"),
        ("fr", "iso-8859-1", b"\xc9lodie", "charset=iso-8859-1"),
    ];
    for (page, charset, bytes, header) in cases {
        let (_, head, body) = get(&format!("{room}/{page}/")).await;
        assert!(body.windows(bytes.len()).any(|at| at == bytes), "{page} is not in {charset}");
        assert!(std::str::from_utf8(&body).is_err(), "{page} is UTF-8");
        assert!(format!("{head}\r").contains(header), "{page}: {head}");
        assert!(!body.windows(2).any(|two| two == b"&#"), "{page} has characters that {charset} does not");
    }
}

#[tokio::test]
async fn the_special_answers_are_special() {
    let web = start().await.unwrap();
    let (margin, station) = (&web.sites[0].base_url, &web.sites[2].base_url);
    let (_, head, body) = get(&format!("{margin}/essays/link-rot/")).await;
    assert!(head.contains("content-encoding: gzip") && body.starts_with(b"\x1f\x8b"), "{head}");
    assert!(get(&format!("{station}/survey.pdf")).await.2.starts_with(b"%PDF-"));
    let (status, head, _) = get(&format!("{margin}/2009/06/permanence.html")).await;
    assert!(status == 301 && head.contains("location: /essays/permanence/"));
}

#[tokio::test]
async fn a_second_web_finds_other_ports_while_the_first_one_runs() {
    let first = start().await.unwrap();
    let second = start().await.unwrap();
    assert!(first.sites.iter().all(|site| !second.sites.contains(site)));
}
