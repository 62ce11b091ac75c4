//! An import put together with what the office holds already.
//!
//! The ledger sheet is the memory: an amount in the budget belongs to the import exactly when
//! entries stand behind it, and it is always recomputed from all of them. So files may be imported
//! in any order and again, and whatever people wrote into the sheets stays.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use records::book::Cell;
use records::codes::Stage;
use records::sheets::{BudgetLine, Community, Fund, LedgerEntry, LeftOut, Sheet as _};
use records::{Id, LocalText, Money, YearId};

use super::ImportError;
use super::error::TwinProblem;
use super::ledger::{Ledger, LineKey, fund_id};
use super::map::ImportMap;
use super::twin::{Twin, file_name};

/// The five sheets that an import writes.
#[derive(Debug, Clone)]
pub struct Sheets {
    community: Twin,
    funds: Twin,
    budget: Twin,
    ledger: Twin,
    left_out: Twin,
}

/// One amount of the budget: line, year, stage.
type AmountKey = (String, String, Stage);

/// What the import adds: one line of it with its records' form.
struct NewLine {
    id: Id,
    fund: Fund,
    labels: Vec<LocalText>,
    key: LineKey,
}

impl Sheets {
    /// Reads what the office holds; empty sheets where it holds nothing.
    ///
    /// # Errors
    /// When a sheet cannot be read.
    pub fn read(workbook: &Path) -> Result<Sheets, ImportError> {
        Ok(Sheets {
            community: Twin::read::<Community>(workbook)?,
            funds: Twin::read::<Fund>(workbook)?,
            budget: Twin::read::<BudgetLine>(workbook)?,
            ledger: Twin::read::<LedgerEntry>(workbook)?,
            left_out: Twin::read::<LeftOut>(workbook)?,
        })
    }

    /// The sheets as files: name and bytes.
    ///
    /// # Errors
    /// Never in practice: the bytes are written into memory.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>, ImportError> {
        let twins = [
            &self.community,
            &self.funds,
            &self.budget,
            &self.ledger,
            &self.left_out,
        ];
        twins
            .into_iter()
            .map(|twin| {
                let name = file_name(twin.sheet);
                match twin.to_bytes() {
                    Ok(bytes) => Ok((name, bytes)),
                    Err(error) => Err(ImportError::Unwritable {
                        path: name.into(),
                        source: error.into(),
                    }),
                }
            })
            .collect()
    }

    /// Replaces everything that came from `source` by `import`. Returns how many earlier entries
    /// and left-out rows went.
    ///
    /// # Errors
    /// When the office belongs to another community, when a sum is too large, or when somebody
    /// changed an amount by hand that the import would overwrite.
    pub fn replace(
        &mut self,
        source: &str,
        stage: Stage,
        import: &Ledger,
        map: &ImportMap,
    ) -> Result<usize, ImportError> {
        self.settle_community(map)?;
        let old_entries = self.ledger.records::<LedgerEntry>()?;
        let lines = new_lines(import, map)?;
        let before = sums(old_entries.iter().map(amount_of))?;
        let kept = old_entries.iter().filter(|entry| entry.source != source);
        let added = import.entries.iter().map(|entry| {
            let id = lines[entry.line].id.as_str().to_owned();
            ((id, entry.year.as_str().to_owned(), stage), entry.amount)
        });
        let after = sums(kept.map(amount_of).chain(added.clone()))?;
        let touched: BTreeSet<AmountKey> = old_entries
            .iter()
            .filter(|entry| entry.source == source)
            .map(amount_of)
            .chain(added)
            .map(|(key, _)| key)
            .collect();
        let went = self.replace_entries(source, stage, import, &lines)
            + self.replace_left_out(source, import);
        let old_funds = self.used_funds(|_| true);
        self.update_budget(import, map, &lines, &touched, &before, &after)?;
        let owned = after.into_keys().map(|(line_id, ..)| line_id).collect();
        self.update_funds(map, &lines, &owned, &old_funds);
        Ok(went)
    }

    /// The community's row: the map's if there is none yet; an existing one stays as it is.
    fn settle_community(&mut self, map: &ImportMap) -> Result<(), ImportError> {
        let mut found = self.community.records::<Community>()?;
        let Some(office) = found.pop() else {
            self.community.add(&map.community.to_row(3));
            return Ok(());
        };
        if !found.is_empty() {
            return Err(ImportError::Twin {
                sheet: Community::KEY,
                problem: TwinProblem::NotOneRow {
                    found: found.len() + 1,
                },
            });
        }
        if office.id != map.community.id {
            return Err(ImportError::OtherCommunity {
                office: office.id.to_string(),
                map: map.community.id.to_string(),
            });
        }
        if office.currency != map.community.currency {
            return Err(ImportError::OtherCurrency {
                office: office.currency.to_string(),
                map: map.community.currency.to_string(),
            });
        }
        Ok(())
    }

    fn replace_entries(
        &mut self,
        source: &str,
        stage: Stage,
        import: &Ledger,
        lines: &[NewLine],
    ) -> usize {
        let went = remove_source(&mut self.ledger, source);
        for entry in &import.entries {
            let record = LedgerEntry {
                source: source.to_owned(),
                source_line: entry.source_line,
                year: entry.year.clone(),
                stage,
                line_id: lines[entry.line].id.clone(),
                amount: entry.amount,
            };
            self.ledger.add(&record.to_row(0));
        }
        sort_by_source(&mut self.ledger);
        went
    }

    fn replace_left_out(&mut self, source: &str, import: &Ledger) -> usize {
        let went = remove_source(&mut self.left_out, source);
        for row in &import.left_out {
            let record = LeftOut {
                source: source.to_owned(),
                source_line: row.source_line,
                year: row.year.clone(),
                seen: row.seen.clone(),
                reason: row.reason.key().to_owned(),
            };
            self.left_out.add(&record.to_row(0));
        }
        sort_by_source(&mut self.left_out);
        went
    }

    /// The funds that those of the budget's lines belong to whose identifier is `wanted`.
    fn used_funds(&self, wanted: impl Fn(&str) -> bool) -> HashSet<String> {
        let budget = &self.budget;
        budget
            .rows
            .iter()
            .filter(|row| wanted(budget.cell(row, "line_id")))
            .map(|row| budget.cell(row, "fund_id").to_owned())
            .collect()
    }

    fn update_budget(
        &mut self,
        import: &Ledger,
        map: &ImportMap,
        lines: &[NewLine],
        touched: &BTreeSet<AmountKey>,
        before: &HashMap<AmountKey, Money>,
        after: &HashMap<AmountKey, Money>,
    ) -> Result<(), ImportError> {
        let mut place: HashMap<(String, String), usize> = HashMap::new();
        for (at, row) in self.budget.rows.iter().enumerate() {
            if !Twin::is_example(row) {
                let id = self.budget.cell(row, "line_id").to_owned();
                let year = self.budget.cell(row, "year").to_owned();
                place.entry((id, year)).or_insert(at);
            }
        }
        for entry in &import.entries {
            let line = &lines[entry.line];
            let pair = (line.id.as_str().to_owned(), entry.year.as_str().to_owned());
            place.entry(pair).or_insert_with(|| {
                let row = line.budget_line(&entry.year, map).to_row(0);
                self.budget.add(&row);
                self.budget.rows.len() - 1
            });
        }
        for key in touched {
            let (id, year, stage) = key;
            let Some(&at) = place.get(&(id.clone(), year.clone())) else {
                continue;
            };
            let (old, new) = (before.get(key).copied(), after.get(key).copied());
            let row = self.budget.rows.get(at).map_or(&[][..], Vec::as_slice);
            let typed = self.budget.cell(row, stage.key());
            let read = Money::parse(typed, 2).ok();
            if !typed.is_empty() && (read.is_none() || (read != old && read != new)) {
                return Err(ImportError::AmountEdited {
                    line_id: id.clone(),
                    year: year.clone(),
                    stage: *stage,
                    typed: typed.to_owned(),
                    sum: old,
                });
            }
            let text = new.map_or_else(String::new, |sum| sum.to_decimal(2));
            self.budget.set(at, stage.key(), text);
        }
        let touched_pairs: HashSet<(&str, &str)> = touched.iter().map(pair_of).collect();
        let owned: HashSet<(&str, &str)> = after.keys().map(pair_of).collect();
        let budget = &self.budget;
        let gone: Vec<bool> = budget
            .rows
            .iter()
            .map(|row| {
                let pair = (budget.cell(row, "line_id"), budget.cell(row, "year"));
                touched_pairs.contains(&pair) && !owned.contains(&pair) && is_bare(budget, row)
            })
            .collect();
        let mut gone = gone.into_iter();
        self.budget.rows.retain(|_| gone.next() != Some(true));
        // What people wrote first, in their order; then what was imported, in one order whatever
        // the order of the imports.
        let mut rows = std::mem::take(&mut self.budget.rows);
        rows.sort_by_cached_key(|row| {
            let cell = |key| self.budget.cell(row, key);
            let imported = owned.contains(&(cell("line_id"), cell("year")));
            imported.then(|| {
                ["year", "direction", "l1", "l2", "l3", "line_id"].map(|key| cell(key).to_owned())
            })
        });
        self.budget.rows = rows;
        Ok(())
    }

    /// Adds the funds that are new, takes away those that an import made and nothing uses now.
    fn update_funds(
        &mut self,
        map: &ImportMap,
        lines: &[NewLine],
        owned: &HashSet<String>,
        old_funds: &HashSet<String>,
    ) {
        let mut known: HashSet<String> = HashSet::new();
        for row in &self.funds.rows {
            known.insert(self.funds.cell(row, "fund_id").to_owned());
        }
        for line in lines {
            if known.insert(line.fund.fund_id.as_str().to_owned()) {
                self.funds.add(&line.fund.to_row(0));
            }
        }
        let used = self.used_funds(|_| true);
        let imported = self.used_funds(|id| owned.contains(id));
        let mut funds = std::mem::take(&mut self.funds.rows);
        funds.retain(|row| {
            let id = self.funds.cell(row, "fund_id");
            let unused = old_funds.contains(id) && !used.contains(id);
            !(unused && self.is_as_imported(row, map))
        });
        funds.sort_by_cached_key(|row| {
            let id = self.funds.cell(row, "fund_id");
            imported.contains(id).then(|| id.to_owned())
        });
        self.funds.rows = funds;
    }

    /// Whether a fund's row holds exactly what an import writes for its code.
    fn is_as_imported(&self, row: &[String], map: &ImportMap) -> bool {
        let found = self.funds.row(row, 0);
        let id = self.funds.cell(row, "fund_id");
        let Ok(fund_id) = Id::new(id) else {
            return false;
        };
        let written = |name: LocalText| {
            let fund = Fund {
                fund_id: fund_id.clone(),
                name,
                nature: map.fund.nature,
                plain: None,
                negative_list: None,
            };
            let cells = fund.to_row(0).cells;
            found
                .cells
                .iter()
                .filter(|(_, cell)| **cell != Cell::Blank)
                .eq(cells.iter())
        };
        written(map.fund_name(id))
            || (id == super::ledger::fund_id("") && written(map.fund_name("")))
    }
}

impl NewLine {
    /// The line as the budget sheet has it, without amounts.
    fn budget_line(&self, year: &YearId, map: &ImportMap) -> BudgetLine {
        let mut labels = self.labels.iter().cloned();
        let l1 = labels
            .next()
            .unwrap_or_else(|| map.fund_name(&self.key.fund));
        BudgetLine {
            line_id: self.id.clone(),
            year: year.clone(),
            direction: self.key.direction,
            title: self.labels.last().cloned().unwrap_or_else(|| l1.clone()),
            l1,
            l2: labels.next(),
            l3: labels.next(),
            plain: None,
            why: None,
            fund_id: self.fund.fund_id.clone(),
            func_code: None,
            econ_code: None,
            prior_executed: None,
            proposed: None,
            approved: None,
            adjusted: None,
            executed: None,
            resolution_id: None,
            responsible_post: None,
        }
    }
}

/// Every line of the import with its identifier, fund and labels.
fn new_lines(import: &Ledger, map: &ImportMap) -> Result<Vec<NewLine>, ImportError> {
    let fund_is_level = map.columns.levels.contains(&map.columns.fund);
    let mut ids = HashSet::new();
    let mut lines = Vec::with_capacity(import.lines.len());
    for key in &import.lines {
        let line_id = key.id(fund_is_level);
        if !ids.insert(line_id.clone()) {
            return Err(ImportError::SameLineId { line_id });
        }
        let made = |text: String| {
            Id::new(text).map_err(|_| ImportError::SameLineId {
                line_id: line_id.clone(),
            })
        };
        lines.push(NewLine {
            id: made(line_id.clone())?,
            fund: Fund {
                fund_id: made(fund_id(&key.fund))?,
                name: map.fund_name(&key.fund),
                nature: map.fund.nature,
                plain: None,
                negative_list: None,
            },
            labels: map
                .columns
                .levels
                .iter()
                .zip(&key.levels)
                .map(|(column, word)| map.label(column, word))
                .collect(),
            key: key.clone(),
        });
    }
    Ok(lines)
}

fn amount_of(entry: &LedgerEntry) -> (AmountKey, Money) {
    let key = (
        entry.line_id.as_str().to_owned(),
        entry.year.as_str().to_owned(),
        entry.stage,
    );
    (key, entry.amount)
}

fn pair_of(key: &AmountKey) -> (&str, &str) {
    (&key.0, &key.1)
}

/// What the entries of each amount add up to.
fn sums(
    entries: impl Iterator<Item = (AmountKey, Money)>,
) -> Result<HashMap<AmountKey, Money>, ImportError> {
    // Wide sums: only the whole must fit a cell, not what it passes on the way.
    let mut wide: HashMap<AmountKey, i128> = HashMap::new();
    for (key, amount) in entries {
        *wide.entry(key).or_default() += i128::from(amount.0);
    }
    let fits = |sum: i128| {
        i64::try_from(sum)
            .ok()
            .filter(|sum| (-Money::LIMIT..=Money::LIMIT).contains(sum))
    };
    let mut sums = HashMap::with_capacity(wide.len());
    for (key, sum) in wide {
        let Some(sum) = fits(sum) else {
            let (line_id, year, stage) = key;
            return Err(ImportError::SumTooLarge {
                year,
                stage,
                line_id: Some(line_id),
            });
        };
        sums.insert(key, Money(sum));
    }
    Ok(sums)
}

/// Takes away the rows that came from `source`; how many there were.
fn remove_source(twin: &mut Twin, source: &str) -> usize {
    let rows = std::mem::take(&mut twin.rows);
    let all = rows.len();
    let kept: Vec<_> = rows
        .into_iter()
        .filter(|row| twin.cell(row, "source") != source)
        .collect();
    let went = all - kept.len();
    twin.rows = kept;
    went
}

/// Examples first, then file by file, line by line.
fn sort_by_source(twin: &mut Twin) {
    let mut rows = std::mem::take(&mut twin.rows);
    rows.sort_by_cached_key(|row| {
        (!Twin::is_example(row)).then(|| {
            let line = twin.cell(row, "source_line").parse::<u32>();
            (twin.cell(row, "source").to_owned(), line.unwrap_or(0))
        })
    });
    twin.rows = rows;
}

/// Whether a budget row holds nothing but what an import writes, and no amount.
fn is_bare(budget: &Twin, row: &[String]) -> bool {
    const WRITTEN: [&str; 8] = [
        "line_id",
        "year",
        "direction",
        "l1",
        "l2",
        "l3",
        "title",
        "fund_id",
    ];
    let base = |key: &str| key.split('_').next().unwrap_or(key).to_owned();
    budget.row(row, 0).cells.iter().all(|(key, cell)| {
        *cell == Cell::Blank
            || WRITTEN.contains(&key.as_str())
            || matches!(base(key).as_str(), "l1" | "l2" | "l3" | "title")
    })
}
