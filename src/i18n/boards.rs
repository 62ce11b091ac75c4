//! Needs and resources, campaigns and questionnaires, points: sentences that travel as page data,
//! so that the app need not carry them.

use records::codes::{Channel, Earning, MatchStatus, ReplyStatus, ResourceKind, YesNo};

use super::{Words, words};

words! {
    // What several of them say.
    board_of_post(post) = "负责：{post}。", "負責：{post}。", "Responsible: {post}.";
    board_as_of(day) = "截至{day}。", "截至{day}。", "As of {day}.";
    board_details_of(title) = "看“{title}”", "看「{title}」", "See “{title}”";
    board_pair(first, second) = "{first}：{second}", "{first}：{second}", "{first}: {second}";
    board_see_project(name) = "看{name}的账", "看{name}的帳", "The accounts of: {name}";
    board_see_entry(code) = "看来件和答复（{code}）", "看來件和答覆（{code}）", "What was sent, and the answer ({code})";
    board_households(count) = "{count} 户", "{count} 戶", "{count} households";
    board_reached(count, goal, percent) = "说了话的有 {count} 户，目标是 {goal} 户（{percent}）。", "說了話的有 {count} 戶，目標是 {goal} 戶（{percent}）。", "{count} households had a say; the goal is {goal} ({percent}).";
    board_reached_no_goal(count) = "说了话的有 {count} 户。", "說了話的有 {count} 戶。", "{count} households had a say.";
    board_goal(goal) = "目标是 {goal} 户。", "目標是 {goal} 戶。", "The goal is {goal} households.";
    board_changed_heading = "改了什么", "改了什麼", "What changed";
    board_changed_not_yet = "还没有。改了就写在这里。", "還沒有。改了就寫在這裡。", "Nothing yet. It will be written here.";
    board_empty = "还没有。", "還沒有。", "Nothing yet.";
    board_at(place) = "在{place}", "在{place}", "at {place}";
    board_kept_at(place) = "在{place}", "在{place}", "At {place}";

    // `/needs/`
    needs_title = "谁要帮忙，谁能帮忙", "誰要幫忙，誰能幫忙", "Who needs help, who can help";
    needs_lead(needs, met, resources) = "{needs} 件需求，{met} 件对上了；{resources} 样东西、手艺和时间可以借可以约。", "{needs} 件需求，{met} 件對上了；{resources} 樣東西、手藝和時間可以借可以約。", "{needs} needs, {met} of them met; {resources} things, skills and hands to ask for.";
    needs_lead_empty = "还没有登记需求和资源。您可以第一个说。", "還沒有登記需求和資源。您可以第一個說。", "No needs or resources are registered yet. You can be the first.";
    needs_say_need = "我有需要", "我有需要", "I need something";
    needs_say_offer = "我能帮忙", "我能幫忙", "I can help";
    needs_points = "看积分怎么算", "看積分怎麼算", "How points are counted";
    needs_four = "四张清单", "四張清單", "Four lists";
    needs_four_note = "谁需要、拿什么帮、哪个项目办、谁负责，一条条对得上。名字不公开。", "誰需要、拿什麼幫、哪個項目辦、誰負責，一條條對得上。名字不公開。", "How needs, resources, projects and those responsible fit together. No names are published.";
    needs_list = "需求清单", "需求清單", "Needs list";
    needs_list_count(count, open) = "{count} 件，{open} 件还没办好", "{count} 件，{open} 件還沒辦好", "{count}, of which {open} are not done yet";
    resources_list = "资源清单", "資源清單", "Resources list";
    resources_list_count(count, lent) = "{count} 样，借出 {lent} 件", "{count} 樣，借出 {lent} 件", "{count} kinds, {lent} out on loan";
    projects_list = "项目清单", "項目清單", "Projects list";
    projects_list_count(count) = "{count} 个还没完工", "{count} 個還沒完工", "{count} not finished yet";
    projects_list_note = "没完工的项目，里面的小事您可以认领：贴通知、看工地、量尺寸都行。", "沒完工的項目，裡面的小事您可以認領：貼通知、看工地、量尺寸都行。", "You can take on a small job in any project that is not finished: put up notices, keep an eye on the site, measure.";
    duties_list = "责任清单", "責任清單", "Responsibilities list";
    duties_list_count(count) = "{count} 个岗位", "{count} 個崗位", "{count} posts";
    duties_line_needs(list) = "需求：{list}。", "需求：{list}。", "Needs: {list}.";
    duties_line_resources(list) = "资源：{list}。", "資源：{list}。", "Resources: {list}.";
    duties_line_projects(list) = "项目：{list}。", "項目：{list}。", "Projects: {list}.";
    need_registered(day) = "{day}登记", "{day}登記", "registered on {day}";
    need_by(day) = "希望{day}前办好", "希望{day}前辦好", "wanted by {day}";
    need_from(channel) = "来自{channel}", "來自{channel}", "by {channel}";
    need_none = "还没对上", "還沒對上", "Not met yet";
    match_proposed = "正在牵线", "正在牽線", "Being arranged";
    match_agreed = "已经对上", "已經對上", "Matched";
    match_done = "已办好", "已辦好", "Done";
    match_ended = "没对上，还在找", "沒對上，還在找", "Did not work out, still looking";
    match_with(name, day) = "对上：{name}，{day}。", "對上：{name}，{day}。", "Matched with: {name}, {day}.";
    match_tried(name, day) = "试过：{name}，{day}。", "試過：{name}，{day}。", "Tried: {name}, {day}.";
    match_resident = "邻居提供的帮助", "鄰居提供的幫助", "a neighbour’s offer";
    kind_room = "场地", "場地", "Room";
    kind_skill = "技能", "技能", "Skill";
    kind_equipment = "器具", "器具", "Equipment";
    kind_time = "时间", "時間", "Time";
    resource_who(who) = "谁可以借：{who}。", "誰可以借：{who}。", "For: {who}.";
    resource_who_ask(who) = "谁可以约：{who}。", "誰可以約：{who}。", "For: {who}.";
    resource_free = "可以借", "可以借", "Can be borrowed";
    resource_ask = "可以约", "可以約", "Can be booked";
    resource_left(left) = "还剩 {left} 件", "還剩 {left} 件", "{left} left";
    resource_out = "都借出了", "都借出了", "All out";
    resource_late(count) = "{count} 件逾期没还", "{count} 件逾期沒還", "{count} not back in time";
    resource_lent(have, lent) = "共 {have} 件，借出 {lent} 件。", "共 {have} 件，借出 {lent} 件。", "{have} in all, {lent} out.";
    resource_back(day) = "最早{day}还。", "最早{day}還。", "The next is due back on {day}.";
    resource_overdue(day, borrower) = "应该{day}还，还没还（{borrower}）。", "應該{day}還，還沒還（{borrower}）。", "Due back on {day}, not back yet ({borrower}).";
    resource_borrow(name) = "我想借{name}", "我想借{name}", "I’d like to borrow: {name}";
    resource_book(name) = "我想约{name}", "我想約{name}", "I’d like to book: {name}";
    offer_heading = "邻居拿出来的", "鄰居拿出來的", "Offered by neighbours";
    project_ends(day) = "计划{day}完工。", "計劃{day}完工。", "Planned to be finished on {day}.";
    project_claim(name) = "认领一件小事：{name}", "認領一件小事：{name}", "Take on a small job: {name}";
    project_claimed(text) = "有人认领：{text}。", "有人認領：{text}。", "Taken on: {text}.";
    project_claimed_bare = "有人认领了一件小事。", "有人認領了一件小事。", "Somebody has taken on a small job.";
    project_meets(count) = "它对上了 {count} 件需求。", "它對上了 {count} 件需求。", "It meets {count} needs.";

    // `/points/`
    points_title = "积分", "積分", "Points";
    points_lead = "说一句话、出一份力有几分，能换什么，都写在这里。投票没有积分。", "說一句話、出一份力有幾分，能換什麼，都寫在這裡。投票沒有積分。", "What a word or a hand earns, and what it is exchanged for. There are no points for voting.";
    points_rule = "积分规则", "積分規則", "The rule";
    points_rule_note = "同一件事走到后面的步骤，分数加起来。回执上的编号就是凭证，不用登录，也不记名字。", "同一件事走到後面的步驟，分數加起來。回執上的編號就是憑證，不用登入，也不記名字。", "Points of later steps are added. The number on your receipt is the proof: no account, no name.";
    points_from(name, state) = "{name}，{state}", "{name}，{state}", "{name}, once {state}";
    points_count(points) = "{points} 分", "{points} 分", "{points} points";
    points_none = "还没有定积分规则。", "還沒有定積分規則。", "There is no points rule yet.";
    rewards_heading = "能换什么", "能換什麼", "What they are exchanged for";
    rewards_note = "到服务台说出回执编号，工作人员当场查到几分、用没用过。一张回执只用一次。", "到服務臺說出回執編號，工作人員當場查到幾分、用沒用過。一張回執只用一次。", "Say your receipt number at the desk: they see at once what it is worth and whether it was used. A receipt is used once.";
    rewards_done(count) = "已经换过 {count} 次。", "已經換過 {count} 次。", "Exchanged {count} times so far.";
    hours_heading = "时间银行", "時間銀行", "The time bank";
    hours_note(people, given, used) = "{people} 位志愿者存了 {given}，用了 {used}。用编号，不用名字。", "{people} 位志工存了 {given}，用了 {used}。用編號，不用名字。", "{people} volunteers have given {given} and used {used}. Numbers stand for names.";
    hours_length(hours) = "{hours} 小时", "{hours} 小時", "{hours} hours";
    hours_month(year, month) = "{year} 年 {month} 月", "{year} 年 {month} 月", "{month}/{year}";
    hours_row(given, used) = "存了 {given}，用了 {used}", "存了 {given}，用了 {used}", "{given} given, {used} used";
    hours_all = "每一笔", "每一筆", "Every entry";
    hours_col_day = "日期", "日期", "Day";
    hours_col_who = "编号", "編號", "Number";
    hours_col_what = "做了什么", "做了什麼", "What was done";
    hours_col_minutes = "分钟", "分鐘", "Minutes";
    honours_heading = "社区之星", "社區之星", "Neighbours we thank";
    honours_note = "只写身份。本人书面同意了，才写名字。", "只寫身份。本人書面同意了，才寫名字。", "Roles only. A name stands here by written consent alone.";
    passbook_about = "您这台设备上的回执值几分，只在这台设备上算，不会发出去。", "您這臺裝置上的回執值幾分，只在這臺裝置上算，不會發出去。", "What the receipts on this device are worth is worked out on this device and never sent.";
    passbook_act = "算我的积分", "算我的積分", "Count my points";
    passbook_empty = "这台设备上还没有能算分的回执。", "這臺裝置上還沒有能算分的回執。", "There is no receipt on this device that earns points.";
    passbook_failed = "没能读出这台设备上的回执。请到服务台，说出回执编号也能查。", "沒能讀出這臺裝置上的回執。請到服務臺，說出回執編號也能查。", "The receipts on this device could not be read. The desk can look them up by their numbers.";
    passbook_total(receipts, points) = "{receipts} 张回执，一共 {points} 分。还没公布收到的先不算。", "{receipts} 張回執，一共 {points} 分。還沒公佈收到的先不算。", "{receipts} receipts, {points} points in all. What is not on the published list yet does not count yet.";
    passbook_row(kind, code, points) = "{kind}，{code}：{points} 分", "{kind}，{code}：{points} 分", "{kind}, {code}: {points} points";

    // `/campaigns/`
    campaigns_title = "征集和问卷", "徵集和問卷", "Calls for suggestions and questionnaires";
    campaigns_short = "征集和问卷", "徵集和問卷", "Calls and questionnaires";
    campaigns_lead(campaigns, surveys) = "{campaigns} 次征集，{surveys} 份问卷。问了什么、答了什么、改了什么，都在这里。", "{campaigns} 次徵集，{surveys} 份問卷。問了什麼、答了什麼、改了什麼，都在這裡。", "{campaigns} calls for suggestions and {surveys} questionnaires: what was asked, answered and changed.";
    campaigns_lead_empty = "还没有征集和问卷。", "還沒有徵集和問卷。", "No calls for suggestions and no questionnaires yet.";
    campaigns_heading = "征集活动", "徵集活動", "Calls for suggestions";
    surveys_heading = "问卷", "問卷", "Questionnaires";
    campaign_before = "还没开始收", "還沒開始收", "Not open yet";
    campaign_within = "正在收意见", "正在收意見", "Open for suggestions";
    campaign_after = "已经收完", "已經收完", "Closed";
    survey_before = "还没开始", "還沒開始", "Not open yet";
    survey_within = "正在答", "正在答", "Open";
    survey_after = "已经截止", "已經截止", "Closed";
    campaign_days(from, until) = "{from}至{until}收意见。", "{from}至{until}收意見。", "Open from {from} to {until}.";
    survey_days(from, until) = "{from}至{until}，最后一天也能答。", "{from}至{until}，最後一天也能答。", "Open from {from} to {until}, that day included.";
    campaign_say = "我来说一条", "我來說一條", "Make a suggestion";
    campaign_steps = "走到哪一步", "走到哪一步", "How far it is";
    phase_prepare = "准备", "準備", "Prepare";
    phase_collect = "征集", "徵集", "Collect";
    phase_analyse = "梳理", "梳理", "Review";
    phase_feedback = "反馈", "回覆", "Answer";
    phase_summary = "总结", "總結", "Sum up";
    phase_days(from, until) = "{from}至{until}", "{from}至{until}", "{from} to {until}";
    phase_from(from) = "{from}起", "{from}起", "from {from}";
    phase_before = "还没到", "還沒到", "To come";
    phase_within = "正在进行", "正在進行", "Now";
    phase_after = "已经做完", "已經做完", "Done";
    report_heading = "总结报告", "總結報告", "Summary report";
    report_interim = "到目前为止", "到目前為止", "So far";
    report_print = "这一页可以直接打印。", "這一頁可以直接列印。", "This page can be printed as it is.";
    report_total(count) = "一共收到 {count} 条意见。", "一共收到 {count} 條意見。", "{count} suggestions came in.";
    report_channels(list) = "从哪里来：{list}。", "從哪裡來：{list}。", "How they came: {list}.";
    report_categories(list) = "说的是什么：{list}。", "說的是什麼：{list}。", "What they are about: {list}.";
    report_no_category = "没分类", "沒分類", "no category";
    report_item(name, count) = "{name} {count} 条", "{name} {count} 條", "{name} {count}";
    report_marks(reviewed, reasonable, feasible, novel) = "看过 {reviewed} 条：合理 {reasonable} 条，可行 {feasible} 条，第一次有人提的 {novel} 条。", "看過 {reviewed} 條：合理 {reasonable} 條，可行 {feasible} 條，第一次有人提的 {novel} 條。", "{reviewed} were reviewed: {reasonable} are reasonable, {feasible} can be done, {novel} nobody had said before.";
    report_marks_none = "还没梳理。", "還沒梳理。", "They have not been reviewed yet.";
    report_results(adopted, declined, pending) = "采纳和办结 {adopted} 条，没采纳 {declined} 条，还在办 {pending} 条。每一条都写了原因或答复。", "採納和辦結 {adopted} 條，沒採納 {declined} 條，還在辦 {pending} 條。每一條都寫了原因或答覆。", "{adopted} were adopted, {declined} were not, {pending} are in hand. Each has its reason or answer.";
    report_results_open(adopted, declined, pending) = "采纳和办结 {adopted} 条，没采纳 {declined} 条，还在办 {pending} 条。", "採納和辦結 {adopted} 條，沒採納 {declined} 條，還在辦 {pending} 條。", "{adopted} were adopted, {declined} were not, {pending} are in hand.";
    report_results_none = "还没有结果。", "還沒有結果。", "There are no results yet.";
    report_col_channel = "渠道", "管道", "How it came";
    report_col_count = "条数", "條數", "Suggestions";
    report_col_adopted = "采纳和办结", "採納和辦結", "Adopted";
    items_heading = "一条一条看", "一條一條看", "One by one";
    item_numbered(number, text) = "{number}. {text}", "{number}. {text}", "{number}. {text}";
    item_marks(reasonable, feasible, novel) = "合理：{reasonable}；可行：{feasible}；新意：{novel}。", "合理：{reasonable}；可行：{feasible}；新意：{novel}。", "Reasonable: {reasonable}; can be done: {feasible}; new: {novel}.";
    item_answer(text) = "答复：{text}", "答覆：{text}", "Answer: {text}";
    item_not_reviewed = "还没看", "還沒看", "not reviewed";
    mark_yes = "是", "是", "yes";
    mark_no = "否", "否", "no";
    items_withheld(count) = "另有 {count} 条不公开原文，也都算在里面。", "另有 {count} 條不公開原文，也都算在裡面。", "{count} more are counted, but not shown in their own words.";

    // Questionnaires.
    survey_answer = "现在就答", "現在就答", "Answer now";
    survey_paper_link = "打印纸卷", "列印紙卷", "Print it on paper";
    survey_back = "收回多少", "收回多少", "How many answered";
    survey_back_none(goal) = "还没有收回答卷。目标 {goal} 户。", "還沒有收回答卷。目標 {goal} 戶。", "No answers yet. The goal is {goal} households.";
    survey_back_none_bare = "还没有收回答卷。", "還沒有收回答卷。", "No answers yet.";
    survey_ways(online, paper) = "网上 {online} 户，纸卷 {paper} 户。一户算一份，纸卷录两遍、两遍一样才算。", "網上 {online} 戶，紙卷 {paper} 戶。一戶算一份，紙卷錄兩遍、兩遍一樣才算。", "{online} online, {paper} on paper. One for each household; a paper counts when two typings of it agree.";
    survey_unsettled(count) = "{count} 张纸卷还没录完两遍，先不算。", "{count} 張紙卷還沒錄完兩遍，先不算。", "{count} papers are not typed twice yet and do not count yet.";
    survey_refused(count) = "{count} 个答案不在选项里，没有算。", "{count} 個答案不在選項裡，沒有算。", "{count} answers were none of the choices and do not count.";
    question_heading(number, text) = "{number}. {text}", "{number}. {text}", "{number}. {text}";
    question_answered(count) = "{count} 户答了这道题。", "{count} 戶答了這道題。", "{count} households answered.";
    question_none = "还没有人答这道题。", "還沒有人答這道題。", "Nobody has answered this yet.";
    question_small = "答的人太少，不到 5 户。分开写可能认出是谁，所以先不写。", "答的人太少，不到 5 戶。分開寫可能認出是誰，所以先不寫。", "Fewer than 5 households answered. Figures could point at somebody, so they are not shown yet.";
    question_many = "可以选几个，加起来会超过 100%。", "可以選幾個，加起來會超過 100%。", "Several could be chosen, so the shares add up to more than 100%.";
    question_words(count) = "{count} 户写了话。工作人员都看了；原话不公开，怕认出人。", "{count} 戶寫了話。工作人員都看了；原話不公開，怕認出人。", "{count} households wrote something. It was all read; it is not published, so that nobody can be recognised.";
    choice_count(count, percent) = "{count} 户，{percent}", "{count} 戶，{percent}", "{count} households, {percent}";
    choice_ways(online, paper) = "（网上 {online}，纸卷 {paper}）", "（網上 {online}，紙卷 {paper}）", "({online} online, {paper} on paper)";
    survey_col_choice = "选项", "選項", "Choice";
    survey_col_count = "户数", "戶數", "Households";
    survey_col_percent = "占多少", "佔多少", "Share";
    paper_title(survey) = "纸质问卷：{survey}", "紙質問卷：{survey}", "On paper: {survey}";
    paper_lead(day) = "请用笔在数字上打勾。{day}前放进意见箱，或交到服务台。不用写名字。", "請用筆在數字上打勾。{day}前放進意見箱，或交到服務臺。不用寫名字。", "Tick the number with a pen. Put it in the box or hand it in at the desk by {day}. No name is needed.";
    paper_questions(count) = "一共 {count} 道题", "一共 {count} 道題", "{count} questions";
    paper_number = "纸卷号（工作人员填）：＿＿＿＿＿＿", "紙卷號（工作人員填）：＿＿＿＿＿＿", "Paper number (for the office): ＿＿＿＿＿＿";
    paper_one = "只选一个", "只選一個", "Tick one";
    paper_many = "可以选几个", "可以選幾個", "Tick as many as you like";
    paper_words = "请写在下面", "請寫在下面", "Write below";
    paper_crumb = "纸卷", "紙卷", "On paper";

    // Closed lists, under names of their own.
    board_channel_web = "网页", "網頁", "website";
    board_channel_kiosk = "大厅屏", "大廳螢幕", "kiosk";
    board_channel_desk = "服务台", "服務臺", "service desk";
    board_channel_box = "意见箱", "意見箱", "paper box";
    board_channel_meeting = "座谈会", "座談會", "meeting";
    board_channel_visit = "走访", "走訪", "home visit";
    board_channel_hotline = "热线", "熱線", "hotline";
    board_result_received = "已收到", "已收到", "Received";
    board_result_in_review = "审核中", "審核中", "In review";
    board_result_passed_on = "已转办", "已轉辦", "Passed on";
    board_result_answered = "已回应", "已回應", "Answered";
    board_result_adopted = "已采纳", "已採納", "Adopted";
    board_result_not_adopted = "未采纳", "未採納", "Not adopted";
    board_result_done = "已办结", "已辦結", "Done";
    earning_story = "预算故事", "預算故事", "A story";
    earning_proposal = "微提案", "微提案", "A small proposal";
    earning_question = "质询", "質詢", "A question";
    earning_report = "进度监督", "進度監督", "A report of a delay";
    earning_rating = "评分", "評分", "A rating";
    earning_need = "说出需求", "說出需求", "A need";
    earning_offer = "拿出资源", "拿出資源", "An offer";
    earning_claim = "认领小事", "認領小事", "A small job";
    earning_survey = "答问卷", "答問卷", "A questionnaire";
    earning_hour = "志愿服务一小时", "志願服務一小時", "An hour as a volunteer";
    earning_ballot = "选票", "選票", "A ballot";
}

impl Words {
    /// How something came.
    pub fn board_channel(self, channel: Channel) -> &'static str {
        match channel {
            Channel::Web => self.board_channel_web(),
            Channel::Kiosk => self.board_channel_kiosk(),
            Channel::Desk => self.board_channel_desk(),
            Channel::PaperBox => self.board_channel_box(),
            Channel::Meeting => self.board_channel_meeting(),
            Channel::HomeVisit => self.board_channel_visit(),
            Channel::Hotline => self.board_channel_hotline(),
        }
    }

    /// What became of it.
    pub fn board_result(self, status: ReplyStatus) -> &'static str {
        match status {
            ReplyStatus::Received => self.board_result_received(),
            ReplyStatus::InReview => self.board_result_in_review(),
            ReplyStatus::PassedOn => self.board_result_passed_on(),
            ReplyStatus::Answered => self.board_result_answered(),
            ReplyStatus::Adopted => self.board_result_adopted(),
            ReplyStatus::NotAdopted => self.board_result_not_adopted(),
            ReplyStatus::Done => self.board_result_done(),
        }
    }

    /// What earns points.
    pub fn earning(self, earning: Earning) -> &'static str {
        match earning {
            Earning::Story => self.earning_story(),
            Earning::Proposal => self.earning_proposal(),
            Earning::Question => self.earning_question(),
            Earning::Report => self.earning_report(),
            Earning::Rating => self.earning_rating(),
            Earning::Need => self.earning_need(),
            Earning::Offer => self.earning_offer(),
            Earning::Claim => self.earning_claim(),
            Earning::Survey => self.earning_survey(),
            Earning::Hour => self.earning_hour(),
            Earning::Ballot => self.earning_ballot(),
        }
    }

    /// What can be lent or given.
    pub fn resource_kind(self, kind: ResourceKind) -> &'static str {
        match kind {
            ResourceKind::Room => self.kind_room(),
            ResourceKind::Skill => self.kind_skill(),
            ResourceKind::Equipment => self.kind_equipment(),
            ResourceKind::Time => self.kind_time(),
        }
    }

    /// How far a need and what meets it are.
    pub fn match_status(self, status: MatchStatus) -> &'static str {
        match status {
            MatchStatus::Proposed => self.match_proposed(),
            MatchStatus::Agreed => self.match_agreed(),
            MatchStatus::Done => self.match_done(),
            MatchStatus::Ended => self.match_ended(),
        }
    }

    /// A mark of the review.
    pub fn mark(self, mark: Option<YesNo>) -> &'static str {
        match mark {
            Some(YesNo::Yes) => self.mark_yes(),
            Some(YesNo::No) => self.mark_no(),
            None => self.item_not_reviewed(),
        }
    }
}
