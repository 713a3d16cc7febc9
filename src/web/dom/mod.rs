//! A document as a browser would build it: a small arena tree, filled by html5ever's tree builder.
//!
//! Nothing here recurses: parsing, walking, serialising and dropping all use explicit loops, and parsing stops at a
//! [`Budget`]. Scripting is off, so that what stands in `noscript` is elements. The contents of a `template` are its
//! children, declarative shadow roots included: they stay `template` elements and are attached again by the browser
//! that reads the serialised document.

mod build;
mod edit;
mod parse;
mod serialise;
#[cfg(test)]
mod tests;
mod xml;

pub use markup5ever::interface::QuirksMode;
use markup5ever::{LocalName, QualName, ns};
pub use parse::{Budget, OverBudget};
pub use serialise::{Mark, doctype, escape_attribute, escape_text};
pub use xml::{NotWellFormed, XmlError};

/// The place of a node in its [`Dom`]. Only meaningful for the tree that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

impl NodeId {
    const NONE: Self = Self(u32::MAX);

    fn get(self) -> Option<Self> {
        (self != Self::NONE).then_some(self)
    }
}

/// One attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attr {
    /// Name; attributes of HTML elements have no namespace.
    pub name: QualName,
    /// Value with character references undone.
    pub value: String,
}

impl Attr {
    /// An attribute without a namespace.
    pub fn new(name: &str, value: impl Into<String>) -> Self {
        Self { name: QualName::new(None, ns!(), LocalName::from(name)), value: value.into() }
    }

    /// The local name, or `prefix:local` where there is a prefix: the name as it is written.
    pub fn written_name(&self) -> String {
        match &self.name.prefix {
            Some(prefix) if !prefix.is_empty() => format!("{prefix}:{}", self.name.local),
            _ => self.name.local.to_string(),
        }
    }
}

/// An element: its name and its attributes in document order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Namespace and local name; HTML names are lower-case.
    pub name: QualName,
    /// Attributes in the order written.
    pub attrs: Vec<Attr>,
}

impl Element {
    /// The local name.
    pub fn local(&self) -> &str {
        &self.name.local
    }

    /// Whether it is an HTML element.
    pub fn is_html(&self) -> bool {
        self.name.ns == ns!(html)
    }

    /// Whether it is an SVG element.
    pub fn is_svg(&self) -> bool {
        self.name.ns == ns!(svg)
    }

    /// Whether it is the HTML element `local`.
    pub fn is(&self, local: &str) -> bool {
        self.is_html() && &*self.name.local == local
    }

    /// Value of the attribute without a namespace.
    pub fn attr(&self, local: &str) -> Option<&str> {
        self.attrs.iter().find(|a| a.name.ns == ns!() && &*a.name.local == local).map(|a| a.value.as_str())
    }

    /// Whether the attribute without a namespace is there.
    pub fn has(&self, local: &str) -> bool {
        self.attr(local).is_some()
    }

    /// Sets the attribute without a namespace, in its old place where it has one.
    pub fn set(&mut self, local: &str, value: impl Into<String>) {
        let value = value.into();
        match self.attrs.iter_mut().find(|a| a.name.ns == ns!() && &*a.name.local == local) {
            Some(attr) => attr.value = value,
            None => self.attrs.push(Attr::new(local, value)),
        }
    }

    /// Removes the attribute without a namespace.
    pub fn remove(&mut self, local: &str) {
        self.attrs.retain(|a| a.name.ns != ns!() || &*a.name.local != local);
    }
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// The root.
    Document,
    /// The document type with its public and system identifiers.
    Doctype {
        /// Name, `html`.
        name: String,
        /// Public identifier, may be empty.
        public: String,
        /// System identifier, may be empty.
        system: String,
    },
    /// An element.
    Element(Box<Element>),
    /// Text.
    Text(String),
    /// A comment.
    Comment(String),
    /// A processing instruction (XML only).
    Instruction(String, String),
}

#[derive(Debug, Clone)]
struct Node {
    parent: NodeId,
    previous: NodeId,
    next: NodeId,
    first: NodeId,
    last: NodeId,
    data: Data,
}

/// A document tree.
#[derive(Debug, Clone)]
pub struct Dom {
    nodes: Vec<Node>,
    quirks: QuirksMode,
}

impl Dom {
    /// The root.
    pub const DOCUMENT: NodeId = NodeId(0);

    /// A tree with nothing but its root.
    pub fn empty() -> Self {
        let mut dom = Self { nodes: Vec::new(), quirks: QuirksMode::NoQuirks };
        dom.push(Data::Document);
        dom
    }

    /// The rendering mode that the doctype asks for.
    pub fn quirks(&self) -> QuirksMode {
        self.quirks
    }

    /// Number of nodes ever made, removed ones included.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether only the root exists.
    pub fn is_empty(&self) -> bool {
        self.nodes.len() <= 1
    }

    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.0 as usize]
    }

    /// What the node is.
    pub fn data(&self, id: NodeId) -> &Data {
        &self.node(id).data
    }

    /// The element, where the node is one.
    pub fn element(&self, id: NodeId) -> Option<&Element> {
        match &self.node(id).data {
            Data::Element(element) => Some(element),
            _ => None,
        }
    }

    /// The element, where the node is one.
    pub fn element_mut(&mut self, id: NodeId) -> Option<&mut Element> {
        match &mut self.node_mut(id).data {
            Data::Element(element) => Some(element),
            _ => None,
        }
    }

    /// The text of a text node.
    pub fn text(&self, id: NodeId) -> Option<&str> {
        match &self.node(id).data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The parent.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).parent.get()
    }

    /// The first child.
    pub fn first_child(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).first.get()
    }

    /// The last child.
    pub fn last_child(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).last.get()
    }

    /// The sibling after it.
    pub fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).next.get()
    }

    /// The sibling before it.
    pub fn previous_sibling(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).previous.get()
    }

    /// The children, in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first_child(id), |&child| self.next_sibling(child))
    }

    /// The ancestors, nearest first.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(id), |&node| self.parent(node))
    }

    /// The node after `id` in document order that is no descendant of it, within `root`.
    pub fn after(&self, id: NodeId, root: NodeId) -> Option<NodeId> {
        let mut at = id;
        while at != root {
            if let Some(next) = self.next_sibling(at) {
                return Some(next);
            }
            at = self.parent(at)?;
        }
        None
    }

    /// The node after `id` in document order within `root`, descendants of `id` first.
    pub fn following(&self, id: NodeId, root: NodeId) -> Option<NodeId> {
        self.first_child(id).or_else(|| self.after(id, root))
    }

    /// `root` and everything below it, in document order.
    pub fn descendants(&self, root: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(Some(root), move |&id| self.following(id, root))
    }

    /// The first child of `parent` that is the HTML element `local`.
    pub fn child_named(&self, parent: NodeId, local: &str) -> Option<NodeId> {
        self.children(parent).find(|&id| self.element(id).is_some_and(|e| e.is(local)))
    }

    /// The `html` element.
    pub fn html(&self) -> Option<NodeId> {
        self.child_named(Self::DOCUMENT, "html")
    }

    /// The `head` element.
    pub fn head(&self) -> Option<NodeId> {
        self.child_named(self.html()?, "head")
    }

    /// The `body` element.
    pub fn body(&self) -> Option<NodeId> {
        self.child_named(self.html()?, "body")
    }

    /// All text below a node, joined.
    pub fn text_content(&self, id: NodeId) -> String {
        self.descendants(id).filter_map(|n| self.text(n)).collect()
    }
}

/// The name of an HTML element.
pub fn html_name(local: &str) -> QualName {
    QualName::new(None, ns!(html), LocalName::from(local))
}
