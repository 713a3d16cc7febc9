//! Changes to a tree: new nodes, moves, removals.

use markup5ever::QualName;

use super::{Attr, Data, Dom, Element, Node, NodeId};

impl Dom {
    pub(super) fn push(&mut self, data: Data) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX - 1));
        let none = NodeId::NONE;
        self.nodes.push(Node { parent: none, previous: none, next: none, first: none, last: none, data });
        id
    }

    /// A new element, not yet in the tree.
    pub fn create_element(&mut self, name: QualName, attrs: Vec<Attr>) -> NodeId {
        self.push(Data::Element(Box::new(Element { name, attrs })))
    }

    /// A new text node, not yet in the tree.
    pub fn create_text(&mut self, text: impl Into<String>) -> NodeId {
        self.push(Data::Text(text.into()))
    }

    /// Replaces the text of a text node.
    pub fn set_text(&mut self, id: NodeId, text: String) {
        if let Data::Text(old) = &mut self.node_mut(id).data {
            *old = text;
        }
    }

    /// Adds to the end of a text node.
    pub fn push_text(&mut self, id: NodeId, text: &str) {
        if let Data::Text(old) = &mut self.node_mut(id).data {
            old.push_str(text);
        }
    }

    /// Makes `text` the only child of `id`.
    pub fn set_text_content(&mut self, id: NodeId, text: String) {
        while let Some(child) = self.first_child(id) {
            self.detach(child);
        }
        if !text.is_empty() {
            let node = self.create_text(text);
            self.append(id, node);
        }
    }

    /// Takes a node, with everything below it, out of the tree.
    pub fn detach(&mut self, id: NodeId) {
        let Node { parent, previous, next, .. } = *self.node(id);
        if let Some(parent) = parent.get() {
            match previous.get() {
                Some(previous) => self.node_mut(previous).next = next,
                None => self.node_mut(parent).first = next,
            }
            match next.get() {
                Some(next) => self.node_mut(next).previous = previous,
                None => self.node_mut(parent).last = previous,
            }
        }
        let node = self.node_mut(id);
        (node.parent, node.previous, node.next) = (NodeId::NONE, NodeId::NONE, NodeId::NONE);
    }

    /// Makes `child` the last child of `parent`.
    pub fn append(&mut self, parent: NodeId, child: NodeId) {
        self.detach(child);
        let last = self.node(parent).last;
        {
            let node = self.node_mut(child);
            (node.parent, node.previous) = (parent, last);
        }
        match last.get() {
            Some(last) => self.node_mut(last).next = child,
            None => self.node_mut(parent).first = child,
        }
        self.node_mut(parent).last = child;
    }

    /// Makes `child` the first child of `parent`.
    pub fn prepend(&mut self, parent: NodeId, child: NodeId) {
        match self.first_child(parent) {
            Some(first) if first != child => self.insert_before(first, child),
            Some(_) => {}
            None => self.append(parent, child),
        }
    }

    /// Puts `child` before `sibling`, which has a parent.
    pub fn insert_before(&mut self, sibling: NodeId, child: NodeId) {
        self.detach(child);
        let Node { parent, previous, .. } = *self.node(sibling);
        if parent.get().is_none() {
            return;
        }
        {
            let node = self.node_mut(child);
            (node.parent, node.previous, node.next) = (parent, previous, sibling);
        }
        match previous.get() {
            Some(previous) => self.node_mut(previous).next = child,
            None => self.node_mut(parent).first = child,
        }
        self.node_mut(sibling).previous = child;
    }

    /// Puts `child` after `sibling`, which has a parent.
    pub fn insert_after(&mut self, sibling: NodeId, child: NodeId) {
        match (self.next_sibling(sibling), self.parent(sibling)) {
            (Some(next), _) => self.insert_before(next, child),
            (None, Some(parent)) => self.append(parent, child),
            (None, None) => {}
        }
    }

    /// Puts the children of `id` in its place and takes it out of the tree. Text nodes that meet stay apart.
    pub fn unwrap(&mut self, id: NodeId) {
        while let Some(child) = self.first_child(id) {
            self.insert_before(id, child);
        }
        self.detach(id);
    }

    /// Puts `new` in the place of `old`; the children move along when `keep_children` is set.
    pub fn replace(&mut self, old: NodeId, new: NodeId, keep_children: bool) {
        self.insert_before(old, new);
        if keep_children {
            while let Some(child) = self.first_child(old) {
                self.append(new, child);
            }
        }
        self.detach(old);
    }

    /// Gives a document without a doctype the one that means standards mode.
    pub fn set_doctype(&mut self) {
        let (name, public, system) = ("html".to_owned(), String::new(), String::new());
        let doctype = self.push(Data::Doctype { name, public, system });
        self.prepend(Self::DOCUMENT, doctype);
    }

    /// Lifts what is nested deeper than `limit` elements: the children of an element at the limit become its
    /// following siblings, which is what Chromium does beyond 512.
    pub(super) fn flatten(&mut self, limit: usize) {
        let mut depth = 0_usize;
        let mut at = Self::DOCUMENT;
        loop {
            if depth >= limit
                && let Some(element) = self.element(at)
                && !element.is("template")
            {
                let mut anchor = at;
                let mut child = self.first_child(at);
                while let Some(id) = child {
                    child = self.next_sibling(id);
                    if self.element(id).is_some() {
                        self.insert_after(anchor, id);
                        anchor = id;
                    }
                }
            }
            if let Some(child) = self.first_child(at) {
                at = child;
                depth += 1;
                continue;
            }
            loop {
                if let Some(next) = self.next_sibling(at) {
                    at = next;
                    break;
                }
                match self.parent(at) {
                    Some(parent) => at = parent,
                    None => return,
                }
                depth = depth.saturating_sub(1);
            }
        }
    }
}
