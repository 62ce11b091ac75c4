//! The published JSON Schemas say what the records are.
#![cfg(feature = "schema")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use jsonschema::Validator;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};

use records::book::Row;
use records::schema::schemas;
use records::sheets::{SHEETS, Sheet};

use support::{Property, for_every_sheet};

/// The validator of a sheet, made once.
fn validator(key: &'static str) -> Rc<Validator> {
    thread_local! {
        static MADE: RefCell<HashMap<&'static str, Rc<Validator>>> = RefCell::default();
    }
    MADE.with_borrow_mut(|made| {
        Rc::clone(made.entry(key).or_insert_with(|| {
            let schema = &schemas()[key];
            jsonschema::meta::validate(schema).expect("a schema");
            Rc::new(jsonschema::draft202012::new(schema).expect("a schema"))
        }))
    })
}

#[test]
fn every_sheet_has_a_closed_schema_of_2020_12() {
    let schemas = schemas();
    let keys: Vec<&str> = schemas.keys().copied().collect();
    let mut sheets: Vec<&str> = SHEETS.iter().map(|spec| spec.key).collect();
    sheets.sort_unstable();
    assert_eq!(keys, sheets);
    for spec in SHEETS {
        let schema = &schemas[spec.key];
        assert_eq!(
            schema["$schema"],
            json!("https://json-schema.org/draft/2020-12/schema")
        );
        assert_eq!(schema["additionalProperties"], json!(false), "{}", spec.key);
        let required: Vec<&str> = schema["required"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| key.as_str().unwrap())
            .collect();
        for column in spec.columns {
            assert!(
                schema["properties"][column.key]["description"].is_string(),
                "{} {}",
                spec.key,
                column.key
            );
            if column.required {
                assert!(
                    required.contains(&column.key),
                    "{} {}",
                    spec.key,
                    column.key
                );
            }
        }
    }
}

#[test]
fn no_object_in_any_schema_is_open() {
    fn look(at: &str, value: &Value) {
        if let Value::Object(fields) = value {
            if fields.contains_key("properties") && !at.ends_with("/properties") {
                assert_eq!(
                    fields.get("additionalProperties"),
                    Some(&json!(false)),
                    "{at}"
                );
            }
            for (key, below) in fields {
                look(&format!("{at}/{key}"), below);
            }
        } else if let Value::Array(items) = value {
            for below in items {
                look(at, below);
            }
        }
    }
    for (key, schema) in schemas() {
        look(key, &schema);
    }
}

struct Fits;

impl Property for Fits {
    fn hold<T: Sheet>(record: &T, _: &Row) -> Result<(), TestCaseError> {
        let written = serde_json::to_value(record).unwrap();
        let validator = validator(T::KEY);
        if let Err(error) = validator.validate(&written) {
            return Err(TestCaseError::fail(format!("{error} in {written}")));
        }
        Ok(())
    }
}

#[test]
fn a_written_record_fits_its_schema() {
    for_every_sheet::<Fits>();
}

struct Refused;

impl Property for Refused {
    fn hold<T: Sheet>(record: &T, _: &Row) -> Result<(), TestCaseError> {
        let written = serde_json::to_value(record).unwrap();
        let validator = validator(T::KEY);
        let mut extra = written.clone();
        extra["phone_of_mother"] = json!("1");
        prop_assert!(!validator.is_valid(&extra));
        for column in T::COLUMNS.iter().filter(|column| column.required) {
            let mut short = written.clone();
            short.as_object_mut().unwrap().remove(column.key);
            prop_assert!(!validator.is_valid(&short), "{} may be missing", column.key);
            let mut wrong = written.clone();
            wrong[column.key] = json!([{"unexpected": true}]);
            prop_assert!(!validator.is_valid(&wrong), "{} may be a list", column.key);
        }
        Ok(())
    }
}

#[test]
fn what_no_record_can_be_does_not_fit() {
    for_every_sheet::<Refused>();
}

#[test]
fn identifiers_days_and_amounts_are_more_than_texts() {
    let line = json!({
        "line_id": "e1", "year": "2026", "direction": "expenditure",
        "l1": {"text": "环境"}, "title": {"text": "路灯"}, "fund_id": "f", "approved": 100
    });
    let validator = validator("budget");
    assert!(validator.is_valid(&line));
    for (key, value) in [
        ("line_id", json!("../x")),
        ("line_id", json!("路灯")),
        ("line_id", json!("e1.")),
        ("line_id", json!("")),
        ("line_id", json!("a".repeat(65))),
        ("year", json!("2026/27")),
        ("direction", json!("支出")),
        ("approved", json!(1.5)),
        ("approved", json!("100")),
    ] {
        let mut wrong = line.clone();
        wrong[key] = value;
        assert!(!validator.is_valid(&wrong), "{wrong}");
    }
    let community = json!({
        "id": "xinglinli", "name": {"text": "杏林里"}, "currency": "CNY", "as_of": "2026-11-05"
    });
    let validator = self::validator("community");
    assert!(validator.is_valid(&community));
    let mut wrong = community.clone();
    wrong["currency"] = json!("元");
    assert!(!validator.is_valid(&wrong));
}
