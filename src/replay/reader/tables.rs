//! Tables: those that hold data, with rows, columns and spans that add up.

use crate::web::dom::{Attr, Dom, Element, NodeId, html_name};

/// Columns that one cell may span.
const SPAN: usize = 200;
/// Columns of a table whose spans are made to fit; a wider one has none.
const COLUMNS: usize = 1_000;

/// Whether a table is there for its looks: it has no headers, and its cells hold what stands by itself, or nothing
/// beside each other.
pub(super) fn is_layout(content: &Dom, table: NodeId, original: Option<&Element>) -> bool {
    let role = original.and_then(|own| own.attr("role"));
    if role.is_some_and(|role| matches!(role.trim(), "presentation" | "none")) {
        return true;
    }
    let (mut rows, mut cells, mut widest, mut headers, mut blocks) = (0, 0, 0, 0, 0);
    let mut nested = false;
    let mut at = content.following(table, table);
    while let Some(id) = at {
        let name = content.element(id).map_or("", Element::local);
        match name {
            "table" => {
                nested = true;
                at = content.after(id, table);
                continue;
            }
            "tr" => {
                rows += 1;
                cells = 0;
            }
            "td" | "th" => {
                cells += 1;
                widest = widest.max(cells);
                headers += usize::from(name == "th");
            }
            "caption" => headers += 1,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "figure" | "pre" => blocks += 1,
            _ => {}
        }
        at = content.following(id, table);
    }
    headers == 0 && (nested || rows < 2 || widest < 2 || blocks * 2 > rows)
}

/// The attributes of a cell.
pub(super) fn cell_attributes(element: &Element, name: &str) -> Vec<Attr> {
    let span = |attr: &str| {
        let value = element.attr(attr)?.trim().parse::<usize>().ok()?;
        (value != 1 && value <= 1_000).then(|| Attr::new(attr, value.to_string()))
    };
    let mut attrs: Vec<Attr> =
        span("colspan").filter(|a| a.value != "0").into_iter().chain(span("rowspan")).collect();
    if name == "th" {
        let scope = element.attr("scope").map(|scope| scope.trim().to_ascii_lowercase());
        let scope = scope.filter(|scope| matches!(scope.as_str(), "col" | "row"));
        attrs.extend(scope.map(|scope| Attr::new("scope", scope)));
    }
    attrs
}

/// A cell with its place.
struct Cell {
    node: NodeId,
    row: usize,
    column: usize,
    wide: usize,
    high: usize,
}

/// Puts the parts of a table in order, and makes its spans fit.
pub(super) fn tidy(out: &mut Dom, table: NodeId) {
    let named = |out: &Dom, id: NodeId, name: &str| out.element(id).is_some_and(|e| e.is(name));
    let parts: Vec<NodeId> = out.children(table).collect();
    let (mut caption, mut head, mut foot) = (None, None, None);
    for part in &parts {
        if named(out, *part, "caption") {
            match caption {
                None => caption = Some(*part),
                Some(_) => out.detach(*part),
            }
        } else if named(out, *part, "thead") && head.is_none() {
            head = Some(*part);
        } else if named(out, *part, "tfoot") && foot.is_none() {
            foot = Some(*part);
        } else if !named(out, *part, "tbody")
            && let Some(element) = out.element_mut(*part)
        {
            element.name = html_name("tbody");
        }
    }
    if let Some(head) = head {
        out.prepend(table, head);
    }
    if let Some(caption) = caption {
        out.prepend(table, caption);
    }
    if let Some(foot) = foot {
        out.append(table, foot);
    }
    let groups: Vec<NodeId> = out.children(table).filter(|id| Some(*id) != caption).collect();
    let mut cells = Vec::new();
    let fits = groups.iter().all(|group| place(out, *group, &mut cells));
    if fits {
        fit(out, &mut cells);
    } else {
        cells.clear();
        for group in groups {
            drop_spans(out, group, &mut cells);
        }
    }
    head_cells(out, &cells);
    if cells.is_empty() {
        out.detach(table);
    }
}

/// Takes the spans off the cells of a group of rows.
fn drop_spans(out: &mut Dom, group: NodeId, cells: &mut Vec<Cell>) {
    let rows: Vec<NodeId> = out.children(group).collect();
    for row in rows {
        let nodes: Vec<NodeId> = out.children(row).collect();
        let number = cells.last().map_or(0, |cell| cell.row + 1);
        for (column, node) in nodes.into_iter().enumerate() {
            if let Some(element) = out.element_mut(node) {
                element.remove("colspan");
                element.remove("rowspan");
            }
            cells.push(Cell { node, row: number, column, wide: 1, high: 1 });
        }
    }
}

/// Finds the place of every cell of a group of rows, as browsers do; spans that overlap are cut. Whether that was not too
/// much.
fn place(out: &mut Dom, group: NodeId, cells: &mut Vec<Cell>) -> bool {
    let rows: Vec<NodeId> = out.children(group).collect();
    let base = cells.last().map_or(0, |cell| cell.row + 1);
    // Rows that each column is still taken for.
    let mut taken: Vec<usize> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let mut column = 0;
        let mut next: Vec<(usize, usize, usize)> = Vec::new();
        let found: Vec<NodeId> = out.children(*row).collect();
        for node in found {
            while taken.get(column).is_some_and(|rows| *rows > 0) {
                column += 1;
            }
            let span = |out: &Dom, name: &str| {
                out.element(node)
                    .and_then(|e| e.attr(name))
                    .and_then(|n| n.parse::<usize>().ok())
                    .unwrap_or(1)
            };
            let wide = span(out, "colspan").clamp(1, SPAN);
            let free = (0..wide).take_while(|n| taken.get(column + n).is_none_or(|rows| *rows == 0)).count();
            let left = rows.len() - index;
            let high = match span(out, "rowspan") {
                0 => left,
                high => high.min(left),
            };
            cells.push(Cell { node, row: base + index, column, wide: free, high });
            next.push((column, free, high));
            column += free;
        }
        for rows in &mut taken {
            *rows = rows.saturating_sub(1);
        }
        for (column, wide, high) in next {
            if column + wide > COLUMNS {
                return false;
            }
            if taken.len() < column + wide {
                taken.resize(column + wide, 0);
            }
            for rows in &mut taken[column..column + wide] {
                *rows = high - 1;
            }
        }
    }
    true
}

/// Takes out of every span the rows and columns in which no cell begins.
fn fit(out: &mut Dom, cells: &mut [Cell]) {
    let width = cells.iter().map(|cell| cell.column + cell.wide).max().unwrap_or(0);
    let height = cells.iter().map(|cell| cell.row + cell.high).max().unwrap_or(0);
    let (mut columns, mut rows) = (vec![0_usize; width + 1], vec![0_usize; height + 1]);
    for cell in cells.iter() {
        columns[cell.column + 1] = 1;
        rows[cell.row + 1] = 1;
    }
    for sums in [&mut columns, &mut rows] {
        for at in 1..sums.len() {
            sums[at] += sums[at - 1];
        }
    }
    for cell in cells {
        cell.wide = columns[cell.column + cell.wide] - columns[cell.column];
        cell.high = rows[cell.row + cell.high] - rows[cell.row];
        let Some(element) = out.element_mut(cell.node) else { continue };
        for (name, span) in [("colspan", cell.wide), ("rowspan", cell.high)] {
            if span > 1 {
                element.set(name, span.to_string());
            } else {
                element.remove(name);
            }
        }
    }
}

/// Headers that say nothing are cells, and headers of nothing but headers too.
fn head_cells(out: &mut Dom, cells: &[Cell]) {
    let data = cells.iter().any(|cell| out.element(cell.node).is_some_and(|e| e.is("td")));
    for cell in cells {
        let empty = !out.descendants(cell.node).any(|id| {
            out.text(id).is_some_and(|text| !text.trim().is_empty())
                || out.element(id).is_some_and(|e| e.is("img"))
        });
        let Some(element) = out.element_mut(cell.node).filter(|e| e.is("th")) else { continue };
        if empty || !data && cell.row > 0 {
            element.name = html_name("td");
            element.remove("scope");
        }
    }
}
