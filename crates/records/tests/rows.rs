//! Every sheet's record survives being written and read, as a row and as JSON, and nothing that
//! is not declared gets in.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::Value;

use records::Records;
use records::book::Row;
use records::finding::Problem;
use records::sheets::{SHEETS, Sheet};

use support::{Property, for_every_sheet};

fn json<T: Sheet>(record: &T) -> serde_json::Map<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        other => panic!("{}: {other:?}", T::KEY),
    }
}

struct SurvivesARow;

impl Property for SurvivesARow {
    fn hold<T: Sheet>(record: &T, _: &Row) -> Result<(), TestCaseError> {
        let written = record.to_row(7);
        prop_assert_eq!(written.number, 7);
        let read = T::from_row(&written);
        prop_assert_eq!(read.as_ref(), Ok(record));
        Ok(())
    }
}

#[test]
fn a_record_written_to_a_row_is_read_back_the_same() {
    for_every_sheet::<SurvivesARow>();
}

struct SurvivesJson;

impl Property for SurvivesJson {
    fn hold<T: Sheet>(record: &T, _: &Row) -> Result<(), TestCaseError> {
        let text = serde_json::to_string(record).unwrap();
        let read: T = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read, record);
        // The same bytes again: what is published does not depend on who wrote it.
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), text);
        Ok(())
    }
}

#[test]
fn a_record_written_as_json_is_read_back_the_same() {
    for_every_sheet::<SurvivesJson>();
}

struct RefusesUnknownFields;

impl Property for RefusesUnknownFields {
    fn hold<T: Sheet>(record: &T, _: &Row) -> Result<(), TestCaseError> {
        let mut fields = json(record);
        fields.insert("phone_of_mother".to_owned(), Value::from("1"));
        prop_assert!(serde_json::from_value::<T>(Value::Object(fields)).is_err());
        // In a text with translations, too.
        for (key, value) in json(record) {
            if let Value::Object(mut text) = value {
                text.insert("fr".to_owned(), Value::from("bonjour"));
                let mut fields = json(record);
                fields.insert(key, Value::Object(text));
                prop_assert!(serde_json::from_value::<T>(Value::Object(fields)).is_err());
            }
        }
        Ok(())
    }
}

#[test]
fn json_with_an_unknown_field_is_refused() {
    for_every_sheet::<RefusesUnknownFields>();
}

struct NamesItsColumns;

impl Property for NamesItsColumns {
    fn hold<T: Sheet>(record: &T, _: &Row) -> Result<(), TestCaseError> {
        for key in json(record).keys() {
            prop_assert!(T::COLUMNS.iter().any(|column| column.key == key), "{}", key);
        }
        Ok(())
    }
}

#[test]
fn json_names_are_column_keys() {
    for_every_sheet::<NamesItsColumns>();
}

struct NeedsWhatIsRequired;

impl Property for NeedsWhatIsRequired {
    fn hold<T: Sheet>(_: &T, row: &Row) -> Result<(), TestCaseError> {
        for column in T::COLUMNS.iter().filter(|column| column.required) {
            let mut row = row.clone();
            row.cells.remove(column.key);
            let findings = T::from_row(&row).expect_err(column.key);
            prop_assert_eq!(findings.len(), 1);
            prop_assert_eq!(findings[0].column, Some(column.key));
            prop_assert_eq!(findings[0].row, Some(row.number));
            prop_assert!(matches!(
                findings[0].problem,
                Problem::Cell(records::field::CellProblem::Blank)
            ));
        }
        Ok(())
    }
}

#[test]
fn a_blank_required_cell_is_the_one_finding_of_its_row() {
    for_every_sheet::<NeedsWhatIsRequired>();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_book_is_read_whole(book in support::any_book()) {
        let (records, findings) = Records::read(&book);
        prop_assert_eq!(findings, vec![]);
        let records = records.unwrap();
        prop_assert_eq!(records.community.row, book.sheets["community"].rows[0].number);
        let rows = |key: &str| book.sheets[key].rows.len();
        prop_assert_eq!(records.budget.len(), rows("budget"));
        prop_assert_eq!(records.left_out.len(), rows("left_out"));
        prop_assert_eq!(records.glossary.len(), rows("glossary"));
    }
}

#[test]
fn every_example_cell_of_the_template_can_be_read() {
    let mut book = records::book::Book::default();
    for spec in SHEETS {
        let columns: Vec<&str> = spec.columns.iter().map(|column| column.key).collect();
        // Some examples are left blank because nobody should copy them: a submission's id, a reply.
        let cells: Vec<&str> = spec
            .columns
            .iter()
            .map(|column| match (column.required, column.example) {
                (true, "") => "x",
                (_, example) => example,
            })
            .collect();
        support::sheet(&mut book, spec.key, &columns.join("|"), &[&cells.join("|")]);
    }
    let (records, findings) = Records::read(&book);
    assert_eq!(findings, Vec::new());
    assert!(records.is_some());
}
