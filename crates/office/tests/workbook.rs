//! The reader and the template: what goes in comes out, and what is broken is found where it is.
#![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

mod workbook_support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use office::words::{self, Wording};
use office::workbook::{self, Reading, WorkbookError, template};
use proptest::prelude::*;
use records::book::{Cell, Row};
use records::field::{CellProblem, Kind};
use records::finding::Problem;
use records::sheets::SHEETS;
use records::{Date, Records};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use workbook_support::{example_folder, ods, ods_of, packed, twin_with};

fn read_bytes(name: &str, bytes: &[u8]) -> Result<Reading, WorkbookError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    workbook::read_file(&path)
}

fn rows(reading: &Reading) -> BTreeMap<&str, &Vec<Row>> {
    let sheets = reading.book.sheets.iter();
    sheets
        .map(|(key, table)| (key.as_str(), &table.rows))
        .collect()
}

fn twins(twins: &[(&str, &str)]) -> Reading {
    workbook::read_twins(twins.iter().copied()).unwrap()
}

#[test]
fn xlsx_ods_and_csv_twins_of_the_example_give_the_same_book_and_records() {
    let csv = workbook::read_file(&example_folder()).unwrap();
    let xlsx = read_bytes("workbook.xlsx", &template::write(Some(&csv.book)).unwrap()).unwrap();
    let ods = read_bytes("workbook.ods", &ods(&csv.book)).unwrap();
    assert!(rows(&csv)["budget"].len() > 100);
    for other in [&xlsx, &ods] {
        assert_eq!(other.findings, []);
        assert_eq!(rows(&csv), rows(other));
        let (records, findings) = Records::read(&csv.book);
        assert_eq!(Records::read(&other.book), (records, findings));
    }
}

#[test]
fn a_sheets_own_csv_twin_reads_back_as_the_same_rows() {
    let csv = workbook::read_file(&example_folder()).unwrap();
    for spec in SHEETS {
        let Some(table) = csv.book.sheets.get(spec.key) else {
            continue;
        };
        let bytes = workbook::csv_twin(spec, table).unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        let again = twins(&[(spec.key, text.trim_start_matches('\u{feff}'))]);
        assert_eq!(
            &again.book.sheets[spec.key].rows, &table.rows,
            "{}",
            spec.key
        );
    }
}

#[test]
fn the_empty_template_holds_every_sheet_and_no_record() {
    let reading = read_bytes("workbook.xlsx", &template::write(None).unwrap()).unwrap();
    assert_eq!(reading.findings, []);
    assert_eq!(reading.left_aside.examples, SHEETS.len());
    for spec in SHEETS {
        let table = &reading.book.sheets[spec.key];
        assert_eq!(table.rows, [], "{}", spec.key);
        let keys: Vec<&str> = spec.columns.iter().map(|column| column.key).collect();
        assert_eq!(table.columns, keys);
    }
    assert_eq!(
        template::write(None).unwrap(),
        template::write(None).unwrap(),
        "the template's bytes are always the same"
    );
}

#[test]
fn every_example_of_the_template_is_a_record() {
    for spec in SHEETS {
        let reading = twins(&[(spec.key, &twin_with(spec, "", ""))]);
        let (_, findings) = Records::read(&reading.book);
        let here: Vec<_> = findings.iter().filter(|f| f.row.is_some()).collect();
        assert_eq!(here, Vec::<&records::Finding>::new(), "{}", spec.key);
        assert_eq!(reading.book.sheets[spec.key].rows.len(), 1);
    }
}

#[test]
fn headers_are_told_apart_within_every_sheet() {
    for spec in SHEETS {
        let headers: std::collections::BTreeSet<&str> =
            spec.columns.iter().map(|column| column.zh).collect();
        assert_eq!(headers.len(), spec.columns.len(), "{}", spec.key);
    }
}

#[test]
fn every_word_of_every_list_is_read_in_chinese_in_english_and_as_its_key() {
    let mut tried = 0;
    for spec in SHEETS {
        for column in spec.columns {
            let Kind::List(codes) = column.kind else {
                continue;
            };
            for code in codes {
                for word in [code.zh, code.en, code.key] {
                    let reading = twins(&[(spec.key, &twin_with(spec, column.key, word))]);
                    let (_, findings) = Records::read(&reading.book);
                    assert!(
                        findings.iter().all(|f| f.column != Some(column.key)),
                        "{} {} {word}: {findings:?}",
                        spec.key,
                        column.key
                    );
                    tried += 1;
                }
            }
            let reading = twins(&[(spec.key, &twin_with(spec, column.key, "没有这个词"))]);
            let (_, findings) = Records::read(&reading.book);
            assert!(findings.iter().any(|f| f.column == Some(column.key)
                && matches!(&f.problem, Problem::Cell(CellProblem::NotInList { .. }))));
        }
    }
    assert!(tried > 100);
}

#[test]
fn every_broken_cell_is_found_at_its_sheet_row_and_column() {
    type Is = fn(&CellProblem) -> bool;
    let cases: &[(&str, &str, &str, Is)] = &[
        ("transactions", "amount", "约三千", |p| {
            matches!(p, CellProblem::NotMoney { .. })
        }),
        ("transactions", "amount", "1.005", |p| {
            matches!(p, CellProblem::TooPrecise { .. })
        }),
        ("transactions", "amount", "99999999999999999", |p| {
            matches!(p, CellProblem::TooLarge { .. })
        }),
        ("transactions", "date", "2026-02-30", |p| {
            matches!(p, CellProblem::NotADate { .. })
        }),
        ("transactions", "txn_id", "甲-1", |p| {
            matches!(
                p,
                CellProblem::NotAnId {
                    character: Some('甲'),
                    ..
                }
            )
        }),
        ("transactions", "summary", "", |p| {
            matches!(p, CellProblem::Blank)
        }),
        (
            "budget",
            "approved",
            "#REF!",
            |p| matches!(p, CellProblem::Fault { seen } if seen == "#REF!"),
        ),
        ("budget", "direction", "花钱", |p| {
            matches!(p, CellProblem::NotInList { .. })
        }),
        ("milestones", "weight", "20%", |p| {
            matches!(p, CellProblem::NotWhole { .. })
        }),
        ("projects", "x", "东边", |p| {
            matches!(p, CellProblem::NotDecimal { .. })
        }),
        ("places", "polygon", "0 0;x", |p| {
            matches!(p, CellProblem::NotAPoint { .. })
        }),
    ];
    for (sheet, column, value, is) in cases {
        let spec = workbook::spec(sheet).unwrap();
        let reading = twins(&[(sheet, &twin_with(spec, column, value))]);
        let (_, findings) = Records::read(&reading.book);
        let at: Vec<_> = findings.iter().filter(|f| f.row.is_some()).collect();
        let [found] = at[..] else {
            panic!("{sheet} {column} {value}: {at:?}");
        };
        assert_eq!(
            (found.sheet, found.row, found.column),
            (*sheet, Some(3), Some(*column))
        );
        assert!(
            matches!(&found.problem, Problem::Cell(p) if is(p)),
            "{found:?}"
        );
        let place = spec.columns.iter().position(|c| c.key == *column).unwrap();
        assert_eq!(
            reading.layout.letters(sheet, column),
            Some(workbook::letters(u32::try_from(place).unwrap()))
        );
    }
}

/// An XLSX with one sheet of text cells and what `more` adds.
fn xlsx(
    name: &str,
    cells: &[&[&str]],
    more: impl FnOnce(&mut rust_xlsxwriter::Worksheet),
) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(name).unwrap();
    for (row, cells) in (0..).zip(cells) {
        for (column, text) in (0..).zip(*cells) {
            if !text.is_empty() {
                sheet.write_string(row, column, *text).unwrap();
            }
        }
    }
    more(sheet);
    book.save_to_buffer().unwrap()
}

fn day(y: i32, m: u32, d: u32) -> Cell {
    Cell::Day(Date::from_ymd_opt(y, m, d).unwrap())
}

#[test]
fn what_excel_makes_of_typed_cells_is_read_as_typed() {
    let head: &[&[&str]] = &[
        &[
            "编号",
            "日期",
            "年度",
            "预算编号",
            "方向",
            "金额（元）",
            "摘要",
            "凭证号",
        ],
        &[
            "txn_id",
            "date",
            "year",
            "line_id",
            "direction",
            "amount",
            "summary",
            "voucher",
        ],
    ];
    let bytes = xlsx("收支明细", head, |sheet| {
        let date = Format::new().set_num_format("yyyy/m/d");
        let moment = ExcelDateTime::from_ymd(2026, 11, 5)
            .unwrap()
            .and_hms(9, 30, 0)
            .unwrap();
        sheet.write_number(2, 0, 1201.0).unwrap();
        sheet
            .write_datetime_with_format(2, 1, &moment, &date)
            .unwrap();
        sheet.write_number(2, 2, 2026).unwrap();
        sheet.write_string(2, 3, " e-1 ").unwrap();
        sheet.write_string(2, 4, "支出").unwrap();
        sheet
            .write_formula(
                2,
                5,
                rust_xlsxwriter::Formula::new("=0.1+0.2").set_result("0.30000000000000004"),
            )
            .unwrap();
        sheet.write_string(2, 6, "a\nb").unwrap();
        sheet.write_boolean(2, 7, true).unwrap();
        // A day number that nobody formatted.
        sheet.write_number(3, 1, 46_331).unwrap();
        sheet
            .write_formula(
                3,
                5,
                rust_xlsxwriter::Formula::new("=A9").set_result("#REF!"),
            )
            .unwrap();
    });
    let reading = read_bytes("w.xlsx", &bytes).unwrap();
    let rows = &reading.book.sheets["transactions"].rows;
    let text = |text: &str| Cell::Text(text.to_owned());
    assert_eq!(rows[0].number, 3);
    assert_eq!(rows[0].cell("txn_id"), &text("1201"));
    assert_eq!(rows[0].cell("date"), &day(2026, 11, 5));
    assert_eq!(rows[0].cell("year"), &text("2026"));
    assert_eq!(rows[0].cell("line_id"), &text("e-1"));
    assert_eq!(rows[0].cell("amount"), &text("0.30"));
    assert_eq!(rows[0].cell("summary"), &text("a\nb"));
    assert_eq!(rows[0].cell("voucher"), &text("TRUE"));
    assert_eq!(rows[1].cell("date"), &day(2026, 11, 5));
    assert_eq!(rows[1].cell("amount"), &Cell::Fault("#REF!".to_owned()));
}

#[test]
fn days_of_1904_workbooks_are_the_same_days() {
    let bytes = xlsx(
        "预算阶段",
        &[
            &["年度", "阶段", "日期"],
            &["year", "stage", "date"],
            &["2026", "听证"],
        ],
        |sheet| {
            let date = Format::new().set_num_format("yyyy-mm-dd");
            sheet.write_number_with_format(2, 2, 44_869, &date).unwrap();
        },
    );
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
        parts.push((
            name,
            text.replace("<workbookPr ", "<workbookPr date1904=\"1\" "),
        ));
    }
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    let reading = read_bytes("w.xlsx", &packed(&parts)).unwrap();
    assert_eq!(
        reading.book.sheets["stages"].rows[0].cell("date"),
        &day(2026, 11, 5)
    );
}

fn problems(reading: &Reading) -> Vec<&Problem> {
    reading
        .findings
        .iter()
        .map(|finding| &finding.problem)
        .collect()
}

#[test]
fn a_renamed_sheet_is_known_by_its_keys_and_one_without_keys_by_its_headers() {
    let renamed = xlsx(
        "钱从哪来",
        &[
            &["甲", "乙", "丙"],
            &["fund_id", "name", "nature"],
            &["a", "甲资金", "财政"],
        ],
        |_| {},
    );
    let reading = read_bytes("w.xlsx", &renamed).unwrap();
    assert_eq!(reading.layout.sheets["funds"].name, "钱从哪来");
    assert_eq!(reading.book.sheets["funds"].rows.len(), 1);
    let bare = twins(&[(
        "资金来源",
        "＊ 编号,名称(英文),*名称,Nature\na,Fund A,甲资金,财政\n",
    )]);
    let row = &bare.book.sheets["funds"].rows[0];
    assert_eq!(row.number, 2);
    assert_eq!(row.cell("name_en"), &Cell::Text("Fund A".to_owned()));
    assert_eq!(row.cell("nature"), &Cell::Text("财政".to_owned()));
    assert_eq!(bare.findings, []);
}

#[test]
fn merged_cells_doubled_columns_and_hidden_doubled_and_strange_sheets_are_named() {
    let mut book = Workbook::new();
    let cells = [
        ["编号", "名称", "性质", "编号"],
        ["fund_id", "name", "nature", "fund_id"],
    ];
    for (name, hidden) in [
        ("资金来源", true),
        ("资金来源 (2)", false),
        ("我的笔记", false),
    ] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        if name == "我的笔记" {
            sheet.write_string(0, 0, "买灯泡").unwrap();
            continue;
        }
        for (row, cells) in (0..).zip(cells) {
            for (column, text) in (0..).zip(cells) {
                sheet.write_string(row, column, text).unwrap();
            }
        }
        if hidden {
            sheet.merge_range(2, 0, 4, 0, "a", &Format::new()).unwrap();
            sheet.set_hidden(true);
        }
    }
    book.worksheet_from_name("资金来源 (2)")
        .unwrap()
        .set_active(true);
    let reading = read_bytes("w.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    let found = problems(&reading);
    for expected in [
        Problem::UnknownSheet {
            name: "我的笔记".into(),
        },
        Problem::DuplicateSheet {
            name: "资金来源 (2)".into(),
        },
        Problem::HiddenSheet {
            name: "资金来源".into(),
        },
        Problem::DuplicateColumn {
            letters: "D".into(),
        },
        Problem::MergedCells {
            range: "A3:A5".into(),
        },
    ] {
        assert!(found.contains(&&expected), "{expected:?} not in {found:?}");
    }
    assert_eq!(found.len(), 5);
}

#[test]
fn an_ods_with_gaps_merges_errors_and_a_hidden_sheet_is_read_in_place() {
    let cell = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |cells: &str| format!("<table:table-row>{cells}</table:table-row>");
    let table = format!(
        "<table:table table:name=\"资金来源\">{}{}{}{}</table:table>",
        row(&[cell("编号"), cell("名称"), cell("性质")].concat()),
        row(&[cell("fund_id"), cell("name"), cell("nature")].concat()),
        "<table:table-row table:number-rows-repeated=\"7\"><table:table-cell/></table:table-row>",
        row(&format!(
            "{}<table:table-cell table:number-rows-spanned=\"2\" office:value-type=\"string\">\
             <office:annotation><text:p>便条</text:p></office:annotation>\
             <text:p>甲<text:s text:c=\"2\"/>&amp;乙</text:p></table:table-cell>\
             <table:table-cell office:value-type=\"string\" office:string-value=\"\" \
             calcext:value-type=\"error\"><text:p>#REF!</text:p></table:table-cell>",
            cell("a")
        )),
    );
    let reading = read_bytes("w.ods", &ods_of(&table)).unwrap();
    let rows = &reading.book.sheets["funds"].rows;
    assert_eq!(rows[0].number, 10);
    assert_eq!(rows[0].cell("name"), &Cell::Text("甲  &乙".to_owned()));
    assert_eq!(rows[0].cell("nature"), &Cell::Fault("#REF!".to_owned()));
    assert_eq!(
        problems(&reading),
        [&Problem::MergedCells {
            range: "B10:B11".into()
        }]
    );
}

#[test]
fn totals_and_examples_are_left_aside_and_blank_levels_take_what_stands_above() {
    let text = "编号,年度,方向,一级,二级,名称\nline_id,year,direction,l1,l2,title\n\
        示例 e-0,2026,支出,例,,例\n\
        e-1,2026,支出,绿化,花草,甲\n\
        e-2,2026,支出,,,乙\n\
        e-3,2026,支出,,树木,丙\n\
        ,2026,支出,小 计：,,\n\
        合计,,,,,\n\
        r-1,2026,收入,,,丁\n";
    let reading = twins(&[("budget", text)]);
    let table = &reading.book.sheets["budget"];
    let levels: Vec<(u32, String, String)> = table
        .rows
        .iter()
        .map(|row| (row.number, row.cell("l1").shown(), row.cell("l2").shown()))
        .collect();
    let expected = [
        (4, "绿化", "花草"),
        (5, "绿化", "花草"),
        (6, "绿化", "树木"),
        (9, "", ""),
    ];
    let expected = expected.map(|(row, l1, l2)| (row, l1.to_owned(), l2.to_owned()));
    assert_eq!(levels, expected);
    assert_eq!(
        (reading.left_aside.examples, reading.left_aside.totals),
        (1, 2)
    );
}

#[test]
fn sentences_say_where_what_and_how_to_mend_it_in_both_languages() {
    let text = "编号,年度,方向,一级,名称,资金编号,批准\nline_id,year,direction,l1,title,fund_id,approved\n\
        e-1,2026,花钱,绿化,甲,baozhang,约三千\n";
    let reading = twins(&[("budget", text)]);
    let (_, findings) = Records::read(&reading.book);
    let lines = |wording| -> Vec<String> {
        findings
            .iter()
            .filter(|finding| finding.row.is_some() || finding.sheet == "funds")
            .map(|finding| words::finding(finding, &reading.layout, wording).line(wording))
            .collect()
    };
    assert_eq!(
        lines(Wording::ZhHans),
        [
            "“资金来源”表：文件里没有这张表 —— 请从空白模板里把“资金来源”表复制过来填好，表名不要改",
            "“预算”表 第3行 C列“方向”：“花钱”不在可选的词里 —— 请从这些里选：收入、支出",
            "“预算”表 第3行 G列“批准”：写的是“约三千”，这不是金额 —— 请只填数字，单位是元，比如 1234.50",
        ]
    );
    assert_eq!(
        lines(Wording::En),
        [
            "sheet “资金来源” (Funds): this sheet is missing — copy the sheet “资金来源” from an empty template, fill it in and keep its name",
            "sheet “预算” (Budget), row 3, column C “方向” (Direction): “花钱” is not one of the words to choose from — choose one of: 收入 (Revenue), 支出 (Expenditure)",
            "sheet “预算” (Budget), row 3, column G “批准” (Approved): “约三千” is not an amount — enter digits only, in yuan, such as 1234.50",
        ]
    );
}

#[test]
fn what_only_follows_from_an_unreadable_row_is_not_told() {
    let mut texts: Vec<(String, String)> = fs::read_dir(example_folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let key = path.file_stem().unwrap().to_string_lossy().into_owned();
            (key, fs::read_to_string(path).unwrap())
        })
        .collect();
    let found = |texts: &[(String, String)]| -> Vec<(&'static str, Option<&'static str>)> {
        let texts: Vec<(&str, &str)> = texts
            .iter()
            .map(|(key, text)| (key.as_str(), text.as_str()))
            .collect();
        let examined = workbook::examined(twins(&texts));
        let errors = examined.findings.iter();
        errors
            .filter(|finding| finding.severity() == records::Severity::Error)
            .map(|finding| (finding.sheet, finding.column))
            .collect()
    };
    assert_eq!(found(&texts), []);
    for (key, text) in &mut texts {
        if key == "budget" {
            *text = text.replacen(",支出,", ",花钱,", 1);
        }
        if key == "transactions" {
            *text = text.replacen(",支出,", ",花钱,", 1);
        }
    }
    assert_eq!(
        found(&texts),
        [
            ("budget", Some("direction")),
            ("transactions", Some("direction"))
        ]
    );
}

#[test]
fn what_is_no_workbook_is_refused_by_name() {
    let kind = |name: &str, bytes: &[u8]| read_bytes(name, bytes).map(|_| ()).unwrap_err().kind();
    assert_eq!(kind("w.xlsx", b"hello"), "not-a-spreadsheet");
    assert_eq!(
        kind("w.xlsx", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
        "locked-or-old"
    );
    assert_eq!(
        kind("w.ods", &packed(&[("a.txt", b"x")])),
        "not-a-spreadsheet"
    );
    assert_eq!(
        kind("w.xlsx", &packed(&[("xl/workbook.xml", b"<a><b></a>")])),
        "damaged"
    );
    // The decoder would wait for the end of this table for ever.
    let cut = packed(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        (
            "content.xml",
            b"<a><table:table table:name=\"x\"><table:table-row>",
        ),
    ]);
    assert_eq!(kind("w.ods", &cut), "damaged");
    let folder = tempfile::tempdir().unwrap();
    let read = |path: &Path| workbook::read(path).map(|_| ()).unwrap_err().kind();
    assert_eq!(read(&folder.path().join("none")), "no-office");
    assert_eq!(read(folder.path()), "no-workbook");
    fs::write(folder.path().join("workbook.xlsx"), "").unwrap();
    fs::create_dir(folder.path().join("workbook")).unwrap();
    assert_eq!(read(folder.path()), "several-workbooks");
}

#[test]
fn one_cell_in_the_last_corner_is_one_cell() {
    let bytes = xlsx("资金来源", &[&["编号"], &["fund_id"]], |sheet| {
        sheet.write_string(1_048_575, 16_383, "x").unwrap();
    });
    let reading = read_bytes("w.xlsx", &bytes).unwrap();
    assert_eq!(reading.book.sheets["funds"].rows[0].number, 1_048_576);
    // The same as a formula for "fill everything" in an ODS is refused, not unrolled.
    let full = "<table:table table:name=\"x\"><table:table-row table:number-rows-repeated=\"1048576\">\
        <table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"string\">\
        <text:p>x</text:p></table:table-cell></table:table-row></table:table>";
    let refused = read_bytes("w.ods", &ods_of(full))
        .map(|_| ())
        .unwrap_err()
        .kind();
    assert_eq!(refused, "too-many-cells");
}

#[test]
fn an_annotated_copy_marks_the_cell_and_reads_like_the_original() {
    let text = twin_with(workbook::spec("budget").unwrap(), "approved", "约三千");
    let examined = workbook::examined(twins(&[("budget", &text)]));
    let bytes = workbook::annotate::write(&examined, Wording::ZhHans).unwrap();
    let again = read_bytes("w.xlsx", &bytes).unwrap();
    assert_eq!(again.book, examined.reading.book);
    assert_eq!(again.findings, []);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut notes = String::new();
    let mut entry = archive.by_name("xl/comments1.xml").unwrap();
    std::io::Read::read_to_string(&mut entry, &mut notes).unwrap();
    assert!(notes.contains("ref=\"O3\""), "{notes}");
    assert!(notes.contains("写的是“约三千”，这不是金额"), "{notes}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for name in ["w.xlsx", "w.ods"] {
            prop_assert!(read_bytes(name, &bytes).is_err());
            let mut signed = b"PK\x03\x04".to_vec();
            signed.extend(&bytes);
            prop_assert!(read_bytes(name, &signed).is_err());
        }
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("budget.csv"), &bytes).unwrap();
        if let Ok(reading) = workbook::read_file(folder.path()) {
            workbook::examined(reading);
        }
    }

    #[test]
    fn no_damage_inside_an_xlsx_makes_the_reader_panic(
        part in 0_usize..64,
        at in any::<prop::sample::Index>(),
        with in prop::sample::select(vec!["", "<", "\"", "9999999999", "-1", "</c>", "A0", "&#0;", "s"]),
        length in 0_usize..6,
    ) {
        let bytes = xlsx("资金来源", &[&["编号", "名称"], &["fund_id", "name"], &["a", "甲"]], |sheet| {
            sheet.write_number(3, 0, 46_331).unwrap();
            sheet.merge_range(4, 0, 5, 0, "a", &Format::new()).unwrap();
        });
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let count = archive.len();
        let mut parts = Vec::new();
        for number in 0..count {
            let mut entry = archive.by_index(number).unwrap();
            let name = entry.name().unwrap().into_owned();
            let mut text = String::new();
            std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
            if number == part % count {
                let chars: Vec<char> = text.chars().collect();
                let from = at.index(chars.len().max(1));
                let to = (from + length).min(chars.len());
                text = chars[..from].iter().collect::<String>() + with
                    + &chars[to..].iter().collect::<String>();
            }
            parts.push((name, text));
        }
        let parts: Vec<(&str, &[u8])> =
            parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        if let Ok(reading) = read_bytes("w.xlsx", &packed(&parts)) {
            workbook::examined(reading);
        }
    }
}
