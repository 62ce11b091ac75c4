//! What a receipt's code is worth, for somebody at the desk who says it: no account, no name, and
//! no key, because nothing is opened.

use std::collections::BTreeMap;
use std::path::Path;

use records::codes::{ReplyStatus, SubmissionKind};
use records::decisions::Decision;
use records::envelope::{Code, DocId};
use records::points::earned;
use records::{Date, LocalText, Records};
use serde::Serialize;

use super::gather::{Gathered, Inboxes};
use super::list::records;
use super::{DeskError, decisions};
use crate::inbox::What;

/// A document that a code belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The code as it is printed.
    pub code: Code,
    /// What it is.
    pub kind: SubmissionKind,
    /// The day on which it came, if an inbox noted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
    /// What became of it.
    pub state: ReplyStatus,
    /// What it has earned by the rule.
    pub points: u32,
    /// What it was exchanged for already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redeemed: Option<Redeemed>,
}

/// That points were exchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Redeemed {
    /// On which day.
    pub date: Date,
    /// For what.
    pub reward: LocalText,
}

/// Every document of this code: one, none, or (once in very many) several.
///
/// # Errors
/// [`DeskError`]
pub fn receipt(office: &Path, code: Code) -> Result<Vec<Receipt>, DeskError> {
    let records = records(office)?;
    let gathered = Inboxes::open(office, &records.community.id)?.gather()?;
    let decided = decisions::read(office)?.current();
    Ok(found(&records, &gathered, &decided, code))
}

/// The same from what was read.
fn found(
    records: &Records,
    gathered: &Gathered,
    decided: &BTreeMap<DocId, Decision>,
    code: Code,
) -> Vec<Receipt> {
    let mut kinds: BTreeMap<DocId, (SubmissionKind, Option<Date>)> = BTreeMap::new();
    for (name, arrival) in &gathered.names {
        if let What::Document(kind) = name.what
            && name.id.code() == code
        {
            // A day is a day of the community, eight hours ahead of the journal's time.
            let day = arrival
                .as_ref()
                .map(|arrival| (arrival.at + chrono::Duration::hours(8)).date_naive());
            kinds.insert(name.id, (kind, day));
        }
    }
    // What was decided about may have been put away since.
    for (id, decision) in decided {
        if id.code() == code {
            kinds.entry(*id).or_insert((decision.kind, None));
        }
    }
    let redeemed = records
        .redemptions
        .iter()
        .find(|redeemed| redeemed.code.parse() == Ok(code))
        .map(|redeemed| Redeemed {
            date: redeemed.date,
            reward: records
                .rewards
                .iter()
                .find(|reward| reward.reward_id == redeemed.reward_id)
                .map(|reward| reward.name.clone())
                .unwrap_or_default(),
        });
    kinds
        .into_iter()
        .map(|(id, (kind, day))| {
            let state = decided
                .get(&id)
                .map_or(ReplyStatus::Received, |decision| decision.state);
            Receipt {
                code,
                kind,
                day,
                state,
                points: earned(&records.points_rules, kind, state),
                redeemed: redeemed.clone(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

    use super::*;

    /// An office folder with one letter, decided or not, and a rule.
    fn office(state: Option<&str>, redeemed: bool) -> (tempfile::TempDir, Code) {
        let folder = tempfile::tempdir().unwrap();
        let book = folder.path().join("workbook");
        std::fs::create_dir(&book).unwrap();
        let id = DocId::of(b"a letter");
        let sheet = |name: &str, text: &str| {
            std::fs::write(book.join(format!("{name}.csv")), text).unwrap();
        };
        sheet(
            "community",
            "代码,名称,户数,币种,数据截至\nid,name,households,currency,as_of\nx,某社区,10,CNY,2026-11-05\n",
        );
        sheet(
            "funds",
            "编号,名称,性质\nfund_id,name,nature\nf,保障资金,财政\n",
        );
        sheet(
            "budget",
            "编号,年度,收支,一级,名称,资金编号\nline_id,year,direction,l1,title,fund_id\n",
        );
        sheet(
            "points_rules",
            "做什么,到哪一步算,积分\nkind,from,points\n微提案,,3\n微提案,已采纳,10\n",
        );
        sheet(
            "rewards",
            "编号,名称,积分\nreward_id,name,points\nlifa,理发,10\n",
        );
        if redeemed {
            let code = id.code().to_string().to_ascii_lowercase();
            sheet(
                "redemptions",
                &format!("回执码,兑换编号,日期\ncode,reward_id,date\n{code},lifa,2026-10-10\n"),
            );
        }
        if let Some(state) = state {
            let decisions = folder.path().join("decisions");
            std::fs::create_dir(&decisions).unwrap();
            let text = format!(
                r#"{{"v":1,"at":"2026-11-04T09:00:00+08:00","decisions":[{{"id":"{id}","kind":"proposal","day":"2026-11-04","post":{{"text":"主任"}},"state":"{state}"}}]}}"#
            );
            std::fs::write(decisions.join("0001.json"), text).unwrap();
        }
        (folder, id.code())
    }

    #[test]
    fn a_code_says_what_it_stands_for_and_what_it_is_worth() {
        for (state, points) in [("received", 3), ("adopted", 13)] {
            let (folder, code) = office(Some(state), false);
            let found = receipt(folder.path(), code).unwrap();
            let [own] = found.as_slice() else {
                panic!("{found:?}");
            };
            assert_eq!(own.kind, SubmissionKind::Proposal);
            assert_eq!((own.state.key(), own.points), (state, points));
            assert_eq!(own.redeemed, None);
        }
    }

    #[test]
    fn a_receipt_that_was_exchanged_says_so_however_its_code_was_typed() {
        let (folder, code) = office(Some("adopted"), true);
        let found = receipt(folder.path(), code).unwrap();
        let redeemed = found[0].redeemed.as_ref().unwrap();
        assert_eq!(redeemed.reward.text, "理发");
    }

    #[test]
    fn a_code_that_nobody_has_finds_nothing() {
        let (folder, _) = office(None, false);
        let other = DocId::of(b"another letter").code();
        assert_eq!(receipt(folder.path(), other).unwrap(), Vec::new());
    }
}
