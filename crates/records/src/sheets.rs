//! The sheets of the workbook, one record type each, and how a whole book becomes [`Records`].
//!
//! A sheet is declared once, here: its record, its columns with their Chinese and English headers,
//! what a cell may hold, and an example. Template, reader, JSON, schema and export all come from
//! this declaration.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::book::{Book, Placed, Row};
use crate::codes::{
    AnswerForm, BudgetStep, Channel, ConflictMeans, CoordSystem, DayKind, Direction, Earning,
    Frequency, FundNature, MatchStatus, MilestoneStatus, OrgKind, PlaceKind, ProcessStep,
    ProjectOrigin, ProjectStatus, ReplyStatus, ResourceKind, Rule, Stage, SubmissionKind, TimeFlow,
    VoteType, WrittenIn, YesNo,
};
use crate::field::{Column, Field, Point};
use crate::finding::{Finding, Problem};
use crate::{Currency, Date, Id, LocalText, Money, YearId};

/// A record that is one row of one sheet.
pub trait Sheet: Sized + Clone + fmt::Debug + PartialEq + Serialize + DeserializeOwned {
    /// Machine key of the sheet: `budget`.
    const KEY: &'static str;
    /// Its name in a Chinese workbook.
    const ZH: &'static str;
    /// Its name in an English one.
    const EN: &'static str;
    /// Its columns, in order.
    const COLUMNS: &'static [Column];

    /// Reads a row; every cell that cannot be read is a finding.
    ///
    /// # Errors
    /// All findings of the row at once.
    fn from_row(row: &Row) -> Result<Self, Vec<Finding>>;

    /// Writes a row, the inverse of [`Sheet::from_row`].
    fn to_row(&self, number: u32) -> Row;

    /// JSON Schema of the record.
    #[cfg(feature = "schema")]
    fn schema(generator: schemars::SchemaGenerator) -> schemars::Schema;
}

/// Something to be done for the record type of every sheet.
pub trait SheetVisitor {
    /// Is called once for each sheet.
    fn visit<T: Sheet>(&mut self);
}

/// What is known of a sheet without its type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SheetSpec {
    /// Machine key.
    pub key: &'static str,
    /// Name in a Chinese workbook.
    pub zh: &'static str,
    /// Name in an English one.
    pub en: &'static str,
    /// Columns in order.
    pub columns: &'static [Column],
    /// Whether the workbook must have it.
    pub required: bool,
}

macro_rules! sheets {
    ($(
        $(#[$meta:meta])*
        $Name:ident $key:literal $szh:literal $sen:literal $need:ident {
            $( $(#[$fmeta:meta])* $field:ident: $ty:ty = $zh:literal $en:literal $example:literal ),+ $(,)?
        }
    )+) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
            #[serde(deny_unknown_fields)]
            pub struct $Name {
                $(
                    $(#[$fmeta])*
                    #[serde(skip_serializing_if = "Field::is_absent")]
                    pub $field: $ty,
                )+
            }

            impl Sheet for $Name {
                const KEY: &'static str = $key;
                const ZH: &'static str = $szh;
                const EN: &'static str = $sen;
                const COLUMNS: &'static [Column] = &[$(Column {
                    key: stringify!($field),
                    zh: $zh,
                    en: $en,
                    required: <$ty as Field>::REQUIRED,
                    kind: <$ty as Field>::KIND,
                    example: $example,
                }),+];

                fn from_row(row: &Row) -> Result<Self, Vec<Finding>> {
                    let mut findings = Vec::new();
                    $(
                        let $field = match <$ty as Field>::read(row, stringify!($field)) {
                            Ok(value) => Some(value),
                            Err(problem) => {
                                findings.push(Finding {
                                    sheet: $key,
                                    row: Some(row.number),
                                    column: Some(stringify!($field)),
                                    problem: Problem::Cell(problem),
                                });
                                None
                            }
                        };
                    )+
                    match ($($field,)+) {
                        ($(Some($field),)+) => Ok($Name { $($field),+ }),
                        _ => Err(findings),
                    }
                }

                fn to_row(&self, number: u32) -> Row {
                    let mut row = Row { number, cells: BTreeMap::new() };
                    $( self.$field.write(&mut row, stringify!($field)); )+
                    row
                }

                #[cfg(feature = "schema")]
                fn schema(generator: schemars::SchemaGenerator) -> schemars::Schema {
                    generator.into_root_schema_for::<Self>()
                }
            }
        )+

        /// Takes a visitor through the sheets in the order of the workbook.
        pub fn visit_sheets(visitor: &mut impl SheetVisitor) {
            $( visitor.visit::<$Name>(); )+
        }

        /// Every sheet, in the order of the workbook.
        pub const SHEETS: &[SheetSpec] = &[$(SheetSpec {
            key: $key, zh: $szh, en: $sen, columns: <$Name as Sheet>::COLUMNS, required: sheets!(@need $need),
        }),+];
    };
    (@need required) => { true };
    (@need optional) => { false };
}

sheets! {
    /// The community itself: exactly one row.
    Community "community" "社区信息" "Community" required {
        /// Short name in addresses and files.
        id: Id = "代码" "Code" "xinglinli",
        /// Its name.
        name: LocalText = "名称" "Name" "杏林里社区",
        /// The street office or district above it.
        parent: Option<LocalText> = "所属街道" "Belongs to" "春江街道",
        /// Households, the divisor of every "per household" figure; none given, none shown.
        households: Option<u32> = "户数" "Households" "3000",
        /// People.
        population: Option<u32> = "人口" "People" "7600",
        /// Month in which the fiscal year begins, 1 to 12.
        fiscal_start: Option<u32> = "会计年度起始月" "Fiscal year starts in month" "1",
        /// ISO 4217.
        currency: Currency = "币种" "Currency" "CNY",
        /// The language of all texts in this workbook.
        language: Option<WrittenIn> = "书写语言" "Language" "简体中文",
        /// Coordinates of the places sheet where a row says nothing else.
        coord_system: Option<CoordSystem> = "坐标系" "Coordinate system" "本地米",
        /// Public telephone of the office.
        phone: Option<String> = "公开电话" "Telephone" "010-0000 0000",
        /// Where the desk is.
        desk: Option<LocalText> = "服务台地点" "Desk" "居委会一楼大厅",
        /// When it is open.
        hours: Option<LocalText> = "办公时间" "Hours" "周一至周六 8:30–17:00",
        /// The post that helps elders.
        elder_contact: Option<LocalText> = "助老联系岗位" "Contact for elders" "助老专员",
        /// The post that helps disabled residents.
        access_contact: Option<LocalText> = "无障碍联系岗位" "Contact for accessibility" "助残专员",
        /// The site's filing number, shown in the footer.
        filing_number: Option<String> = "网站备案号" "Filing number" "",
        /// The site's own address, for links shared elsewhere: `https://…`, without which shared
        /// pictures and canonical addresses stay relative.
        site_url: Option<String> = "网站地址" "Site address" "",
        /// The day that the figures were last brought up to date.
        as_of: Date = "数据截至" "Figures as of" "2026-11-05",
    }
    /// An organisation and one of its posts. No private persons.
    Org "orgs" "组织岗位" "Organisations" optional {
        /// Identifier.
        org_id: Id = "编号" "Id" "jwh-zhuren",
        /// Its name.
        name: LocalText = "名称" "Name" "杏林里社区居委会",
        /// What kind of body.
        classification: OrgKind = "类别" "Kind" "居委会",
        /// The post.
        post: Option<LocalText> = "岗位" "Post" "主任",
        /// A name that the holder agreed to publish; usually blank.
        public_name: Option<String> = "公开姓名" "Public name" "",
        /// First day of the term.
        term_start: Option<Date> = "任期起" "Term from" "2025-01-01",
        /// Last day of the term.
        term_end: Option<Date> = "任期止" "Term until" "2029-12-31",
    }
    /// A fund: where money comes from and what it may not be spent on.
    Fund "funds" "资金来源" "Funds" required {
        /// Identifier.
        fund_id: Id = "编号" "Id" "baozhang",
        /// Its name.
        name: LocalText = "名称" "Name" "社区保障资金",
        /// Where the money comes from.
        nature: FundNature = "性质" "Nature" "财政",
        /// One plain sentence about it.
        plain: Option<LocalText> = "白话说明" "In plain words" "区里每年拨给社区办实事的钱。",
        /// What it may not be spent on.
        negative_list: Option<LocalText> = "不能用在" "May not be spent on" "发工资、请客、还债。",
    }
    /// A budget line. Amounts are minor units of the community's currency.
    BudgetLine "budget" "预算" "Budget" required {
        /// Identifier, the same every year if it is the same line.
        line_id: Id = "编号" "Id" "e-laonian-zhucan",
        /// Fiscal year.
        year: YearId = "年度" "Year" "2026",
        /// Money in or out.
        direction: Direction = "方向" "Direction" "支出",
        /// First level of the tree.
        l1: LocalText = "一级" "Level 1" "养老助餐",
        /// Second level.
        l2: Option<LocalText> = "二级" "Level 2" "",
        /// Third level.
        l3: Option<LocalText> = "三级" "Level 3" "",
        /// Its title.
        title: LocalText = "名称" "Title" "老年食堂补贴",
        /// One plain sentence: what is it.
        plain: Option<LocalText> = "白话说明" "In plain words" "给六十五岁以上老人做午饭，每天约一百二十份。",
        /// Why the money is spent.
        why: Option<LocalText> = "为什么" "Why" "独居老人多，自己做饭不方便。",
        /// The fund it belongs to.
        fund_id: Id = "资金编号" "Fund" "baozhang",
        /// 功能科目, optional.
        func_code: Option<String> = "功能科目" "Functional code" "",
        /// 经济科目, optional.
        econ_code: Option<String> = "经济科目" "Economic code" "",
        /// Settled amount of the year before.
        prior_executed: Option<Money> = "上年决算" "Settled last year" "122000",
        /// Asked for.
        proposed: Option<Money> = "提案" "Proposed" "140000",
        /// Decided.
        approved: Option<Money> = "批准" "Approved" "131800",
        /// Decided later in the year.
        adjusted: Option<Money> = "调整" "Adjusted" "",
        /// Spent or come in; filled from the transactions when there are any.
        executed: Option<Money> = "执行" "Executed" "",
        /// The resolution that approved it.
        resolution_id: Option<Id> = "决议编号" "Resolution" "jy-2026-01",
        /// The post that answers for it.
        responsible_post: Option<LocalText> = "责任岗位" "Responsible post" "居委会财务",
    }
    /// A step of a year's budget and its day.
    BudgetStage "stages" "预算阶段" "Budget steps" optional {
        /// Fiscal year.
        year: YearId = "年度" "Year" "2026",
        /// Which step.
        stage: BudgetStep = "阶段" "Step" "听证",
        /// Its day; a day after [`Community::as_of`] is a plan.
        date: Date = "日期" "Day" "2025-12-12",
        /// What changed in it, or where it took place.
        note: Option<LocalText> = "说明" "Note" "提了十九条意见，采纳七条。",
    }
    /// One payment or receipt.
    Transaction "transactions" "收支明细" "Transactions" optional {
        /// Identifier.
        txn_id: Id = "编号" "Id" "t-2026-0001",
        /// Its day.
        date: Date = "日期" "Day" "2026-01-08",
        /// Fiscal year of the line.
        year: YearId = "年度" "Year" "2026",
        /// The budget line.
        line_id: Id = "预算编号" "Line" "e-laonian-zhucan",
        /// Money in or out.
        direction: Direction = "方向" "Direction" "支出",
        /// How much.
        amount: Money = "金额（元）" "Amount" "10983.00",
        /// What for.
        summary: LocalText = "摘要" "Summary" "老年食堂一月补贴",
        /// Who received or paid; a private person is 居民.
        counterparty: Option<LocalText> = "收/付款方" "Counterparty" "杏林里老年食堂",
        /// Number of the voucher.
        voucher: Option<String> = "凭证号" "Voucher" "记-2026-01-003",
        /// The project it belongs to.
        project_id: Option<Id> = "项目编号" "Project" "",
        /// Posts that handled and checked it.
        handled_by: Option<LocalText> = "经手/审核岗位" "Handled by" "财务 / 监委会",
    }
    /// An entry of an imported ledger that stands behind a budget line.
    LedgerEntry "ledger" "账目底稿" "Ledger" optional {
        /// File it came from.
        source: String = "来源文件" "File" "FY21-22__adopted.csv",
        /// Line of that file, 1 is the header.
        source_line: u32 = "行号" "Line" "2",
        /// Fiscal year.
        year: YearId = "年度" "Year" "2021-22",
        /// Which amount of the line it is part of.
        stage: Stage = "阶段" "Stage" "批准",
        /// The budget line.
        line_id: Id = "预算编号" "Line" "e-0a1b2c3d",
        /// How much.
        amount: Money = "金额（元）" "Amount" "252000",
    }
    /// A row of an imported file that could not be read, so that it is not in any sum.
    LeftOut "left_out" "未计入" "Left out" optional {
        /// File it came from.
        source: String = "来源文件" "File" "FY21-22__adopted.csv",
        /// Line of that file.
        source_line: u32 = "行号" "Line" "812",
        /// Fiscal year, if that could be read.
        year: Option<YearId> = "年度" "Year" "2021-22",
        /// The row as it stands in the file.
        seen: String = "原文" "As it stands" "FY21-22,Police,Expense,1010,,abc",
        /// Why, as a word of the importer: `amount`, `amount-blank`, `amount-precision`,
        /// `amount-size`, `columns`, `quotes`, `encoding`, `direction`, `year`, `label`.
        reason: String = "原因" "Reason" "amount",
    }
    /// A project.
    Project "projects" "项目" "Projects" optional {
        /// Identifier.
        project_id: Id = "编号" "Id" "p-2026-ludeng",
        /// Its name.
        name: LocalText = "名称" "Name" "北门路灯更换",
        /// One plain sentence.
        plain: LocalText = "白话说明" "In plain words" "换掉北门到五号楼的四十六盏旧灯。",
        /// Fiscal year.
        year: YearId = "年度" "Year" "2026",
        /// The budget line that pays for it.
        line_id: Option<Id> = "预算编号" "Line" "",
        /// How it came to be.
        origin: ProjectOrigin = "来源" "Origin" "征集",
        /// Which of the six steps it is in.
        process_step: ProcessStep = "程序步骤" "Step" "实施",
        /// Category of the community's own list.
        category: Option<LocalText> = "类别" "Category" "照明",
        /// Budgeted cost (Pabulib `cost`).
        cost: Money = "预算（元）" "Cost" "46000",
        /// Contracted.
        contracted: Option<Money> = "合同额（元）" "Contracted" "44800",
        /// Paid.
        paid: Option<Money> = "已付（元）" "Paid" "",
        /// Who builds it.
        supplier: Option<LocalText> = "承建方" "Supplier" "",
        /// The post that answers for it.
        responsible_post: LocalText = "责任岗位" "Responsible post" "居委会环境委员",
        /// Planned first day.
        start_planned: Date = "计划开工" "Planned start" "2026-05-10",
        /// Planned last day.
        end_planned: Date = "计划完工" "Planned end" "2026-08-30",
        /// Where it stands.
        status: ProjectStatus = "状态" "Status" "进行中",
        /// Places it belongs to.
        place_ids: Vec<Id> = "地点编号" "Places" "b05;b06",
        /// Its own point, in the declared coordinates.
        x: Option<f64> = "X" "X" "",
        /// Its own point.
        y: Option<f64> = "Y" "Y" "",
    }
    /// A milestone of a project (OCDS).
    Milestone "milestones" "里程碑" "Milestones" optional {
        /// The project.
        project_id: Id = "项目编号" "Project" "p-2026-ludeng",
        /// Its place in the order, 1 first.
        seq: u32 = "序号" "Number" "1",
        /// Its title.
        title: LocalText = "名称" "Title" "签合同",
        /// Share of the whole, the weights of a project sum to 100.
        weight: u32 = "权重" "Weight" "20",
        /// The first planned day, never changed.
        due0: Date = "原定日期" "First due" "2026-05-20",
        /// The planned day now.
        due: Option<Date> = "现定日期" "Due now" "",
        /// Why it was moved.
        revision_reason: Option<LocalText> = "变更理由" "Reason" "",
        /// The day it was met.
        date_met: Option<Date> = "完成日期" "Met on" "",
        /// File that shows it.
        evidence: Option<String> = "证据文件" "Evidence" "",
        /// OCDS state.
        status: MilestoneStatus = "状态" "Status" "未到期",
    }
    /// A place on the estate plan.
    Place "places" "楼栋地图" "Places" optional {
        /// Identifier.
        place_id: Id = "编号" "Id" "b05",
        /// What it is.
        kind: PlaceKind = "类型" "Kind" "楼",
        /// Its name.
        name: LocalText = "名称" "Name" "5号楼",
        /// Households living there.
        households: Option<u32> = "户数" "Households" "96",
        /// Storeys.
        floors: Option<u32> = "层数" "Storeys" "18",
        /// Corners of a building or green, course of a road, or one point.
        polygon: Vec<Point> = "多边形" "Polygon" "0 0;30 0;30 12;0 12",
        /// Coordinates that the corners are in.
        coord_system: Option<CoordSystem> = "坐标系" "Coordinate system" "本地米",
    }
    /// A poll.
    Poll "polls" "表决" "Polls" optional {
        /// Identifier.
        poll_id: Id = "编号" "Id" "wgx-2026",
        /// Its title.
        title: LocalText = "标题" "Title" "2026年微更新项目投票",
        /// First day.
        opens: Date = "开始" "Opens" "2026-11-10",
        /// Last day.
        closes: Date = "截止" "Closes" "2026-11-28",
        /// How it is answered.
        vote_type: VoteType = "方式" "Vote type" "预算内勾选",
        /// Money to decide on (Pabulib `budget`).
        budget: Option<Money> = "总额（元）" "Budget" "200000",
        /// Fewest choices.
        min_length: Option<u32> = "最少选" "Fewest choices" "1",
        /// Most choices.
        max_length: Option<u32> = "最多选" "Most choices" "5",
        /// Most that the choices may cost together.
        max_sum_cost: Option<Money> = "所选总额上限（元）" "Most the choices may cost" "",
        /// Who may vote.
        eligibility: LocalText = "资格规则" "Who may vote" "本社区每户一票",
        /// The rules in plain words.
        plain: Option<LocalText> = "规则说明" "Rules in plain words" "",
        /// How it is counted.
        rule: Rule = "计票规则" "Rule" "等份法",
    }
    /// A project that a poll is about.
    PollOption "options" "候选项目" "Options" optional {
        /// The poll.
        poll_id: Id = "表决编号" "Poll" "wgx-2026",
        /// Identifier within the poll (Pabulib `project_id`).
        option_id: Id = "编号" "Id" "1",
        /// Its name.
        name: LocalText = "名称" "Name" "三号楼门口加坡道",
        /// Its cost.
        cost: Money = "金额（元）" "Cost" "18000",
        /// Its category.
        category: Option<LocalText> = "类别" "Category" "无障碍",
        /// Who benefits (Pabulib `beneficiaries`).
        beneficiaries: Option<LocalText> = "受益人群" "Beneficiaries" "坐轮椅和推婴儿车的邻居",
        /// Arguments for it.
        arguments_for: Option<LocalText> = "赞成理由" "Arguments for" "",
        /// Arguments against it.
        arguments_against: Option<LocalText> = "顾虑" "Arguments against" "",
        /// Where it is.
        place_id: Option<Id> = "地点编号" "Place" "b03",
    }
    /// A call for suggestions, in five phases; each begins on its day.
    Campaign "campaigns" "征集活动" "Campaigns" optional {
        /// Identifier.
        campaign_id: Id = "编号" "Id" "zj-2026-huodongshi",
        /// Its title.
        title: LocalText = "标题" "Title" "活动室怎么用，听您的",
        /// One plain sentence: what is asked.
        plain: LocalText = "白话说明" "In plain words" "活动室重新装修，想请您说说要放什么、几点开门。",
        /// First day of preparation.
        prepare: Date = "准备" "Prepare" "2026-08-03",
        /// First day of collection.
        collect: Date = "征集" "Collect" "2026-08-17",
        /// First day of going through what came in; collection ended the day before.
        analyse: Date = "梳理" "Analyse" "2026-09-07",
        /// First day of answering.
        feedback: Date = "反馈" "Feedback" "2026-09-21",
        /// Day of the summary.
        summary: Date = "总结" "Summary" "2026-10-12",
        /// Households that it wants to reach.
        goal: Option<u32> = "目标户数" "Households to reach" "900",
        /// Households that it has reached.
        reached: Option<u32> = "已覆盖户数" "Households reached" "",
        /// What was changed because of it.
        changed: Option<LocalText> = "改了什么" "What changed" "",
        /// The post that answers for it.
        responsible_post: Option<LocalText> = "责任岗位" "Responsible post" "居委会文化委员",
    }
    /// A suggestion that a campaign received, without its sender.
    CampaignItem "campaign_items" "征集意见" "Campaign items" optional {
        /// The campaign.
        campaign_id: Id = "征集编号" "Campaign" "zj-2026-huodongshi",
        /// Its number within the campaign, 1 first.
        number: u32 = "序号" "Number" "1",
        /// How it came.
        channel: Channel = "渠道" "Channel" "意见箱",
        /// What was said.
        text: LocalText = "意见" "Suggestion" "下午想有个地方写作业。",
        /// Category of the community's own list.
        category: Option<LocalText> = "类别" "Category" "儿童",
        /// Whether the review found it reasonable; blank before the review.
        reasonable: Option<YesNo> = "合理" "Reasonable" "是",
        /// Whether it can be done.
        feasible: Option<YesNo> = "可行" "Feasible" "是",
        /// Whether nobody had said it before.
        novel: Option<YesNo> = "新意" "New" "否",
        /// What became of it.
        result: Option<ReplyStatus> = "结果" "Result" "已采纳",
        /// Why, or what was done.
        reply: Option<LocalText> = "答复" "Reply" "每天四点到六点留两张桌子。",
        /// The receipt code, if it came by the website.
        code: Option<String> = "回执码" "Receipt code" "",
        /// The project that came of it.
        project_id: Option<Id> = "项目编号" "Project" "",
    }
    /// A questionnaire.
    Survey "surveys" "问卷" "Questionnaires" optional {
        /// Identifier; campaigns and questionnaires share their addresses.
        survey_id: Id = "编号" "Id" "wj-2026-zhucan",
        /// Its title.
        title: LocalText = "标题" "Title" "老年食堂，您吃得怎么样",
        /// One plain sentence: what it is for.
        plain: LocalText = "白话说明" "In plain words" "四道题，两分钟。答完的结果用来定明年的菜价。",
        /// First day.
        opens: Date = "开始" "Opens" "2026-09-01",
        /// Last day.
        closes: Date = "截止" "Closes" "2026-09-30",
        /// Households that it wants to reach.
        goal: Option<u32> = "目标户数" "Households to reach" "600",
        /// What was changed because of it.
        changed: Option<LocalText> = "改了什么" "What changed" "",
        /// The post that answers for it.
        responsible_post: Option<LocalText> = "责任岗位" "Responsible post" "居委会助老专员",
    }
    /// A question of a questionnaire. Choices are known by their place: 1 is the first.
    SurveyQuestion "survey_questions" "问卷题目" "Questions" optional {
        /// The questionnaire.
        survey_id: Id = "问卷编号" "Questionnaire" "wj-2026-zhucan",
        /// Identifier within the questionnaire; questions stand in the order of the rows.
        question_id: Id = "题号" "Id" "1",
        /// What is asked.
        text: LocalText = "题目" "Question" "您一周在食堂吃几次？",
        /// How it is answered.
        form: AnswerForm = "答法" "Answered by" "单选",
        /// What can be chosen, separated by `；`, `;` or `|`; in translations in the same order.
        choices: Option<LocalText> = "选项" "Choices" "天天来；三四次；一两次；不来",
    }
    /// An answer on a paper questionnaire. Each sheet is typed twice, by two people.
    PaperAnswer "survey_paper" "纸质问卷" "Paper answers" optional {
        /// The questionnaire.
        survey_id: Id = "问卷编号" "Questionnaire" "wj-2026-zhucan",
        /// Number stamped on the paper.
        paper: u32 = "纸卷号" "Paper number" "1",
        /// Which typing: 1 or 2.
        keying: u32 = "第几遍录入" "Keying" "1",
        /// The question.
        question_id: Id = "题号" "Question" "1",
        /// What is ticked, by number (several separated by `;`), or what is written.
        answer: String = "答案" "Answer" "2",
    }
    /// Something that can be lent or given: a room, a skill, equipment, time.
    Resource "resources" "资源" "Resources" optional {
        /// Identifier.
        resource_id: Id = "编号" "Id" "zy-lunyi",
        /// Its name.
        name: LocalText = "名称" "Name" "轮椅",
        /// What it is.
        kind: ResourceKind = "类型" "Kind" "器具",
        /// One plain sentence.
        plain: Option<LocalText> = "白话说明" "In plain words" "可折叠，放得进出租车后备箱。",
        /// How many there are; one if blank.
        count: Option<u32> = "数量" "How many" "4",
        /// Under which conditions.
        terms: Option<LocalText> = "条件" "Conditions" "不收钱，最多借两周，可以续。",
        /// Who may borrow or ask for it.
        who: LocalText = "谁可以借" "Who may borrow" "本社区居民，租户也可以",
        /// Where it is.
        place_id: Option<Id> = "地点编号" "Place" "c-jwh",
        /// The post that answers for it.
        responsible_post: LocalText = "责任岗位" "Responsible post" "居委会助残专员",
    }
    /// Something lent and given back. No names: borrowers stand as what they are.
    Loan "loans" "借还" "Loans" optional {
        /// What was lent.
        resource_id: Id = "资源编号" "Resource" "zy-lunyi",
        /// How many; one if blank.
        count: Option<u32> = "数量" "How many" "",
        /// First day.
        from: Date = "借出" "From" "2026-10-20",
        /// Day by which it is due back.
        due: Date = "应还" "Due" "2026-11-03",
        /// Day on which it came back.
        returned: Option<Date> = "归还" "Returned" "",
        /// Who has it, as a role and never by name.
        borrower: LocalText = "借用方" "Borrower" "5号楼居民",
    }
    /// A need that the office registered itself (residents' own come with what they send).
    Need "needs" "需求" "Needs" optional {
        /// Identifier.
        need_id: Id = "编号" "Id" "xq-2026-07",
        /// What is needed, without a name.
        text: LocalText = "需求" "Need" "两位独居老人每周要有人陪着买一次菜",
        /// Category of the community's own list.
        category: Option<LocalText> = "类别" "Category" "养老",
        /// Where.
        place_id: Option<Id> = "地点编号" "Place" "b05",
        /// How it was learned.
        channel: Option<Channel> = "渠道" "Channel" "走访",
        /// Day on which it was registered.
        since: Date = "登记" "Registered" "2026-09-14",
        /// Day by which it is wanted.
        due: Option<Date> = "希望何时" "Wanted by" "",
        /// The post that answers for it.
        responsible_post: LocalText = "责任岗位" "Responsible post" "居委会助老专员",
    }
    /// A need and what meets it.
    Match "matches" "对接" "Matches" optional {
        /// A need of the sheet, or the receipt code of a need that a resident sent.
        need: Id = "需求编号或回执码" "Need" "xq-2026-07",
        /// A resource of the sheet, or the receipt code of an offer.
        resource: Option<Id> = "资源编号或回执码" "Resource" "zy-peiban",
        /// A project that meets it.
        project_id: Option<Id> = "项目编号" "Project" "",
        /// How far it is.
        status: MatchStatus = "状态" "State" "已对接",
        /// Since when.
        date: Date = "日期" "Day" "2026-09-21",
        /// A word about it.
        note: Option<LocalText> = "说明" "Note" "每周三上午。",
    }
    /// How many points something earns. Never for how one voted.
    PointsRule "points_rules" "积分规则" "Points rule" optional {
        /// What for.
        kind: Earning = "做什么" "What for" "微提案",
        /// The state from which it counts; received, if blank.
        from: Option<ReplyStatus> = "到哪一步算" "Counts from" "已采纳",
        /// How many; those of several steps add up.
        points: u32 = "积分" "Points" "10",
        /// In plain words.
        plain: Option<LocalText> = "白话说明" "In plain words" "提案被采纳，再加十分。",
    }
    /// What points can be exchanged for.
    Reward "rewards" "兑换目录" "Rewards" optional {
        /// Identifier.
        reward_id: Id = "编号" "Id" "dh-lifa",
        /// Its name.
        name: LocalText = "名称" "Name" "社区理发一次",
        /// What it takes.
        points: u32 = "积分" "Points" "20",
        /// In plain words.
        plain: Option<LocalText> = "白话说明" "In plain words" "每月第一个周六上午，活动室。",
        /// The post that gives it out.
        responsible_post: Option<LocalText> = "责任岗位" "Responsible post" "居委会文化委员",
    }
    /// A receipt whose points were exchanged. A receipt is used once.
    Redemption "redemptions" "兑换记录" "Redemptions" optional {
        /// The receipt's code.
        code: String = "回执码" "Receipt code" "7K3M-9QXA-B2CD",
        /// What for.
        reward_id: Id = "兑换编号" "Reward" "dh-lifa",
        /// The day.
        date: Date = "日期" "Day" "2026-10-10",
    }
    /// Volunteers' time: given and used. Numbers instead of names.
    VolunteerTime "hours" "志愿时长" "Volunteers' time" optional {
        /// The volunteer's number, or a receipt code.
        volunteer: Id = "志愿者编号或回执码" "Volunteer" "z-017",
        /// The day.
        date: Date = "日期" "Day" "2026-10-18",
        /// Given, or used.
        flow: TimeFlow = "存取" "Given or used" "存入",
        /// How long, in minutes.
        minutes: u32 = "分钟" "Minutes" "90",
        /// What was done.
        what: LocalText = "做了什么" "What was done" "给老年食堂送餐",
    }
    /// A neighbour who is thanked in public.
    Honour "honours" "社区之星" "Honours" optional {
        /// Identifier.
        honour_id: Id = "编号" "Id" "zx-2026-10",
        /// The day.
        date: Date = "日期" "Day" "2026-10-31",
        /// Of what kind.
        title: LocalText = "称号" "Title" "十月社区之星",
        /// Who, as a role.
        role: LocalText = "身份" "Who, as a role" "5号楼送餐志愿者",
        /// What for.
        reason: LocalText = "事迹" "What for" "三个月里每个工作日给八位老人送饭。",
        /// The name, only by consent.
        public_name: Option<String> = "公开姓名" "Public name" "",
        /// The day on which the person agreed in writing to be named.
        consent: Option<Date> = "本人同意日期" "Consent given on" "",
    }
    /// A resolution of a meeting.
    Resolution "resolutions" "会议决议" "Resolutions" optional {
        /// Identifier.
        resolution_id: Id = "编号" "Id" "jy-2026-01",
        /// Its day.
        date: Date = "日期" "Day" "2026-01-06",
        /// Which meeting.
        meeting: LocalText = "会议" "Meeting" "居民代表大会",
        /// What was decided.
        title: LocalText = "决议内容" "Decision" "通过2026年社区预算",
        /// How many were called.
        called: Option<u32> = "应到" "Called" "62",
        /// How many came.
        present: Option<u32> = "实到" "Present" "55",
        /// Votes for.
        votes_for: Option<u32> = "赞成" "For" "51",
        /// Votes against.
        votes_against: Option<u32> = "反对" "Against" "2",
        /// Abstentions.
        abstentions: Option<u32> = "弃权" "Abstained" "2",
        /// File.
        document: Option<String> = "文件" "Document" "",
    }
    /// Something that must be made public, and when.
    Disclosure "disclosure" "公开目录" "Disclosure" optional {
        /// Number in the catalogue.
        seq: u32 = "序号" "Number" "1",
        /// What group it belongs to.
        l1: LocalText = "一级事项" "Group" "财务公开",
        /// What it is.
        l2: LocalText = "二级事项" "Item" "月度收支",
        /// What exactly must stand in it.
        content: Option<LocalText> = "公开内容" "Content" "每笔收支的日期、金额、用途",
        /// On what rule.
        basis: Option<LocalText> = "公开依据" "Basis" "",
        /// How often.
        frequency: Frequency = "时限" "How often" "每月",
        /// Day of the month (or of the first month of the quarter or year) by which it is due.
        due_day: Option<u32> = "截止日" "Due day" "5",
        /// Who must do it.
        responsible_post: LocalText = "公开主体" "Responsible post" "居委会财务",
        /// Where.
        channel: Option<LocalText> = "公开渠道" "Channel" "公告栏、本网站",
        /// The last day it was done.
        last_published: Option<Date> = "最近公开" "Last published" "2026-11-05",
        /// The file.
        document: Option<String> = "对应文件" "Document" "",
    }
    /// A reply to something that a resident sent.
    Reply "replies" "答复" "Replies" optional {
        /// Identifier of the submission (64 hexadecimal characters).
        submission_id: Id = "来件编号" "Submission" "",
        /// What became of it.
        status: ReplyStatus = "状态" "Status" "已回应",
        /// The reply.
        reply: LocalText = "答复" "Reply" "",
        /// Its day.
        date: Date = "日期" "Day" "2026-11-03",
        /// The post that replies.
        post: LocalText = "岗位" "Post" "居委会主任",
    }
    /// A word that needs explaining.
    Term "glossary" "词语解释" "Glossary" optional {
        /// Identifier.
        term_id: Id = "编号" "Id" "juesuan",
        /// The word.
        term: LocalText = "词语" "Word" "决算",
        /// What it means, in under 35 characters.
        plain: LocalText = "白话" "In plain words" "一年过完，实际收了多少、花了多少。",
    }
    /// A category of what residents say, in the community's own words.
    Category "categories" "类别" "Categories" optional {
        /// Identifier.
        category_id: Id = "编号" "Id" "zhaoming",
        /// Its name.
        name: LocalText = "名称" "Name" "照明",
        /// The one kind of submission that offers it; all of them, if blank.
        only_for: Option<SubmissionKind> = "只用于" "Only for" "",
    }
    /// A day that is not what its weekday says: a holiday, or a working day at a weekend.
    Holiday "holidays" "工作日历" "Working days" optional {
        /// The day.
        date: Date = "日期" "Day" "2026-02-14",
        /// What it is.
        day: DayKind = "放假还是上班" "Off or working" "上班",
        /// Why.
        note: Option<LocalText> = "说明" "Note" "春节调休",
    }
    /// How soon the community answers a kind of submission: never later than the common clocks.
    ReplyClock "clocks" "答复期限" "Reply times" optional {
        /// Which kind.
        kind: SubmissionKind = "来件种类" "Kind" "质询",
        /// Hours by the clock.
        hours: Option<u32> = "小时" "Hours" "48",
        /// Or working days, the day of arrival not counted.
        working_days: Option<u32> = "工作日" "Working days" "",
    }
    /// Where residents' devices send what they say.
    InboxPlace "inboxes" "收件箱" "Inboxes" optional {
        /// Its address, without a slash at the end.
        url: String = "地址" "Address" "/inbox/v1",
        /// What it means by 409.
        conflict_means: ConflictMeans = "409 的意思" "409 means" "已经收到",
        /// What it is.
        note: Option<LocalText> = "说明" "Note" "和网站同一台机器",
    }
}

/// Everything that a workbook says, typed, each record with its row.
#[derive(Debug, Clone, PartialEq)]
pub struct Records {
    /// The community.
    pub community: Placed<Community>,
    /// Organisations and posts.
    pub orgs: Vec<Placed<Org>>,
    /// Funds.
    pub funds: Vec<Placed<Fund>>,
    /// Budget lines of all years.
    pub budget: Vec<Placed<BudgetLine>>,
    /// Steps of each year's budget.
    pub stages: Vec<Placed<BudgetStage>>,
    /// Payments and receipts.
    pub transactions: Vec<Placed<Transaction>>,
    /// Imported ledger entries.
    pub ledger: Vec<Placed<LedgerEntry>>,
    /// Rows of imported files that could not be read.
    pub left_out: Vec<Placed<LeftOut>>,
    /// Projects.
    pub projects: Vec<Placed<Project>>,
    /// Their milestones.
    pub milestones: Vec<Placed<Milestone>>,
    /// Places on the plan.
    pub places: Vec<Placed<Place>>,
    /// Polls.
    pub polls: Vec<Placed<Poll>>,
    /// Their options.
    pub options: Vec<Placed<PollOption>>,
    /// Calls for suggestions.
    pub campaigns: Vec<Placed<Campaign>>,
    /// What they received.
    pub campaign_items: Vec<Placed<CampaignItem>>,
    /// Questionnaires.
    pub surveys: Vec<Placed<Survey>>,
    /// Their questions.
    pub survey_questions: Vec<Placed<SurveyQuestion>>,
    /// Answers on paper.
    pub survey_paper: Vec<Placed<PaperAnswer>>,
    /// What can be lent or given.
    pub resources: Vec<Placed<Resource>>,
    /// What is lent.
    pub loans: Vec<Placed<Loan>>,
    /// Needs that the office registered.
    pub needs: Vec<Placed<Need>>,
    /// Which need is met by what.
    pub matches: Vec<Placed<Match>>,
    /// What earns points.
    pub points_rules: Vec<Placed<PointsRule>>,
    /// What points are exchanged for.
    pub rewards: Vec<Placed<Reward>>,
    /// Receipts whose points were exchanged.
    pub redemptions: Vec<Placed<Redemption>>,
    /// Volunteers' time.
    pub hours: Vec<Placed<VolunteerTime>>,
    /// Neighbours who are thanked.
    pub honours: Vec<Placed<Honour>>,
    /// Resolutions.
    pub resolutions: Vec<Placed<Resolution>>,
    /// What must be made public.
    pub disclosure: Vec<Placed<Disclosure>>,
    /// Replies.
    pub replies: Vec<Placed<Reply>>,
    /// Words explained.
    pub glossary: Vec<Placed<Term>>,
    /// Categories of what residents say.
    pub categories: Vec<Placed<Category>>,
    /// Days that are not what their weekday says.
    pub holidays: Vec<Placed<Holiday>>,
    /// How soon the community answers.
    pub clocks: Vec<Placed<ReplyClock>>,
    /// Where residents' devices send what they say.
    pub inboxes: Vec<Placed<InboxPlace>>,
}

/// Reads every row of a sheet; a row that cannot be read becomes findings, the others go on.
fn rows<T: Sheet>(book: &Book, findings: &mut Vec<Finding>) -> Vec<Placed<T>> {
    let Some(table) = book.sheets.get(T::KEY) else {
        return Vec::new();
    };
    let mut records = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        match T::from_row(row) {
            Ok(record) => records.push(Placed {
                row: row.number,
                record,
            }),
            Err(problems) => findings.extend(problems),
        }
    }
    records
}

/// Whether `key` is a column of the sheet, or a translation of one.
fn known_column(spec: &SheetSpec, key: &str) -> bool {
    spec.columns.iter().any(|column| {
        column.key == key
            || (matches!(column.kind, crate::field::Kind::LocalText(_))
                && ["zh-hans", "zh-hant", "en"]
                    .iter()
                    .any(|tag| key.strip_prefix(column.key) == Some(&format!("_{tag}"))))
    })
}

/// Sheets and columns that are missing or not known.
fn shape(book: &Book, findings: &mut Vec<Finding>) {
    for (name, table) in &book.sheets {
        let Some(spec) = SHEETS.iter().find(|spec| spec.key == name) else {
            findings.push(Finding {
                sheet: "",
                row: None,
                column: None,
                problem: Problem::UnknownSheet { name: name.clone() },
            });
            continue;
        };
        for key in &table.columns {
            if !known_column(spec, key) {
                findings.push(Finding {
                    sheet: spec.key,
                    row: None,
                    column: None,
                    problem: Problem::UnknownColumn { name: key.clone() },
                });
            }
        }
        for column in spec.columns.iter().filter(|column| column.required) {
            if !table.columns.iter().any(|key| key == column.key) {
                findings.push(Finding {
                    sheet: spec.key,
                    row: None,
                    column: Some(column.key),
                    problem: Problem::MissingColumn,
                });
            }
        }
    }
    for spec in SHEETS.iter().filter(|spec| spec.required) {
        if !book.sheets.contains_key(spec.key) {
            findings.push(Finding {
                sheet: spec.key,
                row: None,
                column: None,
                problem: Problem::MissingSheet,
            });
        }
    }
}

impl Records {
    /// Reads a whole book. Returns the records if every required one could be read, and all
    /// findings about single cells, sheets and columns. The accounting identities are
    /// [`crate::check::check`]'s.
    pub fn read(book: &Book) -> (Option<Records>, Vec<Finding>) {
        let mut findings = Vec::new();
        shape(book, &mut findings);
        let mut community = rows::<Community>(book, &mut findings);
        let community_rows = book
            .sheets
            .get(Community::KEY)
            .map_or(0, |table| table.rows.len());
        if book.sheets.contains_key(Community::KEY) && community_rows != 1 {
            findings.push(Finding {
                sheet: Community::KEY,
                row: None,
                column: None,
                problem: Problem::NotOneRow {
                    found: community_rows,
                },
            });
        }
        let first = if community.is_empty() {
            None
        } else {
            Some(community.swap_remove(0))
        };
        let f = &mut findings;
        let orgs = rows(book, f);
        let funds = rows(book, f);
        let budget = rows(book, f);
        let stages = rows(book, f);
        let transactions = rows(book, f);
        let ledger = rows(book, f);
        let left_out = rows(book, f);
        let projects = rows(book, f);
        let milestones = rows(book, f);
        let places = rows(book, f);
        let polls = rows(book, f);
        let options = rows(book, f);
        let campaigns = rows(book, f);
        let campaign_items = rows(book, f);
        let surveys = rows(book, f);
        let survey_questions = rows(book, f);
        let survey_paper = rows(book, f);
        let resources = rows(book, f);
        let loans = rows(book, f);
        let needs = rows(book, f);
        let matches = rows(book, f);
        let points_rules = rows(book, f);
        let rewards = rows(book, f);
        let redemptions = rows(book, f);
        let hours = rows(book, f);
        let honours = rows(book, f);
        let resolutions = rows(book, f);
        let disclosure = rows(book, f);
        let replies = rows(book, f);
        let glossary = rows(book, f);
        let categories = rows(book, f);
        let holidays = rows(book, f);
        let clocks = rows(book, f);
        let inboxes = rows(book, f);
        let records = first.map(|community| Records {
            community,
            orgs,
            funds,
            budget,
            stages,
            transactions,
            ledger,
            left_out,
            projects,
            milestones,
            places,
            polls,
            options,
            campaigns,
            campaign_items,
            surveys,
            survey_questions,
            survey_paper,
            resources,
            loans,
            needs,
            matches,
            points_rules,
            rewards,
            redemptions,
            hours,
            honours,
            resolutions,
            disclosure,
            replies,
            glossary,
            categories,
            holidays,
            clocks,
            inboxes,
        });
        (records, findings)
    }
}
