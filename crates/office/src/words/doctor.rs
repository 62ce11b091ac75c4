//! What the inbox's doctor found, and how to mend it.

use super::inbox::inbox_error;
use super::{Wording, say};
use crate::inbox::doctor::{
    Check, DoctorError, Finding, Kind, NotAsked, OfficeReport, Report, Seen, Severity, WRITERS,
};

/// Why nothing could be looked at.
pub fn doctor_error(error: &DoctorError, w: Wording) -> String {
    match error {
        DoctorError::Inbox(error) => inbox_error(error, w),
        DoctorError::Address { text } => say!(
            w,
            "“{text}”里看不出是哪个社区的收件箱。请写成 https://网址/inbox/v1/社区编号，或加 --community。",
            "“{text}” does not say whose inbox it is. Write https://host/inbox/v1/COMMUNITY, or add --community."
        ),
        DoctorError::NoInbox { path } => {
            let path = path.display();
            say!(w, "“{path}”里没有收件箱。", "There is no inbox in {path}.")
        }
        DoctorError::NoAnswer { url, problem } => say!(
            w,
            "连不上收件箱“{url}”，什么也没查成：{problem}。居民的手机从这里看也送不到。请看看：服务器开着没有，地址写对没有，这台电脑能不能上网。",
            "The inbox {url} cannot be reached, so nothing was looked at: {problem}. From here, residents' devices could not send there either. Is the server running, the address right, this machine online?"
        ),
        DoctorError::Unreachable { place, problem } => say!(
            w,
            "连不上“{place}”，什么也没查成：{problem}。请核对地址、网络和钥匙（AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY）。",
            "{place} cannot be reached, so nothing was looked at: {problem}. Check the address, the network and the keys (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)."
        ),
        DoctorError::CannotRun(source) => {
            let source = super::reason(source, w);
            say!(
                w,
                "系统不让程序跑起来：{source}。",
                "The system does not let the program run: {source}."
            )
        }
    }
}

/// Why the server does not start on such a store.
pub fn doctor_refuses(report: &Report, w: Wording) -> String {
    let place = &report.place;
    let found = doctor_report(report, w);
    say!(
        w,
        "没有开始收件：“{place}”会让后来的盖掉先来的（--strict）。\n{found}",
        "The inbox was not opened: {place} lets a later writer write over an earlier one (--strict).\n{found}"
    )
}

/// An office's own inbox, then each that its workbook names.
pub fn doctor_office(report: &OfficeReport, w: Wording) -> String {
    let mut parts: Vec<String> = report
        .own
        .iter()
        .map(|report| doctor_report(report, w))
        .collect();
    for named in &report.named {
        parts.push(match &named.found {
            Ok(report) => doctor_report(report, w),
            Err(NotAsked::Doctor(error)) => doctor_error(error, w),
            Err(NotAsked::NoSite) => {
                let url = &named.url;
                say!(
                    w,
                    "收件箱“{url}”写的是网站里的路径，没去查：“社区”表里没有“网站地址”。填上，或运行：mingbai inbox doctor https://网址{url}/社区编号",
                    "The inbox {url} is a path of the site and was not looked at: the sheet of the community has no site address. Fill it in, or run: mingbai inbox doctor https://HOST{url}/COMMUNITY"
                )
            }
        });
    }
    if report.named.is_empty() {
        parts.push(say!(
            w,
            "“收件箱”表里没有地址：居民的来件只能存成文件、扫码或当面交。",
            "The workbook names no inbox: what residents say leaves their devices as a file, by codes or at the desk."
        ));
    }
    parts.join("\n\n")
}

/// All findings, the bad ones first.
pub fn doctor_report(report: &Report, w: Wording) -> String {
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let count = |severity| {
        report
            .findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let (bad, weak) = (count(Severity::Bad), count(Severity::Weak));
    let (all, place) = (report.findings.len(), &report.place);
    let mut lines = vec![match (bad, weak) {
        (0, 0) => say!(
            w,
            "查了 {all} 项，都好。收件箱：{place}",
            "{all} things looked at, all well. Inbox: {place}"
        ),
        (0, _) => say!(
            w,
            "查了 {all} 项，{weak} 项请看一看，没有非改不可的。收件箱：{place}",
            "{all} things looked at: {weak} to know about, none that must be mended. Inbox: {place}"
        ),
        _ => say!(
            w,
            "查了 {all} 项，{bad} 项要改，{weak} 项请看一看。收件箱：{place}",
            "{all} things looked at: {bad} must be mended, {weak} to know about. Inbox: {place}"
        ),
    }];
    for finding in findings {
        lines.push(line(finding, report.kind, w));
    }
    if let Some(meaning) = report.conflict_means {
        lines.push(say!(
            w,
            "如果让网页直接往这里存，config.json 里写 \"conflict_means\": \"{meaning}\"。",
            "If pages put here directly, config.json says \"conflict_means\": \"{meaning}\"."
        ));
    }
    if !report.left.is_empty() {
        let names = report.left.join("\n  ");
        lines.push(say!(
            w,
            "试的时候留下了这些，请删掉：\n  {names}",
            "The trial had to leave these behind; please remove them:\n  {names}"
        ));
    }
    lines.join("\n")
}

fn line(finding: &Finding, kind: Kind, w: Wording) -> String {
    let what = check(finding.check, w);
    match finding.severity {
        Severity::Good => say!(w, "  好　　{what}", "  well  {what}"),
        Severity::Weak => {
            let (seen, mend) = (seen(&finding.seen, w), mend(finding.check, kind, w));
            say!(
                w,
                "  请看　{what}：{seen}。{mend}",
                "  know  {what}: {seen}. {mend}"
            )
        }
        Severity::Bad => {
            let (seen, mend) = (seen(&finding.seen, w), mend(finding.check, kind, w));
            say!(
                w,
                "  要改　{what}：{seen}。{mend}",
                "  MEND  {what}: {seen}. {mend}"
            )
        }
    }
}

fn check(check: Check, w: Wording) -> String {
    let writers = WRITERS;
    match check {
        Check::Writes => say!(w, "存进去的读得回来", "what is put can be read back"),
        Check::CreateOnly => say!(
            w,
            "后来的盖不掉先来的",
            "a later writer cannot write over an earlier one"
        ),
        Check::CreateOnlyAtOnce => say!(
            w,
            "{writers} 个人同时存同一个名字，只成一个",
            "of {writers} writers of one name at once, one is told that theirs is stored"
        ),
        Check::Cleans => say!(w, "试完收拾干净", "the trial was cleared away"),
        Check::WrongName => say!(
            w,
            "名字和内容对不上的不收",
            "bytes that are not what their name says are refused"
        ),
        Check::Get => say!(w, "外人读不到", "outsiders cannot read"),
        Check::Head => say!(
            w,
            "外人问不出有没有",
            "outsiders cannot ask whether something is there"
        ),
        Check::List => say!(w, "外人列不出目录", "outsiders cannot list"),
        Check::Delete => say!(w, "外人删不掉", "outsiders cannot remove"),
        Check::PutFromOutside => say!(w, "没有钥匙存不进去", "without keys nothing can be put"),
        Check::OtherMethods => say!(
            w,
            "别的改法都不行",
            "there is no other way to change anything"
        ),
        Check::Options => say!(
            w,
            "浏览器问得到能不能存",
            "browsers are told that they may put"
        ),
        Check::TooLong => say!(w, "太大的不收", "what is too long is refused"),
        Check::ContentType => say!(w, "类型不对的不收", "another content type is refused"),
        Check::LengthMissing => say!(w, "不说长度的不收", "a body of unknown length is refused"),
        Check::Names => say!(w, "名字写法不对的不收", "names of another form are refused"),
        Check::Health => say!(w, "说得出自己还能不能收", "it says whether it can store"),
        Check::Clock => say!(
            w,
            "钟和这台电脑一致",
            "its clock agrees with this machine's"
        ),
        Check::Encrypted => say!(w, "路上是加密的", "the way there is encrypted"),
        Check::Private => say!(
            w,
            "本机别的用户读不到文件夹",
            "other users of this machine cannot read the folder"
        ),
        Check::Damage => say!(
            w,
            "每一件都和名字对得上",
            "every document is what its name says"
        ),
    }
}

fn seen(seen: &Seen, w: Wording) -> String {
    match seen {
        Seen::AsItShould => say!(w, "正常", "as it should be"),
        Seen::Status(status) => say!(w, "回答是 {status}", "it answered {status}"),
        Seen::Readable => say!(w, "内容读出来了", "the bytes came out"),
        Seen::Winners(count) => say!(
            w,
            "有 {count} 个人都听说自己的存好了",
            "{count} writers were told that theirs is stored"
        ),
        Seen::Mixed => say!(
            w,
            "存着的不是说存好的那一份",
            "what lies there is not what the writer brought who was told so"
        ),
        Seen::WrittenOver => say!(w, "先来的被盖掉了", "the first bytes were written over"),
        Seen::NotCompared => say!(
            w,
            "它不核对名字和内容",
            "it does not compare name and bytes"
        ),
        Seen::NoAnswer(problem) => say!(w, "没有回答（{problem}）", "no answer ({problem})"),
        Seen::Apart(seconds) => say!(w, "差 {seconds} 秒", "they are {seconds} seconds apart"),
        Seen::Silent => say!(w, "它没有说", "it does not say"),
        Seen::Plain => say!(w, "没有加密", "it is not"),
        Seen::Mode(mode) => say!(w, "权限是 {mode:o}", "its mode is {mode:o}"),
        Seen::Damaged(names) => {
            let (count, names) = (names.len(), names.join("\n        "));
            say!(
                w,
                "{count} 件对不上：\n        {names}\n       ",
                "{count} are not:\n        {names}\n       "
            )
        }
    }
}

fn mend(check: Check, kind: Kind, w: Wording) -> String {
    match (check, kind) {
        (Check::CreateOnly | Check::CreateOnlyAtOnce, Kind::ObjectStore) => say!(
            w,
            "AWS、SeaweedFS 4.17 以上、Ceph 认 If-None-Match；阿里云、腾讯云、火山引擎请在地址后加 create=oss、create=cos、create=tos。Garage 1.2 不认，请换一家，或用本机文件夹。",
            "AWS, SeaweedFS from 4.17 and Ceph honour If-None-Match; for Aliyun, Tencent and Volcengine add create=oss, create=cos or create=tos to the address. Garage 1.2 honours none: use another store, or a folder."
        ),
        (Check::CreateOnly | Check::CreateOnlyAtOnce, Kind::Folder) => say!(
            w,
            "这块盘（多半是网络盘）不能保证。请换成本机的盘。",
            "This file system (a network share, most likely) cannot promise it. Use a disk of this machine."
        ),
        (Check::CreateOnly, Kind::Address) => say!(
            w,
            "请用 deploy/nginx 里的写法，或用 mingbai serve。",
            "Use the recipe in deploy/nginx, or mingbai serve."
        ),
        (Check::CreateOnlyAtOnce, Kind::Address) => say!(
            w,
            "名字就是内容的指纹，被盖掉的导出时会查出来，不会当真。要完全不会，请用 mingbai serve。",
            "Names are fingerprints, so what was written over is found at export and not taken for true. To rule it out use mingbai serve."
        ),
        (Check::WrongName, _) => say!(
            w,
            "只有 nginx 的地方就是这样：导出时再核对。",
            "So it is where there is only nginx: the export compares them."
        ),
        (
            Check::Get | Check::Head | Check::List | Check::Delete | Check::PutFromOutside,
            Kind::ObjectStore,
        ) => say!(
            w,
            "请把存储桶设为私有，去掉给所有人的权限，打开“阻止公共访问”。",
            "Make the bucket private: remove every permission for everybody, and switch on “block public access”."
        ),
        (
            Check::Get
            | Check::Head
            | Check::List
            | Check::Delete
            | Check::OtherMethods
            | Check::Names,
            _,
        ) => say!(
            w,
            "请照 deploy/nginx 改，或用 mingbai serve；收件箱不要放在网站的文件夹里。",
            "Follow deploy/nginx, or use mingbai serve; keep the inbox out of the site's folder."
        ),
        (Check::TooLong, _) => say!(
            w,
            "请设 client_max_body_size：文件 64k，照片和录音 2m。",
            "Set client_max_body_size: 64k for documents, 2m for media."
        ),
        (Check::Health, _) => say!(
            w,
            "请留意磁盘，只有 nginx 时它自己不会说。",
            "Watch the disk: nginx by itself does not tell."
        ),
        (Check::Clock, _) => say!(
            w,
            "请打开自动对时（NTP）：答复的期限从收到的时间算起。",
            "Let it set its clock by NTP: the time for a reply counts from the arrival."
        ),
        (Check::Encrypted, _) => say!(w, "请用 https。", "Use https."),
        (Check::Private, _) => say!(w, "请运行 chmod 700。", "Run chmod 700 on it."),
        (Check::Damage, _) => say!(
            w,
            "请移开这些文件；送件人的手机上还有，会再送一次。",
            "Move these files away; their senders still have them and will send them again."
        ),
        (Check::Options | Check::ContentType | Check::LengthMissing, _) => say!(
            w,
            "不碍事，但请照 deploy/nginx 改。",
            "No harm, but follow deploy/nginx."
        ),
        (Check::Writes | Check::Cleans | Check::PutFromOutside, _) => {
            say!(w, "请查看这个存储。", "Look at the store.")
        }
    }
}
