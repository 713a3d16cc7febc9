//! White space as a reader view has it: one space between words, none at the ends of lines, and none where a line of
//! Chinese or Japanese was broken in the source.

/// The space that waits to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Space {
    #[default]
    None,
    Plain,
    /// White space with a line end in it.
    Line,
}

/// What was written last in a line, and what waits.
#[derive(Debug, Default)]
pub(super) struct Fold {
    last: Option<char>,
    waiting: Space,
}

impl Fold {
    /// The last character of the line; `None` at its start.
    pub(super) fn last(&self) -> Option<char> {
        self.last
    }

    /// White space has come.
    pub(super) fn white(&mut self, text: &str) {
        self.waiting = match (self.waiting, text.contains('\n')) {
            (Space::None, true) | (Space::Line, _) => Space::Line,
            _ => Space::Plain,
        };
    }

    pub(super) fn space(&mut self) {
        self.waiting = Space::Plain;
    }

    pub(super) fn drop_space(&mut self) {
        self.waiting = Space::None;
    }

    /// Whether a space is written before `next`.
    pub(super) fn takes_space(&mut self, next: Option<char>) -> bool {
        let waiting = std::mem::take(&mut self.waiting);
        let Some(last) = self.last else { return false };
        let takes = match waiting {
            Space::None => false,
            Space::Plain => true,
            Space::Line => !(is_wide(last) && next.is_some_and(is_wide)),
        };
        let takes = takes && !matches!(last, ' ' | '\n');
        if takes {
            self.last = Some(' ');
        }
        takes
    }

    /// Words with their white space folded.
    pub(super) fn words(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            if c.is_whitespace() && c != '\u{a0}' && c != '\u{3000}' {
                self.waiting = match (self.waiting, c) {
                    (Space::None, '\n') | (Space::Line, _) => Space::Line,
                    (Space::None | Space::Plain, _) => Space::Plain,
                };
                continue;
            }
            if is_forbidden(c) {
                continue;
            }
            if self.takes_space(Some(c)) {
                out.push(' ');
            }
            out.push(c);
            self.last = Some(c);
        }
        out
    }

    pub(super) fn verbatim(&mut self, text: &str) {
        self.last = text.chars().last().or(self.last);
    }

    pub(super) fn line(&mut self) {
        self.last = Some('\n');
        self.waiting = Space::None;
    }

    /// Something that is no text.
    pub(super) fn object(&mut self) {
        self.last = Some('\u{fffc}');
    }
}

/// Code points that may not stand in a document: controls and noncharacters.
pub(super) fn is_forbidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
        || matches!(c, '\u{fdd0}'..='\u{fdef}')
        || matches!(u32::from(c) & 0xffff, 0xfffe | 0xffff)
}

/// Text for an attribute: white space folded.
pub(super) fn folded(text: &str, limit: usize) -> String {
    let mut fold = Fold::default();
    fold.words(text.trim()).chars().take(limit).collect()
}

/// Characters between which a line may be broken without a space: Han, kana, and their punctuation.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff01}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}
