//! JSON Schema 2020-12 of the published records.

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::page::{Received, SaidCounts, StoryPage};
use crate::sheets::{Sheet, SheetVisitor, visit_sheets};

/// The schema of one record of each sheet by the sheet's key, as `/schema/v1/{key}.json` holds it.
///
/// A property that is not named in a schema is refused by it, as the readers of this crate refuse
/// it (`additionalProperties` is false everywhere). Amounts are whole minor units of the
/// community's currency, days are `YYYY-MM-DD`.
pub fn schemas() -> BTreeMap<&'static str, Value> {
    struct Schemas(BTreeMap<&'static str, Value>);
    impl SheetVisitor for Schemas {
        fn visit<T: Sheet>(&mut self) {
            let generator = SchemaSettings::draft2020_12().into_generator();
            self.0.insert(T::KEY, T::schema(generator).to_value());
        }
    }
    let mut schemas = Schemas(BTreeMap::new());
    visit_sheets(&mut schemas);
    schemas.0
}

/// The schemas of what is published of residents' submissions, by the names they get in
/// `/schema/v1/`.
pub fn said() -> BTreeMap<&'static str, Value> {
    let generate = || SchemaSettings::draft2020_12().into_generator();
    BTreeMap::from([
        (
            "received",
            generate().into_root_schema_for::<Received>().to_value(),
        ),
        (
            "stories-page",
            generate().into_root_schema_for::<StoryPage>().to_value(),
        ),
        (
            "stories-counts",
            generate().into_root_schema_for::<SaidCounts>().to_value(),
        ),
    ])
}
