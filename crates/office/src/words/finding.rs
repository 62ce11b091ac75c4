//! What is wrong, where, and how to mend it.

use records::codes::BudgetStep;
use records::field::{CellProblem, Code};
use records::finding::{PrivateNumber, Problem};
use records::say::Clock;
use records::sheets::SheetSpec;
use records::{Finding, Money, Severity};

use super::{Wording, say};
use crate::workbook::{Layout, spec};

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Where: sheet, row, column.
    pub place: String,
    /// What is wrong, and what was seen.
    pub what: String,
    /// How to mend it.
    pub mend: String,
}

impl Said {
    /// The whole line.
    pub fn line(&self, wording: Wording) -> String {
        let (place, rest) = (&self.place, self.what_and_mend(wording));
        say!(wording, "{place}：{rest}", "{place}: {rest}")
    }

    /// Without the place, for a note at the place.
    pub fn what_and_mend(&self, wording: Wording) -> String {
        let Said { what, mend, .. } = self;
        say!(wording, "{what} —— {mend}", "{what} — {mend}")
    }
}

/// The heads of a list of findings, each with the width of its column.
pub fn found_heads(wording: Wording) -> &'static [(&'static str, f64)] {
    match wording {
        Wording::ZhHans => &[
            ("轻重", 8.0),
            ("在哪里", 36.0),
            ("怎么回事", 50.0),
            ("怎么改", 50.0),
        ],
        Wording::En => &[
            ("Kind", 10.0),
            ("Where", 44.0),
            ("What is wrong", 50.0),
            ("How to mend it", 50.0),
        ],
    }
}

/// One word for how bad it is.
pub fn severity(severity: Severity, wording: Wording) -> &'static str {
    match (severity, wording) {
        (Severity::Error, Wording::ZhHans) => "要改",
        (Severity::Warning, Wording::ZhHans) => "请看",
        (Severity::Error, Wording::En) => "error",
        (Severity::Warning, Wording::En) => "warning",
    }
}

/// A finding in words; `layout` knows how the sheet is called in the file and which letters its
/// columns have.
pub fn finding(finding: &Finding, layout: &Layout, wording: Wording) -> Said {
    let (what, mend) = problem(finding, wording);
    Said {
        place: place(finding, layout, wording),
        what,
        mend,
    }
}

fn place(finding: &Finding, layout: &Layout, wording: Wording) -> String {
    let Some(spec) = spec(finding.sheet) else {
        return say!(wording, "整个文件", "the file");
    };
    let name = layout
        .sheets
        .get(spec.key)
        .filter(|place| place.name != spec.key)
        .map_or(spec.zh, |place| place.name.as_str());
    let en = spec.en;
    let mut out = say!(wording, "“{name}”表", "sheet “{name}” ({en})");
    if let Some(row) = finding.row {
        out.push_str(&say!(wording, " 第{row}行", ", row {row}"));
    }
    if let Some(column) = finding.column {
        let head = column_name(spec, column, wording);
        out.push_str(&match layout.letters(spec.key, column) {
            Some(letters) => say!(wording, " {letters}列{head}", ", column {letters} {head}"),
            None => say!(wording, " {head}列", ", column {head}"),
        });
    }
    out
}

/// A column's name with its quotation marks: in English the Chinese header, which stands in the
/// file, comes first.
fn column_name(spec: &SheetSpec, key: &str, wording: Wording) -> String {
    match spec.columns.iter().find(|column| column.key == key) {
        Some(column) => {
            let (zh, en) = (column.zh, column.en);
            say!(wording, "“{zh}”", "“{zh}” ({en})")
        }
        None => say!(wording, "“{key}”", "“{key}”"),
    }
}

/// The same for a column of the sheet with this key.
fn column_of(sheet: &str, key: &str, wording: Wording) -> String {
    match spec(sheet) {
        Some(spec) => column_name(spec, key, wording),
        None => key.to_owned(),
    }
}

fn yuan(amount: Money, wording: Wording) -> String {
    let figures = amount.to_figures(2);
    say!(wording, "{figures} 元", "{figures}")
}

fn problem(finding: &Finding, w: Wording) -> (String, String) {
    match &finding.problem {
        Problem::MissingSheet => {
            let name = spec(finding.sheet).map_or(finding.sheet, |spec| spec.zh);
            (
                say!(w, "文件里没有这张表", "this sheet is missing"),
                say!(
                    w,
                    "请从空白模板里把“{name}”表复制过来填好，表名不要改",
                    "copy the sheet “{name}” from an empty template, fill it in and keep its name"
                ),
            )
        }
        Problem::UnknownSheet { name } => (
            say!(
                w,
                "多了一张表“{name}”，程序不认识，没有读它",
                "the sheet “{name}” is not known and was not read"
            ),
            say!(
                w,
                "自己记事用的表可以留着；如果它本来是模板里的表，请把表名改回来",
                "keep it if it is a note of your own; if it is a sheet of the template, give it its name back"
            ),
        ),
        Problem::DuplicateSheet { name } => (
            say!(
                w,
                "“{name}”和它是同一张表，只能留一张",
                "“{name}” is the same sheet once more; there may be only one"
            ),
            say!(
                w,
                "请把两张并成一张；备份请另存成别的文件",
                "put both together in one; keep a backup in a file of its own"
            ),
        ),
        Problem::HiddenSheet { name } => (
            say!(
                w,
                "“{name}”表被隐藏了，打开文件看不见，可里面的内容会公开",
                "“{name}” is hidden, so nobody sees it in the file, yet what it holds is published"
            ),
            say!(
                w,
                "请取消隐藏，看过再公开；不要的话就删掉这张表",
                "unhide it and look at it first, or delete it"
            ),
        ),
        Problem::MissingColumn => (
            say!(
                w,
                "少了这一列，它是必填的",
                "this column is missing, and it is required"
            ),
            say!(
                w,
                "请从空白模板里把这一列（连同隐藏的第2行）补回来",
                "put the column back from an empty template, with its hidden second row"
            ),
        ),
        Problem::UnknownColumn { name } => (
            say!(
                w,
                "多了一列“{name}”，程序不认识",
                "the column “{name}” is not known"
            ),
            say!(
                w,
                "写错的列名请改回来；自己记事用的列请删掉，或挪到另一张表上",
                "give a misspelt header its name back; move notes of your own to another sheet"
            ),
        ),
        Problem::DuplicateColumn { letters } => (
            say!(
                w,
                "{letters}列和它是同一列，程序不知道该信哪个",
                "column {letters} is the same column once more, and nobody can tell which one counts"
            ),
            say!(w, "请只留一列", "keep only one of them"),
        ),
        Problem::MergedCells { range } => (
            say!(
                w,
                "{range} 这几格合并了，分不清哪个数是哪一行的",
                "the cells {range} are merged, so that it cannot be told which row they belong to"
            ),
            say!(
                w,
                "请取消合并，每一行都填上自己的内容",
                "unmerge them and fill in every row"
            ),
        ),
        Problem::NotOneRow { found } => (
            say!(
                w,
                "这张表只能填一行，现在有 {found} 行",
                "this sheet holds exactly one row, but {found} were found"
            ),
            say!(
                w,
                "请只留本社区的那一行；“示例”那一行不算",
                "keep the row of your community only; the row marked 示例 does not count"
            ),
        ),
        Problem::Cell(cell) => cell_problem(cell, w),
        Problem::Duplicate { id, first_row } => (
            say!(
                w,
                "编号“{id}”在第{first_row}行已经用过了",
                "“{id}” is used in row {first_row} already"
            ),
            say!(
                w,
                "请给其中一行换个编号；大小写不同也算同一个",
                "give one of the rows another identifier; capitals make no difference"
            ),
        ),
        Problem::Unresolved { id, sheet } => {
            let name = spec(sheet).map_or(*sheet, |spec| spec.zh);
            (
                say!(
                    w,
                    "“{name}”表里找不到编号“{id}”",
                    "“{id}” is not found in the sheet “{name}”"
                ),
                say!(
                    w,
                    "请核对编号，或者在“{name}”表里补上这一行",
                    "check the identifier, or add the row to “{name}”"
                ),
            )
        }
        Problem::ExecutedDiffers { typed, sum } => {
            let (typed, sum) = (yuan(*typed, w), yuan(*sum, w));
            (
                say!(
                    w,
                    "执行数填的是 {typed}，可“收支明细”加起来是 {sum}",
                    "{typed} is typed, but the transactions add up to {sum}"
                ),
                say!(
                    w,
                    "请核对明细；明细齐全的话，这一格空着就行，程序会自己加",
                    "check the transactions; if they are complete, leave this cell blank and it is worked out"
                ),
            )
        }
        Problem::ChildrenDiffer { amount, typed, sum } => {
            let column = column_of(finding.sheet, amount, w);
            let (typed, sum) = (yuan(*typed, w), yuan(*sum, w));
            (
                say!(
                    w,
                    "{column}的合计填的是 {typed}，可下面各项加起来是 {sum}",
                    "the total of {column} is typed as {typed}, but the lines below add up to {sum}"
                ),
                say!(
                    w,
                    "请核对下面各项；合计可以空着，程序会自己加",
                    "check the lines below; a total may stay blank and is worked out"
                ),
            )
        }
        Problem::SourcesAndUsesDiffer {
            year,
            revenue,
            expenditure,
        } => {
            let (revenue, expenditure) = (yuan(*revenue, w), yuan(*expenditure, w));
            (
                say!(
                    w,
                    "{year} 年度收入一共 {revenue}，支出一共 {expenditure}，两边对不上",
                    "in {year}, {revenue} come in and {expenditure} go out, which is not the same"
                ),
                say!(
                    w,
                    "请看看有没有漏填的行；结余或上年结转也要写成一行",
                    "look for a missing line; what is left over or carried forward is a line too"
                ),
            )
        }
        Problem::FundOverspent {
            fund_id,
            year,
            revenue,
            expenditure,
        } => {
            let (revenue, expenditure) = (yuan(*revenue, w), yuan(*expenditure, w));
            (
                say!(
                    w,
                    "资金“{fund_id}”在 {year} 年度收入 {revenue}，支出 {expenditure}，花的比来的多",
                    "in {year}, {revenue} come into the fund “{fund_id}” and {expenditure} are spent from it"
                ),
                say!(
                    w,
                    "请核对各行的资金编号；用了往年结余的，请补一行结转收入",
                    "check the fund of each line; if it had savings, add them as a line carried forward"
                ),
            )
        }
        Problem::DatesOutOfOrder {
            earlier,
            first,
            then,
        } => {
            let column = column_of(finding.sheet, earlier, w);
            (
                say!(
                    w,
                    "{then} 比{column}的 {first} 还早，先后反了",
                    "{then} comes before {first} in {column}, but should follow it"
                ),
                say!(w, "请核对这两个日期", "check both days"),
            )
        }
        Problem::OutsideYear { date, year } => (
            say!(
                w,
                "{date} 不在 {year} 会计年度里",
                "{date} is not in the fiscal year {year}"
            ),
            say!(
                w,
                "请核对日期和年度；跨年补记的，请在摘要里写明",
                "check day and year; if it was booked late, say so in the summary"
            ),
        ),
        Problem::DirectionDiffers => (
            say!(
                w,
                "这一笔的收支方向和它的预算行相反",
                "its direction is the opposite of its budget line's"
            ),
            say!(
                w,
                "请核对方向和预算编号；退款写成负数，方向不变",
                "check direction and line; a refund is a negative amount in the same direction"
            ),
        ),
        Problem::Negative { amount } => {
            let amount = yuan(*amount, w);
            (
                say!(
                    w,
                    "{amount} 是负数，这里不能填负数",
                    "{amount} is below zero, which cannot be here"
                ),
                say!(w, "请改成正数", "enter a positive amount"),
            )
        }
        Problem::SumTooLarge => (
            say!(
                w,
                "金额加起来太大，程序算不了",
                "the amounts add up to more than can be counted"
            ),
            say!(
                w,
                "请看看有没有多打了几个零，单位是不是元",
                "look for zeros too many; amounts are in yuan"
            ),
        ),
        Problem::MetWithoutDate => (
            say!(
                w,
                "“状态”和“完成日期”对不上：要么写了已完成没写日期，要么写了日期没写已完成",
                "state and day do not agree: met without a day, or a day without being met"
            ),
            say!(
                w,
                "完成了就两格都填；没完成，日期就空着",
                "fill in both when it is met, and leave the day blank when it is not"
            ),
        ),
        Problem::MetWithoutEvidence => (
            say!(
                w,
                "写了已完成，可没有证据文件，居民看不到凭什么算完成",
                "it is met, but nothing shows it"
            ),
            say!(
                w,
                "请附上照片或验收单，在“证据文件”里写文件名",
                "add a photo or an acceptance sheet and write its file name"
            ),
        ),
        Problem::RevisedWithoutReason => (
            say!(
                w,
                "日期改过，可没写为什么改",
                "the day was moved, but no reason is given"
            ),
            say!(
                w,
                "请在“变更理由”里写一句，居民最想知道的就是这个",
                "give the reason in one sentence; it is what residents ask first"
            ),
        ),
        Problem::WeightsNotHundred { sum } => (
            say!(
                w,
                "这个项目各里程碑的权重加起来是 {sum}，应当正好是 100",
                "the weights of this project's milestones add up to {sum}, not to 100"
            ),
            say!(w, "请调整各行的权重", "change the weights"),
        ),
        Problem::PaidOverContract { paid, contracted } => {
            let (paid, contracted) = (yuan(*paid, w), yuan(*contracted, w));
            (
                say!(
                    w,
                    "已付 {paid}，超过了合同额 {contracted}",
                    "{paid} are paid, more than the {contracted} contracted"
                ),
                say!(
                    w,
                    "请核对；签了补充协议的，请更新合同额",
                    "check both; after a supplement to the contract, enter the new amount"
                ),
            )
        }
        Problem::MinOverMax { min } => {
            let column = column_of(finding.sheet, min, w);
            (
                say!(
                    w,
                    "{column}比最多的还大",
                    "{column} is larger than the most allowed"
                ),
                say!(w, "请核对这两个数", "check both numbers"),
            )
        }
        Problem::NothingToVoteOn => (
            say!(
                w,
                "这场表决没有候选项目，或者总额连一个候选项目都付不起",
                "there is no option in this poll, or none that its budget can pay"
            ),
            say!(
                w,
                "请在“候选项目”表里补上，或核对总额",
                "add options to the sheet “候选项目”, or check the budget"
            ),
        ),
        Problem::OptionOverBudget { cost, budget } => {
            let (cost, budget) = (yuan(*cost, w), yuan(*budget, w));
            (
                say!(
                    w,
                    "这个项目要 {cost}，比表决总额 {budget} 还多",
                    "it costs {cost}, more than the poll's {budget}"
                ),
                say!(
                    w,
                    "请核对金额；确实太大的，请拆小或者不列进来",
                    "check the amount; split it or leave it out if it is really so large"
                ),
            )
        }
        Problem::MoreVotesThanPresent { votes, present } => (
            say!(
                w,
                "赞成、反对、弃权加起来 {votes} 票，可实到只有 {present} 人",
                "{votes} votes were counted, but only {present} were present"
            ),
            say!(w, "请对照会议记录核对", "check it against the minutes"),
        ),
        Problem::MorePresentThanCalled { present, called } => (
            say!(
                w,
                "实到 {present} 人，比应到 {called} 人还多",
                "{present} were present, more than the {called} called"
            ),
            say!(
                w,
                "请对照签到表核对",
                "check it against the attendance list"
            ),
        ),
        Problem::TooFewPoints { found } => (
            say!(
                w,
                "只有 {found} 个点，画不出来",
                "{found} points are too few to draw it"
            ),
            say!(
                w,
                "楼和绿地至少要 3 个角，路至少要 2 个点，写成“0 0;30 0;30 12”",
                "a building or a green needs 3 corners, a road 2 points, as in “0 0;30 0;30 12”"
            ),
        ),
        Problem::NoCoordinateSystem => (
            say!(
                w,
                "写了坐标，可没说用的是哪种坐标系",
                "there are coordinates, but not in which system"
            ),
            say!(
                w,
                "请在这一行或“社区信息”表里选坐标系；自己量的平面图选“本地米”",
                "choose the system here or in “社区信息”; for a plan of your own, choose local metres (本地米)"
            ),
        ),
        Problem::PrivateNumber { kind } => {
            let kind = match (kind, w) {
                (PrivateNumber::IdentityCard, Wording::ZhHans) => "身份证号",
                (PrivateNumber::Mobile, Wording::ZhHans) => "手机号",
                (PrivateNumber::BankCard, Wording::ZhHans) => "银行卡号",
                (PrivateNumber::IdentityCard, Wording::En) => "an identity number",
                (PrivateNumber::Mobile, Wording::En) => "a mobile number",
                (PrivateNumber::BankCard, Wording::En) => "a bank card number",
            };
            (
                say!(
                    w,
                    "里面像是有{kind}，这是个人隐私，不能公开",
                    "it seems to hold {kind}, which is private and must not be published"
                ),
                say!(
                    w,
                    "请删掉这串数字；说到个人时写“居民”就好",
                    "delete the number; a private person is simply “居民”"
                ),
            )
        }
        Problem::NoHouseholds => (
            say!(
                w,
                "没填户数，网站上就没有“每户每月约多少”",
                "without the number of households there are no figures per household"
            ),
            say!(w, "请填上常住户数", "enter the number of households"),
        ),
        Problem::NotExplained => (
            say!(
                w,
                "这笔支出还没有白话说明，或没写为什么花",
                "this expenditure has no plain sentence, or does not say why"
            ),
            say!(
                w,
                "请各写一句街坊听得懂的话",
                "write one sentence for each, as you would tell a neighbour"
            ),
        ),
        Problem::NoResolution => (
            say!(
                w,
                "有批准数，可没写是哪次会议批的",
                "an amount is approved, but not by which resolution"
            ),
            say!(
                w,
                "请填决议编号，并在“会议决议”表里补上那次会议",
                "enter the resolution and add it to the sheet “会议决议”"
            ),
        ),
        Problem::CurrencyDecimals { code, decimals } => (
            say!(
                w,
                "币种 {code} 有 {decimals} 位小数，而账上的金额都是两位",
                "amounts in {code} have {decimals} decimals, but sheets have two"
            ),
            say!(
                w,
                "请用小数是两位的币种，人民币写 CNY",
                "use a currency with two decimals; for yuan it is CNY"
            ),
        ),
        Problem::OutOfRange { found, min, max } => (
            say!(
                w,
                "{found} 不在 {min} 到 {max} 之间",
                "{found} is not between {min} and {max}"
            ),
            say!(w, "请核对这个数", "check the number"),
        ),
        Problem::Zero => (
            say!(w, "写的是 0，这里要大于 0", "it is 0, but must be more"),
            say!(
                w,
                "请填实际金额；还没定下来的，就先不列这一行",
                "enter the amount, or leave the row out until it is known"
            ),
        ),
        Problem::LedgerDiffers { amount, typed, sum } => {
            let column = column_of(finding.sheet, amount, w);
            let sum = yuan(*sum, w);
            let what = match typed {
                Some(typed) => {
                    let typed = yuan(*typed, w);
                    say!(
                        w,
                        "{column}填的是 {typed}，可“账目底稿”加起来是 {sum}",
                        "{column} says {typed}, but its ledger entries add up to {sum}"
                    )
                }
                None => say!(
                    w,
                    "{column}空着，可“账目底稿”加起来是 {sum}",
                    "{column} is blank, but its ledger entries add up to {sum}"
                ),
            };
            (
                what,
                say!(
                    w,
                    "导入的数不要手改；请在财务软件里改好，再导入一次",
                    "do not change imported amounts by hand; mend the export and import it again"
                ),
            )
        }
        Problem::BookedOnTotal => (
            say!(
                w,
                "这一行只是别的行的合计，可有收支直接记在它上面",
                "this row only repeats the sum of others, yet amounts are booked on it"
            ),
            say!(
                w,
                "请把这些收支改记到具体的预算行上",
                "book them on the lines below it instead"
            ),
        ),
        Problem::BeforeStart { start, date } => (
            say!(
                w,
                "{date} 比项目计划开工的 {start} 还早",
                "{date} is before the project's planned start, {start}"
            ),
            say!(w, "请核对这两个日期", "check both days"),
        ),
        Problem::StepsOutOfOrder {
            earlier,
            first,
            then,
        } => {
            let at = BudgetStep::CODES
                .iter()
                .find(|code| code.key == earlier.key());
            let step = match (at, w) {
                (Some(code), Wording::ZhHans) => code.zh,
                (Some(code), Wording::En) => code.en,
                (None, _) => earlier.key(),
            };
            (
                say!(
                    w,
                    "{then} 比“{step}”的 {first} 还早，可它应当在后面",
                    "{then} comes before {first}, the day of “{step}”, but should follow it"
                ),
                say!(w, "请核对这两步的日期", "check the days of both steps"),
            )
        }
        Problem::TooManyPoints { found } => (
            say!(
                w,
                "类型是“点”，却写了 {found} 个点",
                "this place is one point, but {found} points are given"
            ),
            say!(
                w,
                "请只留一个点；要画形状，就把类型改成楼、路或绿地",
                "keep one of them, or choose another kind of place"
            ),
        ),
        Problem::HalfPoint => (
            say!(w, "X 和 Y 只填了一个", "only one of X and Y is given"),
            say!(w, "请两个都填，或两个都空着", "enter both, or neither"),
        ),
        Problem::NoBudget => (
            say!(
                w,
                "这场表决没写一共有多少钱，没法计票",
                "the poll has no budget, so that it cannot be counted"
            ),
            say!(w, "请填上总额", "enter the budget"),
        ),
        Problem::TooFewOptions { options, choices } => (
            say!(
                w,
                "至少要选 {choices} 个，可候选项目只有 {options} 个",
                "at least {choices} must be chosen, but there are {options} options"
            ),
            say!(
                w,
                "请补候选项目，或把“最少选”改小",
                "add options, or lower the fewest choices"
            ),
        ),
        Problem::ChoicesUnaffordable {
            choices,
            cost,
            limit,
        } => {
            let (cost, limit) = (yuan(*cost, w), yuan(*limit, w));
            (
                say!(
                    w,
                    "至少要选 {choices} 个，可最便宜的 {choices} 个加起来也要 {cost}，超过了上限 {limit}",
                    "at least {choices} must be chosen, but even the cheapest cost {cost}, more than the {limit} allowed"
                ),
                say!(
                    w,
                    "请把“最少选”改小，或把上限提高",
                    "lower the fewest choices, or raise the limit"
                ),
            )
        }
        Problem::ClockNotOne => (
            say!(
                w,
                "“小时”和“工作日”要填一个，也只能填一个",
                "either the hours or the working days must be given, and not both"
            ),
            say!(w, "请留下一个", "keep one of them"),
        ),
        Problem::ClockNotOwed => (
            say!(
                w,
                "这种来件不欠答复，没有期限",
                "nobody is owed an answer to this kind, so it has no reply time"
            ),
            say!(w, "请删掉这一行", "remove this row"),
        ),
        Problem::ClockTooLong { common } => {
            let common = match common {
                Clock::Hours(hours) => say!(w, "{hours} 小时", "{hours} hours"),
                Clock::WorkingDays(days) => say!(w, "{days} 个工作日", "{days} working days"),
                Clock::None => String::new(),
            };
            (
                say!(
                    w,
                    "统一期限是 {common}，这里写的可能更晚",
                    "the common reply time is {common}, and this may be later"
                ),
                say!(
                    w,
                    "期限只能更短：请改短；统一期限按小时算的，也请写小时",
                    "a community may only be quicker: shorten it; where the common time is in hours, give hours"
                ),
            )
        }
        Problem::NotAnInbox { seen } => (
            say!(
                w,
                "“{seen}”不能当收件箱的地址",
                "“{seen}” is no address of an inbox"
            ),
            say!(
                w,
                "请写 /inbox/v1，或写完整的 https:// 地址，末尾不带斜杠",
                "write /inbox/v1, or a whole https:// address, without a slash at the end"
            ),
        ),
        Problem::NotACode { seen } => (
            not(seen, w, "回执码", "a receipt code"),
            say!(
                w,
                "回执码是 12 位数字和字母，比如 7K3M-9QXA-B2CD，请照回执抄",
                "a receipt code has twelve letters and figures, such as 7K3M-9QXA-B2CD; copy it from the receipt"
            ),
        ),
        Problem::NothingToAnswer => (
            say!(
                w,
                "这份问卷一道题也没有",
                "this questionnaire has no question"
            ),
            say!(
                w,
                "请在“问卷题目”表里加题，问卷编号要一样",
                "add its questions to the sheet “问卷题目” (Questions), with the same identifier"
            ),
        ),
        Problem::ChoicesDiffer { own, translated } => (
            say!(
                w,
                "原文有 {own} 个选项，译文有 {translated} 个，对不上",
                "the original has {own} choices, the translation {translated}"
            ),
            say!(
                w,
                "请让译文的选项和原文一样多、顺序一样，用分号隔开",
                "give the translation the same choices in the same order, with semicolons between"
            ),
        ),
        Problem::NotAnAnswer { seen } => (
            not(seen, w, "这道题的答案", "an answer to this question"),
            say!(
                w,
                "请填选项前面的数字；单选只填一个，多选用分号隔开；没答的就不要录这一行",
                "enter the number before the choice, one only where one is asked for; leave the row out if nothing was ticked"
            ),
        ),
        Problem::KeyedOnce { paper } => (
            say!(
                w,
                "{paper} 号纸卷只录了一遍，先不计数",
                "paper {paper} is typed once only and is not counted yet"
            ),
            say!(
                w,
                "请换一个人再录一遍，“第几遍录入”填 2",
                "let somebody else type it again, as keying 2"
            ),
        ),
        Problem::KeyingsDiffer {
            paper,
            first,
            second,
        } => {
            let seen = |text: &str| match text {
                "" => say!(w, "没录", "nothing"),
                text => say!(w, "“{}”", "“{}”", shown(text)),
            };
            let (first, second) = (seen(first), seen(second));
            (
                say!(
                    w,
                    "{paper} 号纸卷两遍录得不一样：第一遍{first}，第二遍{second}",
                    "the two typings of paper {paper} differ: first {first}, then {second}"
                ),
                say!(
                    w,
                    "请翻出这张纸卷，照着改成一样",
                    "take out the paper and make both say what stands on it"
                ),
            )
        }
        Problem::MatchedWithNothing => (
            say!(
                w,
                "这条对接没写用什么来满足",
                "this match does not say what meets the need"
            ),
            say!(
                w,
                "请填资源编号、对方的回执码，或者项目编号，至少一个",
                "enter a resource, the offer’s receipt code, or a project"
            ),
        ),
        Problem::LentMoreThanThereIs { lent, have } => (
            say!(
                w,
                "这一天一共借出 {lent} 个，可一共只有 {have} 个",
                "{lent} are out on this day, but there are {have}"
            ),
            say!(
                w,
                "请看看有没有还了没登记的，或者改“资源”表里的数量",
                "look for one that came back and was not entered, or correct the number in “资源” (Resources)"
            ),
        ),
        Problem::PointsForVoting => (
            say!(
                w,
                "投票不能给积分：给了，就有人为积分投票",
                "there are no points for voting: nobody should vote for points"
            ),
            say!(w, "请删掉这一行", "delete this row"),
        ),
        Problem::MoreTimeThanGiven { given, used } => (
            say!(
                w,
                "这位志愿者只存了 {given} 分钟，要支取 {used} 分钟",
                "this volunteer has {given} minutes left and would use {used}"
            ),
            say!(
                w,
                "请核对编号和日期；存入的要先登记",
                "check number and day; time given must be entered first"
            ),
        ),
        Problem::NameWithoutConsent => (
            say!(
                w,
                "写了姓名，没写本人哪天同意",
                "there is a name, but not the day on which the person agreed"
            ),
            say!(
                w,
                "本人书面同意了就填日期；没同意就把姓名删掉，只留身份",
                "enter the day of the written consent, or delete the name and keep the role"
            ),
        ),
        Problem::ReservedId { id } => (
            say!(
                w,
                "编号“{id}”在选票文件里另有含义，不能用",
                "“{id}” means something else in ballot files and cannot be used"
            ),
            say!(
                w,
                "请换一个编号，比如在后面加“-1”",
                "choose another identifier, for instance with “-1” behind it"
            ),
        ),
    }
}

fn cell_problem(problem: &CellProblem, w: Wording) -> (String, String) {
    match problem {
        CellProblem::Blank => (
            say!(
                w,
                "空着，可这一格必须填",
                "it is blank, but must be filled in"
            ),
            say!(
                w,
                "请补上；实在没有，就把整行删掉",
                "fill it in, or delete the whole row if there is nothing to say"
            ),
        ),
        CellProblem::Fault { seen } => (
            say!(
                w,
                "公式出错了，显示的是“{}”",
                "a formula failed and shows “{}”",
                shown(seen)
            ),
            say!(
                w,
                "请修好公式，或直接填数",
                "mend the formula, or type the value"
            ),
        ),
        CellProblem::NotMoney { seen } => (
            not(seen, w, "金额", "an amount"),
            say!(
                w,
                "请只填数字，单位是元，比如 1234.50",
                "enter digits only, in yuan, such as 1234.50"
            ),
        ),
        CellProblem::TooPrecise { seen } => (
            say!(
                w,
                "“{}”的小数太多，金额最多到分",
                "“{}” has too many decimals; amounts have two at most",
                shown(seen)
            ),
            say!(
                w,
                "请按凭证写到分，比如 12.35",
                "enter it as on the voucher, such as 12.35"
            ),
        ),
        CellProblem::TooLarge { seen } => (
            say!(w, "“{}”太大了", "“{}” is too large", shown(seen)),
            say!(
                w,
                "请看看有没有多打了几个零，单位是不是元",
                "look for zeros too many; amounts are in yuan"
            ),
        ),
        CellProblem::NotADate { seen } => (
            not(seen, w, "日期", "a day"),
            say!(
                w,
                "请写成 2026-11-05 这样，年月日都要有",
                "write it as 2026-11-05, with year, month and day"
            ),
        ),
        CellProblem::NotWhole { seen } => (
            not(seen, w, "整数", "a whole number"),
            say!(
                w,
                "请只填 0 或更大的整数，不带单位",
                "enter a whole number of 0 or more, without a unit"
            ),
        ),
        CellProblem::NotDecimal { seen } => (
            not(seen, w, "数字", "a number"),
            say!(
                w,
                "请只填数字，比如 12.5",
                "enter digits only, such as 12.5"
            ),
        ),
        CellProblem::NotAnId { seen, character } => {
            let seen = shown(seen);
            let what = match character {
                Some(c) => say!(
                    w,
                    "编号“{seen}”里不能有“{c}”",
                    "“{c}” may not stand in the identifier “{seen}”"
                ),
                None => say!(
                    w,
                    "编号“{seen}”太长，最多 64 个字符",
                    "the identifier “{seen}” is longer than 64 characters"
                ),
            };
            (
                what,
                say!(
                    w,
                    "编号只用英文字母、数字、“-”“_”“.”，以字母或数字开头，比如 e-lvhua-01",
                    "use letters, digits, “-”, “_” and “.” only, a letter or digit first, such as e-lvhua-01"
                ),
            )
        }
        CellProblem::NotInList { seen, allowed } => {
            let list = choices(allowed, w);
            (
                say!(
                    w,
                    "“{}”不在可选的词里",
                    "“{}” is not one of the words to choose from",
                    shown(seen)
                ),
                say!(w, "请从这些里选：{list}", "choose one of: {list}"),
            )
        }
        CellProblem::TooLong { found, allowed } => (
            say!(
                w,
                "写了 {found} 个字，最多 {allowed} 个",
                "it has {found} characters, {allowed} are allowed"
            ),
            say!(
                w,
                "请写短些，细节可以放进附件",
                "make it shorter; details can go into a file"
            ),
        ),
        CellProblem::NotAPoint { seen } => (
            say!(
                w,
                "“{}”不是一个点的坐标",
                "“{}” is not a point",
                shown(seen)
            ),
            say!(
                w,
                "每个点写两个数，中间空一格；点和点之间用分号，比如“0 0;30 0”",
                "write two numbers with a space between, and points with a semicolon: “0 0;30 0”"
            ),
        ),
    }
}

fn not(seen: &str, w: Wording, zh: &str, en: &str) -> String {
    let seen = shown(seen);
    say!(w, "写的是“{seen}”，这不是{zh}", "“{seen}” is not {en}")
}

/// At most forty characters of what was seen, without line breaks.
fn shown(seen: &str) -> String {
    let mut text: String = seen
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(40)
        .collect();
    if seen.chars().count() > 40 {
        text.push('…');
    }
    text
}

fn choices(codes: &[Code], wording: Wording) -> String {
    let words: Vec<String> = codes
        .iter()
        .map(|code| match wording {
            Wording::ZhHans => code.zh.to_owned(),
            Wording::En => format!("{} ({})", code.zh, code.en),
        })
        .collect();
    match wording {
        Wording::ZhHans => words.join("、"),
        Wording::En => words.join(", "),
    }
}
