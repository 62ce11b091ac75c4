//! What is said about keys, on the screen and on paper.

use records::{Date, Lang};

use super::{Wording, reason, say};
use crate::keys::{
    Drill, Fingerprint, KeysError, Made, PaperProblem, PassphraseProblem, PublicProblem, Role,
    SecretProblem, Trouble,
};

/// What a key is called.
fn role_name(role: Role, w: Wording) -> &'static str {
    match (role, w) {
        (Role::Office, Wording::ZhHans) => "办公室钥匙",
        (Role::Office, Wording::En) => "office key",
        (Role::Recovery, Wording::ZhHans) => "备用钥匙",
        (Role::Recovery, Wording::En) => "recovery key",
    }
}

/// Why a command about keys could not run.
pub fn keys_error(error: &KeysError, w: Wording) -> String {
    match error {
        KeysError::NoOffice(path) => {
            let path = path.display();
            say!(
                w,
                "没有“{path}”这个文件夹。请核对路径；还没建的话，先运行：mingbai new {path}",
                "There is no folder {path}. Check the path, or make one first: mingbai new {path}"
            )
        }
        KeysError::Exists(path) => {
            let path = path.display();
            say!(
                w,
                "“{path}”已经有了，没有动它。要换新一年的钥匙，请加 --year。",
                "{path} is there already and was left alone. For the keys of a new year, add --year."
            )
        }
        KeysError::NoKeys(path) => {
            let path = path.display();
            say!(
                w,
                "还没有钥匙：找不到“{path}”。先运行：mingbai keys new 办公文件夹",
                "There are no keys yet: {path} is missing. First run: mingbai keys new OFFICE"
            )
        }
        KeysError::Io { path, source } => {
            let path = path.display();
            let source = reason(source, w);
            say!(
                w,
                "“{path}”读写不了：{source}。",
                "{path} cannot be read or written: {source}."
            )
        }
        KeysError::Public { path, problem } => {
            let path = path.display();
            let problem = public_problem(problem, w);
            say!(
                w,
                "公钥文件“{path}”不能用：{problem}请用备份恢复它，不要手改。",
                "The file of public keys, {path}, cannot be used: {problem} Restore it from a backup; do not edit it by hand."
            )
        }
        KeysError::Secret { path, problem } => {
            let path = path.display();
            match problem {
                SecretProblem::WrongPassphrase => say!(
                    w,
                    "口令不对，“{path}”没有打开。请再试一次。",
                    "That is not the passphrase of {path}. Please try again."
                ),
                SecretProblem::NotAge | SecretProblem::Content => say!(
                    w,
                    "“{path}”坏了，或不是钥匙文件。请用备份恢复它，或照纸上的备份重打一份。",
                    "{path} is damaged, or no key file. Restore it from a backup, or type it again from its paper."
                ),
                SecretProblem::TooMuchWork => say!(
                    w,
                    "“{path}”要算太久才能打开，不像是这个程序做的。",
                    "{path} would take too long to open; this program did not make it."
                ),
            }
        }
        KeysError::Passphrase(problem) => passphrase_problem(problem, w),
        KeysError::Paper { path, problem } => {
            let path = path.display();
            match problem {
                PaperProblem::Line(number) => say!(
                    w,
                    "“{path}”第 {number} 行有字打错了。请对着纸再看一遍，分清大小写，也分清 0 和 O、1 和 l。",
                    "Line {number} of {path} is mistyped. Compare it with the paper: capitals, 0 and O, 1 and l."
                ),
                PaperProblem::Missing(number) => say!(
                    w,
                    "“{path}”缺第 {number} 行。请照纸上的顺序打全。",
                    "Line {number} is missing from {path}. Type all lines in the order of the paper."
                ),
                PaperProblem::NoKey => say!(
                    w,
                    "“{path}”里没有钥匙。请把纸上带编号的每一行都打进去，连同行首编号和行末四位。",
                    "{path} holds no key. Type every numbered line of the paper, with its number and the four digits at its end."
                ),
            }
        }
        KeysError::Chance(error) => say!(
            w,
            "这台电脑给不出随机数，没有做钥匙：{error}。",
            "This computer gives no random numbers, so no keys were made: {error}."
        ),
        KeysError::Seal => say!(
            w,
            "钥匙没有做成，什么也没有改。这是程序的错，请告诉维护的人。",
            "The keys could not be made; nothing was changed. That is a fault of the program: please tell its maintainers."
        ),
    }
}

fn public_problem(problem: &PublicProblem, w: Wording) -> String {
    match problem {
        PublicProblem::Json(detail) => say!(
            w,
            "格式不对（{detail}）。",
            "it is not its JSON ({detail})."
        ),
        PublicProblem::Version(version) => say!(
            w,
            "它是第 {version} 版格式，这个程序不认识。",
            "its format {version} is not known here."
        ),
        PublicProblem::Key(kid) => say!(
            w,
            "“{kid}”这把钥匙和它的编号对不上。",
            "the key {kid} does not go by its own name."
        ),
        PublicProblem::Twice(kid) => say!(
            w,
            "“{kid}”这把钥匙写了两次。",
            "the key {kid} stands in it twice."
        ),
        PublicProblem::Current { role, found } => {
            let name = role_name(*role, w);
            say!(
                w,
                "现用的{name}应当正好 1 把，现在是 {found} 把。",
                "there must be exactly 1 current {name}, and there are {found}."
            )
        }
    }
}

fn passphrase_problem(problem: &PassphraseProblem, w: Wording) -> String {
    match problem {
        PassphraseProblem::NobodyToAsk(role) => {
            let name = role_name(*role, w);
            let option = match role {
                Role::Office => "--passphrase-file",
                Role::Recovery => "--recovery-passphrase-file",
            };
            say!(
                w,
                "没法问{name}的口令：这里没有终端。请在终端里运行，或把口令写进一个文件，用 {option} 指给程序。",
                "There is no terminal to ask for the {name}'s passphrase. Run this in a terminal, or name a file that holds it with {option}."
            )
        }
        PassphraseProblem::Short(role) => {
            let name = role_name(*role, w);
            say!(
                w,
                "{name}的口令太短。至少 12 个字母或数字，或 6 个汉字。",
                "The {name}'s passphrase is too short: at least 12 letters or digits."
            )
        }
        PassphraseProblem::Differs(role) => {
            let name = role_name(*role, w);
            say!(
                w,
                "{name}的口令两次输得不一样，没有做钥匙。请再来一次。",
                "The {name}'s passphrase was typed differently the second time; no keys were made. Please try again."
            )
        }
        PassphraseProblem::Same => say!(
            w,
            "两把钥匙的口令一样，丢一个就等于丢两个。请用两个不同的口令。",
            "Both keys have the same passphrase, so losing one would lose both. Use two different ones."
        ),
        PassphraseProblem::File { path, source } => {
            let path = path.display();
            let source = match source.kind() {
                std::io::ErrorKind::UnexpectedEof => {
                    say!(w, "第一行是空的", "its first line is empty")
                }
                _ => reason(source, w),
            };
            say!(
                w,
                "读不到口令文件“{path}”：{source}。",
                "The passphrase file {path} cannot be read: {source}."
            )
        }
        PassphraseProblem::Terminal(source) => {
            let source = reason(source, w);
            say!(
                w,
                "终端读不了：{source}。",
                "The terminal cannot be read: {source}."
            )
        }
    }
}

/// What is asked before a new passphrase is typed.
pub fn ask_new_passphrase(role: Role, w: Wording) -> String {
    let name = role_name(role, w);
    let who = match role {
        Role::Office => say!(
            w,
            "平时打开来信用。",
            "It opens what residents send, every day."
        ),
        Role::Recovery => say!(
            w,
            "请交给办公室以外的人保管，只在办公室口令丢了时用。",
            "Somebody outside the office keeps it, for the day the office's passphrase is lost."
        ),
    };
    say!(
        w,
        "{name}：{who}\n请想一个口令（输入时不显示；直接按回车，程序替您想一个）：",
        "The {name}. {who}\nChoose a passphrase (it is not shown; press Enter alone and one is made for you): "
    )
}

/// What is asked the second time.
pub fn ask_again(w: Wording) -> String {
    say!(w, "再输一遍：", "Once more: ")
}

/// A passphrase was made; it is shown this once.
pub fn made_passphrase(role: Role, passphrase: &str, w: Wording) -> String {
    let name = role_name(role, w);
    say!(
        w,
        "\n    {name}的口令：  {passphrase}\n\n现在就抄在纸上，装进单独的信封。它只显示这一次，谁也找不回来。\n抄好以后照着输一遍：",
        "\n    Passphrase of the {name}:  {passphrase}\n\nWrite it on paper now, for an envelope of its own. It is shown this once and nobody can find it again.\nWhen it is written down, type it: "
    )
}

/// What is asked to open a key that there is.
pub fn ask_passphrase(role: Role, w: Wording) -> String {
    let name = role_name(role, w);
    say!(w, "{name}的口令：", "Passphrase of the {name}: ")
}

/// Keys were made.
pub fn made_keys(made: &Made, w: Wording) -> String {
    let mut lines = vec![say!(
        w,
        "两把钥匙做好了。居民的来信从此在手机上就锁好，只有办公室打得开。",
        "Two keys are made. From now on what residents send is locked on their phones, and only the office can open it."
    )];
    for key in &made.keys {
        let name = role_name(key.role, w);
        let words = match w {
            Wording::ZhHans => key.fingerprint.words(Lang::ZhHans),
            Wording::En => key.fingerprint.words(Lang::En),
        }
        .join(" ");
        let (fingerprint, file, paper) = (key.fingerprint, key.file.display(), key.paper.display());
        lines.push(say!(
            w,
            "  {name}  指纹：{words}（{fingerprint}）\n    文件：{file}\n    纸上备份：{paper}",
            "  {name}, fingerprint: {words} ({fingerprint})\n    file: {file}\n    paper: {paper}"
        ));
    }
    if !made.retired.is_empty() {
        let count = made.retired.len();
        lines.push(say!(
            w,
            "换下来 {count} 把旧钥匙：不再用来锁，但还能打开以前的来信，请留着。旧的备用钥匙另存在 keys 文件夹里。",
            "{count} old keys are retired: nothing is locked with them any more, but they still open what came before, so keep them. The old recovery key is kept beside the new one."
        ));
    }
    lines.push(say!(
        w,
        "接下来三件事：\n  1. 用浏览器打开两份“纸上备份”，各打印两张；钥匙一个信封，口令另一个信封，分放两处。\n  2. 备用钥匙的文件、纸和口令都交给办公室以外的人。\n  3. 再公开一次网站；每三个月演练一次：mingbai keys drill 办公文件夹",
        "Three things to do now:\n  1. Open both paper pages in a browser and print each twice: one envelope for the key, another for the passphrase, in two places.\n  2. Give the recovery key's file, paper and passphrase to somebody outside the office.\n  3. Publish the site again, and drill every three months: mingbai keys drill OFFICE"
    ));
    lines.join("\n")
}

/// An office was made without keys.
pub fn without_keys(office: &std::path::Path, w: Wording) -> String {
    let office = office.display();
    say!(
        w,
        "没有做钥匙：这里没有终端可以问口令，也没有给口令文件。没有钥匙，网站就不问居民的电话。\n想做的时候运行：mingbai keys new {office}",
        "No keys were made: there is no terminal to ask for passphrases, and no passphrase files were named. Without keys the site asks residents for no telephone number.\nTo make them, run: mingbai keys new {office}"
    )
}

/// What a drill found.
pub fn drilled(drill: &Drill, w: Wording) -> String {
    let mut lines = Vec::new();
    for key in &drill.keys {
        let (name, kid) = (role_name(key.role, w), key.kid);
        let name = if key.is_current {
            say!(w, "{name}（{kid}）", "{name} {kid}")
        } else {
            say!(w, "旧的{name}（{kid}）", "old {name} {kid}")
        };
        lines.push(match key.trouble {
            None => say!(w, "  ✓ {name}：打得开。", "  ✓ {name}: it opens."),
            Some(trouble) => {
                let trouble = drill_trouble(trouble, w);
                say!(w, "  ✗ {name}：{trouble}", "  ✗ {name}: {trouble}")
            }
        });
    }
    let failed = drill
        .keys
        .iter()
        .filter(|key| key.trouble.is_some())
        .count();
    let log = drill.log.display();
    lines.push(if failed == 0 {
        say!(
            w,
            "都打得开。今天的演练记在：{log}",
            "They all open. Today's drill is written down in {log}"
        )
    } else {
        say!(
            w,
            "有 {failed} 把打不开。今天的演练记在：{log}\n只要还有一把打得开，就没有丢东西：请尽快换新钥匙（mingbai keys new --year）。",
            "{failed} did not open. Today's drill is written down in {log}\nAs long as one of them opens, nothing is lost: make new keys soon (mingbai keys new --year)."
        )
    });
    lines.join("\n")
}

fn drill_trouble(trouble: Trouble, w: Wording) -> String {
    match trouble {
        Trouble::NoFile => say!(
            w,
            "钥匙文件不在了，请从纸上或备份恢复。",
            "its file is gone; restore it from paper or a backup."
        ),
        Trouble::WrongPassphrase => say!(w, "口令不对。", "that is not its passphrase."),
        Trouble::Damaged => say!(
            w,
            "钥匙文件坏了，请从纸上或备份恢复。",
            "its file is damaged; restore it from paper or a backup."
        ),
        Trouble::NotInside => say!(
            w,
            "文件打开了，里面没有这把钥匙。",
            "the file opens, but this key is not in it."
        ),
        Trouble::DoesNotOpen => say!(
            w,
            "钥匙在，却打不开用它锁的东西。",
            "the key is there, but does not open what was locked with it."
        ),
    }
}

/// The example's keys are in use elsewhere.
pub fn demonstration_keys(w: Wording) -> String {
    say!(
        w,
        "注意：这里用的是示范社区的钥匙，口令人人知道，谁都能读居民的来信。请换成自己的：删掉 keys 文件夹里的示范钥匙，再运行 mingbai keys new 办公文件夹",
        "Careful: these are the example community's keys, whose passphrase everybody knows, so anybody can read what residents send. Make your own: remove the example's files from the keys folder, then run mingbai keys new OFFICE"
    )
}

/// One paragraph in the three languages of a page that stands alone.
struct Said(&'static str, &'static str, &'static str);

impl Said {
    fn html(&self, tag: &str) -> String {
        let Said(hans, hant, en) = self;
        format!(
            "<{tag} lang=\"zh-Hans\">{hans}</{tag}>\n<{tag} lang=\"zh-Hant\" class=\"more\">{hant}</{tag}>\n<{tag} lang=\"en\" class=\"more\">{en}</{tag}>\n"
        )
    }
}

/// A key's paper backup: one page, complete in itself.
pub fn paper_page(
    role: Role,
    fingerprint: Fingerprint,
    made: Date,
    qr: &str,
    lines: &str,
) -> String {
    let title = match role {
        Role::Office => Said(
            "办公室钥匙 · 纸上备份",
            "辦公室鑰匙 · 紙上備份",
            "Office key on paper",
        ),
        Role::Recovery => Said(
            "备用钥匙 · 纸上备份",
            "備用鑰匙 · 紙上備份",
            "Recovery key on paper",
        ),
    };
    let what = match role {
        Role::Office => Said(
            "居民的来信锁着，这把钥匙能打开。单有这张纸打不开，还要口令。",
            "居民的來信鎖著，這把鑰匙能打開。單有這張紙打不開，還要口令。",
            "What residents send is locked, and this key opens it. The paper alone opens nothing: the passphrase is needed too.",
        ),
        Role::Recovery => Said(
            "办公室的口令丢了，用这把钥匙打开来信。请交给办公室以外的人保管。",
            "辦公室的口令丟了，用這把鑰匙打開來信。請交給辦公室以外的人保管。",
            "If the office's passphrase is lost, this key opens what residents sent. Somebody outside the office keeps it.",
        ),
    };
    let steps = [
        Said(
            "这张纸装一个信封，口令装另一个信封，分放两处。两样放在一起，等于没有锁。",
            "這張紙裝一個信封，口令裝另一個信封，分放兩處。兩樣放在一起，等於沒有鎖。",
            "One envelope for this paper, another for the passphrase, in two places. Kept together, they lock nothing.",
        ),
        Said(
            "不要拍照，不要发到群里，不要放在网上。",
            "不要拍照，不要發到群裡，不要放在網上。",
            "Take no photograph of it, post it nowhere, keep it off the network.",
        ),
        Said(
            "每三个月演练一次：把上面的每一行打进一个文本文件，运行 mingbai keys drill 办公文件夹 --paper 文件。打错了，程序会说是哪一行。",
            "每三個月演練一次：把上面的每一行打進一個文字檔，執行 mingbai keys drill 辦公資料夾 --paper 檔案。打錯了，程式會說是哪一行。",
            "Drill every three months: type every numbered line into a text file and run mingbai keys drill OFFICE --paper FILE. It says which line is mistyped.",
        ),
        Said(
            "电脑上的钥匙文件坏了：把打好的文件（或二维码扫出的文字）存成 keys 文件夹里的同名 .age 文件。",
            "電腦上的鑰匙檔壞了：把打好的檔案（或二維碼掃出的文字）存成 keys 資料夾裡的同名 .age 檔。",
            "If the key's file on the computer is lost: save what was typed, or what the code scans to, as the .age file in the keys folder.",
        ),
    ];
    let blanks = Said(
        "社区＿＿＿＿＿＿＿＿　保管人＿＿＿＿＿＿＿＿　存放处＿＿＿＿＿＿＿＿",
        "社區＿＿＿＿＿＿＿＿　保管人＿＿＿＿＿＿＿＿　存放處＿＿＿＿＿＿＿＿",
        "Community ____________  Kept by ____________  Place ____________",
    );
    let [hans, hant, en] =
        [Lang::ZhHans, Lang::ZhHant, Lang::En].map(|lang| fingerprint.words(lang).join(" "));
    let steps: String = steps
        .iter()
        .map(|step| format!("<li>{}</li>\n", step.html("p")))
        .collect::<Vec<_>>()
        .concat();
    let name = match role {
        Role::Office => "office.age",
        Role::Recovery => "recovery.age",
    };
    format!(
        "<!doctype html>\n<html lang=\"zh-Hans\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title} {fingerprint}</title>\n<style>\n{PAPER_STYLE}</style>\n</head>\n<body>\n\
         {heading}{what}\
         <p class=\"fingerprint\"><b lang=\"zh-Hans\">{hans}</b> <span lang=\"zh-Hant\">{hant}</span> <span lang=\"en\">{en}</span><br>\n\
         <span>{fingerprint}</span> · {made} · {name}</p>\n\
         <figure>{qr}</figure>\n<pre>{lines}</pre>\n{blanks}<ol>\n{steps}</ol>\n</body>\n</html>\n",
        title = title.0,
        heading = title.html("h1"),
        what = what.html("p"),
        blanks = blanks.html("p"),
    )
}

/// Large type, one sheet of A4.
const PAPER_STYLE: &str = "@page { size: A4; margin: 14mm }\n\
body { font: 12pt/1.5 \"Noto Sans CJK SC\", \"PingFang SC\", \"Microsoft YaHei\", sans-serif; color: #000; background: #fff; max-width: 182mm; margin: 0 auto; padding: 4mm }\n\
h1 { font-size: 20pt; margin: 0 }\n\
h1.more { font-size: 13pt; font-weight: normal }\n\
p { margin: 1mm 0 }\n\
p.more { font-size: 9.5pt; color: #222 }\n\
.fingerprint { font-size: 14pt; border: .6mm solid #000; padding: 2mm 4mm; margin: 3mm 0 }\n\
.fingerprint b { font-size: 20pt }\n\
figure { margin: 0; text-align: center }\n\
svg { width: 72mm; height: 72mm }\n\
pre { font: 12pt/1.5 \"Noto Sans Mono\", Consolas, Menlo, monospace; border: .3mm solid #000; padding: 2mm; overflow-x: auto; break-inside: avoid }\n\
ol { padding-left: 7mm; margin: 2mm 0 }\n\
li { break-inside: avoid }\n";
