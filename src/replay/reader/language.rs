//! Which language words are in, and which way they run.

use std::collections::HashMap;

use crate::web::dom::{Attr, Dom, Element, NodeId};

/// A language and a direction, where they are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Voice {
    pub(super) language: Option<String>,
    pub(super) rtl: Option<bool>,
}

impl Voice {
    /// Adds the attributes by which it is another than the one around it.
    pub(super) fn differs(&self, around: &Self, attrs: &mut Vec<Attr>) {
        if let Some(language) = self.language.as_ref().filter(|own| Some(*own) != around.language.as_ref()) {
            attrs.push(Attr::new("lang", language.as_str()));
        }
        if let Some(rtl) = self.rtl.filter(|own| Some(*own) != around.rtl) {
            attrs.push(Attr::new("dir", if rtl { "rtl" } else { "ltr" }));
        }
    }
}

/// What an element itself says.
pub(super) fn own(element: &Element) -> Voice {
    let rtl = match element.attr("dir").map(str::to_ascii_lowercase).as_deref() {
        Some("rtl") => Some(true),
        Some("ltr") => Some(false),
        _ => None,
    };
    Voice { language: element.attr("lang").and_then(tag), rtl }
}

/// What elements of a page say together with what is around them, each looked up once.
pub(super) struct Voices {
    known: HashMap<NodeId, Voice>,
    around: Voice,
}

impl Voices {
    /// `around` holds where nothing is said.
    pub(super) fn new(around: &Voice) -> Self {
        Self { known: HashMap::new(), around: around.clone() }
    }

    pub(super) fn of(&mut self, dom: &Dom, id: NodeId) -> Voice {
        let mut chain = Vec::new();
        let mut voice = self.around.clone();
        for id in std::iter::once(id).chain(dom.ancestors(id)) {
            if let Some(known) = self.known.get(&id) {
                voice = known.clone();
                break;
            }
            chain.push(id);
        }
        for id in chain.into_iter().rev() {
            if let Some(element) = dom.element(id) {
                let own = own(element);
                voice = Voice { language: own.language.or(voice.language), rtl: own.rtl.or(voice.rtl) };
            }
            self.known.insert(id, voice.clone());
        }
        voice
    }
}

/// A language tag with a language that exists, an optional script and a well-known region; what else a tag says is left
/// out. A validator knows every subtag: one that is made up is worse than none.
pub(crate) fn tag(text: &str) -> Option<String> {
    let lower = text.trim().to_ascii_lowercase().replace('_', "-");
    let mut parts = lower.split('-');
    let language = parts.next().filter(|code| exists(code))?;
    let mut out = language.to_owned();
    let mut next = parts.next();
    if let Some(script) = next.filter(|part| SCRIPTS.split(' ').any(|known| known.eq_ignore_ascii_case(part)))
    {
        out.push('-');
        out.push_str(&script[..1].to_ascii_uppercase());
        out.push_str(&script[1..]);
        next = parts.next();
    }
    if let Some(region) = next.filter(|part| REGIONS.split(' ').any(|known| known.eq_ignore_ascii_case(part)))
    {
        out.push('-');
        out.push_str(&region.to_ascii_uppercase());
    }
    Some(out)
}

/// Whether a code, in lower case, is that of a language.
pub(crate) fn exists(code: &str) -> bool {
    LANGUAGES.split(' ').any(|known| known == code)
}

/// Whether a language is written from right to left.
pub(super) fn is_rtl(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    let script = parts.next().filter(|part| part.len() == 4);
    match script {
        Some(script) => matches!(script, "Arab" | "Hebr"),
        None => {
            matches!(language, "ar" | "arz" | "ckb" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi")
        }
    }
}

/// The language of a text whose script tells it: how it is set depends on that most in these three.
pub(super) fn of_script(text: &str) -> Option<&'static str> {
    let (mut kana, mut hangul, mut han, mut all) = (0, 0, 0, 0);
    for c in text.chars().filter(|c| c.is_alphabetic()).take(5_000) {
        all += 1;
        match c {
            '\u{3040}'..='\u{30ff}' => kana += 1,
            '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' => hangul += 1,
            '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => han += 1,
            _ => {}
        }
    }
    let most = |some: i32| some * 2 > all;
    match () {
        // Every sentence of Japanese has some kana; a Chinese text has one by accident.
        () if most(kana + han) && kana * 10 > kana + han => Some("ja"),
        () if most(hangul + han) && hangul > han => Some("ko"),
        () if most(han) => Some("zh"),
        () => None,
    }
}

/// Whether most letters of a text are of a script that runs from right to left.
pub(super) fn runs_left(text: &str) -> bool {
    let (mut left, mut all) = (0, 0);
    for c in text.chars().filter(|c| c.is_alphabetic()).take(5_000) {
        all += 1;
        left += usize::from(
            matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'),
        );
    }
    left * 2 > all
}

/// ISO 639-1, and languages of three letters that pages are written in.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de \
    dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it \
    iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb \
    nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss \
    st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu \
    ang arz ast bar ceb ckb cmn cop csb dsb enm fil frm fro fur goh got grc gsw hak haw hsb ilo jbo kab ksh lad lij lmo \
    lzh mai min mul nan nap nds nog non pap pcd pms sah sco sgs shi sme syc szl tlh tok vec vls vro war wuu yue zxx";
const SCRIPTS: &str = "Arab Armn Beng Cyrl Deva Ethi Geor Grek Gujr Guru Hang Hans Hant Hebr Hira Jpan Kana Khmr Knda \
    Kore Laoo Latn Mlym Mong Mymr Sinh Taml Telu Thai Tibt";
const REGIONS: &str = "AE AR AT AU BD BE BG BO BR BY CA CH CL CN CO CR CY CZ DE DK EC EE EG ES FI FR GB GR HK HR HU ID IE IL \
    IN IQ IR IS IT JO JP KE KR KW KZ LB LT LU LV LY MA MO MX MY NG NL NO NZ PE PH PK PL PT QA RO RS RU SA SE SG SI SK SY TH \
    TN TR TW UA US UY VE VN YE ZA";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_of_languages_that_exist() {
        for (text, wanted) in [
            ("en", Some("en")),
            ("EN_us", Some("en-US")),
            ("en-UK", Some("en")),
            ("zh-hant-tw", Some("zh-Hant-TW")),
            ("de-1996", Some("de")),
            ("cn", None),
            ("", None),
            ("x-default", None),
            ("yue", Some("yue")),
        ] {
            assert_eq!(tag(text).as_deref(), wanted, "{text}");
        }
        let scripts =
            ["事件循环一圈一圈地转", "地図に載っていない路地", "헌책방에서 산 시집", "plain words, 漢字", ""];
        assert_eq!(scripts.map(of_script), [Some("zh"), Some("ja"), Some("ko"), None, None]);
        assert!(is_rtl("ar-EG") && is_rtl("he") && !is_rtl("ku-Latn") && !is_rtl("en"));
        assert!(runs_left("מה שלום (OK)") && !runs_left("a ب"));
    }
}
