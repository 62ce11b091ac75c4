//! Pages as HTML: rendered as the publisher renders them, read as a browser reads them.
#![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

use mingbai_app::render::{prepare, render};
use mingbai_app::route::Route;
use records::page::{CommunityBrief, Content, Frame, PageData};
use records::{Currency, Date, Id, Lang, LocalText};
use scraper::{Html, Selector};

fn frame() -> Frame {
    Frame {
        community: CommunityBrief {
            id: Id::new("xinglinli").unwrap(),
            name: LocalText::plain("杏林里社区"),
            written: Lang::ZhHans,
            households: Some(3000),
            currency: Currency::CNY,
            as_of: Date::from_ymd_opt(2026, 11, 5).unwrap(),
            phone: None,
            desk: None,
            hours: None,
            elder_contact: None,
            access_contact: None,
            filing_number: None,
        },
        published_at: "2026-11-06T09:00:00+08:00".into(),
        years: Vec::new(),
        has_glossary: false,
    }
}

#[test]
fn the_page_that_is_not_there_has_one_heading_in_every_language() {
    prepare();
    for (lang, heading) in [
        (Lang::ZhHans, "没有这一页"),
        (Lang::ZhHant, "沒有這一頁"),
        (Lang::En, "There is no such page"),
    ] {
        let page = PageData {
            frame: frame(),
            content: Content::NotFound,
        };
        let rendered = render(&Route::NotFound, lang, "/", page);
        let html = Html::parse_fragment(&rendered.body);
        let headings: Vec<String> = html
            .select(&Selector::parse("h1").unwrap())
            .map(|heading| heading.text().collect())
            .collect();
        assert_eq!(headings, [heading]);
    }
}
