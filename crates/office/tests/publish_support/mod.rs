//! A built app that is none, office folders, and a published tree held in memory.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "shared by several test programs, none of which uses all of it; a trial that cannot go on has failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use office::publish::{PublishError, PublishOptions, PublishReport, run};
use records::field::Kind;
use records::sheets::{SHEETS, SheetSpec};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The time of publications that must not depend on the clock.
pub const AT: &str = "2026-11-06T09:00:00+08:00";

pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut hex = String::new();
    for byte in Sha256::digest(bytes) {
        write!(hex, "{byte:02x}").unwrap();
    }
    hex
}

/// A folder as the app's build leaves it, with as little in it as there may be.
pub fn shell(at: &Path) -> PathBuf {
    let shell = at.join("dist");
    let files: [(&str, &[u8]); 9] = [
        (
            "index.html",
            b"<!doctype html><link rel=\"icon\" href=\"public/icon.svg\">\
              <link rel=\"stylesheet\" href=\"tokens.css\"><link data-trunk rel=\"css\" href=\"/style/base.css\">",
        ),
        ("tokens.css", b":root { --ink: #111 }"),
        ("style/base.css", b"body { color: var(--ink) }"),
        ("app.js", b"export default async function init() {}"),
        ("app_bg.wasm", b"\0asm\x01\0\0\0"),
        ("public/prefs.js", b"document.documentElement.dataset.text = \"1\""),
        ("public/boot.js", b"import(document.currentScript.dataset.js)"),
        ("public/icon.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("public/share.png", b"\x89PNG\r\n\x1a\n"),
    ];
    for (path, bytes) in files {
        let path = shell.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    shell
}

/// The example community's CSV twins, in a folder of their own: publishing writes a journal.
pub fn example(at: &Path) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../example/office/workbook");
    let office = at.join("example");
    fs::create_dir_all(office.join("workbook")).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(
            entry.path(),
            office.join("workbook").join(entry.file_name()),
        )
        .unwrap();
    }
    office
}

/// A workbook in the making: rows of each sheet, cells by key.
#[derive(Debug, Clone, Default)]
pub struct Workbook(pub BTreeMap<&'static str, Vec<BTreeMap<String, String>>>);

pub fn spec(key: &str) -> &'static SheetSpec {
    SHEETS.iter().find(|spec| spec.key == key).unwrap()
}

impl Workbook {
    /// Adds a row: `key=text` separated by `|`.
    pub fn add(&mut self, sheet: &str, cells: &str) {
        let cells = cells
            .split('|')
            .map(|cell| cell.split_once('=').unwrap())
            .map(|(key, text)| (key.to_owned(), text.to_owned()))
            .collect();
        self.0.entry(spec(sheet).key).or_default().push(cells);
    }

    /// Writes one cell of the row at `at`.
    pub fn set(&mut self, sheet: &str, at: usize, column: &str, text: &str) {
        self.0.get_mut(sheet).unwrap()[at].insert(column.to_owned(), text.to_owned());
    }

    /// Writes the CSV twins of an office folder, in place of those that are there.
    pub fn write(&self, office: &Path) {
        let folder = office.join("workbook");
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(&folder).unwrap();
        for (key, rows) in &self.0 {
            let spec = spec(key);
            let mut heads: Vec<(String, String)> = spec
                .columns
                .iter()
                .map(|column| (column.zh.to_owned(), column.key.to_owned()))
                .collect();
            let known: BTreeSet<String> = heads.iter().map(|(_, key)| key.clone()).collect();
            let more: BTreeSet<&String> = rows
                .iter()
                .flat_map(BTreeMap::keys)
                .filter(|key| !known.contains(*key))
                .collect();
            heads.extend(more.into_iter().map(|key| (key.clone(), key.clone())));
            let mut writer = csv::Writer::from_path(folder.join(format!("{key}.csv"))).unwrap();
            writer.write_record(heads.iter().map(|(zh, _)| zh)).unwrap();
            writer
                .write_record(heads.iter().map(|(_, key)| key))
                .unwrap();
            for row in rows {
                let cells = heads
                    .iter()
                    .map(|(_, key)| row.get(key).map_or("", String::as_str));
                writer.write_record(cells).unwrap();
            }
            writer.flush().unwrap();
        }
    }
}

/// Every sheet, three levels, two years, and a translation here and there.
pub fn small() -> Workbook {
    let mut book = Workbook::default();
    let b = &mut book;
    b.add("community", "id=xinglinli|name=杏林里社区|name_en=Xinglinli|households=3000|population=7600|fiscal_start=1|currency=CNY|language=简体中文|coord_system=本地米|phone=010-0000 0000|desk=一楼大厅|hours=周一至周六|elder_contact=助老专员|access_contact=助残专员|filing_number=备案一号|site_url=https://xinglinli.example/|as_of=2026-11-05");
    b.add("orgs", "org_id=jwh|name=居委会|classification=居委会|post=主任|public_name=公开|term_start=2025-01-01|term_end=2029-12-31");
    b.add(
        "funds",
        "fund_id=baozhang|name=保障资金|nature=财政|plain=区里拨的钱。|negative_list=请客。",
    );
    b.add(
        "funds",
        "fund_id=gongyi|name=公共收益|name_en=Shared income|nature=公益收益|plain=停车收来的钱。",
    );
    for (year, prior) in [("2026", "900"), ("2025", "")] {
        b.add("budget", &format!("line_id=r1|year={year}|direction=收入|l1=财政拨款|title=保障资金|fund_id=baozhang|approved=1500|resolution_id=jy-1"));
        b.add("budget", &format!("line_id=r2|year={year}|direction=收入|l1=公共收益|title=停车费|fund_id=gongyi|approved=500|executed=120|resolution_id=jy-1"));
        b.add("budget", &format!("line_id=e1|year={year}|direction=支出|l1=养老|l2=助餐|l3=午饭|title=老年食堂补贴|plain=给老人做午饭。|why=独居老人多。|fund_id=baozhang|func_code=208|econ_code=30|prior_executed={prior}|proposed=1100|approved=1000|resolution_id=jy-1|responsible_post=财务"));
        b.add("budget", &format!("line_id=e2|year={year}|direction=支出|l1=养老|l2=助餐|title=上门送餐|plain=把午饭送到家。|why=有人下不了楼。|fund_id=baozhang|approved=500|resolution_id=jy-1|responsible_post=财务"));
        b.add("budget", &format!("line_id=e3|year={year}|direction=支出|l1=环境|l2=路灯|title=北门路灯|title_en=Lamps at the north gate|plain=换灯。|why=晚上看不见。|fund_id=gongyi|approved=500|resolution_id=jy-1|responsible_post=环境委员"));
        b.add(
            "stages",
            &format!("year={year}|stage=已批准|date={year}-01-06|note=一致通过。"),
        );
    }
    b.add("transactions", "txn_id=t1|date=2026-01-08|year=2026|line_id=e1|direction=支出|amount=320.00|summary=一月补贴|counterparty=食堂|voucher=记-1|handled_by=财务");
    b.add("transactions", "txn_id=t2|date=2026-02-08|year=2026|line_id=e1|direction=支出|amount=-20.00|summary=退回多付|project_id=p1");
    b.add(
        "ledger",
        "source=FY26.csv|source_line=2|year=2026|stage=批准|line_id=e3|amount=600",
    );
    b.add(
        "ledger",
        "source=FY26.csv|source_line=3|year=2026|stage=批准|line_id=e3|amount=-100",
    );
    b.add(
        "left_out",
        "source=FY26.csv|source_line=9|year=2026|seen=FY26,Police,abc|reason=amount",
    );
    b.add("projects", "project_id=p1|name=北门路灯更换|plain=换掉旧灯。|year=2026|line_id=e3|origin=征集|process_step=实施|category=照明|cost=500|contracted=450|paid=200|supplier=某电工队|responsible_post=环境委员|start_planned=2026-05-10|end_planned=2026-08-30|status=进行中|place_ids=b05|x=1.5|y=2");
    b.add("milestones", "project_id=p1|seq=1|title=签合同|weight=40|due0=2026-05-20|due=2026-05-25|revision_reason=等报价|date_met=2026-05-24|evidence=ht.pdf|status=已完成");
    b.add(
        "milestones",
        "project_id=p1|seq=2|title=完工|weight=60|due0=2026-08-30|status=未到期",
    );
    b.add(
        "places",
        "place_id=b05|kind=楼|name=5号楼|polygon=0 0;30 0;30 12|coord_system=本地米",
    );
    b.add("polls", "poll_id=wgx|title=微更新投票|opens=2026-11-10|closes=2026-11-28|vote_type=预算内勾选|budget=2000|min_length=1|max_length=2|eligibility=每户一票|plain=选您想要的。|rule=等份法");
    b.add("options", "poll_id=wgx|option_id=1|name=坡道|cost=1800|category=无障碍|beneficiaries=坐轮椅的邻居|arguments_for=进出方便|arguments_against=占一个车位|place_id=b05");
    b.add("options", "poll_id=wgx|option_id=2|name=长椅|cost=300");
    b.add("resolutions", "resolution_id=jy-1|date=2025-01-06|meeting=居民代表大会|title=通过预算|called=62|present=55|votes_for=51|votes_against=2|abstentions=2|document=jy.pdf");
    b.add("disclosure", "seq=1|l1=财务公开|l2=月度收支|content=每笔收支|basis=办法|frequency=每月|due_day=5|responsible_post=财务|channel=公告栏|last_published=2026-11-05|document=a.pdf");
    b.add("replies", "submission_id=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08|status=已回应|reply=下周修。|date=2026-11-03|post=主任");
    b.add("glossary", "term_id=juesuan|term=决算|plain=一年过完的账。");
    b.add("campaigns", "campaign_id=zj|title=活动室怎么用|plain=想听您的。|prepare=2026-08-03|collect=2026-08-17|analyse=2026-09-07|feedback=2026-09-21|summary=2026-10-12|goal=9|reached=4|changed=多两张桌子。|responsible_post=文化委员");
    b.add("campaign_items", "campaign_id=zj|number=1|channel=意见箱|text=想有个地方写作业。|category=儿童|reasonable=是|feasible=是|novel=否|result=已采纳|reply=留两张桌子。|code=7K3M-9QXA-B2CD|project_id=p1");
    b.add("surveys", "survey_id=wj|title=老年食堂|plain=一道题。|opens=2026-09-01|closes=2026-09-30|goal=6|changed=不涨价。|responsible_post=助老专员");
    b.add(
        "survey_questions",
        "survey_id=wj|question_id=1|text=一周吃几次？|form=单选|choices=天天；不来",
    );
    for keying in ["1", "2"] {
        b.add(
            "survey_paper",
            &format!("survey_id=wj|paper=1|keying={keying}|question_id=1|answer=2"),
        );
    }
    b.add("resources", "resource_id=lunyi|name=轮椅|kind=器具|plain=可折叠。|count=2|terms=不收钱|who=本社区居民|responsible_post=助残专员");
    b.add("loans", "resource_id=lunyi|count=1|from=2026-10-01|due=2026-10-08|returned=2026-10-07|borrower=3号楼居民");
    b.add("needs", "need_id=xq|text=要借轮椅|category=无障碍|channel=走访|since=2026-09-14|due=2026-10-01|responsible_post=助残专员");
    b.add(
        "matches",
        "need=xq|resource=lunyi|status=已办好|date=2026-10-01|note=借了一周。",
    );
    b.add(
        "points_rules",
        "kind=微提案|from=已采纳|points=10|plain=被采纳，加十分。",
    );
    b.add(
        "rewards",
        "reward_id=lifa|name=理发|points=10|plain=周六。|responsible_post=文化委员",
    );
    b.add(
        "redemptions",
        "code=7K3M-9QXA-B2CD|reward_id=lifa|date=2026-10-10",
    );
    b.add(
        "hours",
        "volunteer=z-1|date=2026-10-18|flow=存入|minutes=90|what=送餐",
    );
    b.add("honours", "honour_id=zx|date=2026-10-31|title=十月社区之星|role=志愿者|reason=天天送饭。|public_name=周小云|consent=2026-10-28");
    b.add("categories", "category_id=zhaoming|name=照明");
    b.add("holidays", "date=2026-02-16|day=放假|note=春节");
    b.add("clocks", "kind=质询|hours=48");
    b.add("inboxes", "url=/inbox/v1|conflict_means=已经收到|note=同机");
    book
}

/// The columns of free text, whose cells a clerk may fill with anything.
pub fn text_columns() -> Vec<(&'static str, &'static str)> {
    SHEETS
        .iter()
        .flat_map(|spec| spec.columns.iter().map(move |column| (spec.key, column)))
        .filter(|(_, column)| matches!(column.kind, Kind::Text(_) | Kind::LocalText(_)))
        .map(|(sheet, column)| (sheet, column.key))
        .collect()
}

pub fn options(office: &Path, shell: &Path, site: &Path) -> PublishOptions {
    PublishOptions {
        office: office.to_owned(),
        shell: shell.to_owned(),
        site: site.to_owned(),
        base: "/".into(),
        at: Some(AT.into()),
        scheduled: None,
        compress: false,
    }
}

pub fn publish(office: &Path, shell: &Path, site: &Path) -> PublishReport {
    published(run(&options(office, shell, site)))
}

pub fn published(result: Result<PublishReport, PublishError>) -> PublishReport {
    match result {
        Ok(report) => report,
        Err(PublishError::Findings(findings)) => panic!("{findings:#?}"),
        Err(error) => panic!("{error}"),
    }
}

/// Every file below a folder, by its path with `/` between names.
pub type Tree = BTreeMap<String, Vec<u8>>;

pub fn tree(folder: &Path) -> Tree {
    fn walk(folder: &Path, within: &str, files: &mut Tree) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{within}{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &format!("{path}/"), files);
            } else {
                files.insert(path, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut files = Tree::new();
    walk(folder, "", &mut files);
    files
}

pub fn json(tree: &Tree, path: &str) -> Value {
    serde_json::from_slice(&tree[path]).unwrap()
}

/// Whether the tree is what its manifest says, no file more, none less, no byte changed; returns
/// the manifest's hash.
pub fn whole(folder: &Path) -> Result<String, String> {
    let tree = tree(folder);
    let bytes = tree.get("manifest.json").ok_or("no manifest")?;
    let manifest: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let named = manifest["files"].as_object().ok_or("no files")?;
    for (path, facts) in named {
        let bytes = tree.get(path).ok_or(format!("{path} is missing"))?;
        if facts["hash"] != sha256(bytes) || facts["bytes"] != bytes.len() {
            return Err(format!("{path} is not what the manifest says"));
        }
    }
    let known = |path: &str| {
        let path = path
            .strip_suffix(".br")
            .or_else(|| path.strip_suffix(".gz"))
            .unwrap_or(path);
        path == "manifest.json" || named.contains_key(path)
    };
    match tree.keys().find(|path| !known(path)) {
        Some(path) => Err(format!("{path} is in no manifest")),
        None => Ok(sha256(bytes)),
    }
}

/// The releases beside a site that may be shown again, by their number.
pub fn releases(site: &Path) -> BTreeMap<u64, PathBuf> {
    fs::read_dir(office::publish::releases_of(site))
        .unwrap()
        .filter_map(|entry| {
            let path = entry.unwrap().path();
            let number = path.file_name()?.to_str()?.parse().ok()?;
            Some((number, path))
        })
        .collect()
}
