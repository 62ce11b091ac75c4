//! The texts of what residents said: the wall, its entries, receipts.

use records::codes::{Channel, ReplyStatus, SubmissionKind};

use super::{Words, words};

words! {
    kind_ballot = "选票", "選票", "Ballot";
    kind_story = "预算故事", "預算故事", "Story";
    kind_proposal = "微提案", "微提案", "Small proposal";
    kind_question = "质询", "質詢", "Question";
    kind_rating = "评分", "評分", "Rating";
    kind_support = "附议", "附議", "Support";
    kind_report = "进度监督", "進度監督", "Report of a delay";
    kind_need = "需求", "需求", "Need";
    kind_offer = "资源", "資源", "Offer";
    kind_claim = "认领", "認領", "Taking something on";
    kind_survey = "问卷", "問卷", "Questionnaire";
    kind_mediation = "调解申请", "調解申請", "Request for mediation";
    state_received = "已收到", "已收到", "Received";
    state_in_review = "审核中", "審核中", "In review";
    state_passed_on = "已转办", "已轉辦", "Passed on";
    state_answered = "已回应", "已回應", "Answered";
    state_adopted = "已采纳", "已採納", "Adopted";
    state_not_adopted = "未采纳", "未採納", "Not adopted";
    state_done = "已办结", "已辦結", "Done";
    state_overdue = "已逾期", "已逾期", "Overdue";
    channel_web = "网页", "網頁", "this website";
    channel_kiosk = "大厅屏", "大廳螢幕", "the screen in the hall";
    channel_desk = "服务台", "服務臺", "the service desk";
    channel_paper_box = "意见箱", "意見箱", "the paper box";
    channel_meeting = "座谈会", "座談會", "a meeting";
    channel_home_visit = "走访", "走訪", "a home visit";
    channel_hotline = "热线", "熱線", "the hotline";

    // The wall.
    wall_title = "大家说的，怎么答的", "大家說的，怎麼答的", "What people said, and the answers";
    wall_counts(total, waiting, overdue) = "收到 {total} 件，{waiting} 件在等答复，其中 {overdue} 件已逾期。", "收到 {total} 件，{waiting} 件在等答覆，其中 {overdue} 件已逾期。", "{total} received; {waiting} wait for an answer, {overdue} of them overdue.";
    wall_counts_no_clock(total, waiting) = "收到 {total} 件，{waiting} 件在等答复。", "收到 {total} 件，{waiting} 件在等答覆。", "{total} received; {waiting} wait for an answer.";
    wall_no_clock = "收件的地方没有记到达时间，所以期限没法证明，这里不写逾期。", "收件的地方沒有記到達時間，所以期限沒法證明，這裡不寫逾期。", "The inbox here keeps no times of arrival, so lateness cannot be proven and is not shown.";
    wall_shown(count) = "愿意公开、已经审过的有 {count} 件，新的在前。", "願意公開、已經審過的有 {count} 件，新的在前。", "{count} may be shown and were reviewed; the newest first.";
    wall_none = "还没有能公开的。您来说第一件吧。", "還沒有能公開的。您來說第一件吧。", "Nothing to show yet. Yours could be the first.";
    wall_say = "说说我的事", "說說我的事", "Have your say";
    wall_track = "查我说的", "查我說的", "Track mine";
    wall_filter = "挑着看、找着看", "挑著看、找著看", "Choose and search";
    filter_kind = "哪一种", "哪一種", "Type";
    filter_category = "哪方面", "哪方面", "Topic";
    filter_state = "办到哪一步", "辦到哪一步", "Where it stands";
    filter_search = "找字", "找字", "Search for";
    filter_all = "全部", "全部", "All";
    filter_found(count) = "找到 {count} 件。", "找到 {count} 件。", "{count} found.";
    filter_clear = "看回全部", "看回全部", "Show all again";
    filter_trouble = "没连上网，只能在这一页里找。", "沒連上網，只能在這一頁裡找。", "There is no connection, so only this page is searched.";
    page_of(page, pages) = "第 {page} 页，共 {pages} 页", "第 {page} 頁，共 {pages} 頁", "Page {page} of {pages}";
    page_newer = "看更新的", "看更新的", "Newer ones";
    page_older = "看更早的", "看更早的", "Older ones";
    declined_heading = "没采纳的，是为什么", "沒採納的，是為什麼", "Why some were not adopted";
    declined_count(count) = "{count} 件", "{count} 件", "{count}";
    declined_none = "还没有未采纳的。", "還沒有未採納的。", "None so far.";

    // An entry in a list.
    entry_due(day) = "{day}前答复", "{day}前答覆", "answer due by {day}";
    entry_was_due(day) = "该在{day}前答复", "該在{day}前答覆", "an answer was due by {day}";
    entry_reply = "答复：", "答覆：", "Answer: ";
    entry_support(count) = "{count} 人说“我也是”", "{count} 人說「我也是」", "{count} say “me too”";
    entry_similar(count) = "还有 {count} 件说的是同一件事", "還有 {count} 件說的是同一件事", "{count} more say the same";

    // The page of an entry.
    entry_voice = "居民说的，工作人员打成字。录音不公开。", "居民說的，工作人員打成字。錄音不公開。", "Told by voice and typed by staff. The recording is not public.";
    entry_helped = "有人帮着填的，念给本人听过，本人同意。", "有人幫著填的，唸給本人聽過，本人同意。", "Filled in with help, read back to the resident, who agreed.";
    entry_facts = "这件事", "這件事", "About this";
    fact_place = "地点", "地點", "Place";
    fact_about = "说的是", "說的是", "It is about";
    fact_name = "谁说的", "誰說的", "Said by";
    fact_channel = "怎么来的", "怎麼來的", "How it came";
    fact_code = "回执编号", "回執編號", "Receipt number";
    ask_problem = "有什么问题", "有什麼問題", "The problem";
    ask_measure = "想怎么办", "想怎麼辦", "What should be done";
    ask_cost = "大概要花", "大概要花", "Rough cost";
    ask_due = "希望什么时候", "希望什麼時候", "By when";
    ask_terms = "条件", "條件", "Conditions";
    ask_stars = "打几分", "打幾分", "Stars";
    stars_of_five(stars) = "{stars} 分（满分 5）", "{stars} 分（滿分 5）", "{stars} of 5";
    photo = "居民拍的照片", "居民拍的照片", "A resident’s photograph";
    clock_hours(hours, day) = "{hours} 小时内答复，到{day}为止", "{hours} 小時內答覆，到{day}為止", "Answer within {hours} hours, by {day}";
    clock_days(days, day) = "{days} 个工作日内答复，到{day}为止", "{days} 個工作日內答覆，到{day}為止", "Answer within {days} working days, by {day}";
    clock_running(number) = "发布时是第 {number} 个工作日", "發佈時是第 {number} 個工作日", "working day {number} when this was published";
    clock_in_time(day) = "{day}答复了，没有超期", "{day}答覆了，沒有超期", "answered on {day}, in time";
    clock_late(day) = "{day}才答复，超期了", "{day}才答覆，超期了", "answered on {day}, late";
    clock_overdue = "已逾期，还没答复", "已逾期，還沒答覆", "overdue, and not answered yet";
    clock_assumed = "有一年的放假安排还没登记，只扣了周末。", "有一年的放假安排還沒登記，只扣了週末。", "The holidays of a year are not entered yet, so only weekends were left out.";
    history_heading = "办到哪一步了", "辦到哪一步了", "What became of it";
    step_arrived = "已收到", "已收到", "Received";
    step_by(post) = "由{post}办", "由{post}辦", "by {post}";
    step_passed_to(post) = "转给{post}", "轉給{post}", "passed on to {post}";
    step_reason(reason) = "原因：{reason}", "原因：{reason}", "Why: {reason}";
    history_none = "还没有人答复。", "還沒有人答覆。", "Nobody has answered yet.";
    similar_heading = "差不多的还有", "差不多的還有", "Similar ones";
    same_as = "更早有人说过同一件事：", "更早有人說過同一件事：", "Somebody said the same before:";
    same_as_link = "看那一件", "看那一件", "See that one";
    support_heading = "我也是", "我也是", "Me too";
    support_count(count) = "{count} 人说“我也是”。一台设备算一次。", "{count} 人說「我也是」。一臺裝置算一次。", "{count} say “me too”, one for each device.";
    support_none = "还没有人说“我也是”。一台设备算一次。", "還沒有人說「我也是」。一臺裝置算一次。", "Nobody has said “me too” yet. It counts once for each device.";
    support_act = "我也是", "我也是", "Me too";
    support_done = "记下了。下次公布时加上您这一份。", "記下了。下次公佈時加上您這一份。", "Noted. It will be counted in the next publication.";
    support_failed = "这台设备没能记下。到服务台说一声也算。", "這臺裝置沒能記下。到服務臺說一聲也算。", "This device could not note it. Telling the desk counts as well.";
    support_desk = "这个浏览器关掉了脚本，按不了。到服务台说一声也算。", "這個瀏覽器關掉了指令碼，按不了。到服務臺說一聲也算。", "Scripts are off in this browser, so this cannot be pressed. Telling the desk counts as well.";
    next_heading = "接着说", "接著說", "What you can do";
    next_rate = "给答复打分", "給答覆打分", "Rate the answer";
    next_ask = "再问一句", "再問一句", "Ask about this";
    rating_heading = "大家打的分", "大家打的分", "How people rated it";
    rating_mean(mean, hundred, count) = "{mean} 分（满分 5），折合 {hundred} 分，{count} 人", "{mean} 分（滿分 5），折合 {hundred} 分，{count} 人", "{mean} of 5, which is {hundred} of 100, from {count} people";
    rating_few(count) = "{count} 人打了分。还不到 5 人，先不算平均。", "{count} 人打了分。還不到 5 人，先不算平均。", "{count} rated it. Under 5 there is no mean yet.";
    rating_improve(note) = "低于 80 分，要改的是：{note}", "低於 80 分，要改的是：{note}", "Below 80, so this will be done better: {note}";
    rating_owes = "低于 80 分，还欠一份整改说明。", "低於 80 分，還欠一份整改說明。", "Below 80: a note on what will be done better is still owed.";

    // Elsewhere.
    said_heading = "街坊最近说的", "街坊最近說的", "What neighbours said lately";
    said_more = "看大家说的和答复", "看大家說的和答覆", "See what people said and the answers";
    said_about_heading = "大家对这一项说的", "大家對這一項說的", "What people said about this";

    // Receipts.
    track_title = "查我说的", "查我說的", "Track what I said";
    track_lead = "输入回执编号就能看办到哪一步，不用登录。", "輸入回執編號就能看辦到哪一步，不用登入。", "Type your receipt number to see where it stands. No account is needed.";
    track_code = "回执编号", "回執編號", "Receipt number";
    track_hint = "12 个字母和数字，像 7K3M-\u{2060}9QDA-\u{2060}2XHT。大小写、横线都不要紧。", "12 個字母和數字，像 7K3M-\u{2060}9QDA-\u{2060}2XHT。大小寫、橫線都不要緊。", "12 letters and digits, like 7K3M-\u{2060}9QDA-\u{2060}2XHT. Capitals and hyphens do not matter.";
    track_look = "查一查", "查一查", "Look it up";
    track_length(found) = "回执编号一共 12 位，这里有 {found} 位。再对一遍。", "回執編號一共 12 位，這裡有 {found} 位。再對一遍。", "A receipt number has 12 letters and digits; here are {found}. Please check again.";
    track_character(seen) = "回执编号里没有“{seen}”。也许是另一个长得像的？", "回執編號裡沒有「{seen}」。也許是另一個長得像的？", "No receipt number has “{seen}” in it. Perhaps it is another that looks alike?";
    track_near(code) = "没查到这个编号。有一个只差一位：{code}。是它吗？", "沒查到這個編號。有一個只差一位：{code}。是它嗎？", "This number is not there, but {code} differs in one place. Is that it?";
    track_unknown = "还没查到。每天定时公布，刚送出的请过半天再查；还查不到，请打服务台电话。", "還沒查到。每天定時公佈，剛送出的請過半天再查；還查不到，請打服務臺電話。", "It is not there yet. The list is published at fixed times each day: if you have just sent it, look again in half a day, or call the desk.";
    track_offline = "没连上网，查不到最新的。连上以后再按一次。", "沒連上網，查不到最新的。連上以後再按一次。", "There is no connection. Press again once you are online.";
    track_looking = "正在查……", "正在查……", "Looking…";
    track_found(code) = "回执 {code}", "回執 {code}", "Receipt {code}";
    track_arrived(day) = "{day}收到。", "{day}收到。", "Received on {day}.";
    track_answer_due(day) = "{day}前第一次答复。", "{day}前第一次答覆。", "A first answer is due by {day}.";
    track_answered(day) = "{day}第一次答复。", "{day}第一次答覆。", "First answered on {day}.";
    track_by(post) = "经办：{post}。", "經辦：{post}。", "Handled by: {post}.";
    track_open = "看全文和答复", "看全文和答覆", "Read it with the answer";
    track_private = "这一件没有公开。答复按您留的方式告诉您。", "這一件沒有公開。答覆按您留的方式告訴您。", "It is not public. The answer reaches you the way you chose.";
    track_here_now = "现在在这一步", "現在在這一步", "it is here now";
    track_step_done = "走过了", "走過了", "done";
    track_step_next = "还没到", "還沒到", "not yet";
    track_result = "答复：已回应、已采纳或未采纳", "答覆：已回應、已採納或未採納", "Answered, adopted or not adopted";
    track_mine = "这台设备送出过的", "這臺裝置送出過的", "Sent from this device";
    track_mine_about = "只记在这台设备里，清除浏览器数据就没有了。", "只記在這臺裝置裡，清除瀏覽器資料就沒有了。", "Kept on this device alone; clearing the browser’s data removes it.";
    track_pending = "尚未送出的", "尚未送出的", "Not sent yet";
    track_pending_about = "这些只在这台设备上。连上网会自己送。", "這些只在這臺裝置上。連上網會自己送。", "These are on this device alone and go by themselves once there is a connection.";
    track_send = "现在送", "現在送", "Send now";
    track_export = "存成文件", "存成檔案", "Save as a file";
    track_forget = "删掉", "刪掉", "Delete";
    track_forget_sure = "真的删掉，找不回来", "真的刪掉，找不回來", "Delete for good";
    track_waiting = "等着送", "等著送", "waiting to be sent";
    track_refused = "没人收，请到服务台", "沒人收，請到服務臺", "refused; please come to the desk";
    track_recent(count) = "最近收到的 {count} 件，办到哪一步", "最近收到的 {count} 件，辦到哪一步", "The newest {count}, and where they stand";
    track_recent_none = "还没有收到过。", "還沒有收到過。", "Nothing has been received yet.";
}

impl Words {
    /// What a resident sent.
    pub fn kind(self, kind: SubmissionKind) -> &'static str {
        match kind {
            SubmissionKind::Ballot => self.kind_ballot(),
            SubmissionKind::Story => self.kind_story(),
            SubmissionKind::Proposal => self.kind_proposal(),
            SubmissionKind::Question => self.kind_question(),
            SubmissionKind::Rating => self.kind_rating(),
            SubmissionKind::Support => self.kind_support(),
            SubmissionKind::Report => self.kind_report(),
            SubmissionKind::Need => self.kind_need(),
            SubmissionKind::Offer => self.kind_offer(),
            SubmissionKind::Claim => self.kind_claim(),
            SubmissionKind::Survey => self.kind_survey(),
            SubmissionKind::Mediation => self.kind_mediation(),
        }
    }

    /// What became of it.
    pub fn reply_status(self, state: ReplyStatus) -> &'static str {
        match state {
            ReplyStatus::Received => self.state_received(),
            ReplyStatus::InReview => self.state_in_review(),
            ReplyStatus::PassedOn => self.state_passed_on(),
            ReplyStatus::Answered => self.state_answered(),
            ReplyStatus::Adopted => self.state_adopted(),
            ReplyStatus::NotAdopted => self.state_not_adopted(),
            ReplyStatus::Done => self.state_done(),
        }
    }

    /// How it came.
    pub fn channel(self, channel: Channel) -> &'static str {
        match channel {
            Channel::Web => self.channel_web(),
            Channel::Kiosk => self.channel_kiosk(),
            Channel::Desk => self.channel_desk(),
            Channel::PaperBox => self.channel_paper_box(),
            Channel::Meeting => self.channel_meeting(),
            Channel::HomeVisit => self.channel_home_visit(),
            Channel::Hotline => self.channel_hotline(),
        }
    }
}
