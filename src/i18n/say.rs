//! The sentences of the forms. They travel as page data of `/say/`, in the language of the address,
//! so that the app knows their names alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use records::codes::{AskKey, SubmissionKind};
use records::page::SayWord;

/// The sentences as the page brought them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SayWords(Arc<BTreeMap<String, String>>);

impl SayWords {
    /// Those of a page.
    pub fn new(words: &[SayWord]) -> Self {
        let named = words
            .iter()
            .map(|word| (word.name.clone(), word.text.clone()));
        SayWords(Arc::new(named.collect()))
    }

    /// The sentence of that name. A page of another version may lack it: then there is nothing.
    pub fn get(&self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_default()
    }

    /// The same with its gaps filled.
    fn fill(&self, name: &str, given: &[(&str, &str)]) -> String {
        let mut text = self.get(name);
        for (gap, with) in given {
            text = text.replace(&format!("{{{gap}}}"), with);
        }
        text
    }

    /// A sentence about a kind: `{what}_{kind}`.
    pub fn of_kind(&self, what: &str, kind: SubmissionKind) -> String {
        self.get(&format!("{what}_{}", kind.key()))
    }

    /// A sentence about a question of a kind, `{what}_{kind}_{key}`, or of any kind, `{what}_{key}`.
    pub fn of_ask(&self, what: &str, kind: SubmissionKind, key: AskKey) -> String {
        let key = key.key();
        let own = self.get(&format!("{what}_{}_{key}", kind.key()));
        if own.is_empty() {
            self.get(&format!("{what}_{key}"))
        } else {
            own
        }
    }
}

/// Declares sentences as `words!` does; the texts themselves are the publisher's alone.
macro_rules! carried {
    ($( $name:ident $( ( $($arg:ident),+ ) )? = $hans:literal, $hant:literal, $en:literal; )+) => {
        /// Name and the three texts of every sentence.
        #[cfg(feature = "ssr")]
        pub const TEXTS: &[(&str, [&str; 3])] = &[$((stringify!($name), [$hans, $hant, $en])),+];

        #[allow(missing_docs)]
        impl SayWords {
            $( carried!(@one $name $( ( $($arg),+ ) )?); )+
        }
    };
    (@one $name:ident) => {
        pub fn $name(&self) -> String {
            self.get(stringify!($name))
        }
    };
    (@one $name:ident ( $($arg:ident),+ )) => {
        pub fn $name(&self, $($arg: &str),+) -> String {
            self.fill(stringify!($name), &[$((stringify!($arg), $arg)),+])
        }
    };
}

/// Every sentence in one language, as page data.
#[cfg(feature = "ssr")]
pub fn carried(lang: records::Lang) -> Vec<SayWord> {
    TEXTS
        .iter()
        .chain(BY_KIND)
        .map(|(name, texts)| SayWord {
            name: (*name).to_owned(),
            text: texts[lang as usize].to_owned(),
        })
        .collect()
}

carried! {
    // The page itself.
    title = "说说我的事", "說說我的事", "Have your say";
    lead = "讲一件事，提个办法，问一笔账。写字、说话都行，不用登录，可以不写名字。", "講一件事，提個辦法，問一筆帳。寫字、說話都行，不用登入，可以不寫名字。", "Tell a story, make a suggestion, ask where money went. Write or speak. You need no account, and no name.";
    no_script = "这个浏览器关掉了脚本，网上填不了。您可以打电话，或到服务台说，一样算数。", "這個瀏覽器關掉了指令碼，網上填不了。您可以打電話，或到服務臺說，一樣算數。", "Scripts are off in this browser, so the forms do not work. Call us or come to the desk instead: it counts just the same.";
    kinds_heading = "您想说什么？", "您想說什麼？", "What would you like to say?";
    promise_hours(hours) = "{hours} 小时内回话。", "{hours} 小時內回話。", "An answer within {hours} hours.";
    promise_days(days) = "{days} 个工作日内回话。", "{days} 個工作日內回話。", "An answer within {days} working days.";
    promise_none = "不用等回话，算进结果里。", "不用等回話，算進結果裡。", "Counted in the result; nothing to wait for.";
    by_hand_heading = "不上网，也能说", "不上網，也能說", "Without the internet";
    by_hand_1 = "打电话：说出要说的事，工作人员替您记下，念给您听，再给您编号。", "打電話：說出要說的事，工作人員替您記下，唸給您聽，再給您編號。", "Call: say it, and staff write it down, read it back and give you its number.";
    by_hand_2 = "到服务台：当面说最清楚，也可以请人代笔。", "到服務臺：當面說最清楚，也可以請人代筆。", "Come to the desk: face to face is clearest, and somebody will write for you.";
    by_hand_3 = "投意见箱：写在纸上就行。留了电话，我们把编号告诉您。", "投意見箱：寫在紙上就行。留了電話，我們把編號告訴您。", "Use the paper box: any sheet will do. Leave a telephone number and we tell you the number of your paper.";
    after_heading = "寄出以后", "寄出以後", "What happens next";
    after_1 = "马上给您一个编号。凭编号查进度，不用名字。", "馬上給您一個編號。憑編號查進度，不用名字。", "You get a number at once. With it you can see how far things are; no name needed.";
    after_2 = "没网也能写：先存在您的设备上，连上网自动送出。", "沒網也能寫：先存在您的裝置上，連上網自動送出。", "It works without a network: it is kept on your device and sent when you are online.";
    after_3 = "居委会先看。您同意公开的，先盖住号码和名字，再公开。", "居委會先看。您同意公開的，先蓋住號碼和名字，再公開。", "The committee reads it first. What you agree to show is published only once numbers and names are covered.";
    after_4 = "没采纳的也会写明为什么，不会悄悄没了。", "沒採納的也會寫明為什麼，不會悄悄沒了。", "What is not taken up gets its reason in writing. Nothing disappears quietly.";
    who_heading = "谁看得到", "誰看得到", "Who can read it";
    who_1 = "在您的设备上就锁好了，只有居委会的钥匙打得开。放网站的那台机器打不开。", "在您的裝置上就鎖好了，只有居委會的鑰匙打得開。放網站的那臺機器打不開。", "It is locked on your device; only the committee’s key opens it. The machine that holds this site cannot.";
    who_2 = "电话和名字从不公开，除非您自己选“写上我的名字”。", "電話和名字從不公開，除非您自己選「寫上我的名字」。", "Your telephone number is never published, nor your name unless you choose to show it.";
    who_3 = "调解申请只有调解人看，外面只有件数。", "調解申請只有調解人看，外面只有件數。", "Requests for mediation are read by the mediator alone; only their count is public.";

    // Around every step.
    step_of(at, of) = "第 {at} 步，共 {of} 步", "第 {at} 步，共 {of} 步", "Step {at} of {of}";
    back = "上一步", "上一步", "Back";
    next = "下一步", "下一步", "Continue";
    optional(question) = "{question}（可以不填）", "{question}（可以不填）", "{question} (optional)";
    error_title(title) = "有错：{title}", "有錯：{title}", "Error: {title}";
    error_heading = "有地方要改", "有地方要改", "There is a problem";
    draft_kept = "本机草稿：写的字自动存在这台设备上，没寄出，别人看不到。", "本機草稿：寫的字自動存在這臺裝置上，沒寄出，別人看不到。", "Draft, on this device: saved here by itself. It is not sent, and nobody else can see it.";
    draft_kiosk = "这是公用屏：写的字不留底，走之前请寄出或清掉。", "這是公用螢幕：寫的字不留底，走之前請寄出或清掉。", "This is a shared screen: nothing is kept. Send or discard before you leave.";
    draft_refused = "这个浏览器不让存草稿。写好请一次寄出，别关这一页。", "這個瀏覽器不讓存草稿。寫好請一次寄出，別關這一頁。", "This browser keeps no drafts. Please send in one go and do not close this page.";
    discard = "丢掉草稿", "丟掉草稿", "Discard this draft";
    discard_sure = "真的丢掉？写的、照的、录的都没了。", "真的丟掉？寫的、照的、錄的都沒了。", "Really discard it? Text, photographs and recording will be gone.";
    discard_yes = "丢掉", "丟掉", "Discard";
    discard_no = "留着", "留著", "Keep it";
    choose_one = "请选一项", "請選一項", "Please choose";

    // About what.
    about_question = "说的是哪一件？", "說的是哪一件？", "What is it about?";
    about_hint = "在账目的每一页，也有“问这一项”，点了就不用在这里找。", "在帳目的每一頁，也有「問這一項」，點了就不用在這裡找。", "Every page of the accounts has “Ask about this”, which saves you looking here.";
    about_other = "别的，我在下面说清楚", "別的，我在下面說清楚", "Something else, I will explain";
    about_code(code) = "网上的一条留言，编号 {code}", "網上的一條留言，編號 {code}", "Something said here, number {code}";
    about_page = "本站的一页", "本站的一頁", "A page of this site";
    about_entry_label = "或者，写上那条留言的编号", "或者，寫上那條留言的編號", "Or the number of what was said";

    // For whom.
    whom_question = "这是谁的事？", "這是誰的事？", "Whose matter is it?";
    whom_hint = "替家人、邻居填也行，写明白就好。", "替家人、鄰居填也行，寫明白就好。", "You may fill this in for family or a neighbour; just say so.";
    whom_self = "我自己的事", "我自己的事", "My own";
    whom_help = "我在帮别人填", "我在幫別人填", "I am helping somebody";
    helper_question = "您怎么帮他？", "您怎麼幫他？", "How are you helping?";
    helper_hint = "事情还是本人的。写完要念给本人听，本人点头才寄。", "事情還是本人的。寫完要唸給本人聽，本人點頭才寄。", "It stays theirs. Read it back before sending; it goes only when they agree.";
    relation = "您是本人的什么人", "您是本人的什麼人", "Who you are to them";
    relation_hint = "比如：女儿、邻居、志愿者、工作人员", "比如：女兒、鄰居、志工、工作人員", "For example: daughter, neighbour, volunteer, staff";
    consent = "本人知道，也同意我替他填", "本人知道，也同意我替他填", "They know, and agree that I fill this in for them";
    read_back = "我念给本人听了，本人说没错", "我唸給本人聽了，本人說沒錯", "I read it back to them, and they say it is right";

    // Questions.
    money_unit(unit) = "单位：{unit}", "單位：{unit}", "In {unit}";
    category_question = "算哪一类？", "算哪一類？", "Which category is it?";
    category_none = "说不准", "不確定", "Not sure";
    place_question = "在哪儿？", "在哪兒？", "Where is it?";
    place_list = "从地图上的名字里选", "從地圖上的名字裡選", "Choose a name from the plan";
    place_own = "或者，自己写", "或者，自己寫", "Or say it in your own words";
    place_own_hint = "比如：6号楼西边的自行车棚", "比如：6號樓西邊的自行車棚", "For example: the bike shed west of building 6";
    day_hint = "点一下，选一天。说不准就空着。", "點一下，選一天。不確定就空著。", "Pick a day, or leave it empty.";
    stars_1 = "1 分，很不满意", "1 分，很不滿意", "1, very poor";
    stars_2 = "2 分，不满意", "2 分，不滿意", "2, poor";
    stars_3 = "3 分，一般", "3 分，普通", "3, fair";
    stars_4 = "4 分，满意", "4 分，滿意", "4, good";
    stars_5 = "5 分，很满意", "5 分，很滿意", "5, very good";
    survey_several = "可以选几项。", "可以選幾項。", "You may choose several.";
    survey_which = "填哪一份问卷？", "填哪一份問卷？", "Which questionnaire?";
    survey_none = "现在没有开着的问卷。", "現在沒有開著的問卷。", "No questionnaire is open now.";

    // Photographs.
    photos_question = "要放照片吗？（可以不放）", "要放照片嗎？（可以不放）", "Any photographs? (optional)";
    photos_hint(max) = "最多 {max} 张。照片在您的设备上缩小，拍摄地点、时间等信息会去掉。别拍到人脸和门牌上的姓名。", "最多 {max} 張。照片在您的裝置上縮小，拍攝地點、時間等資訊會去掉。別拍到人臉和門牌上的姓名。", "Up to {max}. They are made smaller on your device; place, time and the like are removed. Please leave out faces and names on doors.";
    photos_choose = "选照片", "選照片", "Choose photographs";
    photos_take = "拍一张", "拍一張", "Take one";
    photos_busy = "正在缩小照片……", "正在縮小照片……", "Making it smaller…";
    photos_bad = "这个文件不是照片，或者打不开。换一张试试。", "這個檔案不是照片，或者打不開。換一張試試。", "This is not a photograph, or it cannot be opened. Try another.";
    photos_full(max) = "已经有 {max} 张了。先拿掉一张，再放新的。", "已經有 {max} 張了。先拿掉一張，再放新的。", "There are {max} already. Remove one before adding another.";
    photo_alt(number) = "第 {number} 张照片", "第 {number} 張照片", "Photograph {number}";
    photo_caption(number) = "第 {number} 张拍的是什么（可以不填）", "第 {number} 張拍的是什麼（可以不填）", "What photograph {number} shows (optional)";
    photo_remove(number) = "拿掉第 {number} 张", "拿掉第 {number} 張", "Remove photograph {number}";
    photo_size(kilobytes) = "{kilobytes} kB，拍摄信息已去掉", "{kilobytes} kB，拍攝資訊已去掉", "{kilobytes} kB, camera details removed";
    photos_count(count) = "{count} 张", "{count} 張", "{count}";

    // Voice.
    voice_heading = "不想打字？说给我们听", "不想打字？說給我們聽", "Rather not type? Say it";
    voice_hint = "最长 90 秒。录音只给居委会听，从不公开，由工作人员写成文字。", "最長 90 秒。錄音只給居委會聽，從不公開，由工作人員寫成文字。", "Up to 90 seconds. Only the committee hears it. It is never published; staff write it down.";
    voice_start = "开始录音", "開始錄音", "Start recording";
    voice_stop = "说完了，停", "說完了，停", "Done, stop";
    voice_left(seconds) = "正在录，还能说 {seconds} 秒", "正在錄，還能說 {seconds} 秒", "Recording, {seconds} seconds left";
    voice_level = "声音大小", "聲音大小", "Loudness";
    voice_have(seconds) = "录好了，{seconds} 秒。", "錄好了，{seconds} 秒。", "Recorded, {seconds} seconds.";
    voice_again = "重新录", "重新錄", "Record again";
    voice_delete = "不要这段录音", "不要這段錄音", "Delete the recording";
    voice_refused = "浏览器没让用话筒。可以在浏览器设置里允许，或者打字、打电话。", "瀏覽器沒讓用麥克風。可以在瀏覽器設定裡允許，或者打字、打電話。", "The browser did not allow the microphone. Allow it in its settings, or type, or call us.";
    voice_none = "这台设备上没找到话筒。可以打字，或者打电话。", "這臺裝置上沒找到麥克風。可以打字，或者打電話。", "No microphone was found here. Type instead, or call us.";
    voice_unable = "这个浏览器不会录音。可以打字，或者打电话。", "這個瀏覽器不會錄音。可以打字，或者打電話。", "This browser cannot record. Type instead, or call us.";
    voice_asking = "请在弹出的小窗里点“允许”。", "請在彈出的小窗裡點「允許」。", "Please choose “Allow” in the browser’s own window.";

    // Public or not.
    public_question = "能给邻居们看吗？", "能給鄰居們看嗎？", "May your neighbours see it?";
    public_hint = "居委会先看过才公开。选哪样，回话都一样快。", "居委會先看過才公開。選哪樣，回話都一樣快。", "The committee looks first. The answer comes equally soon either way.";
    public_yes = "可以，不写名字", "可以，不寫名字", "Yes, without my name";
    public_named = "可以，写上我的名字", "可以，寫上我的名字", "Yes, with my name";
    public_no = "不要公开，只给居委会", "不要公開，只給居委會", "No, for the committee alone";

    // Contact.
    contact_question = "怎么找到您？", "怎麼找到您？", "How can we reach you?";
    contact_optional = "留了电话，我们直接回您；不留，凭编号也能查。", "留了電話，我們直接回您；不留，憑編號也能查。", "With a telephone number we call you back; without it, your receipt number works too.";
    contact_required = "这件事要联系您才办得成，请留一样。", "這件事要聯絡您才辦得成，請留一樣。", "We need to reach you for this. Please leave one of them.";
    contact_sealed = "只有居委会能打开，从不公开。", "只有居委會能打開，從不公開。", "Only the committee can open this. It is never published.";
    contact_sealed_named = "名字和您说的一起公开。电话和别的，只有居委会能打开，从不公开。", "名字和您說的一起公開。電話和別的，只有居委會能打開，從不公開。", "Your name is shown with what you say. The rest only the committee can open; it is never published.";
    contact_unsealed = "这里还没有配好加密，所以不问电话和名字。要人联系您，请打电话或到服务台。", "這裡還沒有配好加密，所以不問電話和名字。要人聯絡您，請打電話或到服務臺。", "Encryption is not set up here yet, so we do not ask for names and numbers. To be called back, please call or come to the desk.";
    name = "怎么称呼您", "怎麼稱呼您", "What to call you";
    phone = "电话", "電話", "Telephone";
    other = "别的办法，或者方便的时间", "別的辦法，或者方便的時間", "Another way, or a good time";

    // Check your answers.
    check_title = "寄出以前，再看一眼", "寄出以前，再看一眼", "Check before you send";
    check_public = "会公开的", "會公開的", "What will be public";
    check_public_hint = "居委会看过以后，邻居们能看到这些：", "居委會看過以後，鄰居們能看到這些：", "After the committee has looked, neighbours can see this:";
    check_private = "只给居委会的", "只給居委會的", "For the committee alone";
    check_private_hint = "这些锁起来寄，只有居委会能打开：", "這些鎖起來寄，只有居委會能打開：", "This is locked; only the committee can open it:";
    check_plain_hint = "这些寄给居委会，不公开：", "這些寄給居委會，不公開：", "This goes to the committee and is not published:";
    check_counted = "只公开总数，不公开您一个人的。同一台设备再填一次，只算后一次。", "只公開總數，不公開您一個人的。同一臺裝置再填一次，只算後一次。", "Only totals are published, never yours alone. Answered again from the same device, only the later answers count.";
    change = "改", "改", "Change";
    change_what(what) = "：{what}", "：{what}", ": {what}";
    told_by_voice = "见录音", "見錄音", "In the recording";
    not_given = "没填", "沒填", "Not provided";
    row_about = "说的是", "說的是", "About";
    row_whom = "谁的事", "誰的事", "Whose matter";
    row_photos = "照片", "照片", "Photographs";
    row_voice = "录音", "錄音", "Recording";
    row_public = "公开", "公開", "Public";
    row_name = "名字", "名字", "Name";
    seconds(count) = "{count} 秒", "{count} 秒", "{count} seconds";
    helped_by(relation) = "别人代填（{relation}）", "別人代填（{relation}）", "Filled in by a helper ({relation})";
    numbers_heading = "要公开的字里，有像个人号码的", "要公開的字裡，有像個人號碼的", "The public text holds what looks like a personal number";
    numbers_phone(what) = "{what}里有手机号", "{what}裡有手機號", "{what}: a mobile number";
    numbers_identity(what) = "{what}里有身份证号", "{what}裡有身份證號", "{what}: an identity card number";
    numbers_bank(what) = "{what}里有银行卡号", "{what}裡有銀行卡號", "{what}: a bank card number";
    numbers_remove = "替我去掉这些号码", "替我去掉這些號碼", "Take these numbers out";
    numbers_cover = "就这样寄，居委会公开前会盖住号码", "就這樣寄，居委會公開前會蓋住號碼", "Send as it is; the office covers the numbers before publishing";
    number_gone = "〔号码〕", "〔號碼〕", "[number]";
    helped_heading = "帮别人填的，请念给本人听", "幫別人填的，請唸給本人聽", "Read it back to the person you help";
    send_kept = "一按就存在这台设备上；有网马上送出，没网等连上再送。", "一按就存在這臺裝置上；有網馬上送出，沒網等連上再送。", "It is kept on this device at once, and sent now or as soon as there is a network.";
    sending = "正在存……", "正在存……", "Keeping it…";

    // When something is amiss.
    miss_choice = "选一项，再往下走。", "選一項，再往下走。", "Choose one to go on.";
    miss_line = "写几个字，再往下走。", "寫幾個字，再往下走。", "Write a few words to go on.";
    miss_say = "写几句，或者录一段音，有一样就行。", "寫幾句，或者錄一段音，有一樣就行。", "Write a few sentences or record your voice; either will do.";
    miss_way = "留一个电话，或者别的办法，不然没法找您。", "留一個電話，或者別的辦法，不然沒法找您。", "Leave a telephone number or another way, or we cannot reach you.";
    miss_name = "写上名字，或者回到上一步选“不写名字”。", "寫上名字，或者回到上一步選「不寫名字」。", "Write your name, or go back and choose “without my name”.";
    miss_relation = "写上您是本人的什么人。", "寫上您是本人的什麼人。", "Write who you are to them.";
    miss_consent = "要本人同意才行。同意了，请打勾。", "要本人同意才行。同意了，請打勾。", "They have to agree. If they do, tick the box.";
    miss_read_back = "念给本人听过，再打勾。", "唸給本人聽過，再打勾。", "Read it back to them, then tick the box.";
    miss_numbers = "上面有个人号码：去掉，或者选“就这样寄”。", "上面有個人號碼：去掉，或者選「就這樣寄」。", "There are personal numbers above: take them out, or choose to send as it is.";
    miss_survey = "至少答一题。", "至少答一題。", "Answer at least one question.";
    too_long(found, max) = "写了 {found} 个字，最多 {max} 个，请删短一些。", "寫了 {found} 個字，最多 {max} 個，請刪短一些。", "{found} characters; at most {max} fit. Please shorten it.";
    not_money = "只写数字，比如 300 或 1200.50。", "只寫數字，比如 300 或 1200.50。", "Figures only, such as 300 or 1200.50.";
    not_day = "选一天，或者写成 2026-12-01 这样。", "選一天，或者寫成 2026-12-01 這樣。", "Pick a day, or write it like 2026-12-01.";
    not_phone = "电话只写数字，比如 138 0000 0000。", "電話只寫數字，比如 138 0000 0000。", "Figures only, such as 138 0000 0000.";
    not_here = "这一项填得不对，请重选。", "這一項填得不對，請重選。", "This does not fit here. Choose again.";

    // When it cannot be kept.
    keep_private = "这个浏览器不让存东西（可能是无痕窗口），所以没存住。字还在这一页上。", "這個瀏覽器不讓存東西（可能是無痕視窗），所以沒存住。字還在這一頁上。", "This browser keeps nothing, perhaps a private window, so it was not kept. Your text is still on this page.";
    keep_quota = "这台设备放满了，没存住。字还在这一页上。", "這臺裝置放滿了，沒存住。字還在這一頁上。", "This device is full, so it was not kept. Your text is still on this page.";
    keep_module = "寄信用的程序没能取到，多半是没连上网。字还在这一页上，连上网再按一次。", "寄信用的程式沒能取到，多半是沒連上網。字還在這一頁上，連上網再按一次。", "The program that sends could not be fetched; there may be no network. Your text is still here: try again once online.";
    keep_long = "太长了，信箱装不下。请写短些，或少放一张照片。", "太長了，信箱裝不下。請寫短些，或少放一張照片。", "It is too long for the inbox. Shorten it, or leave out a photograph.";
    keep_unsealed = "公用屏上只收加密的，这里还没配好。请到服务台说。", "公用螢幕上只收加密的，這裡還沒配好。請到服務臺說。", "A shared screen takes sealed letters only, and that is not set up here. Please go to the desk.";
    keep_failed(word) = "没存住，是我们这边的问题（{word}）。字还在这一页上。", "沒存住，是我們這邊的問題（{word}）。字還在這一頁上。", "It was not kept. The fault is ours ({word}). Your text is still on this page.";
    keep_unsent = "现在送不出去，也存不住。请用下面的办法。", "現在送不出去，也存不住。請用下面的辦法。", "It can be neither sent nor kept now. Please use one of these:";
    ways_heading = "还有这些办法", "還有這些辦法", "Other ways";
    way_now = "不存，现在直接送", "不存，現在直接送", "Send now without keeping it";
    way_file = "存成文件，带给服务台", "存成檔案，帶給服務臺", "Save as a file for the desk";
    way_codes = "显示二维码，给服务台扫", "顯示二維碼，給服務臺掃", "Show codes for the desk to scan";
    way_copy = "复制文字", "複製文字", "Copy the text";
    way_desk = "打电话或到服务台念一遍，一样算数。", "打電話或到服務臺唸一遍，一樣算數。", "Or call, or read it out at the desk: it counts just the same.";
    copied = "复制好了。", "複製好了。", "Copied.";
    copy_failed = "浏览器不让复制。请长按文字自己选。", "瀏覽器不讓複製。請長按文字自己選。", "The browser does not allow copying. Select the text yourself.";
    code_part(number, of) = "第 {number} 张，共 {of} 张", "第 {number} 張，共 {of} 張", "{number} of {of}";

    // Receipt.
    receipt_title = "好了，都记下了", "好了，都記下了", "Done, it is noted";
    receipt_looking = "正在查这台设备上的回执……", "正在查這臺裝置上的回執……", "Looking on this device…";
    state_waiting = "尚未送出：已存在这台设备上，连上网就自动送。可以关掉，不会丢。", "尚未送出：已存在這臺裝置上，連上網就自動送。可以關掉，不會丟。", "Not sent yet: it is kept on this device and goes by itself once online. You may close this; it is not lost.";
    state_sent = "已送达：居委会的信箱收到了。", "已送達：居委會的信箱收到了。", "Sent: the committee’s inbox has it.";
    state_refused = "没有送成：信箱不收，原文还在这台设备上。请打电话或到服务台。", "沒有送成：信箱不收，原文還在這臺裝置上。請打電話或到服務臺。", "Not sent: the inbox refused it. The text is still on this device. Please call or come to the desk.";
    state_elsewhere = "这台设备上没有这一份的存底。编号照样能查。", "這臺裝置上沒有這一份的存底。編號照樣能查。", "This device keeps no copy of it. The number works all the same.";
    state_unreadable = "这台设备上的存底现在读不出来，不知道送到了没有。请抄下编号，到服务台或“查我说的”里问。", "這臺裝置上的存底現在讀不出來，不知道送到了沒有。請抄下編號，到服務臺或「查我說的」裡問。", "What this device keeps cannot be read just now, so we cannot say whether it has arrived. Write the number down and ask at the desk or under tracking.";
    receipt_code = "回执编号", "回執編號", "Receipt number";
    receipt_keep = "抄下来，或拍张照。查进度、到服务台问，都凭它。", "抄下來，或拍張照。查進度、到服務臺問，都憑它。", "Write it down or take a picture. It is all you need to ask how far things are.";
    receipt_next = "接下来", "接下來", "What comes next";
    receipt_due_hours(hours, day) = "{hours} 小时内回话，也就是最晚 {day}。从送达算起。", "{hours} 小時內回話，也就是最晚 {day}。從送達算起。", "An answer within {hours} hours, by {day}. Counted from when it is sent.";
    receipt_due_days(days, day) = "{days} 个工作日内回话，最晚 {day}。从送达算起。", "{days} 個工作日內回話，最晚 {day}。從送達算起。", "An answer within {days} working days, by {day}. Counted from when it is sent.";
    receipt_due_none = "会算进结果里公布，不单独回话。", "會算進結果裡公佈，不單獨回話。", "It is counted in the published result; there is no separate answer.";
    receipt_ask = "到日子没回话？拿编号打电话或到服务台问，是我们欠您的。", "到日子沒回話？拿編號打電話或到服務臺問，是我們欠您的。", "No answer by then? Call or come with the number: we owe you one.";
    print = "打印", "列印", "Print";
    copy_code = "复制编号", "複製編號", "Copy the number";
    receipt_track = "查办到哪一步", "查辦到哪一步", "See how far it is";
    say_more = "再说一件", "再說一件", "Say something else";
    finished = "这一份已经寄了。要再说一件，从头开始。", "這一份已經寄了。要再說一件，從頭開始。", "This one has been sent. To say something else, start anew.";
}

/// What differs by kind and by question: `{what}_{kind}`, `{what}_{kind}_{key}`, `{what}_{key}`.
#[cfg(feature = "ssr")]
pub const BY_KIND: &[(&str, [&str; 3])] = &[
    ("kind_story", ["讲我的事", "講我的事", "Tell my story"]),
    (
        "kind_proposal",
        ["提个办法", "提個辦法", "Make a small proposal"],
    ),
    (
        "kind_question",
        ["问一笔账", "問一筆帳", "Ask about something"],
    ),
    (
        "kind_report",
        ["催一催进度", "催一催進度", "Report a delay"],
    ),
    ("kind_rating", ["打个分", "打個分", "Give a rating"]),
    ("kind_need", ["我需要帮手", "我需要幫手", "Ask for help"]),
    (
        "kind_offer",
        [
            "我能出力、出东西",
            "我能出力、出東西",
            "Offer help or things",
        ],
    ),
    (
        "kind_claim",
        ["认领一件小事", "認領一件小事", "Take on a small job"],
    ),
    (
        "kind_survey",
        ["填问卷", "填問卷", "Answer a questionnaire"],
    ),
    (
        "kind_mediation",
        ["请人调解", "請人調解", "Ask for mediation"],
    ),
    (
        "say_story",
        [
            "遇到了什么，盼着什么。可以放照片，可以说话。",
            "遇到了什麼，盼著什麼。可以放照片，可以說話。",
            "What happened and what you hope for. Photographs and voice are welcome.",
        ],
    ),
    (
        "say_proposal",
        [
            "哪里不好，怎么改好，大概要多少钱。",
            "哪裡不好，怎麼改好，大概要多少錢。",
            "What is wrong, how to mend it, roughly what it costs.",
        ],
    ),
    (
        "say_question",
        [
            "账上哪一项看不懂、不放心，直接问。",
            "帳上哪一項看不懂、不放心，直接問。",
            "Any item of the accounts that is unclear or worries you.",
        ],
    ),
    (
        "say_report",
        [
            "哪件事晚了、停了，告诉我们去查。",
            "哪件事晚了、停了，告訴我們去查。",
            "What is late or has stopped; we will look into it.",
        ],
    ),
    (
        "say_rating",
        [
            "办得好不好，给一到五分。",
            "辦得好不好，給一到五分。",
            "How well it was done, from one to five.",
        ],
    ),
    (
        "say_need",
        [
            "要人搭把手、要借东西，说一声。",
            "要人搭把手、要借東西，說一聲。",
            "A hand, or something to borrow: just say so.",
        ],
    ),
    (
        "say_offer",
        [
            "有手艺、有空房、有工具，愿意拿出来用。",
            "有手藝、有空房、有工具，願意拿出來用。",
            "Skills, a room or tools that you would share.",
        ],
    ),
    (
        "say_claim",
        [
            "楼下的小活，我来干。",
            "樓下的小事，我來做。",
            "A small job near you that you would do.",
        ],
    ),
    (
        "say_survey",
        [
            "几道题，几分钟。",
            "幾道題，幾分鐘。",
            "A few questions, a few minutes.",
        ],
    ),
    (
        "say_mediation",
        [
            "邻里、家里有过不去的事，请人来说和。全程不公开。",
            "鄰里、家裡有過不去的事，請人來說和。全程不公開。",
            "A quarrel next door or at home: somebody comes to help. Nothing of it is published.",
        ],
    ),
    ("send_story", ["寄出我的事", "寄出我的事", "Send my story"]),
    (
        "send_proposal",
        ["寄出这个办法", "寄出這個辦法", "Send my proposal"],
    ),
    (
        "send_question",
        ["寄出这个问题", "寄出這個問題", "Send my question"],
    ),
    (
        "send_report",
        ["寄出，请他们去查", "寄出，請他們去查", "Send my report"],
    ),
    (
        "send_rating",
        ["寄出我的打分", "寄出我的打分", "Send my rating"],
    ),
    (
        "send_need",
        ["寄出我的需要", "寄出我的需要", "Send my request"],
    ),
    (
        "send_offer",
        ["寄出，算我一份", "寄出，算我一份", "Send my offer"],
    ),
    (
        "send_claim",
        ["寄出，我来认领", "寄出，我來認領", "Send: I take it on"],
    ),
    ("send_survey", ["寄出问卷", "寄出問卷", "Send my answers"]),
    (
        "send_mediation",
        [
            "寄出调解申请",
            "寄出調解申請",
            "Send my request for mediation",
        ],
    ),
    (
        "ask_story_text",
        ["是什么事？", "是什麼事？", "What happened?"],
    ),
    (
        "hint_story_text",
        [
            "怎么说都行：在哪、什么时候、您盼着怎样。",
            "怎麼說都行：在哪、什麼時候、您盼著怎樣。",
            "Any way you like: where, when, what you hope for.",
        ],
    ),
    (
        "ask_story_title",
        [
            "起个什么题目？",
            "取個什麼標題？",
            "What would you call it?",
        ],
    ),
    (
        "hint_story_title",
        [
            "比如：楼道灯修好的那一晚",
            "比如：樓梯間燈修好的那一晚",
            "For example: the night the stairway lights came back",
        ],
    ),
    (
        "ask_problem",
        ["哪里不好？", "哪裡不好？", "What is wrong?"],
    ),
    (
        "hint_problem",
        [
            "谁受影响，多久一次。",
            "誰受影響，多久一次。",
            "Who it affects, and how often.",
        ],
    ),
    (
        "ask_measure",
        ["您说怎么改？", "您說怎麼改？", "What should be done?"],
    ),
    (
        "hint_measure",
        [
            "越具体越好：装什么、修哪里、谁来做。",
            "越具體越好：裝什麼、修哪裡、誰來做。",
            "The more exact the better: what to fit, what to mend, who could do it.",
        ],
    ),
    (
        "ask_cost",
        [
            "大概要花多少钱？",
            "大概要花多少錢？",
            "Roughly what would it cost?",
        ],
    ),
    (
        "hint_cost",
        ["猜的也行。", "猜的也行。", "A guess will do."],
    ),
    (
        "ask_question_text",
        [
            "您想问什么？",
            "您想問什麼？",
            "What would you like to ask?",
        ],
    ),
    (
        "hint_question_text",
        [
            "比如：为什么比去年多？谁定的？凭据在哪？",
            "比如：為什麼比去年多？誰定的？憑據在哪？",
            "For example: why is it more than last year? Who decided? Where are the papers?",
        ],
    ),
    (
        "ask_report_text",
        [
            "哪里晚了，您看到什么？",
            "哪裡晚了，您看到什麼？",
            "What is late, and what have you seen?",
        ],
    ),
    (
        "hint_report_text",
        [
            "比如：说好五月完工，现在还没动。",
            "比如：說好五月完工，現在還沒動。",
            "For example: it was to be done by May and has not begun.",
        ],
    ),
    (
        "ask_stars",
        ["您给几分？", "您給幾分？", "How would you rate it?"],
    ),
    (
        "ask_rating_text",
        [
            "好在哪，差在哪？",
            "好在哪，差在哪？",
            "What was good, what was not?",
        ],
    ),
    (
        "ask_need_text",
        ["您需要什么？", "您需要什麼？", "What do you need?"],
    ),
    (
        "hint_need_text",
        [
            "比如：周三下午要人陪着去医院。",
            "比如：週三下午要人陪著去醫院。",
            "For example: somebody to come to the hospital with me on Wednesday afternoon.",
        ],
    ),
    (
        "ask_need_due",
        ["最好什么时候？", "最好什麼時候？", "By when, ideally?"],
    ),
    (
        "ask_offer_text",
        ["您能出什么？", "您能出什麼？", "What can you offer?"],
    ),
    (
        "hint_offer_text",
        [
            "比如：一架梯子；会修水管；周末有空。",
            "比如：一架梯子；會修水管；週末有空。",
            "For example: a ladder; plumbing; free at weekends.",
        ],
    ),
    (
        "ask_terms",
        ["有什么条件？", "有什麼條件？", "On what conditions?"],
    ),
    (
        "hint_terms",
        [
            "比如：借一周要还；只限本小区。",
            "比如：借一週要還；只限本社區。",
            "For example: back within a week; this estate only.",
        ],
    ),
    (
        "ask_claim_text",
        ["打算怎么做？", "打算怎麼做？", "How will you go about it?"],
    ),
    (
        "ask_claim_due",
        ["打算哪天做完？", "打算哪天做完？", "When will it be done?"],
    ),
    (
        "ask_mediation_text",
        [
            "和谁，因为什么事？",
            "和誰，因為什麼事？",
            "With whom, and what is it about?",
        ],
    ),
    (
        "hint_mediation_text",
        [
            "只有调解人看。写多写少都行。",
            "只有調解人看。寫多寫少都行。",
            "Only the mediator reads it. Much or little, as you like.",
        ],
    ),
    (
        "ask_mediation_due",
        [
            "哪天方便坐下来谈？",
            "哪天方便坐下來談？",
            "Which day could you sit down together?",
        ],
    ),
    (
        "ask_text",
        [
            "您想说什么？",
            "您想說什麼？",
            "What would you like to say?",
        ],
    ),
    (
        "ask_category",
        ["算哪一类？", "算哪一類？", "Which category is it?"],
    ),
    ("ask_place", ["在哪儿？", "在哪兒？", "Where is it?"]),
    ("ask_due", ["什么时候？", "什麼時候？", "When?"]),
    (
        "ask_title",
        [
            "起个什么题目？",
            "取個什麼標題？",
            "What would you call it?",
        ],
    ),
];
