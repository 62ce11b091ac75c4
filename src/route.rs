//! Addresses, typed: every link in the app is made here.

use records::{Id, Lang, YearId};

/// A page of the site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// `/`
    Home,
    /// `/budget/`
    Budget,
    /// `/budget/{year}/`
    Year(YearId),
    /// `/budget/{year}/{line_id}/`
    Line(YearId, Id),
    /// `/needs/`
    Needs,
    /// `/points/`
    Points,
    /// `/campaigns/`
    Campaigns,
    /// `/campaigns/{id}/`: a campaign or a questionnaire.
    Campaign(Id),
    /// `/campaigns/{id}/paper/`: a questionnaire to fill in with a pen.
    Paper(Id),
    /// `/say/`
    Say,
    /// `/help/`
    Help,
    /// `/glossary/`
    Glossary,
    /// `/settings/`
    Settings,
    /// `/accessibility/`
    Accessibility,
    /// `/privacy/`
    Privacy,
    /// `/stories/`, and `/stories/page-2/` and on behind it.
    Wall(u32),
    /// `/stories/{id}/`
    Entry(Id),
    /// `/track/`
    Track,
    /// `/vote/`
    Polls,
    /// `/vote/{poll_id}/`
    Poll(Id),
    /// `/vote/{poll_id}/results/`
    Results(Id),
    /// `/404.html`
    NotFound,
}

impl Route {
    /// The address below base and language, without a slash in front: `budget/2026/`.
    pub fn path(&self) -> String {
        match self {
            Route::Home => String::new(),
            Route::Budget => "budget/".into(),
            Route::Year(year) => format!("budget/{year}/"),
            Route::Line(year, line) => format!("budget/{year}/{line}/"),
            Route::Needs => "needs/".into(),
            Route::Points => "points/".into(),
            Route::Campaigns => "campaigns/".into(),
            Route::Campaign(id) => format!("campaigns/{id}/"),
            Route::Paper(id) => format!("campaigns/{id}/paper/"),
            Route::Say => "say/".into(),
            Route::Help => "help/".into(),
            Route::Glossary => "glossary/".into(),
            Route::Settings => "settings/".into(),
            Route::Accessibility => "accessibility/".into(),
            Route::Privacy => "privacy/".into(),
            Route::Wall(1) => "stories/".into(),
            Route::Wall(page) => format!("stories/page-{page}/"),
            Route::Entry(id) => format!("stories/{id}/"),
            Route::Track => "track/".into(),
            Route::Polls => "vote/".into(),
            Route::Poll(poll) => format!("vote/{poll}/"),
            Route::Results(poll) => format!("vote/{poll}/results/"),
            Route::NotFound => "404.html".into(),
        }
    }

    /// The file that holds the page, below base and language.
    pub fn file(&self) -> String {
        match self {
            Route::NotFound => self.path(),
            other => format!("{}index.html", other.path()),
        }
    }
}

/// Where the site lies and in which language it is read; makes every address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// Begins and ends with a slash.
    base: String,
    /// The reader's language.
    lang: Lang,
}

impl Links {
    /// `base` is the folder the site is published under (`/` or `/x/`).
    pub fn new(base: &str, lang: Lang) -> Self {
        let trimmed = base.trim_matches('/');
        let base = if trimmed.is_empty() {
            "/".to_owned()
        } else {
            format!("/{trimmed}/")
        };
        Links { base, lang }
    }

    /// The address of a page in the reader's language.
    pub fn to(&self, route: &Route) -> String {
        self.to_in(self.lang, route)
    }

    /// The address of a page in another language.
    pub fn to_in(&self, lang: Lang, route: &Route) -> String {
        format!("{}{}{}", self.base, lang.folder(), route.path())
    }

    /// A form about something: `kind` is the form's word, `about` a [`records::say::Target`].
    pub fn ask(&self, kind: records::codes::SubmissionKind, about: &str) -> String {
        format!("{}?kind={}&about={about}", self.to(&Route::Say), kind.key())
    }

    /// The folder below which all pages of this language lie.
    pub fn root(&self) -> String {
        format!("{}{}", self.base, self.lang.folder())
    }

    /// A file below the base: pictures and data have no language.
    pub fn file(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The folder the site is published under.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The same page in another language, given its address in this one. The default language's
    /// root contains the others', so an address that is already in another language is taken apart
    /// too.
    pub fn switch(&self, path: &str, lang: Lang) -> String {
        let below = path.strip_prefix(&self.root()).unwrap_or("");
        format!("{}{}{}", self.base, lang.folder(), below)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_the_contract() {
        let year = YearId::new("2026").unwrap();
        let line = Id::new("e-1").unwrap();
        let links = Links::new("/", Lang::ZhHans);
        assert_eq!(links.to(&Route::Home), "/");
        assert_eq!(
            links.to(&Route::Line(year.clone(), line)),
            "/budget/2026/e-1/"
        );
        assert_eq!(
            links.to_in(Lang::En, &Route::Year(year)),
            "/en/budget/2026/"
        );
        let under = Links::new("oakland", Lang::ZhHant);
        assert_eq!(under.to(&Route::Help), "/oakland/zh-hant/help/");
        assert_eq!(
            under.switch("/oakland/zh-hant/budget/2026/", Lang::ZhHans),
            "/oakland/budget/2026/"
        );
        assert_eq!(Route::NotFound.file(), "404.html");
        assert_eq!(Route::Budget.file(), "budget/index.html");
        assert_eq!(links.to(&Route::Wall(1)), "/stories/");
        assert_eq!(links.to(&Route::Wall(2)), "/stories/page-2/");
        assert_eq!(
            links.to_in(Lang::En, &Route::Entry(Id::new("7k3m9qda2xht").unwrap())),
            "/en/stories/7k3m9qda2xht/"
        );
        assert_eq!(under.to(&Route::Track), "/oakland/zh-hant/track/");
        let poll = Id::new("wgx-2026").unwrap();
        assert_eq!(links.to(&Route::Poll(poll.clone())), "/vote/wgx-2026/");
        assert_eq!(
            under.to(&Route::Results(poll)),
            "/oakland/zh-hant/vote/wgx-2026/results/"
        );
        assert_eq!(under.file("c/x.json"), "/oakland/c/x.json");
    }
}
