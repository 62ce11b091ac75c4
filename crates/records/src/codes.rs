//! The closed lists of words that sheets and JSON use.
//!
//! Names follow the field: stages as in the Fiscal Data Package's `phase`, milestone states from
//! the OCDS `milestoneStatus` code list, directions from its `direction`.

use serde::{Deserialize, Serialize};

use crate::book::{Cell, Row};
use crate::field::{CellProblem, Code, Field, Kind};

macro_rules! codes {
    ($(
        $(#[$meta:meta])*
        $Name:ident { $( $(#[$vmeta:meta])* $Variant:ident = $key:literal $zh:literal $en:literal ),+ $(,)? }
    )+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $Name { $( $(#[$vmeta])* #[serde(rename = $key)] $Variant ),+ }

        impl $Name {
            /// Every value, in order.
            pub const ALL: &'static [$Name] = &[$($Name::$Variant),+];
            /// The words for each value, in the same order.
            pub const CODES: &'static [Code] = &[$(Code { key: $key, zh: $zh, en: $en }),+];

            /// The word in JSON.
            pub fn key(self) -> &'static str {
                match self { $($Name::$Variant => $key),+ }
            }
        }

        impl Field for $Name {
            const KIND: Kind = Kind::List($Name::CODES);
            fn read(row: &Row, key: &str) -> Result<Self, CellProblem> {
                let seen = match row.cell(key) {
                    Cell::Blank => return Err(CellProblem::Blank),
                    Cell::Fault(seen) => return Err(CellProblem::Fault { seen: seen.clone() }),
                    cell => cell.shown(),
                };
                match seen.as_str() {
                    $($key | $zh => Ok($Name::$Variant),)+
                    other => $Name::CODES
                        .iter()
                        .position(|code| code.en.eq_ignore_ascii_case(other))
                        .and_then(|at| $Name::ALL.get(at).copied())
                        .ok_or(CellProblem::NotInList { seen, allowed: $Name::CODES }),
                }
            }
            fn write(&self, row: &mut Row, key: &str) {
                let code = $Name::CODES[*self as usize];
                row.cells.insert(key.to_owned(), Cell::Text(code.zh.to_owned()));
            }
        }
    )+};
}

codes! {
    /// Money in or money out (Fiscal Data Package `direction`).
    Direction {
        /// Money that comes in.
        Revenue = "revenue" "收入" "Revenue",
        /// Money that goes out.
        Expenditure = "expenditure" "支出" "Expenditure",
    }
    /// Which amount of a line: the four phases of the Fiscal Data Package.
    Stage {
        /// What was asked for.
        Proposed = "proposed" "提案" "Proposed",
        /// What was decided.
        Approved = "approved" "批准" "Approved",
        /// What was decided later in the year.
        Adjusted = "adjusted" "调整" "Adjusted",
        /// What was spent or came in.
        Executed = "executed" "执行" "Executed",
    }
    /// A step of a year's budget, each with its day.
    BudgetStep {
        /// 草案
        Draft = "draft" "草案" "Draft",
        /// 征求意见
        Consultation = "consultation" "征求意见" "Consultation",
        /// 听证
        Hearing = "hearing" "听证" "Hearing",
        /// 已批准
        Approved = "approved" "已批准" "Approved",
        /// 已调整
        Adjusted = "adjusted" "已调整" "Adjusted",
        /// 执行中
        Executing = "executing" "执行中" "Being spent",
        /// 已决算
        Settled = "settled" "已决算" "Accounts settled",
        /// 已审计
        Audited = "audited" "已审计" "Audited",
    }
    /// What kind of body an organisation is.
    OrgKind {
        /// 居委会
        ResidentsCommittee = "residents-committee" "居委会" "Residents' committee",
        /// 监委会
        SupervisionCommittee = "supervision-committee" "监委会" "Supervision committee",
        /// 业委会
        OwnersCommittee = "owners-committee" "业委会" "Owners' committee",
        /// 物业
        Property = "property" "物业" "Property company",
        /// 社会组织
        SocialOrganisation = "social-organisation" "社会组织" "Social organisation",
        /// 议事会
        Council = "council" "议事会" "Deliberation council",
        /// 政府部门
        Government = "government" "政府部门" "Government",
        /// 其他
        Other = "other" "其他" "Other",
    }
    /// Where a fund's money comes from.
    FundNature {
        /// 财政
        Fiscal = "fiscal" "财政" "Public finance",
        /// 集体
        Collective = "collective" "集体" "Collective",
        /// 公益收益
        PublicIncome = "public-income" "公益收益" "Income of shared property",
        /// 捐赠
        Donation = "donation" "捐赠" "Donations",
        /// 维修资金
        Maintenance = "maintenance" "维修资金" "Maintenance fund",
        /// 其他
        Other = "other" "其他" "Other",
    }
    /// How a project came to be.
    ProjectOrigin {
        /// 征集
        Collected = "collected" "征集" "Collected from residents",
        /// 上级
        Assigned = "assigned" "上级" "Assigned from above",
        /// 例行
        Routine = "routine" "例行" "Routine",
    }
    /// The six steps of a community project (Chengdu's guarantee funds).
    ProcessStep {
        /// 宣传动员
        Announce = "announce" "宣传动员" "Announced",
        /// 需求征集
        Collect = "collect" "需求征集" "Collecting needs",
        /// 梳理议决
        Deliberate = "deliberate" "梳理议决" "Deliberating",
        /// 表决
        Decide = "decide" "表决" "Deciding",
        /// 实施
        Build = "build" "实施" "Being built",
        /// 监督评议
        Review = "review" "监督评议" "Under review",
    }
    /// Where a project stands.
    ProjectStatus {
        /// 未开工
        Planned = "planned" "未开工" "Not started",
        /// 进行中
        Active = "active" "进行中" "Under way",
        /// 已暂停
        Paused = "paused" "已暂停" "Paused",
        /// 已完工
        Complete = "complete" "已完工" "Finished",
        /// 已取消
        Cancelled = "cancelled" "已取消" "Cancelled",
    }
    /// OCDS `milestoneStatus`.
    MilestoneStatus {
        /// 未到期
        Scheduled = "scheduled" "未到期" "Scheduled",
        /// 已完成
        Met = "met" "已完成" "Met",
        /// 未完成
        NotMet = "notMet" "未完成" "Not met",
        /// 部分完成
        PartiallyMet = "partiallyMet" "部分完成" "Partially met",
    }
    /// What a place on the plan is.
    PlaceKind {
        /// 楼
        Building = "building" "楼" "Building",
        /// 路
        Road = "road" "路" "Road",
        /// 绿地
        Green = "green" "绿地" "Green",
        /// 点
        Point = "point" "点" "Point",
    }
    /// Which coordinates a place is given in; blank is refused where coordinates stand.
    CoordSystem {
        /// Metres from a corner of the estate, y up.
        LocalMetres = "local-m" "本地米" "Local metres",
        /// GPS.
        Wgs84 = "wgs84" "WGS-84" "WGS-84",
        /// The mainland's shifted coordinates.
        Gcj02 = "gcj02" "GCJ-02" "GCJ-02",
        /// Baidu's.
        Bd09 = "bd09" "BD-09" "BD-09",
    }
    /// How a poll is answered (Pabulib `vote_type`, our word for each).
    VoteType {
        /// Tick what one wants.
        Approval = "approval" "勾选" "Approval",
        /// Choose one.
        ChooseOne = "choose-1" "单选" "Choose one",
        /// Tick what one wants within the money there is.
        Knapsack = "knapsack" "预算内勾选" "Within the budget",
        /// Share out points.
        Cumulative = "cumulative" "打分" "Points",
        /// Put in order.
        Ordinal = "ordinal" "排序" "Ranked",
    }
    /// How a poll is counted.
    Rule {
        /// Most votes first, skip what does not fit.
        Greedy = "greedy" "票多者先" "Greedy",
        /// Most votes first, stop at the first that does not fit.
        GreedyNoSkip = "greedy-no-skip" "票多者先，不跳过" "Greedy, no skip",
        /// Method of Equal Shares.
        EqualShares = "equal-shares" "等份法" "Equal Shares",
        /// Sequential Phragmén.
        Phragmen = "phragmen" "弗拉格门法" "Phragmén",
    }
    /// How often something must be made public.
    Frequency {
        /// 每月
        Monthly = "monthly" "每月" "Monthly",
        /// 每季度
        Quarterly = "quarterly" "每季度" "Quarterly",
        /// 每年
        Yearly = "yearly" "每年" "Yearly",
        /// 随时
        AtOnce = "at-once" "随时" "At once",
    }
    /// Yes or no.
    YesNo {
        /// 是
        Yes = "yes" "是" "Yes",
        /// 否
        No = "no" "否" "No",
    }
    /// How a question of a questionnaire is answered.
    AnswerForm {
        /// 单选
        ChooseOne = "choose-one" "单选" "Choose one",
        /// 多选
        ChooseMany = "choose-many" "多选" "Choose several",
        /// 填写
        Text = "text" "填写" "In words",
    }
    /// What can be lent or given.
    ResourceKind {
        /// 场地
        Room = "room" "场地" "Room",
        /// 技能
        Skill = "skill" "技能" "Skill",
        /// 器具
        Equipment = "equipment" "器具" "Equipment",
        /// 时间
        Time = "time" "时间" "Time",
    }
    /// How far a need and what meets it are.
    MatchStatus {
        /// 拟对接
        Proposed = "proposed" "拟对接" "Suggested",
        /// 已对接
        Agreed = "agreed" "已对接" "Agreed",
        /// 已办好
        Done = "done" "已办好" "Done",
        /// 没对上
        Ended = "ended" "没对上" "Did not work out",
    }
    /// What may earn points: what residents send, by the same words, and an hour of their time.
    /// A ballot stands here only to be refused by name.
    Earning {
        /// 预算故事
        Story = "story" "预算故事" "Story",
        /// 微提案
        Proposal = "proposal" "微提案" "Small proposal",
        /// 质询
        Question = "question" "质询" "Question",
        /// 进度监督
        Report = "report" "进度监督" "Report of a delay",
        /// 评分
        Rating = "rating" "评分" "Rating",
        /// 需求
        Need = "need" "需求" "Need",
        /// 资源
        Offer = "offer" "资源" "Offer",
        /// 认领
        Claim = "claim" "认领" "Claim",
        /// 问卷
        Survey = "survey" "问卷" "Questionnaire",
        /// 志愿服务一小时
        Hour = "hour" "志愿服务一小时" "An hour as a volunteer",
        /// 选票
        Ballot = "ballot" "选票" "Ballot",
    }
    /// Whether time goes into the time bank or out of it.
    TimeFlow {
        /// 存入
        Given = "given" "存入" "Given",
        /// 支取
        Used = "used" "支取" "Used",
    }
    /// What became of something that a resident sent.
    ReplyStatus {
        /// 已收到
        Received = "received" "已收到" "Received",
        /// 审核中
        InReview = "in-review" "审核中" "In review",
        /// 已转办
        PassedOn = "passed-on" "已转办" "Passed on",
        /// 已回应
        Answered = "answered" "已回应" "Answered",
        /// 已采纳
        Adopted = "adopted" "已采纳" "Adopted",
        /// 未采纳
        NotAdopted = "not-adopted" "未采纳" "Not adopted",
        /// 已办结
        Done = "done" "已办结" "Done",
    }
    /// The language that the community writes in.
    WrittenIn {
        /// 简体中文
        ZhHans = "zh-Hans" "简体中文" "Simplified Chinese",
        /// 繁體中文
        ZhHant = "zh-Hant" "繁体中文" "Traditional Chinese",
        /// English
        En = "en" "英文" "English",
    }
    /// What the calendar says of a day that is not what its weekday says.
    DayKind {
        /// 放假
        Off = "off" "放假" "Day off",
        /// 上班
        Work = "work" "上班" "Working day",
    }
    /// What an inbox means by 409: the answer of a store that was asked to create only.
    ConflictMeans {
        /// 已经收到
        Exists = "exists" "已经收到" "Is there already",
        /// 请重发
        Retry = "retry" "请重发" "Send again",
    }
    /// What a resident sends: the kinds of documents that an inbox takes.
    SubmissionKind {
        /// 选票
        Ballot = "ballot" "选票" "Ballot",
        /// 我的预算故事
        Story = "story" "预算故事" "Story",
        /// 微提案
        Proposal = "proposal" "微提案" "Small proposal",
        /// 我要质询
        Question = "question" "质询" "Question",
        /// 评分
        Rating = "rating" "评分" "Rating",
        /// 附议
        Support = "support" "附议" "Support",
        /// 进度监督
        Report = "report" "进度监督" "Report of a delay",
        /// 需求
        Need = "need" "需求" "Need",
        /// 资源
        Offer = "offer" "资源" "Offer",
        /// 认领
        Claim = "claim" "认领" "Claim",
        /// 问卷
        Survey = "survey" "问卷" "Questionnaire",
        /// 调解申请
        Mediation = "mediation" "调解申请" "Request for mediation",
    }
    /// How something reached the office.
    Channel {
        /// A resident's own device.
        Web = "web" "网页" "Website",
        /// A screen in a hall.
        Kiosk = "kiosk" "大厅屏" "Kiosk",
        /// The service desk.
        Desk = "desk" "服务台" "Service desk",
        /// 意见箱
        PaperBox = "paper-box" "意见箱" "Paper box",
        /// 座谈会
        Meeting = "meeting" "座谈会" "Meeting",
        /// 走访
        HomeVisit = "home-visit" "走访" "Home visit",
        /// 热线
        Hotline = "hotline" "热线" "Hotline",
    }
    /// A question that a form asks.
    AskKey {
        /// What it is about, in a line.
        Title = "title" "标题" "Title",
        /// The text itself.
        Text = "text" "正文" "Text",
        /// What is wrong.
        Problem = "problem" "问题" "Problem",
        /// What should be done.
        Measure = "measure" "办法" "Measure",
        /// Where.
        Place = "place" "地点" "Place",
        /// What it may cost.
        Cost = "cost" "估计费用" "Rough cost",
        /// One of the community's own categories.
        Category = "category" "类别" "Category",
        /// One to five.
        Stars = "stars" "评分" "Stars",
        /// By when.
        Due = "due" "时间" "By when",
        /// Under which conditions.
        Terms = "terms" "条件" "Conditions",
        /// Tells one device's support for one entry from another's.
        Token = "token" "去重标记" "Token",
    }
    /// What a photograph or a recording is.
    MediaType {
        /// A photograph, re-encoded on the device.
        Jpeg = "image/jpeg" "照片" "Photograph",
        /// A recording in `WebM`.
        Webm = "audio/webm" "录音（WebM）" "Recording (WebM)",
        /// A recording in Ogg.
        Ogg = "audio/ogg" "录音（Ogg）" "Recording (Ogg)",
        /// A recording in MP4.
        Mp4 = "audio/mp4" "录音（MP4）" "Recording (MP4)",
    }
}

impl From<WrittenIn> for crate::Lang {
    fn from(written: WrittenIn) -> crate::Lang {
        match written {
            WrittenIn::ZhHans => crate::Lang::ZhHans,
            WrittenIn::ZhHant => crate::Lang::ZhHant,
            WrittenIn::En => crate::Lang::En,
        }
    }
}
