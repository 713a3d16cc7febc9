//! XML (1.0, fifth edition, with namespaces) as a tree: strict, as browsers are with it, and without anything external.
//!
//! Entities that the internal subset declares are expanded within a bound; external ones and parameter entities are
//! never looked for. What is not well-formed is refused: a browser would show nothing of such a picture either.

mod reader;
mod subset;
mod write;
mod xhtml;

use markup5ever::{LocalName, Namespace, Prefix, QualName, ns};

use super::{Attr, Budget, Data, Dom, NodeId, OverBudget};
use reader::Reader;

/// The text is not well-formed XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not well-formed XML at byte {0}")]
pub struct NotWellFormed(pub usize);

/// Why XML could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// Not well-formed.
    #[error(transparent)]
    NotWellFormed(#[from] NotWellFormed),
    /// More than the budget allows.
    #[error(transparent)]
    OverBudget(#[from] OverBudget),
    /// Well-formed, but its root is not XHTML's.
    #[error("not an XHTML document")]
    NotXhtml,
}

/// Attributes of one element: each is compared with all others.
const ATTRIBUTES: usize = 2_000;

/// An attribute before its prefix is resolved: name and value.
type RawAttr = (String, String);

impl Dom {
    /// Parses an XML document.
    ///
    /// # Errors
    /// When it is not well-formed, or beyond the budget.
    pub fn parse_xml(text: &str, budget: &Budget) -> Result<Self, XmlError> {
        if text.len() > budget.bytes {
            return Err(OverBudget::Bytes.into());
        }
        let mut builder = Builder::new(budget);
        let mut reader = Reader::new(text, budget.bytes);
        builder.run(&mut reader)?;
        Ok(builder.dom)
    }

    /// The document's root element.
    pub fn root(&self) -> Option<NodeId> {
        self.children(Self::DOCUMENT).find(|&id| self.element(id).is_some())
    }
}

struct Builder<'b> {
    dom: Dom,
    budget: &'b Budget,
    /// Open elements with their written names and the number of namespace bindings before each.
    open: Vec<(NodeId, String, usize)>,
    bindings: Vec<(String, Namespace)>,
}

impl<'b> Builder<'b> {
    fn new(budget: &'b Budget) -> Self {
        let bindings = vec![("xml".to_owned(), ns!(xml)), ("xmlns".to_owned(), ns!(xmlns))];
        Self { dom: Dom::empty(), budget, open: Vec::new(), bindings }
    }

    fn parent(&self) -> NodeId {
        self.open.last().map_or(Dom::DOCUMENT, |(id, _, _)| *id)
    }

    fn add(&mut self, data: Data) -> Result<NodeId, XmlError> {
        if self.dom.len() >= self.budget.nodes {
            return Err(OverBudget::Nodes.into());
        }
        let parent = self.parent();
        let id = self.dom.push(data);
        self.dom.append(parent, id);
        Ok(id)
    }

    fn run(&mut self, reader: &mut Reader<'_>) -> Result<(), XmlError> {
        reader.prolog();
        let mut seen_root = false;
        while !reader.at_end() {
            if reader.eat("<!--") {
                let text = reader.until("-->")?;
                self.add(Data::Comment(text))?;
            } else if reader.eat("<![CDATA[") {
                let text = reader.until("]]>")?;
                self.text(reader, text)?;
            } else if reader.eat("<!DOCTYPE") {
                let (name, public, system) = subset::doctype(reader)?;
                if seen_root {
                    return Err(reader.error());
                }
                self.add(Data::Doctype { name, public, system })?;
            } else if reader.eat("<?") {
                let target = reader.name()?;
                let data = reader.until("?>")?;
                self.add(Data::Instruction(target, data.trim_start().to_owned()))?;
            } else if reader.eat("</") {
                let name = reader.name()?;
                reader.space();
                reader.expect(">")?;
                self.end(reader, &name)?;
            } else if reader.eat("<") {
                if self.open.is_empty() && std::mem::replace(&mut seen_root, true) {
                    return Err(reader.error());
                }
                self.start(reader)?;
            } else {
                let text = reader.text()?;
                self.text(reader, text)?;
            }
        }
        if self.open.is_empty() && seen_root { Ok(()) } else { Err(reader.error()) }
    }

    fn text(&mut self, reader: &Reader<'_>, text: String) -> Result<(), XmlError> {
        if self.open.is_empty() {
            let blank = text.chars().all(|c| c.is_ascii_whitespace());
            return if blank { Ok(()) } else { Err(reader.error()) };
        }
        if let Some(last) = self.dom.last_child(self.parent())
            && let Data::Text(old) = &mut self.dom.node_mut(last).data
        {
            old.push_str(&text);
            return Ok(());
        }
        if !text.is_empty() {
            self.add(Data::Text(text))?;
        }
        Ok(())
    }

    fn end(&mut self, reader: &Reader<'_>, name: &str) -> Result<(), XmlError> {
        match self.open.pop() {
            Some((_, open, bindings)) if open == name => {
                self.bindings.truncate(bindings);
                Ok(())
            }
            _ => Err(reader.error()),
        }
    }

    fn start(&mut self, reader: &mut Reader<'_>) -> Result<(), XmlError> {
        if self.open.len() >= self.budget.depth {
            return Err(OverBudget::Depth.into());
        }
        let written = reader.name()?;
        let before = self.bindings.len();
        let mut attrs: Vec<RawAttr> = Vec::new();
        let closed = loop {
            let spaced = reader.space();
            if reader.eat("/>") {
                break true;
            }
            if reader.eat(">") {
                break false;
            }
            if !spaced {
                return Err(reader.error());
            }
            let name = reader.name()?;
            reader.space();
            reader.expect("=")?;
            reader.space();
            let value = reader.value()?;
            if attrs.iter().any(|(n, _)| *n == name) {
                return Err(reader.error());
            }
            if attrs.len() >= ATTRIBUTES {
                return Err(OverBudget::Work.into());
            }
            if name == "xmlns" {
                self.bindings.push((String::new(), Namespace::from(&*value)));
            } else if let Some(prefix) = name.strip_prefix("xmlns:") {
                self.bindings.push((prefix.to_owned(), Namespace::from(&*value)));
            }
            attrs.push((name, value));
        };
        let name = self.qualify(&written, true).ok_or_else(|| reader.error())?;
        let mut own = Vec::with_capacity(attrs.len());
        for (attr, value) in attrs {
            let name = self.qualify(&attr, false).ok_or_else(|| reader.error())?;
            // Two prefixes may mean one namespace (Namespaces in XML, section 6.3).
            let same = |a: &Attr| a.name.local == name.local && a.name.ns == name.ns && name.ns != ns!();
            if own.iter().any(same) {
                return Err(reader.error());
            }
            own.push(Attr { name, value });
        }
        let element = super::Element { name, attrs: own };
        let id = self.add(Data::Element(Box::new(element)))?;
        if closed {
            self.bindings.truncate(before);
        } else {
            self.open.push((id, written, before));
        }
        Ok(())
    }

    /// The expanded name of a written one. `None` for an unbound prefix.
    fn qualify(&self, written: &str, element: bool) -> Option<QualName> {
        if written == "xmlns" {
            return Some(QualName::new(None, ns!(xmlns), LocalName::from("xmlns")));
        }
        let (prefix, local) = written.split_once(':').unwrap_or(("", written));
        if local.is_empty() || local.contains(':') {
            return None;
        }
        if prefix.is_empty() && !element {
            return Some(QualName::new(None, ns!(), LocalName::from(local)));
        }
        let bound = self.bindings.iter().rev().find(|(p, _)| p == prefix).map(|(_, ns)| ns.clone());
        let namespace = match bound {
            Some(namespace) => namespace,
            None if prefix.is_empty() => ns!(),
            None => return None,
        };
        let prefix = (!prefix.is_empty()).then(|| Prefix::from(prefix));
        Some(QualName::new(prefix, namespace, LocalName::from(local)))
    }
}
