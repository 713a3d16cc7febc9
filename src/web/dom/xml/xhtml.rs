//! XHTML as a tree that can be written as HTML and still look the same.

use markup5ever::ns;

use super::reader::Reader;
use super::{Builder, XmlError};
use crate::web::dom::{Attr, Budget, Data, Dom, NodeId, OverBudget, html_name};

/// Sheets that processing instructions may name.
const SHEETS: usize = 100;

impl Dom {
    /// Parses an XML document whose root is XHTML's `html`. HTML's named character references are known whatever the
    /// doctype; the doctype becomes the one that means standards mode, in which XML always stands; sheets that
    /// `xml-stylesheet` names become `link` elements; what stands in elements that HTML writes without an end comes
    /// after them; `xml:lang` becomes `lang`.
    ///
    /// # Errors
    /// When it is not well-formed, beyond the budget, or something else than XHTML.
    pub fn parse_xhtml(text: &str, budget: &Budget) -> Result<Self, XmlError> {
        if text.len() > budget.bytes {
            return Err(OverBudget::Bytes.into());
        }
        let mut builder = Builder::new(budget);
        builder.run(&mut Reader::new(text, budget.bytes).with_html_entities())?;
        let mut dom = builder.dom;
        if !dom.root().and_then(|id| dom.element(id)).is_some_and(|e| e.is("html")) {
            return Err(XmlError::NotXhtml);
        }
        dom.settle_prolog();
        let ids: Vec<NodeId> = dom.descendants(Self::DOCUMENT).collect();
        for id in ids {
            dom.settle_element(id);
        }
        Ok(dom)
    }

    fn settle_prolog(&mut self) {
        let top: Vec<NodeId> = self.children(Self::DOCUMENT).collect();
        let mut sheets = Vec::new();
        for id in top {
            match self.data(id) {
                Data::Instruction(target, data) if target == "xml-stylesheet" && sheets.len() < SHEETS => {
                    sheets.push(sheet_attributes(data));
                }
                Data::Element(_) => continue,
                _ => {}
            }
            self.detach(id);
        }
        self.set_doctype();
        let Some(html) = self.html() else { return };
        if sheets.is_empty() {
            return;
        }
        let head = self.head().unwrap_or_else(|| {
            let head = self.create_element(html_name("head"), Vec::new());
            self.prepend(html, head);
            head
        });
        for attrs in sheets.into_iter().rev() {
            let link = self.create_element(html_name("link"), attrs);
            self.prepend(head, link);
        }
    }

    fn settle_element(&mut self, id: NodeId) {
        let Some(element) = self.element_mut(id).filter(|e| e.is_html()) else { return };
        let is_lang = |a: &Attr| a.name.ns == ns!(xml) && &*a.name.local == "lang";
        if let Some(lang) = element.attrs.iter().find(|a| is_lang(a)).map(|a| a.value.clone())
            && !element.has("lang")
        {
            element.set("lang", lang);
        }
        if !Self::is_void(element.local()) {
            return;
        }
        while let Some(child) = self.last_child(id) {
            self.insert_after(id, child);
        }
    }
}

/// The `link` element's attributes for the pseudo-attributes of an `xml-stylesheet` instruction.
fn sheet_attributes(data: &str) -> Vec<Attr> {
    let mut attrs = Vec::new();
    let mut alternate = false;
    let mut rest = data;
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) else { break };
        let Some((value, tail)) = after.get(1..).and_then(|a| a.split_once(quote)) else { break };
        let value =
            value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        match name.trim() {
            "alternate" => alternate = value == "yes",
            name @ ("href" | "type" | "media" | "title") => attrs.push(Attr::new(name, value)),
            _ => {}
        }
        rest = tail;
    }
    attrs.push(Attr::new("rel", if alternate { "alternate stylesheet" } else { "stylesheet" }));
    attrs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> Result<String, XmlError> {
        Dom::parse_xhtml(text, &Budget::default()).map(|dom| dom.to_html())
    }

    const NS: &str = "xmlns='http://www.w3.org/1999/xhtml'";

    #[test]
    fn xhtml_is_written_as_the_html_that_looks_the_same() {
        let text = format!(
            "<?xml version='1.0'?><?xml-stylesheet href='a.css?x=1&amp;y' media=\"print\"?><!DOCTYPE html PUBLIC '-//W3C//DTD \
             XHTML 1.0 Transitional//EN' 'x'><html {NS} xml:lang='zh'><body><div/><script/><style><![CDATA[a>b{{}}]]></style>\
             <br>c</br>&nbsp;&eacute;&NotEqualTilde;</body></html>"
        );
        let got = html(&text).expect("well-formed");
        assert!(got.starts_with("<!DOCTYPE html><html "), "{got}");
        assert!(
            got.contains(" lang=\"zh\">")
                && got.contains("<link href=\"a.css?x=1&amp;y\" media=\"print\" rel=\"stylesheet\">")
        );
        let body = got.split("<body>").nth(1).expect("a body");
        assert!(
            body.starts_with(
                "<div></div><script></script><style>a>b{}</style><br>c&nbsp;é\u{2242}\u{338}</body>"
            ),
            "{got}"
        );
    }

    #[test]
    fn anything_else_is_refused() {
        assert_eq!(html("<rss/>"), Err(XmlError::NotXhtml));
        assert_eq!(html("<html/>"), Err(XmlError::NotXhtml));
        assert!(html(&format!("<html {NS}><br></html>")).is_err());
        assert!(html(&format!("<html {NS}>&none;</html>")).is_err());
        assert!(Dom::parse_xml("<svg>&nbsp;</svg>", &Budget::default()).is_err());
    }
}
