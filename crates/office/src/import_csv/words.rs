//! The importer's sentences, in Chinese and English. Traditional Chinese readers get the
//! Simplified ones: this is the committee's program.

use std::path::Path;

use records::Lang;
use records::codes::{Direction, Stage};
use records::field::Code;

use super::{
    FILE_MAX, ImportError, ImportReport, LeftOutReason, LeftOutRow, MapProblem, Total, TwinProblem,
};

/// Why an import did not take place and what helps, one or two sentences.
pub fn error(error: &ImportError, lang: Lang) -> String {
    match lang {
        Lang::ZhHans | Lang::ZhHant => error_zh(error),
        Lang::En => error_en(error),
    }
}

fn error_zh(error: &ImportError) -> String {
    match error {
        ImportError::Unreadable { path, source } => {
            format!("读不了“{}”：{source}。", path.display())
        }
        ImportError::Unwritable { path, source } => {
            format!("写不进“{}”：{source}。原有数据没有变。", path.display())
        }
        ImportError::FileTooLarge { bytes } => format!(
            "文件太大（{} MB），最多 {} MB。请按年度分成几个文件再导入。",
            bytes >> 20,
            FILE_MAX >> 20
        ),
        ImportError::FileName { path } => format!(
            "文件名“{}”不能用：要是普通文字，开头不能是“示例”。请改个名字。",
            path.display()
        ),
        ImportError::Map(problem) => format!("对照表（MAP.toml）有问题：{}", map_zh(problem)),
        ImportError::NoStage { source } => format!(
            "不知道“{source}”是哪个阶段的预算。请在对照表里加一段 [[stages]]，写明文件名和阶段。"
        ),
        ImportError::NoHeader => "文件第一行读不出列名。请确认这是带列名的 CSV。".to_owned(),
        ImportError::MissingColumn { column, found } => format!(
            "文件里没有“{column}”这一列，只有：{}。请核对对照表的 [columns]、分隔符和编码。",
            found.join("、")
        ),
        ImportError::ColumnTwice { column } => {
            format!("文件里有两列都叫“{column}”，分不清用哪一列。请改掉一个列名。")
        }
        ImportError::SumTooLarge {
            year,
            stage,
            line_id: Some(line_id),
        } => format!(
            "{year} 年度“{}”阶段，预算 {line_id} 的合计太大，存不下。请看看金额是不是多了几位。",
            stage_word(*stage, Lang::ZhHans)
        ),
        ImportError::SumTooLarge {
            year,
            stage,
            line_id: None,
        } => format!(
            "{year} 年度“{}”阶段的合计太大，存不下。请看看金额是不是多了几位。",
            stage_word(*stage, Lang::ZhHans)
        ),
        ImportError::SameLineId { line_id } => format!(
            "两条不同的预算得出了同一个编号 {line_id}。请把其中一条的名称改动一个字再导入。"
        ),
        ImportError::Busy => "另一个导入正在进行，请等它结束再来。".to_owned(),
        ImportError::OneFileWorkbook { path } => format!(
            "这里的账本是一个文件（{}），导入只能写进 workbook 文件夹里的 CSV。请换一个空文件夹，或先把账本另存为 CSV。",
            path.display()
        ),
        ImportError::OtherCommunity { office, map } => {
            format!("这个文件夹是“{office}”的，对照表写的是“{map}”。请核对，不要混在一起。")
        }
        ImportError::OtherCurrency { office, map } => {
            format!("这个文件夹用的币种是 {office}，对照表写的是 {map}。请核对。")
        }
        ImportError::Twin { sheet, problem } => {
            format!("{sheet}.csv 读不了：{}", twin_zh(problem))
        }
        ImportError::TwinRow(finding) => format!(
            "{}.csv 第 {} 行“{}”这一格读不了。请先用 mingbai check 检查并改好，再导入。",
            finding.sheet,
            finding.row.unwrap_or(0),
            finding.column.unwrap_or("")
        ),
        ImportError::AmountEdited {
            line_id,
            year,
            stage,
            typed,
            sum,
        } => {
            let sum = sum.map_or_else(|| "没有".to_owned(), |sum| sum.to_decimal(2));
            format!(
                "budget.csv 里 {line_id}（{year} 年度）的“{}”金额是 {typed}，和账目底稿的合计（{sum}）对不上，像是有人手工改过。导入会盖掉它，所以停下了：请把这一格清空或改回来，再导入。",
                stage_word(*stage, Lang::ZhHans)
            )
        }
    }
}

fn error_en(error: &ImportError) -> String {
    match error {
        ImportError::Unreadable { path, source } => {
            format!("Cannot read \"{}\": {source}.", path.display())
        }
        ImportError::Unwritable { path, source } => format!(
            "Cannot write \"{}\": {source}. What was there is unchanged.",
            path.display()
        ),
        ImportError::FileTooLarge { bytes } => format!(
            "The file is too large ({} MB; at most {} MB). Please split it by year and import the parts.",
            bytes >> 20,
            FILE_MAX >> 20
        ),
        ImportError::FileName { path } => format!(
            "The file name \"{}\" cannot be used: it must be plain text and not begin with 示例. Please rename the file.",
            path.display()
        ),
        ImportError::Map(problem) => {
            format!("The map (MAP.toml) is not right: {}", map_en(problem))
        }
        ImportError::NoStage { source } => format!(
            "Which stage of the budget \"{source}\" holds is not known. Please add a [[stages]] entry with the file's name and its stage to the map."
        ),
        ImportError::NoHeader => {
            "The first row of the file has no readable column names. Is this a CSV with a header?"
                .to_owned()
        }
        ImportError::MissingColumn { column, found } => format!(
            "The file has no column \"{column}\", only: {}. Please check [columns], delimiter and encoding in the map.",
            found.join(", ")
        ),
        ImportError::ColumnTwice { column } => format!(
            "Two columns of the file are called \"{column}\". Please rename the one that is not meant."
        ),
        ImportError::SumTooLarge {
            year,
            stage,
            line_id: Some(line_id),
        } => format!(
            "The sum of line {line_id} in {year}, stage \"{}\", is too large to keep. Has an amount too many digits?",
            stage_word(*stage, Lang::En)
        ),
        ImportError::SumTooLarge {
            year,
            stage,
            line_id: None,
        } => format!(
            "The sum of {year}, stage \"{}\", is too large to keep. Has an amount too many digits?",
            stage_word(*stage, Lang::En)
        ),
        ImportError::SameLineId { line_id } => format!(
            "Two different budget lines came out with the same identifier {line_id}. Please change a letter in the name of one of them."
        ),
        ImportError::Busy => {
            "Another import into this folder is under way. Please wait for it to end.".to_owned()
        }
        ImportError::OneFileWorkbook { path } => format!(
            "The workbook here is one file ({}); an import can only write into a workbook folder of CSV files. Please choose an empty folder, or save the workbook as CSV first.",
            path.display()
        ),
        ImportError::OtherCommunity { office, map } => format!(
            "This folder belongs to \"{office}\", the map to \"{map}\". Please check, so that they do not get mixed."
        ),
        ImportError::OtherCurrency { office, map } => {
            format!("This folder counts in {office}, the map in {map}. Please check.")
        }
        ImportError::Twin { sheet, problem } => {
            format!("Cannot read {sheet}.csv: {}", twin_en(problem))
        }
        ImportError::TwinRow(finding) => format!(
            "{}.csv, row {}: the cell under \"{}\" cannot be read. Please run mingbai check, mend it, and import again.",
            finding.sheet,
            finding.row.unwrap_or(0),
            finding.column.unwrap_or("")
        ),
        ImportError::AmountEdited {
            line_id,
            year,
            stage,
            typed,
            sum,
        } => {
            let sum = sum.map_or_else(|| "none".to_owned(), |sum| sum.to_decimal(2));
            format!(
                "In budget.csv the amount \"{}\" of {line_id} ({year}) is {typed}, but its ledger entries add up to {sum}: somebody seems to have changed it by hand. The import would undo that, so it stopped. Please clear the cell or change it back, and import again.",
                stage_word(*stage, Lang::En)
            )
        }
    }
}

fn map_zh(problem: &MapProblem) -> String {
    match problem {
        MapProblem::Syntax {
            line: Some(line),
            message,
        } => format!("第 {line} 行读不懂（{message}）。"),
        MapProblem::Syntax {
            line: None,
            message,
        } => format!("读不懂（{message}）。"),
        MapProblem::Delimiter { seen } => {
            format!("分隔符 delimiter 是“{seen}”，应该是一个英文半角符号，比如逗号。")
        }
        MapProblem::Encoding { seen } => {
            format!("不认识编码“{seen}”，常用的是 utf-8 和 gb18030。")
        }
        MapProblem::Levels { found } => {
            format!("levels 要写 1 到 3 个不同的列名，现在有 {found} 个。")
        }
        MapProblem::NoBlankLabel { column } => {
            format!("[blank] 里缺“{column}”：这一列空着的时候显示什么？")
        }
        MapProblem::BlankText { key } => format!("{key} 的文字是空的。"),
        MapProblem::Community { column } => {
            format!("[community] 的 {column} 填得不对。")
        }
        MapProblem::CurrencyPrecision { currency } => {
            format!("币种 {currency} 的小数位数不是两位，目前还不能导入。")
        }
    }
}

fn map_en(problem: &MapProblem) -> String {
    match problem {
        MapProblem::Syntax {
            line: Some(line),
            message,
        } => format!("line {line}: {message}."),
        MapProblem::Syntax {
            line: None,
            message,
        } => format!("{message}."),
        MapProblem::Delimiter { seen } => {
            format!(
                "the delimiter is \"{seen}\"; it must be one ASCII character, a comma for instance."
            )
        }
        MapProblem::Encoding { seen } => {
            format!("no encoding is called \"{seen}\"; usual ones are utf-8 and gb18030.")
        }
        MapProblem::Levels { found } => {
            format!("levels must name one to three different columns; it names {found}.")
        }
        MapProblem::NoBlankLabel { column } => {
            format!("[blank] lacks \"{column}\": what is to be shown where that column is blank?")
        }
        MapProblem::BlankText { key } => format!("the text of {key} is blank."),
        MapProblem::Community { column } => format!("{column} in [community] is not right."),
        MapProblem::CurrencyPrecision { currency } => {
            format!("{currency} does not have two decimals; such amounts cannot be imported yet.")
        }
    }
}

fn twin_zh(problem: &TwinProblem) -> String {
    match problem {
        TwinProblem::NotUtf8 { row } => {
            format!("第 {row} 行不是 UTF-8 编码。请另存为“CSV UTF-8”。")
        }
        TwinProblem::NoKey { key } => {
            format!("第 2 行（英文列名）里没有“{key}”。请恢复表头的两行。")
        }
        TwinProblem::RowTooLong { row } => {
            format!("第 {row} 行的格子比表头还多。请看看是不是有逗号没加引号。")
        }
        TwinProblem::NotOneRow { found } => format!("应该只有一行数据，现在有 {found} 行。"),
    }
}

fn twin_en(problem: &TwinProblem) -> String {
    match problem {
        TwinProblem::NotUtf8 { row } => {
            format!("row {row} is not UTF-8. Please save it as \"CSV UTF-8\".")
        }
        TwinProblem::NoKey { key } => format!(
            "its second row (the machine keys) lacks \"{key}\". Please restore the two header rows."
        ),
        TwinProblem::RowTooLong { row } => format!(
            "row {row} has more cells than the header. Is there a comma outside quotation marks?"
        ),
        TwinProblem::NotOneRow { found } => {
            format!("it must hold exactly one row of data; it holds {found}.")
        }
    }
}

/// Why a row was left out, without a full stop.
pub fn reason(reason: &LeftOutReason, lang: Lang) -> String {
    match lang {
        Lang::ZhHans | Lang::ZhHant => reason_zh(reason),
        Lang::En => reason_en(reason),
    }
}

fn reason_zh(reason: &LeftOutReason) -> String {
    match reason {
        LeftOutReason::Columns { found, expected } => {
            format!("应有 {expected} 列，这里有 {found} 列")
        }
        LeftOutReason::Quotes => "引号不成对".to_owned(),
        LeftOutReason::Encoding => "有乱码，不符合文件的编码".to_owned(),
        LeftOutReason::Year { seen } => format!("年度“{seen}”不在对照表里"),
        LeftOutReason::Direction { seen } => format!("收支方向“{seen}”不在对照表里"),
        LeftOutReason::Label { column } => {
            format!("“{column}”这一格太长，或者有不能显示的字符、公式错误")
        }
        LeftOutReason::AmountBlank => "金额是空的".to_owned(),
        LeftOutReason::Amount { seen } => format!("“{seen}”不是金额"),
        LeftOutReason::AmountTooPrecise { seen } => format!("金额“{seen}”的小数超过两位"),
        LeftOutReason::AmountTooLarge { seen } => format!("金额“{seen}”太大"),
    }
}

fn reason_en(reason: &LeftOutReason) -> String {
    match reason {
        LeftOutReason::Columns { found, expected } => {
            format!("{found} columns where there should be {expected}")
        }
        LeftOutReason::Quotes => "a quotation mark without its partner".to_owned(),
        LeftOutReason::Encoding => "bytes that are no text in the file's encoding".to_owned(),
        LeftOutReason::Year { seen } => format!("the map does not know the year \"{seen}\""),
        LeftOutReason::Direction { seen } => {
            format!("the map does not know the direction \"{seen}\"")
        }
        LeftOutReason::Label { column } => format!(
            "the cell under \"{column}\" is too long, or holds control characters or a spreadsheet error"
        ),
        LeftOutReason::AmountBlank => "the amount is blank".to_owned(),
        LeftOutReason::Amount { seen } => format!("\"{seen}\" is not an amount"),
        LeftOutReason::AmountTooPrecise { seen } => {
            format!("the amount \"{seen}\" has more than two decimals")
        }
        LeftOutReason::AmountTooLarge { seen } => format!("the amount \"{seen}\" is too large"),
    }
}

/// One left-out row as a line for the terminal: `FILE:LINE: why`. `file` as the caller gave it.
pub fn left_out(file: &Path, row: &LeftOutRow, lang: Lang) -> String {
    let (at, why) = (row.source_line, reason(&row.reason, lang));
    match lang {
        Lang::ZhHans | Lang::ZhHant => format!("{}:{at}: 未计入：{why}", file.display()),
        Lang::En => format!("{}:{at}: left out: {why}", file.display()),
    }
}

/// What an import did, a few lines for the terminal; the left-out rows are not listed.
pub fn report(report: &ImportReport, lang: Lang) -> String {
    let mut lines = vec![match lang {
        Lang::ZhHans | Lang::ZhHant => format!(
            "{}（{}）：共 {} 行，导入 {} 行，合成 {} 条预算，未计入 {} 行。",
            report.source,
            stage_word(report.stage, lang),
            report.rows_in,
            report.rows_imported,
            report.lines,
            report.left_out.len()
        ),
        Lang::En => format!(
            "{} ({}): {} rows, {} imported as {} budget lines, {} left out.",
            report.source,
            stage_word(report.stage, lang),
            report.rows_in,
            report.rows_imported,
            report.lines,
            report.left_out.len()
        ),
    }];
    lines.extend(report.totals.iter().map(|total| sum(total, lang)));
    if report.replaced > 0 {
        lines.push(match lang {
            Lang::ZhHans | Lang::ZhHant => {
                format!(
                    "这个文件以前导入过，原来的 {} 行已换成新的。",
                    report.replaced
                )
            }
            Lang::En => format!(
                "This file was imported before; its {} earlier rows were replaced.",
                report.replaced
            ),
        });
    }
    if !report.changed {
        lines.push(match lang {
            Lang::ZhHans | Lang::ZhHant => "和上次导入的完全一样，没有改动。".to_owned(),
            Lang::En => "Exactly as imported before; nothing changed.".to_owned(),
        });
    }
    lines.join("\n")
}

fn sum(total: &Total, lang: Lang) -> String {
    let direction = word(Direction::CODES, total.direction.key(), lang);
    let (year, amount) = (&total.year, total.amount.to_figures(2));
    match lang {
        Lang::ZhHans | Lang::ZhHant => format!(
            "  {year} {direction}合计 {amount}（{} 条预算，{} 笔）",
            total.lines, total.entries
        ),
        Lang::En => format!(
            "  {year} {direction}: {amount} in all ({} lines, {} entries)",
            total.lines, total.entries
        ),
    }
}

fn stage_word(stage: Stage, lang: Lang) -> &'static str {
    word(Stage::CODES, stage.key(), lang)
}

/// The word of a list in the reader's language.
fn word(codes: &'static [Code], key: &'static str, lang: Lang) -> &'static str {
    codes
        .iter()
        .find(|code| code.key == key)
        .map_or(key, |code| match lang {
            Lang::ZhHans | Lang::ZhHant => code.zh,
            Lang::En => code.en,
        })
}
