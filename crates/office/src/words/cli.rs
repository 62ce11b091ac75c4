//! The command line's own words: help, refusals, results.

use std::io;
use std::path::Path;

use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, Command};
use records::{Lang, Severity};

use super::{Wording, finding, reason, say, write_error};
use crate::check::{AnnotateError, rows};
use crate::workbook::{Examined, spec};

impl Wording {
    /// The same language as the records know it.
    pub fn lang(self) -> Lang {
        match self {
            Wording::ZhHans => Lang::ZhHans,
            Wording::En => Lang::En,
        }
    }
}

const ZH_TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}\n";

/// Name or argument, and what it does.
type Help = (&'static str, &'static str);

/// Help of each command in Chinese: what it does, and its arguments. A group stands before its
/// commands.
const ZH_HELP: &[(Help, &[Help])] = &[
    (
        ("new", "新建办公文件夹，里面有一本空白账本"),
        &[
            ("office", "要新建的文件夹"),
            ("example", "填好示范社区“杏林里”的内容，方便照着学"),
            ("keys", "同时做钥匙，居民才能把电话只留给办公室"),
            (
                "passphrase_file",
                "第一行是办公室钥匙口令的文件；不写就当面问",
            ),
            (
                "recovery_passphrase_file",
                "第一行是备用钥匙口令的文件；不写就当面问",
            ),
        ],
    ),
    (("keys", "做钥匙，演练钥匙：居民来信用它锁"), &[]),
    (
        ("keys new", "做一把办公室钥匙、一把备用钥匙"),
        &[
            ("office", "办公文件夹"),
            ("year", "换新一年的钥匙；旧的留着，能打开以前的来信"),
            (
                "passphrase_file",
                "第一行是办公室钥匙口令的文件；不写就当面问",
            ),
            (
                "recovery_passphrase_file",
                "第一行是备用钥匙口令的文件；不写就当面问",
            ),
        ],
    ),
    (
        ("keys drill", "演练：试试每把钥匙今天还打不打得开"),
        &[
            ("office", "办公文件夹"),
            ("paper", "照纸上备份打出来的文字，用它代替钥匙文件来试"),
            (
                "passphrase_file",
                "第一行是办公室钥匙口令的文件；不写就当面问",
            ),
            (
                "recovery_passphrase_file",
                "第一行是备用钥匙口令的文件；不写就当面问",
            ),
        ],
    ),
    (
        ("check", "读一遍账本，说清哪里不对、怎么改"),
        &[
            ("office", "办公文件夹"),
            ("annotate", "另存一份账本，把每处问题标在格子上"),
            ("strict", "只是“请看”的问题也算没通过（退出码 1）"),
        ],
    ),
    (
        ("import-csv", "把财务软件导出的账目放进办公文件夹"),
        &[
            ("file", "导出的 CSV 文件"),
            ("map", "对照表：每一列、每个词是什么意思"),
            ("into", "办公文件夹，没有就新建"),
            (
                "stage",
                "对照表没写时，说明是哪个阶段：proposed 提案、approved 批准、adjusted 调整、executed 执行",
            ),
        ],
    ),
    (
        ("publish", "把账本做成网站"),
        &[
            ("office", "办公文件夹"),
            ("shell", "编译好的网页程序"),
            ("out", "做好的网站放在哪里"),
            ("base", "网址前缀"),
            (
                "at",
                "公开的时间，写成 2026-11-05T09:00:00+08:00；不写就是现在",
            ),
            (
                "schedule",
                "一直开着，每天到这几个钟点各公开一次，比如 08:00,20:00",
            ),
            ("no_compress", "不做压缩好的副本"),
        ],
    ),
    (
        ("rollback", "让网站回到以前的样子"),
        &[
            ("site", "公开好的网站"),
            ("number", "第几次公开；不写就是上一次"),
        ],
    ),
    (
        ("tally", "数一份 Pabulib 格式的选票"),
        &[
            ("file", "选票文件（.pb）"),
            ("rule", "按什么规则选出项目"),
            ("satisfaction", "一个项目对投它的人值多少；不写就按金额"),
            ("completion", "还剩钱时怎么办"),
            ("preset", "按谁家的惯例"),
            (
                "tie_break",
                "打平时按什么次序：min-cost、max-cost、max-votes、lexicographic、seed:文字、order:文件、refuse",
            ),
            ("increment", "add1 每次加多少"),
            ("threshold", "greedy-threshold 至少要多少分"),
            ("explain", "说明每一步，以及没选上的差多少"),
            ("csv", "每个项目一行，印成 CSV"),
        ],
    ),
    (
        ("serve", "在这台电脑上打开公开好的网站"),
        &[
            ("site", "公开好的网站文件夹"),
            ("addr", "地址和端口"),
            ("base", "公开时用的网址前缀"),
            ("also", "再开一个网站，可以写几次"),
            ("https", "前面有 TLS，可以让浏览器只走加密"),
            (
                "inbox",
                "收居民送来的件，存在这个文件夹（要在网站外面），或 s3://桶/前缀",
            ),
            ("strict", "先试一遍收件箱；后来的会盖掉先来的，就不收"),
            ("community", "另外也收这个社区的件，可以写几次"),
            ("quota", "收件箱最多放多少，例如 500M、20G"),
            ("per_minute", "同一个地址长期每分钟最多送几件；不写就是 60"),
            (
                "behind_proxy",
                "前面有代理，会把来访地址加进 X-Forwarded-For",
            ),
        ],
    ),
    (("inbox", "办理居民的来件"), &[]),
    (
        (
            "inbox doctor",
            "像最难缠的来客那样把收件箱试一遍，说清哪里要改",
        ),
        &[
            (
                "place",
                "办公文件夹、收件箱文件夹、s3://桶/前缀，或 https://网址/inbox/v1/社区编号",
            ),
            ("community", "社区编号，地址里没写时用"),
        ],
    ),
    (
        ("receipt", "查一张回执：办到哪一步、值几分、用过没有"),
        &[
            ("office", "办公文件夹"),
            ("code", "回执上的码，照着念照着写都行"),
        ],
    ),
    (
        ("inbox list", "数一数来件：不用钥匙，也不显示内容"),
        &[("office", "办公文件夹")],
    ),
    (
        ("inbox export", "把来件打开，做成一本办理用的表"),
        &[
            ("office", "办公文件夹"),
            ("out", "表写到哪里；不写就放在办公文件夹，名字里有时间"),
            (
                "passphrase_file",
                "第一行是办公钥匙口令的文件；不写就当面问",
            ),
        ],
    ),
    (
        ("inbox import", "收下办好的表，或别人带来的来件"),
        &[
            ("office", "办公文件夹"),
            (
                "file",
                "办好的表；或居民导出的文件（.json、.ndjson）、扫到的码（.txt）",
            ),
            (
                "passphrase_file",
                "第一行是办公钥匙口令的文件；不写就当面问",
            ),
        ],
    ),
];

fn zh_common(command: Command) -> Command {
    command
        .help_template(ZH_TEMPLATE)
        .disable_help_flag(true)
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help("显示这份说明"),
        )
        .subcommand_help_heading("命令")
        .mut_args(|arg| {
            let heading = if arg.is_positional() {
                "参数"
            } else {
                "选项"
            };
            arg.help_heading(heading)
        })
}

/// The command line with its help in `wording`; the texts that it comes with are English.
pub fn command(command: Command, wording: Wording) -> Command {
    if wording == Wording::En {
        return command;
    }
    let mut command = zh_common(
        command
            .about("明白账：把社区的账本变成人人看得懂的网页")
            .mut_arg("lang", |arg| {
                arg.help("说哪种话：zh-Hans 中文，en 英文")
                    .hide_possible_values(true)
            })
            .mut_arg("json", |arg| arg.help("结果用 JSON 写到标准输出"))
            .disable_version_flag(true)
            .arg(
                Arg::new("version")
                    .short('V')
                    .long("version")
                    .action(ArgAction::Version)
                    .help("显示版本"),
            ),
    );
    for ((name, about), arguments) in ZH_HELP {
        let in_chinese = |sub: Command| {
            let mut sub = sub.about(*about);
            for (id, help) in *arguments {
                sub = sub.mut_arg(id, |arg| arg.help(*help));
            }
            zh_common(sub)
        };
        command = match name.split_once(' ') {
            Some((group, name)) => {
                command.mut_subcommand(group, |group| group.mut_subcommand(name, in_chinese))
            }
            None => command.mut_subcommand(name, in_chinese),
        };
    }
    command
}

/// What was typed cannot be run.
pub fn refused_use(error: &clap::Error, w: Wording) -> String {
    let Wording::ZhHans = w else {
        return error.render().to_string();
    };
    let seen = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = seen(ContextKind::InvalidArg);
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let command = seen(ContextKind::InvalidSubcommand);
            format!("没有“{command}”这个命令。")
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "请说要做什么，比如：mingbai check 文件夹".to_owned()
        }
        ErrorKind::UnknownArgument => format!("不认识“{argument}”。"),
        ErrorKind::MissingRequiredArgument => {
            format!("还缺：{}。", argument.replace('\n', "、"))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::NoEquals => {
            let value = seen(ContextKind::InvalidValue);
            if value.is_empty() {
                format!("“{argument}”后面要写内容。")
            } else {
                format!("“{argument}”不能写“{value}”。")
            }
        }
        ErrorKind::ArgumentConflict => format!("“{argument}”写了两次，或不能和别的一起用。"),
        // The rest are about encodings and counts; the library's own words are the best there are.
        _ => return error.render().to_string(),
    };
    let usage = seen(ContextKind::Usage);
    let usage = usage.trim_start_matches("Usage:").trim();
    if usage.is_empty() {
        format!("{what}\n想看说明：mingbai --help")
    } else {
        format!("{what}\n用法：{usage}\n想看说明：mingbai --help")
    }
}

/// An office folder was made.
pub fn made(office: &Path, workbook: &Path, with_example: bool, w: Wording) -> String {
    let (office, workbook) = (office.display(), workbook.display());
    if with_example {
        say!(
            w,
            "示范社区的账本建好了：{workbook}\n打开看看别人怎么填，再试试：mingbai check {office}",
            "The example community's workbook is ready: {workbook}\nHave a look at it, then try: mingbai check {office}"
        )
    } else {
        say!(
            w,
            "空白账本建好了：{workbook}\n打开它，先看第一张“说明”。填好以后运行：mingbai check {office}",
            "An empty workbook is ready: {workbook}\nBegin with its first sheet, 说明. When it is filled in, run: mingbai check {office}"
        )
    }
}

/// What a check found: every finding, errors first, and the counts at the end.
pub fn checked(examined: &Examined, marked: Option<&Path>, w: Wording) -> String {
    let mut lines = Vec::new();
    for kind in [Severity::Error, Severity::Warning] {
        let count = examined.count(kind);
        if count == 0 {
            continue;
        }
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(match kind {
            Severity::Error => say!(
                w,
                "【要改】改好才能公开（{count} 处）",
                "Errors: to be mended before anything is published ({count})"
            ),
            Severity::Warning => say!(
                w,
                "【请看】不改也能公开，最好看一眼（{count} 处）",
                "Warnings: published all the same, but have a look ({count})"
            ),
        });
        for found in examined.findings.iter().filter(|f| f.severity() == kind) {
            let said = finding(found, &examined.reading.layout, w).line(w);
            lines.push(say!(w, "  {said}", "  {said}"));
        }
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(read_so_far(examined, w));
    let (errors, warnings) = (
        examined.count(Severity::Error),
        examined.count(Severity::Warning),
    );
    lines.push(match (errors, warnings) {
        (0, 0) => say!(
            w,
            "账本没有问题，可以公开了。",
            "Nothing is wrong with the workbook; it can be published."
        ),
        (0, _) => say!(
            w,
            "没有要改的，{warnings} 处请看一眼。可以公开。",
            "No errors, {warnings} warnings. It can be published."
        ),
        _ => say!(
            w,
            "一共 {errors} 处要改，{warnings} 处请看。改好再检查一遍。",
            "{errors} errors, {warnings} warnings. Mend them and check again."
        ),
    });
    if let Some(marked) = marked {
        let marked = marked.display();
        lines.push(say!(
            w,
            "标好问题的账本存在：{marked}",
            "A copy with every finding marked is in {marked}"
        ));
    }
    lines.join("\n")
}

fn read_so_far(examined: &Examined, w: Wording) -> String {
    let sheets: Vec<String> = rows(examined)
        .iter()
        .filter(|sheet| sheet.rows > 0)
        .filter_map(|sheet| {
            let (spec, rows) = (spec(sheet.sheet)?, sheet.rows);
            let (zh, en) = (spec.zh, spec.en);
            Some(say!(w, "{zh} {rows} 行", "{en} {rows}"))
        })
        .collect();
    let list = match w {
        Wording::ZhHans => sheets.join("、"),
        Wording::En => sheets.join(", "),
    };
    let path = examined.reading.path.display();
    let mut line = if sheets.is_empty() {
        say!(
            w,
            "读了 {path}，里面还没有内容。",
            "Read {path}; it holds no rows yet."
        )
    } else {
        say!(w, "读了 {path}：{list}。", "Read {path}: rows of {list}.")
    };
    let totals = examined.reading.left_aside.totals;
    if totals > 0 {
        line.push_str(&say!(
            w,
            "另有 {totals} 行合计没有采用，程序会自己加。",
            " {totals} rows of totals were left aside and are worked out afresh."
        ));
    }
    line
}

/// A marked copy was not written.
pub fn annotate_error(error: &AnnotateError, w: Wording) -> String {
    match error {
        AnnotateError::Exists { path } => {
            let path = path.display();
            say!(
                w,
                "“{path}”已经有了，没有动它。请换个文件名。",
                "{path} is there already and was left alone. Choose another name."
            )
        }
        AnnotateError::Io { path, source } => {
            let path = path.display();
            let source = reason(source, w);
            say!(
                w,
                "写不进“{path}”：{source}。",
                "{path} cannot be written: {source}."
            )
        }
        AnnotateError::Write(error) => write_error(error, w),
    }
}

/// The result could not be written to stdout.
pub fn output_failed(error: &io::Error, w: Wording) -> String {
    let error = reason(error, w);
    say!(
        w,
        "结果写不出去：{error}。",
        "The result could not be written: {error}."
    )
}
