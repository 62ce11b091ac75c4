//! A year's budget as a tree: direction, up to three levels, lines.
//!
//! Sums are computed from the lines; typed totals were set apart by [`crate::accounts`]. The tree
//! is built by the publisher, so that the browser needs no hash.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::accounts::{AccountLine, Amounts, SumTooLarge, YearAccounts};
use crate::codes::Direction;
use crate::sheets::Records;
use crate::{Id, LocalText, Money, YearId};

/// One year's budget.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BudgetTree {
    /// The fiscal year.
    pub year: YearId,
    /// Money in, then money out; a direction without lines is left out.
    pub directions: Vec<Node>,
}

/// A direction, a group of lines, or a line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Node {
    /// A line's own id; for a group `g-` and twelve hexadecimal digits made from its path, the
    /// same in every year.
    pub id: Id,
    /// Names from the first level down to this node's own; empty for a direction.
    pub path: Vec<LocalText>,
    /// Money in or out.
    pub direction: Direction,
    /// What it amounts to.
    pub amounts: Amounts,
    /// What it is made of, largest current amount first, then by id. Empty for a line.
    pub children: Vec<Node>,
    /// For a line, its place in [`Records::budget`].
    pub line: Option<usize>,
}

impl Node {
    /// Its name: a line's title, a group's level; nothing for a direction.
    pub fn name(&self) -> Option<&LocalText> {
        self.path.last()
    }

    /// This node and all beneath it, parents before their children.
    pub fn walk(&self) -> Vec<&Node> {
        let mut nodes = vec![self];
        for child in &self.children {
            nodes.extend(child.walk());
        }
        nodes
    }
}

impl BudgetTree {
    /// The tree of `year`, empty when the year has no lines.
    ///
    /// # Errors
    /// [`SumTooLarge`] when a sum does not fit.
    pub fn build(records: &Records, year: &YearId) -> Result<BudgetTree, SumTooLarge> {
        let accounts = YearAccounts::of(records, year)?;
        let mut directions = Vec::new();
        for direction in Direction::ALL {
            let lines: Vec<&AccountLine<'_>> = accounts
                .lines
                .iter()
                .filter(|line| line.line.direction == *direction)
                .collect();
            if !lines.is_empty() {
                directions.push(group(*direction, Vec::new(), &lines)?);
            }
        }
        Ok(BudgetTree {
            year: year.clone(),
            directions,
        })
    }

    /// The root of a direction.
    pub fn direction(&self, direction: Direction) -> Option<&Node> {
        self.directions
            .iter()
            .find(|node| node.direction == direction)
    }

    /// All nodes, parents before their children, money in before money out.
    pub fn walk(&self) -> Vec<&Node> {
        self.directions.iter().flat_map(Node::walk).collect()
    }
}

/// The node of all `lines` that stand under `path`.
fn group(
    direction: Direction,
    path: Vec<LocalText>,
    lines: &[&AccountLine<'_>],
) -> Result<Node, SumTooLarge> {
    let depth = path.len();
    let mut children = Vec::new();
    // Groups in the order of the sheet; a community has few, so they are looked for one by one.
    let mut groups: Vec<(LocalText, Vec<&AccountLine<'_>>)> = Vec::new();
    for line in lines {
        match line.levels.get(depth) {
            None => children.push(leaf(&path, line)),
            Some(level) => match groups.iter_mut().find(|(name, _)| name.text == level.text) {
                Some((name, members)) => {
                    complete(name, level);
                    members.push(line);
                }
                None => groups.push(((*level).clone(), vec![line])),
            },
        }
    }
    for (name, members) in groups {
        let mut below = path.clone();
        below.push(name.clone());
        let mut node = group(direction, below.clone(), &members)?;
        match node.children.as_mut_slice() {
            // A group around one line of the same name says everything twice.
            [only] if only.line.is_some() && is_named(only, &name) => {
                only.path = below;
                children.append(&mut node.children);
            }
            _ => children.push(node),
        }
    }
    children.sort_by(|a, b| {
        let now = |node: &Node| {
            node.amounts
                .current
                .map_or(i64::MIN, |money: Money| money.0)
        };
        now(b).cmp(&now(a)).then_with(|| a.id.cmp(&b.id))
    });
    Ok(Node {
        id: group_id(direction, &path),
        path,
        direction,
        amounts: Amounts::sum(lines.iter().map(|line| &line.amounts))?,
        children,
        line: None,
    })
}

fn leaf(path: &[LocalText], line: &AccountLine<'_>) -> Node {
    let mut path = path.to_vec();
    path.push(line.line.title.clone());
    Node {
        id: line.line.line_id.clone(),
        path,
        direction: line.line.direction,
        amounts: line.amounts,
        children: Vec::new(),
        line: Some(line.index),
    }
}

fn is_named(node: &Node, name: &LocalText) -> bool {
    node.name()
        .is_some_and(|own| own.text.trim() == name.text.trim())
}

/// Takes translations that the group's earlier rows lack.
fn complete(name: &mut LocalText, other: &LocalText) {
    for (have, more) in [
        (&mut name.zh_hans, &other.zh_hans),
        (&mut name.zh_hant, &other.zh_hant),
        (&mut name.en, &other.en),
    ] {
        if have.is_none() {
            have.clone_from(more);
        }
    }
}

/// `g-` and the first twelve hexadecimal digits of SHA-256 over the direction and the names of the
/// path, joined with U+001F.
fn group_id(direction: Direction, path: &[LocalText]) -> Id {
    let mut joined = direction.key().to_owned();
    for level in path {
        joined.push('\u{1f}');
        joined.push_str(&level.text);
    }
    let hash = Sha256::digest(joined.as_bytes());
    let mut text = String::from("g-");
    for byte in hash.iter().take(6) {
        for digit in [byte >> 4, byte & 0xf] {
            text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    // Fourteen ASCII letters and digits with one hyphen inside always are an identifier.
    #[expect(
        clippy::expect_used,
        reason = "the text above is an identifier by its making"
    )]
    Id::new(text).expect("an identifier by its making")
}
