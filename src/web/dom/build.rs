//! The bridge between html5ever's tree builder and the arena.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::tendril::StrTendril;
use markup5ever::interface::{Attribute, ElementFlags, ExpandedName, NodeOrText, QuirksMode, TreeSink};
use markup5ever::{QualName, local_name, ns};

use super::{Attr, Budget, Data, Dom, Element, NodeId};

/// What the tree builder holds of a node: its place and, for elements, its name (which it asks for all the time).
#[derive(Clone)]
pub(super) struct Handle {
    id: NodeId,
    name: Rc<(QualName, bool)>,
}

/// Receives the tree. Past the budget it goes on answering but keeps nothing, so that memory is bounded even within
/// one piece of input; the parser looks at [`Sink::full`] between pieces.
pub(super) struct Sink {
    dom: RefCell<Dom>,
    hole: NodeId,
    nodes: usize,
    bytes: Cell<usize>,
    full: Cell<bool>,
    nameless: Rc<(QualName, bool)>,
    /// Comparisons that the tree builder made along its stack: the measure of its work.
    pub(super) work: Cell<u64>,
    /// Formatting elements made so far: each is compared with the whole list of active ones.
    pub(super) formatting: Cell<u64>,
    /// Tokens that led to something.
    pub(super) events: Cell<u64>,
}

impl Sink {
    pub(super) fn new(budget: &Budget) -> Self {
        let mut dom = Dom::empty();
        let hole = dom.push(Data::Document);
        Self {
            dom: RefCell::new(dom),
            hole,
            nodes: budget.nodes,
            bytes: Cell::new(budget.bytes),
            full: Cell::new(false),
            nameless: Rc::new((QualName::new(None, ns!(), local_name!("")), false)),
            work: Cell::new(0),
            formatting: Cell::new(0),
            events: Cell::new(0),
        }
    }

    pub(super) fn full(&self) -> bool {
        self.full.get()
    }

    fn spend(&self, bytes: usize) -> bool {
        match self.bytes.get().checked_sub(bytes) {
            Some(left) => self.bytes.set(left),
            None => self.full.set(true),
        }
        if self.dom.borrow().len() >= self.nodes {
            self.full.set(true);
        }
        !self.full.get()
    }

    fn node(&self, data: Data, bytes: usize) -> Handle {
        self.events.set(self.events.get() + 1);
        let id = if self.spend(bytes) { self.dom.borrow_mut().push(data) } else { self.hole };
        Handle { id, name: Rc::clone(&self.nameless) }
    }

    /// Adds text at the end of `parent`, or before `sibling`, joined with the text already there.
    fn add_text(&self, parent: NodeId, sibling: Option<NodeId>, text: &str) {
        if !self.spend(text.len()) {
            return;
        }
        let mut dom = self.dom.borrow_mut();
        let before = match sibling {
            Some(sibling) => dom.previous_sibling(sibling),
            None => dom.last_child(parent),
        };
        if let Some(id) = before
            && let Data::Text(old) = &mut dom.node_mut(id).data
        {
            old.push_str(text);
            return;
        }
        let node = dom.create_text(text);
        match sibling {
            Some(sibling) => dom.insert_before(sibling, node),
            None => dom.append(parent, node),
        }
    }

    fn place(&self, parent: NodeId, sibling: Option<NodeId>, child: NodeOrText<Handle>) {
        self.events.set(self.events.get() + 1);
        if parent == self.hole || sibling == Some(self.hole) {
            return;
        }
        match child {
            NodeOrText::AppendText(text) => self.add_text(parent, sibling, &text),
            NodeOrText::AppendNode(handle) if handle.id != self.hole => {
                let mut dom = self.dom.borrow_mut();
                match sibling {
                    Some(sibling) => dom.insert_before(sibling, handle.id),
                    None => dom.append(parent, handle.id),
                }
            }
            NodeOrText::AppendNode(_) => {}
        }
    }
}

fn own_attr(attribute: Attribute) -> Attr {
    Attr { name: attribute.name, value: attribute.value.to_string() }
}

/// The names of which the tree builder keeps a list of active ones.
fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Dom;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Dom {
        self.dom.into_inner()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { id: Dom::DOCUMENT, name: Rc::clone(&self.nameless) }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        self.work.set(self.work.get() + 1);
        target.name.0.expanded()
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> Handle {
        if name.ns == ns!(html) && is_formatting(&name.local) {
            self.formatting.set(self.formatting.get() + 1);
        }
        let bytes = attrs.iter().map(|a| a.value.len() + a.name.local.len()).sum();
        let name = Rc::new((name, flags.mathml_annotation_xml_integration_point));
        if self.full.get() {
            return Handle { id: self.hole, name };
        }
        let attrs = attrs.into_iter().map(own_attr).collect();
        let element = Element { name: name.0.clone(), attrs };
        let id = self.node(Data::Element(Box::new(element)), bytes).id;
        Handle { id, name }
    }

    fn create_comment(&self, text: StrTendril) -> Handle {
        self.node(Data::Comment(text.to_string()), text.len())
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Handle {
        self.node(Data::Instruction(target.to_string(), data.to_string()), target.len() + data.len())
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.place(parent.id, None, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        let parent = self.dom.borrow().parent(element.id);
        match parent {
            Some(parent) => self.place(parent, Some(element.id), child),
            None => self.place(previous.id, None, child),
        }
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        let bytes = name.len() + public_id.len() + system_id.len();
        let (name, public, system) = (name.to_string(), public_id.to_string(), system_id.to_string());
        let doctype = self.node(Data::Doctype { name, public, system }, bytes);
        self.place(Dom::DOCUMENT, None, NodeOrText::AppendNode(doctype));
    }

    /// The contents of a template are its children.
    fn get_template_contents(&self, target: &Handle) -> Handle {
        Handle { id: target.id, name: Rc::clone(&self.nameless) }
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        self.work.set(self.work.get() + 1);
        // In the hole all places are one: there the names' addresses tell handles apart.
        x.id == y.id && (x.id != self.hole || Rc::ptr_eq(&x.name, &y.name))
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.dom.borrow_mut().quirks = mode;
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let parent = self.dom.borrow().parent(sibling.id);
        if let Some(parent) = parent {
            self.place(parent, Some(sibling.id), child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        self.events.set(self.events.get() + 1);
        let mut dom = self.dom.borrow_mut();
        let Some(element) = dom.element_mut(target.id) else { return };
        for attribute in attrs {
            self.work.set(self.work.get() + element.attrs.len() as u64);
            if !element.attrs.iter().any(|a| a.name == attribute.name) {
                element.attrs.push(own_attr(attribute));
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        if target.id != self.hole {
            self.dom.borrow_mut().detach(target.id);
        }
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        if node.id == self.hole || new_parent.id == self.hole {
            return;
        }
        let mut dom = self.dom.borrow_mut();
        while let Some(child) = dom.first_child(node.id) {
            self.work.set(self.work.get() + 1);
            dom.append(new_parent.id, child);
        }
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &Handle) -> bool {
        handle.name.1
    }

    /// A declarative shadow root stays a `template` element here; see the module's head.
    fn allow_declarative_shadow_roots(&self, _intended_parent: &Handle) -> bool {
        false
    }
}
