//! Polls: what is decided, how it is counted, what came out and why.

use records::codes::{Rule, VoteType};

use super::{Words, words};

words! {
    // `/vote/`
    polls_lead(count) = "一共 {count} 场。每一场都写明定什么、多少钱、投到哪天、谁能投。", "一共 {count} 場。每一場都寫明定什麼、多少錢、投到哪天、誰能投。", "{count} in all. Each says what is decided, how much money there is, until when, and who may vote.";
    polls_empty = "现在没有要投票的事。", "現在沒有要投票的事。", "There is nothing to vote on now.";
    poll_coming = "还没开始", "還沒開始", "Not open yet";
    poll_open = "正在投", "正在投", "Open";
    poll_closed = "已截止，结果还没公布", "已截止，結果還沒公布", "Closed, result not published yet";
    poll_counted = "已截止，结果出来了", "已截止，結果出來了", "Closed, the result is out";
    poll_decides(amount, count) = "一共 {amount}，{count} 个项目里选。", "一共 {amount}，{count} 個項目裡選。", "{amount} to decide on, {count} projects to choose from.";
    poll_decides_no_money(count) = "{count} 个项目里选。", "{count} 個項目裡選。", "{count} projects to choose from.";
    poll_days(from, until) = "{from}开始，{until}截止；最后一天也能投。", "{from}開始，{until}截止；最後一天也能投。", "From {from} to {until}, that day included.";
    poll_from_to(from, until) = "{from}到{until}。", "{from}到{until}。", "{from} to {until}.";
    poll_who = "谁能投", "誰能投", "Who may vote";
    poll_outcome(ballots, won, spent) = "收到 {ballots} 张票，选出 {won} 个项目，花 {spent}。", "收到 {ballots} 張票，選出 {won} 個項目，花 {spent}。", "{ballots} ballots, {won} projects chosen, {spent} spent.";
    poll_see = "看项目和规则", "看項目和規則", "Projects and rules";
    poll_see_results = "看结果", "看結果", "See the result";

    // The home page's door.
    door_polls_open(title, day) = "正在投：{title}，{day}截止", "正在投：{title}，{day}截止", "Open now: {title}, until {day}";
    door_polls_coming(title, day) = "还没开始：{title}，{day}开始", "還沒開始：{title}，{day}開始", "Not open yet: {title}, from {day}";
    door_polls_counted(title) = "结果出来了：{title}", "結果出來了：{title}", "The result is out: {title}";
    door_polls_closed(title, day) = "{title}：{day}截止，结果还没公布", "{title}：{day}截止，結果還沒公布", "{title}: closed on {day}, result not published yet";

    // `/vote/{poll_id}/`
    poll_now_coming(day) = "还没开始，{day}才能投。", "還沒開始，{day}才能投。", "Not open yet: voting begins on {day}.";
    poll_now_open(day) = "正在投，{day}截止。", "正在投，{day}截止。", "Open now, until {day}.";
    poll_now_closed(day) = "{day}已经截止，结果还没公布。", "{day}已經截止，結果還沒公布。", "It closed on {day}; the result is not published yet.";
    poll_now_counted(day) = "{day}已经截止，结果出来了。", "{day}已經截止，結果出來了。", "It closed on {day}; the result is out.";
    poll_how_heading = "怎么投", "怎麼投", "How to vote";
    poll_how_slip = "准备好投票码。它印在社区发的纸条上；没拿到、弄丢了，到服务台问。", "準備好投票碼。它印在社區發的紙條上；沒拿到、弄丟了，到服務臺問。", "Have your voter code ready. It is printed on a slip that the community hands out; if you have none or lost it, ask at the desk.";
    poll_how_desk = "带着它到服务台投。要人帮忙，工作人员帮您。", "帶著它到服務臺投。要人幫忙，工作人員幫您。", "Vote with it at the desk. If you would like help, the staff will help you.";
    poll_how_desk_at(desk, hours) = "服务台在{desk}，{hours}。", "服務臺在{desk}，{hours}。", "The desk: {desk}, {hours}.";
    poll_how_paper = "也可以投纸票：到服务台领一张，勾好，折起来，自己放进票箱。", "也可以投紙票：到服務臺領一張，勾好，摺起來，自己放進票箱。", "Or vote on paper: ask for a ballot at the desk, mark it, fold it, and put it into the box yourself.";
    poll_how_not_here = "这一页只说怎么投，不能在这里投。", "這一頁只說怎麼投，不能在這裡投。", "This page only tells how; one cannot vote here.";
    poll_how_over = "已经截止，不能再投了。", "已經截止，不能再投了。", "It is closed; one can no longer vote.";
    poll_who_heading = "什么时候，谁能投", "什麼時候，誰能投", "When, and who may vote";
    poll_rules_heading = "怎么选，怎么算", "怎麼選，怎麼算", "How to choose, and how it is counted";
    poll_rules_exact = "规则的准确说法", "規則的準確說法", "The exact rule";
    poll_type_approval = "想要的都可以勾。", "想要的都可以勾。", "Tick all that you want.";
    poll_type_choose_one = "只勾一个。", "只勾一個。", "Tick one.";
    poll_type_knapsack = "想要的都可以勾，只要加起来的钱不超过总额。", "想要的都可以勾，只要加起來的錢不超過總額。", "Tick all that you want, as long as they stay within the money together.";
    poll_type_points = "给想要的项目打分。", "給想要的項目打分。", "Give points to the projects that you want.";
    poll_type_ranked = "把想要的项目排出先后。", "把想要的項目排出先後。", "Put the projects that you want in order.";
    poll_between(min, max) = "每张票选 {min} 到 {max} 个。", "每張票選 {min} 到 {max} 個。", "Each ballot names {min} to {max}.";
    poll_at_most(max) = "每张票最多选 {max} 个。", "每張票最多選 {max} 個。", "Each ballot names at most {max}.";
    poll_at_least(min) = "每张票至少选 {min} 个。", "每張票至少選 {min} 個。", "Each ballot names at least {min}.";
    poll_most_cost(amount) = "选的加起来不超过 {amount}。", "選的加起來不超過 {amount}。", "What it names may cost {amount} together.";
    rule_greedy = "票多者先：按得票从多到少看，钱够就选上；不够的跳过，看下一个。", "票多者先：按得票從多到少看，錢夠就選上；不夠的跳過，看下一個。", "Most votes first: projects are taken by votes as long as the money lasts; what cannot be paid is skipped.";
    rule_greedy_no_skip = "票多者先，不跳过：按得票从多到少看，钱够就选上；遇到第一个钱不够的就停。", "票多者先，不跳過：按得票從多到少看，錢夠就選上；遇到第一個錢不夠的就停。", "Most votes first, without skipping: projects are taken by votes; the first that cannot be paid ends it.";
    rule_equal_shares = "等份法：总额平分给每一张票，不到一元的先不算。支持的人凑得够钱的项目里，每回选有效票最多的（花费除以每人要出的钱），钱从他们那份里扣。都凑不够了，就把每份加一元，从头再算，一直加到没有项目放得下；再加就超支的，退回上一次。还剩的钱，票多者先。", "等份法：總額平分給每一張票，不到一元的先不算。支持的人湊得夠錢的項目裡，每回選有效票最多的（花費除以每人要出的錢），錢從他們那份裡扣。都湊不夠了，就把每份加一元，從頭再算，一直加到沒有項目放得下；再加就超支的，退回上一次。還剩的錢，票多者先。", "Method of Equal Shares: the money is shared equally among the ballots, in whole units. Of the projects that their supporters can pay, the one with the most effective votes (its cost divided by what each pays) is taken each time and paid from their shares. When none can be paid any more, every share grows by one unit and the count starts again, until no project fits or the next step would overspend. What is left goes by most votes first.";
    rule_phragmen = "弗拉格门法：每个项目的花费由支持它的人平担，每回选担子最轻的那个；该选的放不下就停。还剩的钱，票多者先。", "弗拉格門法：每個項目的花費由支持它的人平擔，每回選擔子最輕的那個；該選的放不下就停。還剩的錢，票多者先。", "Phragmén’s rule: the cost of a project is a load that its supporters share, and the lightest load is taken first; it ends when the next does not fit. What is left goes by most votes first.";
    poll_ties(seed) = "一样时：花钱少的先，再一样票多的先，还一样就抽签。签是用“{seed}”和项目编号算出来的（SHA-256，小的先），谁都能重抽一遍。", "一樣時：花錢少的先，再一樣票多的先，還一樣就抽籤。籤是用「{seed}」和項目編號算出來的（SHA-256，小的先），誰都能重抽一遍。", "On a tie the cheaper goes first, then the one with more votes, then a lot decides. The lot is computed from “{seed}” and the project’s number (SHA-256, the smaller first), so anybody can draw it again.";
    poll_command = "同样的票，照这条命令算，谁算都一样：", "同樣的票，照這條命令算，誰算都一樣：", "From the same ballots this command gives everybody the same result:";
    poll_projects_heading(count) = "{count} 个项目", "{count} 個項目", "{count} projects";
    poll_drawn(seed) = "先后是抽签排的，没有谁挑过。签用“{seed}”和项目编号算出来，谁都能重排一遍。", "先後是抽籤排的，沒有誰挑過。籤用「{seed}」和項目編號算出來，誰都能重排一遍。", "The order was drawn by lot; nobody chose it. The lot is computed from “{seed}” and the projects’ numbers, so anybody can draw it again.";
    poll_by_number = "按编号看", "按編號看", "In the order of their numbers";
    poll_number(id) = "{id} 号", "{id} 號", "No. {id}";
    poll_share(percent) = "占总额 {percent}", "佔總額 {percent}", "{percent} of the money";
    poll_for_whom(who) = "受益：{who}", "受益：{who}", "For: {who}";
    poll_for = "赞成的理由", "贊成的理由", "For it";
    poll_against = "顾虑", "顧慮", "Against it";
    poll_compare_heading = "比一比花多少钱", "比一比花多少錢", "Costs compared";
    poll_compare(most, most_cost, least, least_cost) = "花钱最多的是“{most}”，{most_cost}；最少的是“{least}”，{least_cost}。", "花錢最多的是「{most}」，{most_cost}；最少的是「{least}」，{least_cost}。", "The dearest is “{most}” at {most_cost}, the cheapest “{least}” at {least_cost}.";
    poll_compare_all(total, budget) = "全做要 {total}，能用的是 {budget}，所以要选。", "全做要 {total}，能用的是 {budget}，所以要選。", "All of them would cost {total}; there is {budget}, so one has to choose.";
    poll_compare_enough(total, budget) = "全做要 {total}，能用的有 {budget}。", "全做要 {total}，能用的有 {budget}。", "All of them would cost {total}; there is {budget}.";
    poll_compare_scale = "方框是总额，涂实的是这一个项目要花的。", "方框是總額，塗實的是這一個項目要花的。", "The outline is all the money, the solid part what the project costs.";
    col_number = "编号", "編號", "Number";
    col_project = "项目", "項目", "Project";
    col_cost = "花费", "花費", "Cost";
    col_share = "占总额", "佔總額", "Share of the money";
    col_votes = "票数", "票數", "Votes";
    col_votes_share = "占选票", "佔選票", "Share of ballots";
    col_result = "结果", "結果", "Result";

    // `/vote/{poll_id}/results/`
    results_title(title) = "投票结果：{title}", "投票結果：{title}", "Result: {title}";
    results_lead(won, total, spent, left) = "{total} 个项目选上 {won} 个，花 {spent}，还剩 {left}。", "{total} 個項目選上 {won} 個，花 {spent}，還剩 {left}。", "{won} of {total} projects were chosen; they cost {spent}, and {left} is left.";
    results_ballots(ballots) = "一共 {ballots} 张票。", "一共 {ballots} 張票。", "{ballots} ballots were counted.";
    results_turnout(households, per_hundred) = "社区有 {households} 户，每 100 户有 {per_hundred} 张票。", "社區有 {households} 戶，每 100 戶有 {per_hundred} 張票。", "The community has {households} households: {per_hundred} ballots for every 100.";
    results_empty(count) = "其中 {count} 张一个也没选，也算一张票。", "其中 {count} 張一個也沒選，也算一張票。", "{count} of them chose nothing, and count as ballots.";
    results_won_heading(count) = "选上的 {count} 个", "選上的 {count} 個", "Chosen: {count}";
    results_lost_heading(count) = "没选上的 {count} 个", "沒選上的 {count} 個", "Not chosen: {count}";
    results_votes(count) = "{count} 票", "{count} 票", "{count} votes";
    results_won = "选上", "選上", "Chosen";
    results_lost = "没选上", "沒選上", "Not chosen";
    results_built(status) = "现在：{status}。", "現在：{status}。", "Now: {status}.";
    results_accounts(name) = "看“{name}”的账", "看「{name}」的帳", "The accounts of “{name}”";
    results_count_heading = "怎么算出来的", "怎麼算出來的", "How it was counted";
    results_rounds = "一步一步怎么算的", "一步一步怎麼算的", "The count, step by step";
    results_ties_heading = "打平的", "打平的", "Ties";
    results_no_ties = "没有打平，没抽过签。", "沒有打平，沒抽過籤。", "There was no tie, and no lot was drawn.";
    results_votes_heading = "得票比一比", "得票比一比", "Votes compared";
    results_votes_scale = "方框是所有的票，涂实的是选了它的。", "方框是所有的票，塗實的是選了它的。", "The outline is all ballots, the solid part those that name the project.";
    results_votes_most(name, votes, percent) = "得票最多的是“{name}”，{votes} 票，占 {percent}。", "得票最多的是「{name}」，{votes} 票，佔 {percent}。", "Most votes went to “{name}”: {votes}, which is {percent} of the ballots.";
    results_recount_heading = "自己再算一遍", "自己再算一遍", "Count it again yourself";
    results_recount = "每一张票都在这个文件里，谁都能用任何 Pabulib 工具或者 mingbai tally 再算一遍。", "每一張票都在這個檔案裡，誰都能用任何 Pabulib 工具或者 mingbai tally 再算一遍。", "Every ballot stands in this file: anybody can count it again with any Pabulib tool, or with mingbai tally.";
    results_recount_private = "文件里没有投票人的任何信息：票按选了什么重新排过、编过号。", "檔案裡沒有投票人的任何資訊：票按選了什麼重新排過、編過號。", "It holds nothing about voters: the ballots are sorted by what they say, and numbered anew.";
    results_download = "选票文件（.pb）", "選票檔案（.pb）", "The ballots (.pb)";
    results_print = "这一页可以打印出来当记录，印出来是大字。", "這一頁可以列印出來當紀錄，印出來是大字。", "This page can be printed as a record, in large type.";
    results_sign_counted = "计票人", "計票人", "Counted by";
    results_sign_watched = "监票人", "監票人", "Watched by";
    results_sign_day = "日期", "日期", "Date";

    result_won_greedy(left) = "轮到它时钱够。选上它以后还剩 {left}。", "輪到它時錢夠。選上它以後還剩 {left}。", "At its turn there was enough money; {left} was left after it.";
    result_won_shares(votes, pooled, each) = "{votes} 人支持，手里一共有 {pooled}，凑得够；每人最多出 {each}。", "{votes} 人支持，手裡一共有 {pooled}，湊得夠；每人最多出 {each}。", "{votes} supporters had {pooled} between them, enough for it; each paid at most {each}.";
    result_won_pooled(votes, pooled) = "{votes} 人支持，手里一共有 {pooled}，凑得够。", "{votes} 人支持，手裡一共有 {pooled}，湊得夠。", "{votes} supporters had {pooled} between them, enough for it.";
    result_won_phragmen(votes) = "{votes} 人支持，轮到它时担子最轻。", "{votes} 人支持，輪到它時擔子最輕。", "{votes} supporters; at its turn their load was the lightest.";
    result_won_free(votes) = "{votes} 人支持，不用花钱。", "{votes} 人支持，不用花錢。", "{votes} supporters, and it costs nothing.";
    result_won_plain(votes) = "{votes} 票，选上。", "{votes} 票，選上。", "{votes} votes: chosen.";
    result_lost_support = "没有人选它。", "沒有人選它。", "Nobody chose it.";
    result_lost_room(left, cost, missing) = "轮到它时只剩 {left}，它要 {cost}，差 {missing}。", "輪到它時只剩 {left}，它要 {cost}，差 {missing}。", "At its turn {left} was left; it costs {cost}, so {missing} was missing.";
    result_lost_money(votes, had, missing) = "支持的 {votes} 人最后手里一共还有 {had}，差 {missing}。", "支持的 {votes} 人最後手裡一共還有 {had}，差 {missing}。", "At the end its {votes} supporters had {had} between them; {missing} was missing.";
    result_lost_support_share(percent) = "最接近的一回，支持者出得起它的 {percent}%。", "最接近的一回，支持者出得起它的 {percent}%。", "At best its supporters could pay {percent}% of it.";
    result_lost_spent(name, voters, amount) = "他们的钱花得最多的是“{name}”：{voters} 人，一共 {amount}。", "他們的錢花得最多的是「{name}」：{voters} 人，一共 {amount}。", "Most of their money went to “{name}”: {voters} people, {amount}.";
    result_lost_score(score, needed) = "得 {score} 分，要 {needed} 分才够。", "得 {score} 分，要 {needed} 分才夠。", "It has {score} points, and needed {needed}.";
    result_lost_turn = "轮到它时钱不够了。", "輪到它時錢不夠了。", "At its turn it no longer fitted.";
    result_lost_load = "还没轮到它，钱就用完了。", "還沒輪到它，錢就用完了。", "The money ended before its turn.";
    result_lost_combination = "最好的搭配里没有它。", "最好的搭配裡沒有它。", "The best combination goes without it.";
    result_needed_supporters(votes) = "再有 {votes} 位钱还没花的人支持，就选上了。", "再有 {votes} 位錢還沒花的人支持，就選上了。", "{votes} more supporters with their share unspent would have been enough.";
    result_needed_cost(amount) = "票数不变，花费不超过 {amount} 就选上了。", "票數不變，花費不超過 {amount} 就選上了。", "With these votes it would have been chosen at a cost of up to {amount}.";
    result_needed_cost_below(amount) = "票数不变，花费低于 {amount} 就选上了。", "票數不變，花費低於 {amount} 就選上了。", "With these votes it would have been chosen at any cost below {amount}.";
    result_needed_no_cost = "照这些票，花多少都选不上。", "照這些票，花多少都選不上。", "With these votes no cost would have been low enough.";
    result_needed_votes(votes) = "花费不变，再多 {votes} 票就选上了。", "花費不變，再多 {votes} 票就選上了。", "At this cost {votes} more votes would have been enough.";
    result_needed_points(points) = "花费不变，再多 {points} 分就选上了。", "花費不變，再多 {points} 分就選上了。", "At this cost {points} more points would have been enough.";
    result_needed_no_votes = "照这个花费，再多票也选不上。", "照這個花費，再多票也選不上。", "At this cost no number of votes would have been enough.";
    result_tie_no_matter(names, first) = "{names}一样，先算“{first}”。都选上了，先后没有影响。", "{names}一樣，先算「{first}」。都選上了，先後沒有影響。", "{names} stood equal; “{first}” was taken first. All were chosen, so the order did not matter.";
    result_tie_cost(names, first) = "{names}一样，“{first}”花钱少，先办。", "{names}一樣，「{first}」花錢少，先辦。", "{names} stood equal; “{first}” costs less and went first.";
    result_tie_votes(names, first) = "{names}一样，“{first}”票多，先办。", "{names}一樣，「{first}」票多，先辦。", "{names} stood equal; “{first}” has more votes and went first.";
    result_tie_lot(names, first, seed) = "{names}一样，抽签抽到“{first}”（用“{seed}”算的）。", "{names}一樣，抽籤抽到「{first}」（用「{seed}」算的）。", "{names} stood equal; the lot (computed from “{seed}”) fell on “{first}”.";
    result_share(amount) = "总额平分，每张票 {amount}。", "總額平分，每張票 {amount}。", "Shared equally, the money is {amount} for each ballot.";
    result_share_raised(amount) = "后来每张票加到 {amount}，让剩下的钱也用上。", "後來每張票加到 {amount}，讓剩下的錢也用上。", "It was raised to {amount} for each ballot, so that money left over was used as well.";
    result_share_kept = "没有再加。", "沒有再加。", "It was not raised.";
    result_share_exhausted = "到这时，剩下的钱放不下别的项目了。", "到這時，剩下的錢放不下別的項目了。", "Then no other project fitted into what was left.";
    result_share_overspend = "再加就超支了。", "再加就超支了。", "The next step would have overspent.";
    result_share_all = "有人支持的项目都选上了。", "有人支持的項目都選上了。", "Every project with a supporter was chosen.";
    result_round(name, votes, cost) = "选上“{name}”：{votes} 票，花 {cost}。", "選上「{name}」：{votes} 票，花 {cost}。", "Taken: “{name}”, {votes} votes, {cost}.";
    result_round_left(left) = "还剩 {left}。", "還剩 {left}。", "{left} is left.";
    result_round_passed(name, votes, cost, left) = "跳过“{name}”：{votes} 票，要 {cost}，只剩 {left}。", "跳過「{name}」：{votes} 票，要 {cost}，只剩 {left}。", "Passed over: “{name}”, {votes} votes, which costs {cost} when {left} was left.";

    // Elsewhere.
    colon = "：", "：", ":";
    project_voted = "这一项是投票选出来的：看结果", "這一項是投票選出來的：看結果", "Chosen by vote: see the result";

}

impl Words {
    /// How a ballot is filled in.
    pub fn poll_type(self, vote_type: VoteType) -> &'static str {
        match vote_type {
            VoteType::Approval => self.poll_type_approval(),
            VoteType::ChooseOne => self.poll_type_choose_one(),
            VoteType::Knapsack => self.poll_type_knapsack(),
            VoteType::Cumulative => self.poll_type_points(),
            VoteType::Ordinal => self.poll_type_ranked(),
        }
    }

    /// The rule in a few sentences, exactly.
    pub fn poll_rule(self, rule: Rule) -> &'static str {
        match rule {
            Rule::Greedy => self.rule_greedy(),
            Rule::GreedyNoSkip => self.rule_greedy_no_skip(),
            Rule::EqualShares => self.rule_equal_shares(),
            Rule::Phragmen => self.rule_phragmen(),
        }
    }
}
