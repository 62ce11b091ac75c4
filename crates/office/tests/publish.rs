//! The published tree as another program sees it: the same bytes for the same workbook, every
//! address leads somewhere, every page stands on its own, nothing that a clerk types gets out of
//! its place.
#![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

mod publish_support;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use jsonschema::Validator;
use mingbai_app::data::PAGE_DATA_ID;
use office::publish::{PublishError, run};
use records::Lang;
use records::page::{PageData, PageProblem};
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use url::Url;

use publish_support::*;

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap()
}

/// The address that a page of the tree is reached at, below the base.
fn address(path: &str) -> String {
    path.strip_suffix("index.html").unwrap_or(path).to_owned()
}

/// The file that an address below the base leads to.
fn file(address: &str) -> String {
    if address.is_empty() || address.ends_with('/') {
        format!("{address}index.html")
    } else {
        address.to_owned()
    }
}

/// Every page of the tree, parsed once.
struct Site {
    base: String,
    tree: Tree,
    pages: BTreeMap<String, Html>,
}

impl Site {
    fn read(site: &Path, base: &str) -> Site {
        let tree = tree(site);
        let pages = tree
            .iter()
            .filter(|(path, _)| path.ends_with(".html"))
            .map(|(path, bytes)| {
                let text = std::str::from_utf8(bytes).unwrap();
                (path.clone(), Html::parse_document(text))
            })
            .collect();
        Site {
            base: base.to_owned(),
            tree,
            pages,
        }
    }

    /// Every address in a page, resolved as a browser would; the element that holds it.
    fn addresses<'s>(&'s self, path: &str, html: &'s Html) -> Vec<(Url, ElementRef<'s>)> {
        let here = Url::parse("https://host.test")
            .unwrap()
            .join(&format!("{}{}", self.base, address(path)))
            .unwrap();
        html.root_element()
            .descendent_elements()
            .flat_map(|element| {
                ["href", "src", "data-js", "data-wasm", "data-base", "action"]
                    .iter()
                    .filter_map(move |name| element.attr(name))
                    .map(move |value| (value, element))
            })
            .map(|(value, element)| (here.join(value).unwrap(), element))
            .collect()
    }

    /// Every link leads to a published file, and every fragment to an element of it.
    fn links_lead_somewhere(&self) {
        let mut ids: HashMap<&str, BTreeSet<&str>> = HashMap::new();
        for (path, html) in &self.pages {
            let own = html
                .root_element()
                .descendent_elements()
                .filter_map(|element| element.attr("id"))
                .collect();
            ids.insert(path, own);
        }
        let mut reached = BTreeSet::new();
        for (path, html) in &self.pages {
            for (url, element) in self.addresses(path, html) {
                let name = element.value().name();
                if url.scheme() == "tel" {
                    continue;
                }
                if url.host_str() == Some("xinglinli.example") {
                    // Canonical and alternate addresses carry the host that the community gives.
                    assert_eq!(name, "link", "{path}: {url}");
                } else {
                    assert_eq!(url.host_str(), Some("host.test"), "{path}: {url}");
                }
                let below = url.path().strip_prefix(&*self.base);
                let below = below.unwrap_or_else(|| panic!("{path}: {url} leaves {}", self.base));
                let target = file(below);
                assert!(
                    self.tree.contains_key(&target),
                    "{path}: {url} is not there"
                );
                if let Some(fragment) = url.fragment() {
                    assert!(
                        ids[&*target].contains(fragment),
                        "{path}: {url} has no such part"
                    );
                }
                if name == "a" {
                    reached.insert(target);
                }
            }
        }
        for path in self.pages.keys().filter(|path| !path.ends_with("404.html")) {
            // A page that only its glossary's absence hides is still an address of the contract.
            assert!(
                reached.contains(path) || path.ends_with("glossary/index.html"),
                "no link leads to {path}"
            );
        }
    }

    /// What every page must be, whatever stands on it.
    fn pages_are_valid(&self) {
        let mut titles: BTreeMap<(&str, String), &str> = BTreeMap::new();
        for (path, html) in &self.pages {
            let lang = Lang::ALL
                .into_iter()
                .find(|lang| !lang.folder().is_empty() && path.starts_with(lang.folder()))
                .unwrap_or(Lang::ZhHans);
            let one = |css: &str| {
                let found: Vec<_> = html.select(&selector(css)).collect();
                assert_eq!(found.len(), 1, "{css} in {path}");
                found[0]
            };
            assert_eq!(html.root_element().attr("lang"), Some(lang.tag()), "{path}");
            let title: String = one("head > title").text().collect();
            assert!(!title.trim().is_empty());
            if let Some(other) = titles.insert((lang.tag(), title.clone()), path) {
                panic!("{path} and {other} are both called {title}");
            }
            for css in [
                "h1",
                "main",
                "head > meta[charset=utf-8]",
                "head > meta[name=viewport]",
                "head > meta[name=description]",
                "head > meta[property='og:image']",
                "head > link[rel=stylesheet]",
            ] {
                one(css);
            }
            let description = one("head > meta[name=description]")
                .attr("content")
                .unwrap();
            assert!(!description.trim().is_empty(), "{path}");
            let mut ids = BTreeSet::new();
            for element in html.root_element().descendent_elements() {
                let name = element.value().name();
                assert_ne!(name, "style", "{path}");
                for (attribute, value) in element.value().attrs() {
                    assert!(
                        attribute != "style" && !attribute.starts_with("on"),
                        "{path}"
                    );
                    assert!(
                        !value.trim_start().to_lowercase().starts_with("javascript:"),
                        "{path}"
                    );
                    if attribute == "id" {
                        assert!(ids.insert(value), "{path}: {value} twice");
                    }
                }
                if name == "script" && element.attr("type") != Some("application/json") {
                    assert!(element.attr("src").is_some(), "{path}");
                    assert_eq!(element.text().collect::<String>(), "", "{path}");
                }
            }
            let data = one("script[type='application/json']");
            let json: String = data.text().collect();
            let text = std::str::from_utf8(&self.tree[path]).unwrap();
            let page = page_data_of(text).unwrap_or_else(|error| panic!("{path}: {error:?}"));
            let again: Value = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_value(&page).unwrap(), again, "{path}");
        }
    }

    /// `routes.json` names every page once, with its language and its title.
    fn routes_are_listed(&self) {
        let routes = json(&self.tree, "routes.json");
        let mut listed = BTreeSet::new();
        for route in routes.as_array().unwrap() {
            let path = route["path"].as_str().unwrap();
            let below = path.strip_prefix(&*self.base).unwrap();
            let html = &self.pages[&file(below)];
            let title = html.select(&selector("title")).next().unwrap();
            assert_eq!(route["title"], title.text().collect::<String>());
            assert_eq!(route["lang"], *html.root_element().attr("lang").unwrap());
            assert_eq!(route.as_object().unwrap().len(), 3);
            assert!(listed.insert(file(below)), "{path} twice");
        }
        assert!(listed.iter().eq(self.pages.keys()));
        for lang in Lang::ALL {
            for path in [
                "",
                "budget/",
                "budget/2026/",
                "help/",
                "glossary/",
                "settings/",
                "accessibility/",
                "privacy/",
                "404.html",
            ] {
                let wanted = file(&format!("{}{path}", lang.folder()));
                assert!(listed.contains(&wanted), "{wanted}");
            }
        }
    }

    /// A file whose name carries a hash has that hash, and only files with fixed names have none.
    fn names_carry_their_hash(&self) {
        for (path, bytes) in &self.tree {
            let name = path.rsplit('/').next().unwrap();
            let hash = name
                .split('.')
                .find(|part| part.len() == 16 && part.bytes().all(|b| b.is_ascii_hexdigit()));
            match hash {
                Some(hash) => assert!(sha256(bytes).starts_with(hash), "{path}"),
                None => assert!(
                    path.ends_with(".html")
                        || path.starts_with("schema/v1/")
                        || ["manifest.json", "config.json", "routes.json"].contains(&name),
                    "{path}"
                ),
            }
        }
    }

    /// The community's own files by the names without hash.
    fn community(&self) -> BTreeMap<String, Value> {
        let config = json(&self.tree, "config.json");
        let manifest_path = config["manifest"].as_str().unwrap();
        let folder = manifest_path.strip_suffix("manifest.json").unwrap();
        let manifest = json(&self.tree, manifest_path);
        let files = manifest["files"].as_object().unwrap();
        let named: BTreeSet<String> = files
            .values()
            .map(|file| format!("{folder}{}", file.as_str().unwrap()))
            .collect();
        let there: BTreeSet<String> = self
            .tree
            .keys()
            .filter(|path| path.starts_with(folder) && *path != manifest_path)
            .cloned()
            .collect();
        assert_eq!(named, there);
        assert!(self.tree.contains_key(config["district"].as_str().unwrap()));
        files
            .iter()
            .map(|(name, file)| {
                let path = format!("{folder}{}", file.as_str().unwrap());
                (name.clone(), json(&self.tree, &path))
            })
            .collect()
    }

    /// Records in the data files are what the published schemas say.
    fn data_keep_their_schema(&self) -> usize {
        let validators: BTreeMap<&str, Validator> = self
            .tree
            .keys()
            .filter_map(|path| path.strip_prefix("schema/v1/")?.strip_suffix(".json"))
            .map(|key| {
                let schema = json(&self.tree, &format!("schema/v1/{key}.json"));
                jsonschema::meta::validate(&schema).unwrap();
                (key, jsonschema::draft202012::new(&schema).unwrap())
            })
            .collect();
        let mut held = 0;
        let mut hold = |key: &str, record: &Value| {
            let problems: Vec<String> = validators[key]
                .iter_errors(record)
                .map(|error| error.to_string())
                .collect();
            assert_eq!(problems, Vec::<String>::new(), "{key} {record}");
            held += 1;
        };
        let without = |record: &Value, key: &str| {
            let mut record = record.clone();
            let more = record.as_object_mut().unwrap().remove(key).unwrap();
            (record, more.as_array().unwrap().clone())
        };
        for (name, value) in self.community() {
            let stem = name.strip_suffix(".json").unwrap();
            let rows = || value.as_array().unwrap();
            match stem.split('/').collect::<Vec<_>>()[..] {
                ["community"] => hold("community", &value),
                [
                    key @ ("orgs" | "funds" | "disclosure" | "resolutions" | "glossary" | "replies"
                    | "categories" | "holidays" | "clocks" | "campaigns" | "campaign_items"
                    | "surveys" | "survey_questions" | "resources" | "loans" | "needs"
                    | "matches" | "points_rules" | "rewards" | "hours" | "honours"),
                ]
                | [key @ ("projects" | "polls"), "index"] => {
                    for record in rows() {
                        hold(key, record);
                    }
                }
                ["txn", _] => {
                    for record in rows() {
                        hold("transactions", record);
                    }
                }
                ["ledger", _] => {
                    for record in value["entries"].as_array().unwrap() {
                        hold("ledger", record);
                    }
                    for record in value["left_out"].as_array().unwrap() {
                        hold("left_out", record);
                    }
                }
                ["projects", _] => {
                    let (project, milestones) = without(&value, "milestones");
                    hold("projects", &project);
                    for record in &milestones {
                        hold("milestones", record);
                    }
                }
                ["polls", _, "ballot"] => {
                    let (poll, options) = without(&value, "options");
                    hold("polls", &poll);
                    for record in &options {
                        hold("options", record);
                    }
                }
                ["map", "estate.plan"] => {
                    for record in value["places"].as_array().unwrap() {
                        hold("places", record);
                    }
                }
                ["budget", _] => {
                    for record in value["stages"].as_array().unwrap() {
                        hold("stages", record);
                    }
                    let ids: BTreeSet<&str> = value["lines"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|line| line["id"].as_str().unwrap())
                        .collect();
                    for line in value["lines"].as_array().unwrap() {
                        if let Some(parent) = line.get("parent") {
                            assert!(ids.contains(parent.as_str().unwrap()), "{line}");
                        }
                    }
                }
                // What residents sent and their answers have a test of their own.
                ["received"] | ["stories", _] => {}
                ref other => panic!("{other:?} has no place in the contract"),
            }
        }
        held
    }

    fn is_sound(&self) {
        self.pages_are_valid();
        self.links_lead_somewhere();
        self.routes_are_listed();
        self.names_carry_their_hash();
    }
}

/// The page's data out of its published HTML.
fn page_data_of(html: &str) -> Result<PageData, PageProblem> {
    let open = format!("<script type=\"application/json\" id=\"{PAGE_DATA_ID}\">");
    let start = html.find(&open).ok_or(PageProblem::Missing)? + open.len();
    let end = html[start..]
        .find("</script>")
        .ok_or(PageProblem::Missing)?;
    PageData::from_json(&html[start..start + end])
}

#[test]
fn the_example_is_published_twice_with_the_same_bytes_and_is_sound() {
    let folder = tempfile::tempdir().unwrap();
    let (shell, office) = (shell(folder.path()), example(folder.path()));
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    let report = publish(&office, &shell, &one);
    let again = publish(&office, &shell, &two);
    assert_eq!(report.manifest, again.manifest);
    assert_eq!(tree(&one), tree(&two));
    assert!(
        !office.join("journal.jsonl").exists(),
        "a time given by hand is not the office's"
    );
    assert_eq!(whole(&one), Ok(report.manifest));

    let site = Site::read(&one, "/");
    assert_eq!(site.pages.len(), report.pages);
    assert_eq!(site.tree.len(), report.pages + report.files);
    site.is_sound();
    assert!(site.data_keep_their_schema() > 1_000);
}

#[test]
fn a_spreadsheet_and_its_twins_are_the_same_site() {
    let folder = tempfile::tempdir().unwrap();
    let shell = shell(folder.path());
    let office = folder.path().join("xlsx");
    office::new::new(&office, true).unwrap();
    assert!(office.join("workbook.xlsx").is_file());
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    let report = publish(&example(folder.path()), &shell, &one);
    let again = publish(&office, &shell, &two);
    assert_eq!(report.manifest, again.manifest);
    assert_eq!(tree(&one), tree(&two));
}

#[test]
fn under_a_base_every_address_stays_below_it() {
    let folder = tempfile::tempdir().unwrap();
    let (shell, office) = (shell(folder.path()), folder.path().join("office"));
    small().write(&office);
    for (typed, base) in [("/", "/"), ("/x/", "/x/"), ("a/b-1", "/a/b-1/")] {
        let site = folder.path().join("site");
        let mut options = options(&office, &shell, &site);
        options.base = typed.to_owned();
        published(run(&options));
        let site = Site::read(&site, base);
        site.is_sound();
        let root = site.pages["index.html"].root_element();
        assert_eq!(root.attr("data-base"), Some(base));
        assert!(site.data_keep_their_schema() >= 20);
    }
    for typed in ["/../", "/a b/", "//x//y", "/a?b/"] {
        let mut options = options(&office, &shell, &folder.path().join("site"));
        options.base = typed.to_owned();
        assert!(
            matches!(run(&options), Err(PublishError::Base(_))),
            "{typed}"
        );
    }
}

#[test]
fn every_sheet_reaches_the_data_files() {
    let folder = tempfile::tempdir().unwrap();
    let (shell, office) = (shell(folder.path()), folder.path().join("office"));
    small().write(&office);
    let site = folder.path().join("site");
    publish(&office, &shell, &site);
    let site = Site::read(&site, "/");
    let files = site.community();
    let length = |name: &str| files[name].as_array().unwrap().len();
    for (name, rows) in [
        ("orgs.json", 1),
        ("funds.json", 2),
        ("resolutions.json", 1),
        ("disclosure.json", 1),
        ("glossary.json", 1),
        ("categories.json", 1),
        ("holidays.json", 1),
        ("clocks.json", 1),
        ("campaigns.json", 1),
        ("campaign_items.json", 1),
        ("surveys.json", 1),
        ("survey_questions.json", 1),
        ("resources.json", 1),
        ("loans.json", 1),
        ("needs.json", 1),
        ("matches.json", 1),
        ("points_rules.json", 1),
        ("rewards.json", 1),
        ("hours.json", 1),
        ("honours.json", 1),
        ("replies.json", 1),
        ("txn/2026-01.json", 1),
        ("txn/2026-02.json", 1),
        ("projects/index.json", 1),
        ("polls/index.json", 1),
    ] {
        assert_eq!(length(name), rows, "{name}");
    }
    assert_eq!(
        files["ledger/2026.json"]["entries"][1]["amount"], -10_000,
        "分"
    );
    assert_eq!(
        files["ledger/2026.json"]["left_out"][0]["seen"],
        "FY26,Police,abc"
    );
    assert_eq!(
        files["projects/p1.json"]["milestones"][0]["evidence"],
        "ht.pdf"
    );
    assert_eq!(
        files["polls/wgx/ballot.json"]["options"][0]["cost"],
        180_000
    );
    assert_eq!(
        files["map/estate.plan.json"]["places"][0]["place_id"],
        "b05"
    );
    let lines = files["budget/2026.json"]["lines"].as_array().unwrap();
    let line = |id: &str| lines.iter().find(|line| line["id"] == id).unwrap();
    assert_eq!(line("e1")["executed"], 30_000, "filled from the payments");
    assert_eq!(line("e1")["prior_executed"], 90_000);
    assert_eq!(line("e1")["why"]["text"], "独居老人多。");
    assert_eq!(files["budget/2025.json"]["year"], "2025");
}

#[test]
fn without_years_or_words_the_site_is_still_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (shell, office) = (shell(folder.path()), folder.path().join("office"));
    let mut book = small();
    let kept = ["community", "funds", "budget"];
    book.0.retain(|key, _| kept.contains(key));
    book.0.insert("budget", Vec::new());
    for column in ["site_url", "phone", "households"] {
        book.set("community", 0, column, "");
    }
    book.write(&office);
    let site = folder.path().join("site");
    let report = publish(&office, &shell, &site);
    assert_eq!(whole(&site), Ok(report.manifest));
    let site = Site::read(&site, "/");
    site.pages_are_valid();
    site.links_lead_somewhere();
    assert_eq!(report.pages, 3 * 14);
}

/// The hosts' and the browsers' worst, in every column that takes free text.
#[test]
fn what_a_clerk_types_never_leaves_its_place() {
    const MARK: &str = "zq7";
    let long = "长".repeat(1_900);
    let hostile = [
        "<script>zq7()</script>",
        "</script><script>zq7()</script><!--",
        "\"'><img src=x onerror=zq7()>",
        "]]>zq7<![CDATA[",
        "zq7\u{202e}反\u{2066}写\u{2069}",
        "</title></main>zq7&amp;&lt;&#x27;",
        "${zq7} {{zq7}} \\u003czq7\\",
        &long,
    ];
    let folder = tempfile::tempdir().unwrap();
    let (shell, office) = (shell(folder.path()), folder.path().join("office"));
    let shape = |html: &Html| -> Vec<String> {
        html.root_element()
            .descendent_elements()
            .map(|element| element.value().name().to_owned())
            .collect()
    };
    let fill = |text: &str| {
        let mut book = small();
        for (sheet, column) in text_columns() {
            // An address of the web, and file names that other rows repeat.
            let has_a_form = [
                ("campaign_items", "code"),
                ("inboxes", "url"),
                ("redemptions", "code"),
                ("survey_paper", "answer"),
                ("survey_questions", "choices"),
            ];
            if column == "site_url" || column == "source" || has_a_form.contains(&(sheet, column)) {
                continue;
            }
            let rows = book.0[sheet].len();
            for row in 0..rows {
                // Groups stay apart, and a total's word stays out of titles.
                book.set(sheet, row, column, text);
            }
        }
        // Each has a page of its own, and a title of its own.
        book.set("campaigns", 0, "title", &format!("{text}6"));
        book.set("surveys", 0, "title", &format!("{text}7"));
        for year in 0..2 {
            for line in 0..5 {
                let row = year * 5 + line;
                book.set("budget", row, "l1", &format!("{text}{line}"));
                book.set("budget", row, "l2", "");
                book.set("budget", row, "l3", "");
                book.set("budget", row, "title", &format!("{text}{line}{line}"));
            }
        }
        book
    };
    let site = folder.path().join("site");
    fill("plain").write(&office);
    publish(&office, &shell, &site);
    let plain: BTreeMap<String, Vec<String>> = Site::read(&site, "/")
        .pages
        .into_iter()
        .map(|(path, html)| (path, shape(&html)))
        .collect();
    for text in hostile {
        fill(text).write(&office);
        publish(&office, &shell, &site);
        let read = Site::read(&site, "/");
        read.pages_are_valid();
        assert!(read.data_keep_their_schema() >= 20);
        // Groups are addressed by a hash of their name; a group around one line is not shown.
        let lines = |path: &str| path.contains("/g-");
        let mut seen = 0;
        for (path, html) in read.pages.iter().filter(|(path, _)| !lines(path)) {
            assert_eq!(&shape(html), &plain[path], "{path} with {text}");
            if html
                .root_element()
                .text()
                .collect::<String>()
                .contains(text)
            {
                seen += 1;
            }
            for element in html.root_element().descendent_elements() {
                assert!(!element.value().name().contains(MARK));
                for (attribute, _) in element.value().attrs() {
                    assert!(!attribute.contains(MARK), "{path}: {attribute}");
                }
            }
        }
        assert_eq!(
            seen,
            read.pages.iter().filter(|(path, _)| !lines(path)).count()
        );
    }
}

#[test]
fn findings_stop_publication_and_leave_the_site_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (shell, office) = (shell(folder.path()), folder.path().join("office"));
    small().write(&office);
    let site = folder.path().join("site");
    publish(&office, &shell, &site);
    let before = tree(&folder.path().join(".site-releases"));
    let link = fs::read_link(&site).unwrap();
    for (sheet, column, text) in [
        ("budget", "fund_id", "nobody"),
        ("budget", "approved", "abc"),
        ("transactions", "amount", "1e400"),
        ("community", "as_of", "soon"),
    ] {
        let mut book = small();
        book.set(sheet, 0, column, text);
        book.write(&office);
        let mut options = options(&office, &shell, &site);
        options.at = None;
        let Err(PublishError::Findings(findings)) = run(&options) else {
            panic!("{column} = {text} was published");
        };
        assert!(
            findings
                .iter()
                .any(|finding| finding.column == Some(column))
        );
        assert_eq!(tree(&folder.path().join(".site-releases")), before);
        assert_eq!(fs::read_link(&site).unwrap(), link);
        assert!(!office.join("journal.jsonl").exists());
    }
}

/// The outbox is a module of its own: pages tell its address, and nothing fetches it by itself.
#[test]
fn an_outbox_is_published_under_names_that_carry_its_hash() {
    let folder = tempfile::tempdir().unwrap();
    let (dist, office) = (shell(folder.path()), folder.path().join("office"));
    small().write(&office);
    let site = folder.path().join("site");
    run(&options(&office, &dist, &site)).unwrap();
    let home = || fs::read_to_string(site.join("index.html")).unwrap();
    assert!(!home().contains("data-outbox"));

    fs::write(dist.join("outbox.js"), b"export default () => {}").unwrap();
    let half = run(&options(&office, &dist, &site));
    assert!(matches!(half, Err(PublishError::Shell(_))));
    fs::write(dist.join("outbox_bg.wasm"), b"\0asm\x01\0\0\0outbox").unwrap();
    run(&options(&office, &dist, &site)).unwrap();
    for (attribute, ending) in [("data-outbox-js", ".js"), ("data-outbox-wasm", ".wasm")] {
        let html = home();
        let named = html.split(&format!("{attribute}=\"/")).nth(1).unwrap();
        let name = named.split('"').next().unwrap();
        assert!(
            name.starts_with("assets/outbox.") && name.ends_with(ending),
            "{name}"
        );
        assert!(site.join(name).is_file(), "{name}");
        assert_eq!(
            html.matches(name).count(),
            1,
            "{name} is named once, not preloaded"
        );
    }
}

#[test]
fn what_stops_publication_is_named_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (dist, office) = (shell(folder.path()), folder.path().join("office"));
    small().write(&office);
    let site = folder.path().join("site");
    let mut given = options(&office, &dist, &site);
    for at in ["yesterday", "2026-11-05", "2026-11-05T09:00:00", ""] {
        given.at = Some(at.into());
        assert!(matches!(run(&given), Err(PublishError::At(_))), "{at}");
    }
    let nowhere = folder.path().join("nowhere");
    let error = run(&options(&nowhere, &dist, &site));
    assert!(matches!(error, Err(PublishError::Workbook(_))));
    for missing in [
        "index.html",
        "style/base.css",
        "app.js",
        "app_bg.wasm",
        "public/boot.js",
    ] {
        let at = folder.path().join("broken");
        let broken = shell(&at);
        fs::remove_file(broken.join(missing)).unwrap();
        let error = run(&options(&office, &broken, &site));
        assert!(matches!(error, Err(PublishError::Shell(_))), "{missing}");
        fs::remove_dir_all(at).unwrap();
    }
    assert!(!site.exists() && fs::symlink_metadata(&site).is_err());
    assert!(!office.join("journal.jsonl").exists());
}

#[test]
fn compressed_twins_hold_the_same_bytes() {
    use std::io::Read as _;
    let folder = tempfile::tempdir().unwrap();
    let (shell, office) = (shell(folder.path()), folder.path().join("office"));
    small().write(&office);
    let site = folder.path().join("site");
    let plain = publish(&office, &shell, &site);
    let mut options = options(&office, &shell, &site);
    options.compress = true;
    let report = published(run(&options));
    assert_eq!(report.manifest, plain.manifest, "twins are in no manifest");
    assert!(
        !report.unchanged,
        "a site without twins is not the site with them"
    );
    assert_eq!(whole(&site), Ok(report.manifest));
    let tree = tree(&site);
    let mut twins = [0, 0];
    for (path, bytes) in &tree {
        let mut back = Vec::new();
        if let Some(own) = path.strip_suffix(".br") {
            brotli::BrotliDecompress(&mut &**bytes, &mut back).unwrap();
            assert_eq!(back, tree[own]);
            twins[0] += 1;
        } else if let Some(own) = path.strip_suffix(".gz") {
            flate2::read::GzDecoder::new(&**bytes)
                .read_to_end(&mut back)
                .unwrap();
            assert_eq!(back, tree[own]);
            twins[1] += 1;
        }
    }
    assert!(
        twins[0] >= report.pages && twins[1] >= report.pages,
        "{twins:?}"
    );
    assert!(published(run(&options)).unchanged);
}

/// Identifiers become names of folders and files, and some of those are taken.
#[test]
fn an_identifier_never_takes_another_files_place() {
    let folder = tempfile::tempdir().unwrap();
    let (shell, office) = (shell(folder.path()), folder.path().join("office"));
    let site = folder.path().join("site");
    let mut refused = BTreeSet::new();
    for (sheet, column) in [
        ("budget", "line_id"),
        ("budget", "year"),
        ("projects", "project_id"),
        ("polls", "poll_id"),
        ("community", "id"),
    ] {
        for id in [
            "index",
            "index.html",
            "INDEX.html",
            "index.html.br",
            "manifest.json",
            "compare",
        ] {
            let mut book = small();
            // The last line of the budget, on which nothing is booked.
            let row = book.0[sheet].len() - 1;
            book.set(sheet, row, column, id);
            for (other, key) in [
                ("transactions", "project_id"),
                ("options", "poll_id"),
                ("milestones", "project_id"),
                ("campaign_items", "project_id"),
            ] {
                if key == column {
                    for row in 0..book.0[other].len() {
                        let is_set = book.0[other][row].contains_key(key);
                        if is_set {
                            book.set(other, row, key, id);
                        }
                    }
                }
            }
            book.write(&office);
            let mut options = options(&office, &shell, &site);
            // Twins are files too.
            options.compress = id.ends_with(".br");
            match run(&options) {
                Ok(report) => {
                    assert_eq!(whole(&site), Ok(report.manifest), "{column} {id}");
                    let mut site = Site::read(&site, "/");
                    site.tree
                        .retain(|path, _| !path.ends_with(".br") && !path.ends_with(".gz"));
                    site.routes_are_listed();
                    site.data_keep_their_schema();
                }
                Err(PublishError::SamePath(_)) => {
                    refused.insert((column, id));
                }
                Err(error) => panic!("{column} {id}: {error}"),
            }
        }
    }
    let expected = [
        ("line_id", "INDEX.html"),
        ("line_id", "index.html"),
        ("line_id", "index.html.br"),
        ("poll_id", "INDEX.html"),
        ("poll_id", "index.html"),
        ("poll_id", "index.html.br"),
        ("project_id", "index"),
        ("year", "INDEX.html"),
        ("year", "index.html"),
        ("year", "index.html.br"),
    ];
    assert_eq!(refused, BTreeSet::from(expected));
}
