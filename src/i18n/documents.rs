//! The texts of pages that are only read: they travel as page data, so that the app need not
//! carry them.

use super::words;

words! {
    help_title = "怎么用这个网站", "怎麼用這個網站", "How to use this site";
    help_lead = "三件事：看钱花在哪，调大字，找人帮忙。", "三件事：看錢花在哪，調大字，找人幫忙。", "Three things: see where the money goes, make the text larger, get help.";
    help_money = "看钱花在哪", "看錢花在哪", "See where the money goes";
    help_money_1 = "在首页点“钱花在哪”。", "在首頁點「錢花在哪」。", "On the home page, choose “Where the money goes”.";
    help_money_2 = "选一个年份，从大到小一项一项看。", "選一個年份，從大到小一項一項看。", "Choose a year and read item by item, the largest first.";
    help_money_3 = "点名字往里走，看为什么花、谁定的、每一笔付给了谁。", "點名字往裡走，看為什麼花、誰定的、每一筆付給了誰。", "Choose a name to go further in: why, who decided, and every payment.";
    help_size = "字太小", "字太小", "The text is too small";
    help_size_1 = "点右上的“长辈版”，字和按钮都变大，功能一样不少。", "點上面的「長輩版」，字和按鈕都變大，功能一樣不少。", "Choose “Large-text mode” at the top: text and buttons grow, and nothing is taken away.";
    help_size_2 = "还不够大，点“字号”，再加几档。", "還不夠大，點「字號」，再加幾檔。", "If that is not enough, choose “Text size” for more.";
    help_size_3 = "手机系统里调大的字，这里也会跟着变大。", "手機系統裡調大的字，這裡也會跟著變大。", "Text enlarged in the phone’s own settings is enlarged here too.";
    help_keys = "不用鼠标", "不用滑鼠", "Without a mouse";
    help_keys_1 = "按 Tab 键一项一项走，按回车打开。第一下 Tab 是“跳到正文”。", "按 Tab 鍵一項一項走，按 Enter 打開。第一下 Tab 是「跳到正文」。", "Press Tab to go from item to item and Enter to open. The first Tab offers “Skip to the main text”.";
    help_people = "找人帮忙", "找人幫忙", "Get help";
    help_people_1 = "每一页最下面都有服务台的电话和时间。说出那一项的名字，工作人员就能帮您查。", "每一頁最下面都有服務臺的電話和時間。說出那一項的名字，工作人員就能幫您查。", "The desk’s telephone and hours stand at the foot of every page. Say the name of the item and they will find it for you.";
    accessibility_title = "无障碍说明", "無障礙說明", "Accessibility";
    accessibility_lead = "我们要让八十岁的邻居不用别人帮忙也能看懂。", "我們要讓八十歲的鄰居不用別人幫忙也能看懂。", "An eighty-year-old neighbour should be able to read this unaided.";
    accessibility_does = "做到了的", "做到了的", "What works";
    accessibility_1 = "不用鼠标，只用键盘就能走遍每一页。", "不用滑鼠，只用鍵盤就能走遍每一頁。", "Every page can be used with a keyboard alone.";
    accessibility_2 = "读屏软件能读出每个标题、数字和表格；每张图都有文字和表格。", "螢幕閱讀軟體能讀出每個標題、數字和表格；每張圖都有文字和表格。", "Screen readers can read every heading, figure and table; every chart has words and a table.";
    accessibility_3 = "字可以放大到两倍以上，手机窄到 320 像素也不用左右拖。", "字可以放大到兩倍以上，手機窄到 320 像素也不用左右拖。", "Text can be enlarged to twice its size and more, and nothing needs sideways scrolling down to 320 pixels.";
    accessibility_4 = "颜色从来不是唯一的区别：另有文字和花纹。", "顏色從來不是唯一的區別：另有文字和花紋。", "Colour is never the only difference: there are words and patterns too.";
    accessibility_5 = "关掉脚本，照样能读。", "關掉指令碼，照樣能讀。", "Everything can be read with scripts switched off.";
    accessibility_6 = "长辈版：主要文字 24 像素，可以再大；按钮不小于 60 像素。", "長輩版：主要文字 24 像素，可以再大；按鈕不小於 60 像素。", "Large-text mode: main text of 24 pixels and more, buttons of at least 60.";
    accessibility_standard = "按什么标准", "按什麼標準", "By which standard";
    accessibility_standard_1 = "按《网页内容无障碍指南》（WCAG）2.2 的 AA 级做，长辈版按工信部《移动互联网应用（APP）适老化通用设计规范》的字号和按钮尺寸做。每次改动都由程序检查每一类页面；程序查不出的，还要靠人用。", "按《網頁內容無障礙指南》（WCAG）2.2 的 AA 級做，長輩版按中國工信部適老化規範的字號和按鈕尺寸做。每次改動都由程式檢查每一類頁面；程式查不出的，還要靠人用。", "We follow WCAG 2.2 level AA, and for large-text mode the sizes of the Chinese ministry’s design norm for older users. Every change is checked by machine on every kind of page; what a machine cannot find, people must.";
    accessibility_limits = "还不够的", "還不夠的", "What is missing";
    accessibility_limits_1 = "还没有请视障和高龄居民系统试用过，也没有在真的读屏手机上逐页试过。", "還沒有請視障和高齡居民系統試用過，也沒有在真的讀屏手機上逐頁試過。", "Blind and very old residents have not tested it systematically yet, nor has every page been tried on phones with real screen readers.";
    accessibility_limits_2 = "社区自己写的文字如果没有译文，会照原文显示。", "社區自己寫的文字如果沒有譯文，會照原文顯示。", "The community’s own texts appear in the original where there is no translation.";
    accessibility_tell = "哪里不好用，告诉我们", "哪裡不好用，告訴我們", "Tell us what does not work";
    accessibility_tell_1 = "打电话或到服务台说都行。说出页面的名字和您用的手机，我们就去查。", "打電話或到服務臺說都行。說出頁面的名字和您用的手機，我們就去查。", "Call, or come to the desk. Name the page and your phone, and we will look into it.";
    privacy_title = "您的信息", "您的資訊", "Your information";
    privacy_lead = "看账不用登录，也不留名字。说话可以不留姓名，留了也只有社区打得开。", "看帳不用登入，也不留名字。說話可以不留姓名，留了也只有社區打得開。", "Reading needs no account and leaves no name. You can have your say without a name; if you leave one, only the community can open it.";
    privacy_device = "您的手机或电脑上", "您的手機或電腦上", "On your phone or computer";
    privacy_device_1 = "记您选的字号、对比和版本，好让下次打开还是这样。这些不会发出去。", "記您選的字號、對比和版本，好讓下次打開還是這樣。這些不會發出去。", "Your choice of text size, contrast and mode, so that it is the same next time. These are never sent.";
    privacy_device_2 = "写了一半的话留作草稿，写好没送出的先存着，送到以后留一个回执编号。大厅屏上不留草稿。", "寫了一半的話留作草稿，寫好沒送出的先存著，送到以後留一個回執編號。大廳螢幕上不留草稿。", "What you have half written stays as a draft, what is not sent yet waits here, and what has arrived leaves a receipt number. The screen in the hall keeps no drafts.";
    privacy_device_3 = "在浏览器里清除本站数据，就都删掉了；还没送出的话也会一起没了。", "在瀏覽器裡清除本站資料，就都刪掉了；還沒送出的話也會一起沒了。", "Clear this site’s data in your browser and all of it is gone, including anything not sent yet.";
    privacy_sent = "您送出的话", "您送出的話", "What you send";
    privacy_sent_1 = "您写的字、拍的照片、录的音、留的姓名电话，先在您的手机上加密再送出。放信的服务器看不到内容，只有社区和保管备用钥匙的人打得开。", "您寫的字、拍的照片、錄的音、留的姓名電話，先在您的手機上加密再送出。放信的伺服器看不到內容，只有社區和保管備用鑰匙的人打得開。", "Your words, photos, recording, name and number are encrypted on your phone before they are sent. The server that holds them cannot read them; only the community, and whoever keeps the spare key, can open them.";
    privacy_sent_2 = "送出前会让您看清楚：哪些会公开，哪些不会。姓名电话和录音不公开；您同意署名的，只署名。", "送出前會讓您看清楚：哪些會公開，哪些不會。姓名電話和錄音不公開；您同意署名的，只署名。", "Before you send, you see what will be public and what will not. Contact details and recordings never are; your name stands under your words only if you say so.";
    privacy_sent_3 = "照片在您的手机上重新画一遍，社区公开前再画一遍：拍摄地点、时间、手机型号都去掉了。", "照片在您的手機上重新畫一遍，社區公開前再畫一遍：拍攝地點、時間、手機型號都去掉了。", "Photos are drawn anew on your phone and once more before they are shown: place, time and phone model are gone.";
    privacy_sent_4 = "公开的文字里有手机号、身份证号的，社区会先盖住。网上只公开哪一天，不公开几点几分。", "公開的文字裡有手機號、身份證號的，社區會先蓋住。網上只公開哪一天，不公開幾點幾分。", "Phone and identity numbers in public texts are covered first. The site shows the day, never the hour.";
    privacy_sent_5 = "社区每年换一次钥匙。旧钥匙销毁以后，那一年的来信谁也打不开。", "社區每年換一次鑰匙。舊鑰匙銷毀以後，那一年的來信誰也打不開。", "The community changes its keys every year. Once an old key is destroyed, nobody can open that year’s letters.";
    privacy_server = "我们的服务器上", "我們的伺服器上", "On our server";
    privacy_server_1 = "本站程序不记访问日志，不记网址以外的任何东西：不用 Cookie，不统计，不引用别家的脚本、字体和图片。", "本站程式不記訪問日誌：不用 Cookie，不統計，不引用別家的指令碼、字體和圖片。", "Our program keeps no access log: no cookies, no statistics, no scripts, fonts or pictures from elsewhere.";
    privacy_server_2 = "提供网站空间的单位可能按规定留访问日志，时间由他们的规定定。", "提供網站空間的單位可能按規定留訪問日誌，時間由他們的規定定。", "Whoever hosts the site may have to keep access logs by law, for as long as that law says.";
    privacy_public = "公开的账里", "公開的帳裡", "In the published accounts";
    privacy_public_1 = "只有岗位、单位和金额。付给个人的写“居民”，不写姓名。发布前程序会查身份证号、手机号和银行卡号，查到就停。", "只有崗位、單位和金額。付給個人的寫「居民」，不寫姓名。發佈前程式會查身份證號、手機號和銀行卡號，查到就停。", "Only posts, organisations and amounts. A private payee stands as “resident”, never by name. Before publishing, the program looks for identity, mobile and bank card numbers and stops if it finds one.";
    privacy_rights = "您的权利", "您的權利", "Your rights";
    privacy_rights_1 = "按《个人信息保护法》，您可以问我们有没有您的信息，要求看、改、删。到服务台或打电话说一声，报回执编号最快，15 个工作日内回话。", "按中國《個人信息保護法》，您可以問我們有沒有您的資訊，要求看、改、刪。到服務臺或打電話說一聲，報回執編號最快，15 個工作日內回話。", "Under China’s Personal Information Protection Law you may ask whether we hold anything about you, see it, and have it corrected or deleted. Tell the desk or call, with your receipt number if you have one; you will hear from us within 15 working days.";
    privacy_rights_2 = "在网上看到不该公开的，请马上打电话，我们当天撤下，再查原因。", "在網上看到不該公開的，請馬上打電話，我們當天撤下，再查原因。", "If you see something here that should not be public, call at once: we take it down the same day, then find out why.";
    privacy_who = "谁负责", "誰負責", "Who is responsible";
    privacy_who_1(community) = "{community}的居民委员会。本页写的是程序现在的做法，程序改了，这页跟着改。", "{community}的居民委員會。本頁寫的是程式現在的做法，程式改了，這頁跟著改。", "The committee of {community}. This page says what the program does now; when that changes, the page changes.";
}
