//! JSON as published pages and documents carry it, read into one small tree.
//!
//! The residents' app reads nothing else, and a reader derived for every struct was a quarter of
//! its module. Crates that read documents of their own read them with it too. What a publisher never writes is refused here: no `null`, no fractions, no field
//! twice.

use crate::page::PageProblem;

/// Deeper than any page; a bound, so that no text can exhaust the stack.
const DEPTH: u8 = 32;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `true`, `false`
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// A text.
    Text(String),
    /// `[…]`
    List(Vec<Json>),
    /// `{…}`, in the order of the text.
    Fields(Vec<(String, Json)>),
}

/// The value that `text` is.
///
/// # Errors
/// [`PageProblem::Syntax`] when it is none, or more than one.
pub fn parse(text: &str) -> Result<Json, PageProblem> {
    parse_within(text, DEPTH)
}

/// As [`parse`], at most `depth` values deep.
///
/// # Errors
/// As [`parse`].
pub fn parse_within(text: &str, depth: u8) -> Result<Json, PageProblem> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(depth)?;
    match reader.token() {
        None => Ok(value),
        Some(_) => Err(PageProblem::Syntax),
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    /// The byte here.
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte, taken.
    fn take(&mut self) -> Option<u8> {
        let byte = self.byte()?;
        self.at += 1;
        Some(byte)
    }

    /// The next byte that is no white space, taken.
    fn token(&mut self) -> Option<u8> {
        loop {
            match self.take()? {
                b' ' | b'\t' | b'\n' | b'\r' => {}
                byte => return Some(byte),
            }
        }
    }

    /// A value, at most `depth` deep.
    fn value(&mut self, depth: u8) -> Result<Json, PageProblem> {
        let below = depth.checked_sub(1).ok_or(PageProblem::Syntax)?;
        match self.token() {
            Some(b'{') => self.fields(below),
            Some(b'[') => self.list(below),
            Some(b'"') => self.string().map(Json::Text),
            Some(b't') => self.word("rue", true),
            Some(b'f') => self.word("alse", false),
            Some(b'-') => {
                let first = self.take();
                self.whole(first, -1)
            }
            first => self.whole(first, 1),
        }
    }

    /// The rest of `true` or `false`.
    fn word(&mut self, rest: &str, means: bool) -> Result<Json, PageProblem> {
        let after = self.text.get(self.at..).unwrap_or_default();
        if !after.starts_with(rest) {
            return Err(PageProblem::Syntax);
        }
        self.at += rest.len();
        Ok(Json::Flag(means))
    }

    /// A whole number whose first digit is `first`.
    fn whole(&mut self, first: Option<u8>, sign: i64) -> Result<Json, PageProblem> {
        let digit = |byte: Option<u8>| byte.filter(u8::is_ascii_digit).map(|b| i64::from(b - b'0'));
        let leading = digit(first).ok_or(PageProblem::Syntax)?;
        if leading == 0 && sign < 0 {
            return Err(PageProblem::Mistyped);
        }
        let mut number = sign * leading;
        while let Some(next) = digit(self.byte()) {
            if leading == 0 {
                return Err(PageProblem::Syntax);
            }
            self.at += 1;
            number = number
                .checked_mul(10)
                .and_then(|number| number.checked_add(sign * next))
                .ok_or(PageProblem::Mistyped)?;
        }
        match self.byte() {
            Some(b'.' | b'e' | b'E') => Err(PageProblem::Mistyped),
            _ => Ok(Json::Whole(number)),
        }
    }

    /// A text whose opening quote is taken.
    fn string(&mut self) -> Result<String, PageProblem> {
        let mut out = String::new();
        let mut start = self.at;
        loop {
            let end = self.at;
            match self.take() {
                Some(b'"') => {
                    out.push_str(self.text.get(start..end).unwrap_or_default());
                    return Ok(out);
                }
                Some(b'\\') => {
                    out.push_str(self.text.get(start..end).unwrap_or_default());
                    out.push(self.escape().ok_or(PageProblem::Syntax)?);
                    start = self.at;
                }
                Some(0x20..) => {}
                _ => return Err(PageProblem::Syntax),
            }
        }
    }

    /// The character of an escape whose backslash is taken.
    fn escape(&mut self) -> Option<char> {
        Some(match self.take()? {
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            b'u' => {
                let high = self.hex()?;
                if !(0xD800..0xDC00).contains(&high) {
                    return char::from_u32(high);
                }
                // The first of a pair: characters beyond the first 65,536 are written as two.
                let (b'\\', b'u') = (self.take()?, self.take()?) else {
                    return None;
                };
                let low = self.hex()?.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
                return char::from_u32(0x10000 + ((high - 0xD800) << 10) + low);
            }
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn hex(&mut self) -> Option<u32> {
        let mut number = 0;
        for _ in 0..4 {
            number = number * 16 + char::from(self.take()?).to_digit(16)?;
        }
        Some(number)
    }

    /// A list whose bracket is taken.
    fn list(&mut self, depth: u8) -> Result<Json, PageProblem> {
        let mut items = Vec::new();
        let mut before = self.at;
        if self.token() == Some(b']') {
            return Ok(Json::List(items));
        }
        loop {
            self.at = before;
            items.push(self.value(depth)?);
            match self.token() {
                Some(b',') => before = self.at,
                Some(b']') => return Ok(Json::List(items)),
                _ => return Err(PageProblem::Syntax),
            }
        }
    }

    /// Fields whose brace is taken.
    fn fields(&mut self, depth: u8) -> Result<Json, PageProblem> {
        let mut fields: Vec<(String, Json)> = Vec::new();
        let mut token = self.token();
        if token == Some(b'}') {
            return Ok(Json::Fields(fields));
        }
        loop {
            if token != Some(b'"') {
                return Err(PageProblem::Syntax);
            }
            let name = self.string()?;
            if self.token() != Some(b':') || fields.iter().any(|(seen, _)| *seen == name) {
                return Err(PageProblem::Syntax);
            }
            let value = self.value(depth)?;
            fields.push((name, value));
            match self.token() {
                Some(b',') => token = self.token(),
                Some(b'}') => return Ok(Json::Fields(fields)),
                _ => return Err(PageProblem::Syntax),
            }
        }
    }
}

/// Fields written one after another, the inverse of [`parse`] for what [`Json`] can hold.
#[derive(Debug, Default)]
pub struct Writing {
    text: String,
}

impl Writing {
    /// A field of a name that needs no escape; `value` is JSON already.
    pub fn raw(&mut self, name: &str, value: &str) -> &mut Self {
        self.text.push(if self.text.is_empty() { '{' } else { ',' });
        quote(&mut self.text, name);
        self.text.push(':');
        self.text.push_str(value);
        self
    }

    /// A field that holds a text.
    pub fn text(&mut self, name: &str, value: &str) -> &mut Self {
        let mut quoted = String::with_capacity(value.len() + 2);
        quote(&mut quoted, value);
        self.raw(name, &quoted)
    }

    /// A field that is left out where there is nothing.
    pub fn maybe(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    /// A field that is left out unless it is true.
    pub fn flag(&mut self, name: &str, value: bool) -> &mut Self {
        if value { self.raw(name, "true") } else { self }
    }

    /// A field with a list of JSON values, left out where there are none.
    pub fn list(&mut self, name: &str, values: &[String]) -> &mut Self {
        if values.is_empty() {
            return self;
        }
        self.raw(name, &format!("[{}]", values.join(",")))
    }

    /// The object.
    pub fn done(&mut self) -> String {
        let mut text = std::mem::take(&mut self.text);
        text.push_str(if text.is_empty() { "{}" } else { "}" });
        text
    }
}

/// Writes a text as JSON, as serde does.
pub fn quote(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\u{0}'..='\u{1f}' => {
                out.push_str("\\u00");
                out.push(if c < '\u{10}' { '0' } else { '1' });
                out.extend(char::from_digit(u32::from(c) & 0xf, 16));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// What can be read out of a value.
pub trait FromJson: Sized {
    /// Reads it.
    fn from_json(json: Json) -> Result<Self, PageProblem>;

    /// What a field that is not there means.
    fn absent() -> Result<Self, PageProblem> {
        Err(PageProblem::Missing)
    }
}

/// Fields still to be read.
pub struct Fields(Vec<(String, Json)>);

impl Fields {
    /// Those of a value.
    pub fn of(json: Json) -> Result<Self, PageProblem> {
        match json {
            Json::Fields(fields) => Ok(Fields(fields)),
            _ => Err(PageProblem::Mistyped),
        }
    }

    fn find(&mut self, name: &str) -> Option<Json> {
        let at = self.0.iter().position(|(field, _)| field == name)?;
        Some(self.0.swap_remove(at).1)
    }

    /// Reads a field and takes it out.
    pub fn take<T: FromJson>(&mut self, name: &str) -> Result<T, PageProblem> {
        match self.find(name) {
            Some(json) => T::from_json(json),
            None => T::absent(),
        }
    }

    /// Nothing may be left.
    pub fn done(self) -> Result<(), PageProblem> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(PageProblem::Unknown)
        }
    }
}

/// Reads structs, each out of an object with exactly its fields. A field is named as in Rust unless
/// another name is given.
macro_rules! fields_from_json {
    ($($Name:ident { $($field:ident $(= $key:literal)?),+ $(,)? })+) => {$(
        impl $crate::json::FromJson for $Name {
            fn from_json(
                json: $crate::json::Json,
            ) -> Result<Self, $crate::page::PageProblem> {
                let mut fields = $crate::json::Fields::of(json)?;
                let read = $Name {
                    $($field: fields.take($crate::json::fields_from_json!(@key $field $($key)?))?),+
                };
                fields.done()?;
                Ok(read)
            }
        }
    )+};
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
}
pub(crate) use fields_from_json;

/// One of a closed list, by its word.
pub fn word<T: Copy>(json: &Json, all: &[T], key: fn(T) -> &'static str) -> Result<T, PageProblem> {
    let Json::Text(text) = json else {
        return Err(PageProblem::Mistyped);
    };
    for value in all {
        if key(*value) == text {
            return Ok(*value);
        }
    }
    Err(PageProblem::Mistyped)
}

impl FromJson for Json {
    fn from_json(json: Json) -> Result<Self, PageProblem> {
        Ok(json)
    }
}

impl FromJson for bool {
    fn from_json(json: Json) -> Result<Self, PageProblem> {
        match json {
            Json::Flag(flag) => Ok(flag),
            _ => Err(PageProblem::Mistyped),
        }
    }
}

impl FromJson for i64 {
    fn from_json(json: Json) -> Result<Self, PageProblem> {
        match json {
            Json::Whole(number) => Ok(number),
            _ => Err(PageProblem::Mistyped),
        }
    }
}

impl FromJson for u32 {
    fn from_json(json: Json) -> Result<Self, PageProblem> {
        u32::try_from(i64::from_json(json)?).map_err(|_| PageProblem::Mistyped)
    }
}

impl FromJson for String {
    fn from_json(json: Json) -> Result<Self, PageProblem> {
        match json {
            Json::Text(text) => Ok(text),
            _ => Err(PageProblem::Mistyped),
        }
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn from_json(json: Json) -> Result<Self, PageProblem> {
        T::from_json(json).map(Box::new)
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(json: Json) -> Result<Self, PageProblem> {
        T::from_json(json).map(Some)
    }

    fn absent() -> Result<Self, PageProblem> {
        Ok(None)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(json: Json) -> Result<Self, PageProblem> {
        let Json::List(items) = json else {
            return Err(PageProblem::Mistyped);
        };
        let mut read = Vec::with_capacity(items.len());
        for item in items {
            read.push(T::from_json(item)?);
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// The same tree, for the reader that everybody trusts.
    fn to_value(json: &Json) -> Value {
        match json {
            Json::Flag(flag) => Value::from(*flag),
            Json::Whole(number) => Value::from(*number),
            Json::Text(text) => Value::from(text.as_str()),
            Json::List(items) => items.iter().map(to_value).collect(),
            Json::Fields(fields) => fields
                .iter()
                .map(|(name, value)| (name.clone(), to_value(value)))
                .collect(),
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(6, 64, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|fields| fields.into_iter().collect::<Value>()),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_serde_writes_is_read_as_serde_reads_it(value in any_json()) {
            for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
                let read = parse(&text).map(|json| to_value(&json));
                prop_assert_eq!(read.as_ref(), Ok(&value));
            }
        }

        #[test]
        fn what_serde_refuses_is_refused(text in r#"[\[\]{}",:0-9eE.\\u\-truefalsn ]{0,24}"#) {
            if let Ok(json) = parse(&text) {
                let read: Value = serde_json::from_str(&text).unwrap();
                prop_assert_eq!(to_value(&json), read);
            }
        }

        #[test]
        fn what_is_quoted_is_read_back(text in any::<String>()) {
            let mut quoted = String::new();
            quote(&mut quoted, &text);
            prop_assert_eq!(parse(&quoted), Ok(Json::Text(text.clone())));
            prop_assert_eq!(serde_json::from_str::<String>(&quoted).unwrap(), text);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in any::<String>()) {
            let _ = parse(&text);
        }
    }

    #[test]
    fn escapes_are_those_of_json() {
        let text = r#""\u003c\ud83c\udfe1\"\\\/\b\f\n\r\t\u00e9""#;
        let read = Json::Text("<🏡\"\\/\u{8}\u{c}\n\r\té".into());
        assert_eq!(parse(text), Ok(read));
    }

    #[test]
    fn what_is_no_json_of_a_page_is_refused() {
        for text in [
            "",
            " ",
            "1 2",
            "[1",
            "[1,]",
            "[,1]",
            "{",
            "{1:2}",
            "{\"a\"}",
            "{\"a\":1,}",
            "{\"a\":1,\"a\":1}",
            "tru",
            "01",
            "-",
            "\"\\x\"",
            "\"\\ud83c\"",
            "\"\\ud83c\\u0041\"",
            "\"\\udfe1\"",
            "\"\n\"",
            "\"",
        ] {
            assert_eq!(parse(text), Err(PageProblem::Syntax), "{text}");
        }
        for text in ["1.5", "1e3", "-0", "9223372036854775808"] {
            assert_eq!(parse(text), Err(PageProblem::Mistyped), "{text}");
        }
        assert!(parse("null").is_err());
        assert!(parse(&"[".repeat(100_000)).is_err());
    }
}
