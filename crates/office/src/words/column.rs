//! What each column means: the note on its header in the template, and what a spreadsheet says
//! when an entry is refused. The template is Chinese, as its headers are.

use records::field::{Column, Kind};
use records::sheets::SheetSpec;

/// The note on a header.
pub fn header_note(spec: &SheetSpec, column: &Column, is_translation: bool) -> String {
    let meaning = meaning(spec.key, column.key).unwrap_or(column.zh);
    if is_translation {
        return format!("{meaning}\n（这一列填译文，可以空着）");
    }
    let need = if column.required {
        "必填。"
    } else {
        "可以空着。"
    };
    let mut note = format!("{meaning}\n{need}{}", how(column.kind));
    if !column.example.is_empty() {
        note.push_str("\n例：");
        note.push_str(column.example);
    }
    note
}

fn how(kind: Kind) -> &'static str {
    match kind {
        Kind::Text(_) => "",
        Kind::LocalText(_) => "用大白话写。",
        Kind::Id => "只用英文字母、数字和“-”。",
        Kind::Ids => "有几个就写几个编号，用分号隔开。",
        Kind::Year => "写四位年份。",
        Kind::Money => "只填数字，单位是元。",
        Kind::Date => "写成 2026-11-05 这样。",
        Kind::Whole => "只填整数。",
        Kind::Decimal => "只填数字。",
        Kind::List(_) => "从下拉里选。",
        Kind::Points => "每个点两个数，点和点用分号隔开。",
        Kind::Currency => "人民币写 CNY。",
    }
}

/// Title and text of what a spreadsheet says when it refuses an entry.
pub fn entry_refused(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::List(_) => (
            "请从列表里选",
            "这一格只能选下拉里的词。点右边的小箭头就能看到。",
        ),
        Kind::Date => ("请填日期", "写成 2026-11-05 这样，年月日都要有。"),
        Kind::Money => ("请填金额", "只填数字，单位是元，比如 1234.50。"),
        Kind::Whole => ("请填整数", "只填 0 或更大的整数，不带单位。"),
        Kind::Decimal => ("请填数字", "只填数字，比如 12.5。"),
        Kind::Id => ("请填编号", "编号最多 64 个字符，只用英文字母、数字和“-”。"),
        Kind::Year => ("请填年份", "写四位年份，比如 2026。"),
        Kind::Currency => ("请填币种", "写三个大写字母，人民币是 CNY。"),
        Kind::Text(_) | Kind::LocalText(_) | Kind::Ids | Kind::Points => {
            ("太长了", "这一格最多 2000 个字。细节可以放进附件。")
        }
    }
}

fn meaning(sheet: &str, column: &str) -> Option<&'static str> {
    MEANINGS
        .iter()
        .find(|(s, c, _)| *s == sheet && *c == column)
        .map(|(_, _, meaning)| *meaning)
}

/// Sheet, column, meaning.
const MEANINGS: &[(&str, &str, &str)] = &[
    (
        "community",
        "id",
        "社区的短名字，会出现在网址里，定了就不要改。",
    ),
    ("community", "name", "社区的全名。"),
    ("community", "parent", "归哪个街道或镇管。"),
    (
        "community",
        "households",
        "常住户数。网站用它算“每户每月约多少”，不填就不算。",
    ),
    ("community", "population", "常住人口。"),
    (
        "community",
        "fiscal_start",
        "会计年度从几月开始，多数是 1。",
    ),
    ("community", "currency", "账上用的币种。"),
    ("community", "language", "这本账用哪种文字写的。"),
    (
        "community",
        "coord_system",
        "地图坐标用哪种坐标系。自己量的平面图选“本地米”。",
    ),
    ("community", "phone", "居民可以打的公开电话。"),
    ("community", "desk", "不用手机的居民到哪里办、到哪里问。"),
    ("community", "hours", "服务台什么时候有人。"),
    (
        "community",
        "elder_contact",
        "老人需要帮忙时找哪个岗位。写岗位，不写名字。",
    ),
    (
        "community",
        "access_contact",
        "残障居民需要帮忙时找哪个岗位。写岗位，不写名字。",
    ),
    ("community", "filing_number", "网站的备案号，显示在页脚。"),
    (
        "community",
        "site_url",
        "网站的完整地址，以 https:// 开头。填了它，发到群里的链接才带图片。",
    ),
    (
        "community",
        "as_of",
        "这些数字截到哪一天。每次更新都要改，居民看它判断新不新。",
    ),
    ("orgs", "org_id", "这个岗位的编号。"),
    ("orgs", "name", "组织的全名。"),
    ("orgs", "classification", "是哪一类组织。"),
    ("orgs", "post", "岗位名称。"),
    ("orgs", "public_name", "本人同意公开才写，一般空着。"),
    ("orgs", "term_start", "任期从哪天开始。"),
    ("orgs", "term_end", "任期到哪天结束。"),
    ("funds", "fund_id", "这笔资金的编号，“预算”表里要用。"),
    ("funds", "name", "资金的名称。"),
    ("funds", "nature", "钱从哪里来。"),
    ("funds", "plain", "一句话说清这是什么钱。"),
    (
        "funds",
        "negative_list",
        "按规定不能用在哪些地方。提建议的人最想知道。",
    ),
    (
        "budget",
        "line_id",
        "这一行的编号。同一笔预算每年用同一个编号，才能和去年比。",
    ),
    ("budget", "year", "是哪一年的预算。"),
    ("budget", "direction", "是收进来还是花出去。"),
    (
        "budget",
        "l1",
        "大类，网站上的第一层。和上一行一样时可以空着。",
    ),
    ("budget", "l2", "中类，不分就空着。"),
    ("budget", "l3", "小类，不分就空着。"),
    ("budget", "title", "这一笔叫什么。"),
    ("budget", "plain", "这是什么：像跟街坊说话那样写一句。"),
    ("budget", "why", "为什么要花这笔钱。"),
    (
        "budget",
        "fund_id",
        "用的是哪笔资金，填“资金来源”表里的编号。",
    ),
    (
        "budget",
        "func_code",
        "政府收支分类的功能科目，没有就空着。",
    ),
    (
        "budget",
        "econ_code",
        "政府收支分类的经济科目，没有就空着。",
    ),
    ("budget", "prior_executed", "去年实际收了或花了多少。"),
    ("budget", "proposed", "最初提出多少。"),
    ("budget", "approved", "会上批准多少。"),
    ("budget", "adjusted", "年中调整成多少，没调整就空着。"),
    (
        "budget",
        "executed",
        "到现在实际收了或花了多少。填了“收支明细”就空着，程序会加。",
    ),
    (
        "budget",
        "resolution_id",
        "哪次会议批的，填“会议决议”表里的编号。",
    ),
    ("budget", "responsible_post", "谁负责。写岗位，不写名字。"),
    ("stages", "year", "是哪一年的预算。"),
    ("stages", "stage", "走到哪一步。"),
    ("stages", "date", "这一步是哪天。还没到的日子就是计划。"),
    ("stages", "note", "这一步改了什么，或者在哪里开的。"),
    ("transactions", "txn_id", "这一笔的编号。"),
    ("transactions", "date", "哪天收付的。"),
    ("transactions", "year", "记在哪一年的预算里。"),
    (
        "transactions",
        "line_id",
        "属于哪一行预算，填“预算”表里的编号。",
    ),
    (
        "transactions",
        "direction",
        "是收进来还是花出去，要和预算行一致。",
    ),
    ("transactions", "amount", "多少钱。退款写成负数。"),
    ("transactions", "summary", "干什么用的。"),
    (
        "transactions",
        "counterparty",
        "付给谁，或谁付来的。个人一律写“居民”。",
    ),
    ("transactions", "voucher", "记账凭证的号码。"),
    ("transactions", "project_id", "属于哪个项目，没有就空着。"),
    (
        "transactions",
        "handled_by",
        "经手和审核的岗位。写岗位，不写名字。",
    ),
    ("ledger", "source", "从哪个文件导入的。这张表由程序填。"),
    ("ledger", "source_line", "在那个文件的第几行。"),
    ("ledger", "year", "哪一年的。"),
    ("ledger", "stage", "是提案、批准、调整还是执行数。"),
    ("ledger", "line_id", "归到哪一行预算。"),
    ("ledger", "amount", "多少钱。"),
    ("left_out", "source", "从哪个文件导入的。这张表由程序填。"),
    ("left_out", "source_line", "在那个文件的第几行。"),
    ("left_out", "year", "哪一年的，看不出来就空着。"),
    ("left_out", "seen", "那一行原来的样子。"),
    ("left_out", "reason", "为什么没有计入。"),
    ("projects", "project_id", "这个项目的编号。"),
    ("projects", "name", "项目名称。"),
    ("projects", "plain", "要做什么，一句话说清。"),
    ("projects", "year", "哪一年的项目。"),
    (
        "projects",
        "line_id",
        "花的是哪一行预算，填“预算”表里的编号。",
    ),
    ("projects", "origin", "这个项目怎么来的。"),
    ("projects", "process_step", "走到六步里的哪一步。"),
    ("projects", "category", "哪一类，比如照明、绿化、无障碍。"),
    ("projects", "cost", "打算花多少。"),
    ("projects", "contracted", "合同签了多少。"),
    ("projects", "paid", "已经付了多少。"),
    ("projects", "supplier", "哪家单位在做。"),
    ("projects", "responsible_post", "谁负责。写岗位，不写名字。"),
    ("projects", "start_planned", "打算哪天开工。"),
    ("projects", "end_planned", "打算哪天完工。"),
    ("projects", "status", "现在做到什么程度。"),
    (
        "projects",
        "place_ids",
        "在哪些地方，填“楼栋地图”表里的编号。",
    ),
    ("projects", "x", "位置的横坐标，选了地点可以空着。"),
    ("projects", "y", "位置的纵坐标，选了地点可以空着。"),
    ("milestones", "project_id", "哪个项目，填“项目”表里的编号。"),
    ("milestones", "seq", "第几步，从 1 开始。"),
    ("milestones", "title", "这一步叫什么。"),
    (
        "milestones",
        "weight",
        "占整个项目的百分之几，一个项目加起来正好 100。",
    ),
    ("milestones", "due0", "最初定的日期，定了就不再改。"),
    ("milestones", "due", "现在定的日期，没改就空着。"),
    (
        "milestones",
        "revision_reason",
        "日期为什么改。改了日期就要写。",
    ),
    ("milestones", "date_met", "哪天完成的，没完成就空着。"),
    (
        "milestones",
        "evidence",
        "照片或验收单的文件名，有了它才算数。",
    ),
    ("milestones", "status", "完成了没有。"),
    ("places", "place_id", "这个地方的编号。"),
    ("places", "kind", "是楼、路、绿地还是一个点。"),
    ("places", "name", "大家平时怎么叫它。"),
    ("places", "households", "住着多少户。"),
    ("places", "floors", "一共几层。"),
    (
        "places",
        "polygon",
        "在平面图上的形状：楼和绿地写几个角，路写几个点。",
    ),
    (
        "places",
        "coord_system",
        "坐标用哪种坐标系，和“社区信息”一样就空着。",
    ),
    ("polls", "poll_id", "这场表决的编号。"),
    ("polls", "title", "表决的题目。"),
    ("polls", "opens", "哪天开始。"),
    ("polls", "closes", "哪天截止，当天还能投。"),
    ("polls", "vote_type", "居民怎么选。"),
    ("polls", "budget", "一共有多少钱可以定。"),
    ("polls", "min_length", "至少选几个。"),
    ("polls", "max_length", "最多选几个。"),
    ("polls", "max_sum_cost", "一张票选的项目加起来最多多少钱。"),
    ("polls", "eligibility", "谁可以投。"),
    ("polls", "plain", "用几句大白话讲清规则。"),
    ("polls", "rule", "怎么算哪些项目入选。"),
    ("options", "poll_id", "哪场表决，填“表决”表里的编号。"),
    ("options", "option_id", "在这场表决里的编号，比如 1、2、3。"),
    ("options", "name", "项目名称。"),
    ("options", "cost", "要花多少。"),
    ("options", "category", "哪一类。"),
    ("options", "beneficiaries", "哪些人用得上。"),
    ("options", "arguments_for", "赞成的人怎么说。"),
    ("options", "arguments_against", "有顾虑的人怎么说。"),
    ("options", "place_id", "在哪里，填“楼栋地图”表里的编号。"),
    (
        "campaigns",
        "campaign_id",
        "这次征集的编号，会出现在网址里，不能和问卷的编号一样。",
    ),
    ("campaigns", "title", "征集的题目。"),
    ("campaigns", "plain", "一句话说清想听什么。"),
    ("campaigns", "prepare", "哪天开始准备。"),
    ("campaigns", "collect", "哪天开始收意见。"),
    (
        "campaigns",
        "analyse",
        "哪天开始梳理；前一天是收意见的最后一天。",
    ),
    ("campaigns", "feedback", "哪天开始逐条答复。"),
    ("campaigns", "summary", "哪天出总结。"),
    ("campaigns", "goal", "想让多少户说上话。"),
    ("campaigns", "reached", "一共有多少户说了话。"),
    ("campaigns", "changed", "因为这些意见改了什么，写具体。"),
    (
        "campaigns",
        "responsible_post",
        "哪个岗位负责。写岗位，不写名字。",
    ),
    (
        "campaign_items",
        "campaign_id",
        "哪次征集，填“征集活动”表里的编号。",
    ),
    (
        "campaign_items",
        "number",
        "在这次征集里的序号，从 1 开始。",
    ),
    ("campaign_items", "channel", "从哪里收到的。"),
    ("campaign_items", "text", "说了什么。不写是谁说的。"),
    ("campaign_items", "category", "哪一类。"),
    (
        "campaign_items",
        "reasonable",
        "梳理时看：合不合理。还没看就空着。",
    ),
    ("campaign_items", "feasible", "梳理时看：办不办得到。"),
    ("campaign_items", "novel", "梳理时看：是不是第一次有人提。"),
    ("campaign_items", "result", "最后怎么办的。"),
    ("campaign_items", "reply", "为什么，或者办了什么。"),
    (
        "campaign_items",
        "code",
        "从网站来的，抄它的回执码；别的渠道空着。",
    ),
    (
        "campaign_items",
        "project_id",
        "变成了哪个项目，填“项目”表里的编号。",
    ),
    (
        "surveys",
        "survey_id",
        "这份问卷的编号，会出现在网址里，不能和征集的编号一样。",
    ),
    ("surveys", "title", "问卷的题目。"),
    ("surveys", "plain", "一句话说清问什么、要多久、拿来做什么。"),
    ("surveys", "opens", "哪天开始。"),
    ("surveys", "closes", "哪天截止，当天还能答。"),
    ("surveys", "goal", "想收回多少户的答卷。"),
    ("surveys", "changed", "因为这份问卷改了什么，写具体。"),
    (
        "surveys",
        "responsible_post",
        "哪个岗位负责。写岗位，不写名字。",
    ),
    (
        "survey_questions",
        "survey_id",
        "哪份问卷，填“问卷”表里的编号。",
    ),
    ("survey_questions", "question_id", "题号，比如 1、2、3。"),
    ("survey_questions", "text", "题目，一次只问一件事。"),
    ("survey_questions", "form", "居民怎么答。"),
    (
        "survey_questions",
        "choices",
        "选项按顺序写，用分号隔开；填写题空着。",
    ),
    (
        "survey_paper",
        "survey_id",
        "哪份问卷，填“问卷”表里的编号。",
    ),
    ("survey_paper", "paper", "纸卷上盖的号。"),
    (
        "survey_paper",
        "keying",
        "第一个人录填 1，第二个人再录一遍填 2。两遍一样才计数。",
    ),
    ("survey_paper", "question_id", "哪道题，填题号。"),
    (
        "survey_paper",
        "answer",
        "勾了哪个就填它前面的数字；多选用分号隔开；填写题照抄。",
    ),
    ("resources", "resource_id", "这样东西的编号。"),
    ("resources", "name", "它叫什么。"),
    ("resources", "kind", "是场地、技能、器具还是时间。"),
    ("resources", "plain", "一句话说清它能做什么。"),
    ("resources", "count", "一共有几个，只有一个可以空着。"),
    ("resources", "terms", "收不收钱、最多借多久。"),
    ("resources", "who", "谁可以借、可以找。"),
    (
        "resources",
        "place_id",
        "放在哪里，填“楼栋地图”表里的编号。",
    ),
    (
        "resources",
        "responsible_post",
        "找哪个岗位借。写岗位，不写名字。",
    ),
    ("loans", "resource_id", "借的是什么，填“资源”表里的编号。"),
    ("loans", "count", "借了几个，一个可以空着。"),
    ("loans", "from", "哪天借出的。"),
    ("loans", "due", "说好哪天还。"),
    ("loans", "returned", "哪天还的，没还就空着。"),
    (
        "loans",
        "borrower",
        "谁借的。写身份，比如“5号楼居民”，不写名字。",
    ),
    ("needs", "need_id", "这条需求的编号。"),
    ("needs", "text", "需要什么。不写是谁。"),
    ("needs", "category", "哪一类。"),
    ("needs", "place_id", "在哪里，填“楼栋地图”表里的编号。"),
    ("needs", "channel", "怎么知道的。"),
    ("needs", "since", "哪天登记的。"),
    ("needs", "due", "希望哪天前办好。"),
    (
        "needs",
        "responsible_post",
        "哪个岗位跟着办。写岗位，不写名字。",
    ),
    (
        "matches",
        "need",
        "哪条需求：“需求”表里的编号，或者居民来件的回执码。",
    ),
    (
        "matches",
        "resource",
        "用什么来满足：“资源”表里的编号，或者居民来件的回执码。",
    ),
    (
        "matches",
        "project_id",
        "用哪个项目来满足，填“项目”表里的编号。",
    ),
    ("matches", "status", "对接到哪一步了。"),
    ("matches", "date", "哪天到这一步的。"),
    ("matches", "note", "补一句，比如每周几。"),
    ("points_rules", "kind", "做什么有积分。投票不能给积分。"),
    ("points_rules", "from", "办到哪一步才算，收到就算可以空着。"),
    (
        "points_rules",
        "points",
        "给多少分。同一件事的几步加起来算。",
    ),
    ("points_rules", "plain", "用大白话说给居民听。"),
    ("rewards", "reward_id", "这一项的编号。"),
    ("rewards", "name", "能换什么。"),
    ("rewards", "points", "要多少分。"),
    ("rewards", "plain", "什么时候、在哪里换。"),
    (
        "rewards",
        "responsible_post",
        "找哪个岗位换。写岗位，不写名字。",
    ),
    (
        "redemptions",
        "code",
        "用掉的是哪张回执，抄它的回执码。一张回执只能用一次。",
    ),
    (
        "redemptions",
        "reward_id",
        "换了什么，填“兑换目录”表里的编号。",
    ),
    ("redemptions", "date", "哪天换的。"),
    (
        "hours",
        "volunteer",
        "志愿者的编号，或者认领回执的码。不写名字。",
    ),
    ("hours", "date", "哪一天。"),
    (
        "hours",
        "flow",
        "是帮了别人（存入），还是请人帮忙（支取）。",
    ),
    ("hours", "minutes", "多少分钟。"),
    ("hours", "what", "做了什么。不写帮的是谁。"),
    ("honours", "honour_id", "这次表扬的编号。"),
    ("honours", "date", "哪天公布的。"),
    ("honours", "title", "叫什么称号。"),
    ("honours", "role", "什么身份，比如“5号楼送餐志愿者”。"),
    ("honours", "reason", "做了什么，写具体。"),
    ("honours", "public_name", "本人书面同意公开才写，一般空着。"),
    (
        "honours",
        "consent",
        "本人哪天书面同意的。写了姓名就必须填。",
    ),
    ("resolutions", "resolution_id", "这份决议的编号。"),
    ("resolutions", "date", "哪天开的会。"),
    ("resolutions", "meeting", "什么会。"),
    ("resolutions", "title", "定了什么。"),
    ("resolutions", "called", "应到多少人。"),
    ("resolutions", "present", "实到多少人。"),
    ("resolutions", "votes_for", "赞成多少票。"),
    ("resolutions", "votes_against", "反对多少票。"),
    ("resolutions", "abstentions", "弃权多少票。"),
    ("resolutions", "document", "会议纪要的文件名。"),
    ("disclosure", "seq", "在公开目录里的序号。"),
    ("disclosure", "l1", "大类。和上一行一样时可以空着。"),
    ("disclosure", "l2", "要公开的事项。"),
    ("disclosure", "content", "公开时要写清哪些内容。"),
    ("disclosure", "basis", "按什么规定公开。"),
    ("disclosure", "frequency", "多久公开一次。"),
    (
        "disclosure",
        "due_day",
        "每月（每季、每年的第一个月）几号前要公开。",
    ),
    (
        "disclosure",
        "responsible_post",
        "谁负责公开。写岗位，不写名字。",
    ),
    ("disclosure", "channel", "在哪里公开。"),
    ("disclosure", "last_published", "最近一次是哪天公开的。"),
    ("disclosure", "document", "公开的文件名。"),
    (
        "replies",
        "submission_id",
        "来件的编号，从来件里抄，共 64 位。",
    ),
    ("replies", "status", "办到哪一步了。"),
    ("replies", "reply", "给居民的答复。"),
    ("replies", "date", "哪天答复的。"),
    ("replies", "post", "哪个岗位答复的。写岗位，不写名字。"),
    ("glossary", "term_id", "这个词的编号。"),
    ("glossary", "term", "要解释的词。"),
    ("glossary", "plain", "用大白话解释，最好不超过 35 个字。"),
    ("categories", "category_id", "这一类的编号。"),
    (
        "categories",
        "name",
        "居民提意见、提需求时选的类别，用大家平时的叫法。",
    ),
    (
        "categories",
        "only_for",
        "只在哪一种来件里能选；哪种都能选就空着。",
    ),
    (
        "holidays",
        "date",
        "和星期几说的不一样的日子。每年国务院放假通知出来就补上。",
    ),
    ("holidays", "day", "平日放假选“放假”，周末补班选“上班”。"),
    ("holidays", "note", "是什么节，或为哪个节补班。"),
    ("clocks", "kind", "哪一种来件。没写的按统一期限算。"),
    (
        "clocks",
        "hours",
        "几小时内答复，节假日也算。只能比统一期限短。",
    ),
    (
        "clocks",
        "working_days",
        "几个工作日内答复，收到当天不算。和“小时”只填一个。",
    ),
    (
        "inboxes",
        "url",
        "居民的手机往哪里送。和网站在一起就写 /inbox/v1，末尾不带斜杠。",
    ),
    (
        "inboxes",
        "conflict_means",
        "对方回 409 时是什么意思。用 mingbai serve 收件选“已经收到”。",
    ),
    ("inboxes", "note", "这个收件箱在哪里、给谁用。"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use records::sheets::SHEETS;

    #[test]
    fn every_column_says_what_it_means_and_nothing_else_does() {
        for spec in SHEETS {
            for column in spec.columns {
                assert!(
                    meaning(spec.key, column.key).is_some(),
                    "no meaning: {} {}",
                    spec.key,
                    column.key
                );
            }
        }
        let columns: usize = SHEETS.iter().map(|spec| spec.columns.len()).sum();
        assert_eq!(MEANINGS.len(), columns);
    }
}
