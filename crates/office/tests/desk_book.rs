//! The clerk's workbook there and back: sealed letters come out readable, decisions go in whole or
//! not at all.
#![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

mod desk_support;

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use desk_support::{
    Filling, exported, imported, key, office, outcome, plain, put, refused, sealed, sealed_media,
    send, submission, words,
};
use office::desk::decide::{PhotoTrouble, Trouble};
use office::desk::decisions;
use office::desk::import::Outcome;
use office::desk::letters::Shut;
use office::desk::photos::PhotoProblem;
use office::desk::sheets::{Column, Sheet};
use office::inbox::What;
use records::book::Cell;
use records::codes::{AskKey, Channel, MediaType, ReplyStatus, SubmissionKind, YesNo};
use records::decisions::Tally;
use records::envelope::DocId;
use records::finding::PrivateNumber;
use records::say::Submission;

const PHONE: &str = "13912345678";

fn story(text: &str) -> Submission {
    submission(SubmissionKind::Story, |draft| {
        draft.answers.insert(AskKey::Text, text.to_owned());
        draft.public = true;
        draft.show_name = true;
        draft.name = "王阿姨".into();
        draft.phone = PHONE.into();
    })
}

fn rating(stars: &str, text: &str) -> Submission {
    submission(SubmissionKind::Rating, |draft| {
        draft.about = Some("project:p-1".parse().unwrap());
        draft.answers.insert(AskKey::Stars, stars.to_owned());
        draft.answers.insert(AskKey::Text, text.to_owned());
        draft.public = true;
    })
}

/// A photograph with something in it.
fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let image = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([x, y, x + y].map(|part| u8::try_from(part % 256).unwrap()))
    });
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut bytes)
        .encode_image(&image)
        .unwrap();
    bytes
}

fn decide(filling: &mut Filling, sheet: Sheet, id: DocId, cells: &[(Column, &str)]) {
    for (column, text) in cells {
        filling.set(sheet, id, *column, text);
    }
}

/// A letter, what is typed in its row, and where the trouble stands.
type Case<'c> = (DocId, &'c [(Column, &'c str)], Column, Trouble);

#[test]
fn letters_come_out_readable_and_decisions_go_in() {
    let (_keep, office) = office();
    let lamp = send(
        &office,
        &story("北门的路灯坏了，请打13812341234，晚上看不见路"),
        1,
    );
    let again = send(&office, &story("北门路灯坏了，晚上看不见路"), 2);
    let quiet = submission(SubmissionKind::Proposal, |draft| {
        draft.answers.insert(AskKey::Problem, "车棚漏雨".to_owned());
        draft.answers.insert(AskKey::Measure, "换顶".to_owned());
        draft.answers.insert(AskKey::Cost, "1200".to_owned());
    });
    let quiet = send(&office, &quiet, 3);
    let quarrel = submission(SubmissionKind::Mediation, |draft| {
        draft.answers.insert(AskKey::Text, "楼上漏水".to_owned());
        draft.phone = PHONE.into();
    });
    let quarrel = send(&office, &quarrel, 4);

    let made = exported(&office, "a.xlsx");
    assert_eq!((made.letters, made.undecided), (4, 4));
    assert!(made.shut.is_empty() && made.media.is_none());
    let mut filling = Filling::open(&made.workbook);
    let cell = |column| filling.of(Sheet::Letters, lamp, column);
    assert_eq!(cell(Column::Code), lamp.code().to_string());
    assert_eq!(cell(Column::Kind), "预算故事");
    assert_eq!(cell(Column::Phone), PHONE);
    assert_eq!(cell(Column::PublicName), "王阿姨");
    assert_eq!(
        cell(Column::Text(AskKey::Text)),
        "北门的路灯坏了，请打138****1234，晚上看不见路"
    );
    assert!(cell(Column::Answer(AskKey::Text)).contains("13812341234"));
    assert_eq!(cell(Column::Numbers), "“正文”里有手机号");
    assert!(cell(Column::Similar).starts_with(&again.code().to_string()));
    assert!(!cell(Column::Due).is_empty());
    assert_eq!(cell(Column::State), "");
    assert_eq!(
        filling.of(Sheet::Letters, quiet, Column::Answer(AskKey::Cost)),
        "1200.00"
    );
    // Not to be shown, so there is nothing to prepare.
    assert_eq!(
        filling.of(Sheet::Letters, quiet, Column::Text(AskKey::Problem)),
        ""
    );
    assert_eq!(filling.of(Sheet::Mediation, quarrel, Column::Phone), PHONE);

    let post = (Column::Post, "社区书记");
    let answered = [
        (Column::State, "已回应"),
        (Column::Shown, "公开"),
        (Column::Reply, "下周换灯"),
        post,
    ];
    decide(&mut filling, Sheet::Letters, lamp, &answered);
    let code = lamp.code().to_string();
    let merged = [
        (Column::State, "已办结"),
        (Column::SameAs, code.as_str()),
        post,
    ];
    decide(&mut filling, Sheet::Letters, again, &merged);
    let declined = [
        (Column::State, "未采纳"),
        (Column::Reason, "明年统一改造"),
        post,
    ];
    decide(&mut filling, Sheet::Letters, quiet, &declined);
    let file = office.join("b.xlsx");
    filling.save(&file);
    let taken = imported(&office, &file);
    assert_eq!((taken.decided, taken.counted), (3, 0));

    let all = decisions::read(&office).unwrap();
    let current = all.current();
    assert_eq!(current.len(), 3);
    let entry = current[&lamp].entry.as_ref().unwrap();
    assert_eq!(
        entry.answers[&AskKey::Text],
        "北门的路灯坏了，请打138****1234，晚上看不见路"
    );
    assert_eq!(entry.name.as_deref(), Some("王阿姨"));
    assert_eq!(current[&lamp].reply.as_ref().unwrap().text, "下周换灯");
    assert_eq!(current[&again].same_as, Some(lamp.code()));
    assert_eq!(current[&quiet].state, ReplyStatus::NotAdopted);
    assert_eq!(current[&quiet].entry, None);
    assert_eq!(
        current[&quiet].counted.as_ref().unwrap().channel,
        Channel::Web
    );
    // Neither the contact nor what was not to be shown.
    let written = fs::read_to_string(taken.file.unwrap()).unwrap();
    for private in [PHONE, "13812341234", "车棚", "漏水"] {
        assert!(!written.contains(private), "{private}");
    }

    // What was decided stands in the next workbook, and importing it again says nothing new.
    let next = exported(&office, "c.xlsx");
    assert_eq!(next.undecided, 1);
    let mut filling = Filling::open(&next.workbook);
    assert_eq!(filling.of(Sheet::Letters, lamp, Column::Reply), "下周换灯");
    assert_eq!(filling.of(Sheet::Letters, lamp, Column::Shown), "公开");
    assert_eq!(filling.of(Sheet::Letters, quiet, Column::Shown), "不公开");
    let unchanged = imported(&office, &next.workbook);
    assert_eq!((unchanged.file, unchanged.decided), (None, 0));
    filling.set(Sheet::Letters, lamp, Column::State, "已办结");
    filling.save(&file);
    assert_eq!(imported(&office, &file).decided, 1);
    let all = decisions::read(&office).unwrap();
    assert_eq!(all.history(&lamp).len(), 2);
    assert_eq!(all.current()[&lamp].state, ReplyStatus::Done);
    assert!(all.current()[&lamp].entry.is_some());
}

#[test]
fn every_mistake_is_pointed_at_and_nothing_is_taken_in() {
    let (_keep, office) = office();
    let id = send(&office, &story("路灯坏了"), 1);
    let mut private = story("不要公开");
    private.public = false;
    private.show_name = false;
    let private = send(&office, &private, 2);
    let made = exported(&office, "a.xlsx");
    let file = office.join("b.xlsx");
    let base = [
        (Column::State, "审核中"),
        (Column::Shown, "公开"),
        (Column::Post, "社区书记"),
    ];
    let own = id.code().to_string();
    let cases: &[Case<'_>] = &[
        (
            id,
            &[(Column::State, "办好了")],
            Column::State,
            Trouble::NotInList {
                seen: "办好了".to_owned(),
                allowed: vec![
                    "已收到",
                    "审核中",
                    "已转办",
                    "已回应",
                    "已采纳",
                    "未采纳",
                    "已办结",
                ],
            },
        ),
        (
            id,
            &[(Column::State, "未采纳")],
            Column::Reason,
            Trouble::Blank,
        ),
        (
            id,
            &[(Column::State, "已回应")],
            Column::Reply,
            Trouble::Blank,
        ),
        (
            id,
            &[(Column::State, "已转办")],
            Column::PassedTo,
            Trouble::Blank,
        ),
        (id, &[(Column::Post, "")], Column::Post, Trouble::Blank),
        (
            id,
            &[(Column::State, "")],
            Column::State,
            Trouble::Undecided,
        ),
        (
            id,
            &[(Column::Text(AskKey::Text), "打13812341234")],
            Column::Text(AskKey::Text),
            Trouble::Private(PrivateNumber::Mobile),
        ),
        (
            id,
            &[(Column::Reply, "打 138 1234 1234")],
            Column::Reply,
            Trouble::Private(PrivateNumber::Mobile),
        ),
        (
            id,
            &[(Column::Text(AskKey::Text), "")],
            Column::Text(AskKey::Text),
            Trouble::NothingToShow,
        ),
        (private, &[], Column::Shown, Trouble::NotAgreed),
        (
            id,
            &[(Column::SameAs, &own)],
            Column::SameAs,
            Trouble::Itself,
        ),
        (
            id,
            &[(Column::SameAs, "0000-0000-0000")],
            Column::SameAs,
            Trouble::NoSuchLetter {
                seen: "0000-0000-0000".to_owned(),
            },
        ),
        (
            id,
            &[(Column::PublicPhotos, "1")],
            Column::PublicPhotos,
            Trouble::NoPhoto {
                seen: "1".to_owned(),
                count: 0,
            },
        ),
        (
            id,
            &[(Column::Day, "昨天")],
            Column::Day,
            Trouble::NotADay {
                seen: "昨天".to_owned(),
            },
        ),
        (
            id,
            &[(Column::Day, "2199-01-01")],
            Column::Day,
            Trouble::InFuture,
        ),
        (
            id,
            &[(Column::Answer(AskKey::Text), "路灯没坏")],
            Column::Answer(AskKey::Text),
            Trouble::Changed,
        ),
        (
            id,
            &[(Column::Kind, "质询")],
            Column::Kind,
            Trouble::Changed,
        ),
        (
            id,
            &[(Column::Code, "0000-0000-0000")],
            Column::Code,
            Trouble::MixedUp,
        ),
        (
            id,
            &[(Column::Document, "00")],
            Column::Code,
            Trouble::UnknownDocument,
        ),
        (
            id,
            &[(Column::Shown, "也许")],
            Column::Shown,
            Trouble::NotInList {
                seen: "也许".to_owned(),
                allowed: vec!["公开", "不公开"],
            },
        ),
    ];
    for (letter, cells, column, trouble) in cases {
        let mut filling = Filling::open(&made.workbook);
        let row = filling.row(Sheet::Letters, *letter);
        for (column, text) in base.iter().chain(*cells) {
            filling.put(Sheet::Letters, row, *column, Cell::text(text));
        }
        filling.save(&file);
        let findings = refused(&office, &file);
        let found = findings
            .iter()
            .find(|finding| finding.column == Some(*column) && finding.trouble == *trouble)
            .unwrap_or_else(|| panic!("{trouble:?}: {findings:?}"));
        assert_eq!((found.sheet, found.row), (Sheet::Letters, Some(row)));
        let letters = found.letters.clone().unwrap();
        let said = &words(std::slice::from_ref(found))[0];
        assert!(
            said.starts_with(&format!("“来件”第 {row} 行，{letters} 栏")),
            "{said}"
        );
        assert_eq!(decisions::read(&office).unwrap().next(), 1, "{trouble:?}");
    }
    // Before it came: it came today.
    let mut filling = Filling::open(&made.workbook);
    decide(&mut filling, Sheet::Letters, id, &base);
    filling.set(Sheet::Letters, id, Column::Day, "2026年1月2日");
    filling.save(&file);
    let early = refused(&office, &file);
    assert!(
        matches!(early[0].trouble, Trouble::BeforeArrival { .. }),
        "{early:?}"
    );
    // A column that was taken out, a row that stands there twice, and no sheet of ours at all.
    let mut filling = Filling::open(&made.workbook);
    filling.drop_column(Sheet::Letters, Column::Reason);
    filling.save(&file);
    let gone = refused(&office, &file);
    assert_eq!(
        (gone[0].column, &gone[0].trouble),
        (Some(Column::Reason), &Trouble::NoColumn)
    );
    let mut filling = Filling::open(&made.workbook);
    for column in [Column::Document, Column::Code, Column::Kind] {
        let text = filling.of(Sheet::Letters, id, column);
        filling.put(Sheet::Letters, 40, column, Cell::text(text));
    }
    filling.put(
        Sheet::Letters,
        40,
        Column::Answer(AskKey::Text),
        Cell::text("路灯坏了"),
    );
    filling.save(&file);
    let twice = refused(&office, &file);
    assert!(
        matches!(twice[0].trouble, Trouble::Twice { .. }),
        "{twice:?}"
    );
    // One wrong row keeps a right one out.
    let mut filling = Filling::open(&made.workbook);
    decide(&mut filling, Sheet::Letters, id, &base);
    filling.set(Sheet::Letters, private, Column::State, "已回应");
    filling.save(&file);
    refused(&office, &file);
    assert_eq!(decisions::read(&office).unwrap().next(), 1);
}

#[test]
fn nothing_that_residents_write_is_taken_for_a_formula() {
    let (_keep, office) = office();
    let hostile = [
        "=HYPERLINK(\"http://x\",\"点我\")",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "'=1+1",
        "=cmd|'/c calc'!A0",
        "<script>alert(1)</script>",
        "_x000D_ \u{1f600} 换\n行",
    ];
    let ids: Vec<DocId> = (1..)
        .zip(hostile)
        .map(|(number, text)| send(&office, &story(text), number))
        .collect();
    let made = exported(&office, "a.xlsx");
    let mut zip = zip::ZipArchive::new(fs::File::open(&made.workbook).unwrap()).unwrap();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        if part.read_to_string(&mut text).is_ok() && name.contains("worksheets/sheet") {
            assert!(!text.contains("<f>") && !text.contains("<f "), "{name}");
            assert!(!text.contains("<hyperlink"), "{name}");
        }
    }
    let mut filling = Filling::open(&made.workbook);
    for (id, text) in ids.iter().zip(hostile) {
        let shown = filling.of(Sheet::Letters, *id, Column::Answer(AskKey::Text));
        assert_eq!(shown, text);
        let cells = [
            (Column::State, "已收到"),
            (Column::Shown, "公开"),
            (Column::Post, "=岗位"),
        ];
        decide(&mut filling, Sheet::Letters, *id, &cells);
    }
    let file = office.join("b.xlsx");
    filling.save(&file);
    assert_eq!(imported(&office, &file).decided, hostile.len());
    let current = decisions::read(&office).unwrap().current();
    for (id, text) in ids.iter().zip(hostile) {
        let entry = current[id].entry.as_ref().unwrap();
        assert_eq!(entry.answers[&AskKey::Text], text);
    }
}

#[test]
fn photographs_are_written_anew_and_bombs_are_refused() {
    let (_keep, office) = office();
    let small = jpeg(64, 48);
    let (good, blob) = sealed_media(&small, MediaType::Jpeg, 1);
    put(&office.join("inbox"), What::Media, &blob);
    let (bad, blob) = sealed_media(b"\x89PNG\r\n\x1a\n", MediaType::Jpeg, 2);
    put(&office.join("inbox"), What::Media, &blob);
    let (gone, _) = sealed_media(&jpeg(8, 8), MediaType::Jpeg, 3);
    let (voice, blob) = sealed_media(b"OggS and so on", MediaType::Ogg, 4);
    put(&office.join("inbox"), What::Media, &blob);
    let mut story = story("看照片");
    story.media = vec![good, bad, gone, voice];
    let id = send(&office, &story, 1);

    let made = exported(&office, "a.xlsx");
    assert_eq!(made.files, 2);
    assert_eq!(
        made.spoilt,
        [
            (id.code(), PhotoTrouble::Picture(PhotoProblem::NotJpeg)),
            (id.code(), PhotoTrouble::Missing),
        ]
    );
    let media = made.media.unwrap();
    assert_eq!(
        fs::read(media.join(format!("{}-voice.ogg", id.code()))).unwrap(),
        b"OggS and so on"
    );
    let file = office.join("b.xlsx");
    let mut filling = Filling::open(&made.workbook);
    let cells = [
        (Column::State, "已收到"),
        (Column::Shown, "公开"),
        (Column::PublicPhotos, "全部"),
        (Column::Post, "社区书记"),
    ];
    decide(&mut filling, Sheet::Letters, id, &cells);
    filling.save(&file);
    let findings = refused(&office, &file);
    assert_eq!(findings.len(), 2, "{findings:?}");
    assert!(!office.join("media").exists());
    filling.set(Sheet::Letters, id, Column::PublicPhotos, "1");
    filling.save(&file);
    assert_eq!(imported(&office, &file).photos, 1);
    let current = decisions::read(&office).unwrap().current();
    let entry = current[&id].entry.clone().unwrap();
    assert!(entry.told_by_voice);
    let photo = &entry.photos[0];
    assert_eq!((photo.width, photo.height), (64, 48));
    let kept = fs::read(office.join("media").join(format!("{}.jpg", photo.file))).unwrap();
    assert_eq!(DocId::of(&kept).to_string(), photo.file);
    assert_ne!(kept, small);
    let all = decisions::read(&office).unwrap();
    assert!(decisions::check_photos(&office, &all).is_ok());
    let place = office.join("media").join(format!("{}.jpg", photo.file));
    fs::write(&place, &small).unwrap();
    assert!(decisions::check_photos(&office, &all).is_err());
    fs::write(&place, &kept).unwrap();

    // Once chosen, the photographs stay while other things change.
    let next = exported(&office, "c.xlsx");
    let mut filling = Filling::open(&next.workbook);
    assert_eq!(filling.of(Sheet::Letters, id, Column::PublicPhotos), "照旧");
    filling.set(Sheet::Letters, id, Column::State, "审核中");
    filling.save(&file);
    assert_eq!(imported(&office, &file).decided, 1);
    let current = decisions::read(&office).unwrap().current();
    assert_eq!(current[&id].entry.as_ref().unwrap().photos, entry.photos);
}

#[test]
fn what_does_not_open_is_listed_and_never_dropped() {
    let (_keep, office) = office();
    let inbox = office.join("inbox");
    let document = What::Document(SubmissionKind::Story);
    let other = put(&inbox, document, &sealed(&story("给别人的"), 1, &key(7)));
    let nonsense = put(&inbox, document, b"{\"v\":1}");
    let damaged = send(&office, &story("坏掉的"), 3);
    let hex = damaged.to_string();
    let path = inbox.join(format!("xinglinli/story/{}/{hex}.json", &hex[..2]));
    fs::write(path, plain(&story("换过的"), 9)).unwrap();
    let misplaced = plain(&story("放错的"), 5);
    let misplaced = put(&inbox, What::Document(SubmissionKind::Need), &misplaced);
    let good = send(&office, &story("好的"), 6);

    let made = exported(&office, "a.xlsx");
    assert_eq!(made.letters, 1);
    let why = |id: DocId| {
        let found = made.shut.iter().find(|shut| shut.name.id == id);
        found.map(|shut| shut.why.clone())
    };
    assert_eq!(why(other), Some(Shut::OtherKey));
    assert!(matches!(why(nonsense), Some(Shut::Envelope(_))));
    assert_eq!(why(damaged), Some(Shut::Damaged));
    assert_eq!(why(misplaced), Some(Shut::Misplaced));
    assert_eq!(why(good), None);
    let grids = office::workbook::grids(&made.workbook).unwrap();
    let shut = grids.iter().find(|grid| grid.name == "打不开").unwrap();
    assert_eq!(shut.rows.len(), 5);
}

#[test]
fn ratings_supports_and_questionnaires_are_counted_without_a_clerk() {
    let (_keep, office) = office();
    let low = send(&office, &rating("3", "太慢了"), 1);
    let high = send(&office, &rating("4", ""), 2);
    let support = |token: u8| {
        submission(SubmissionKind::Support, |draft| {
            draft.about = Some("entry:0000-0000-0000".parse().unwrap());
            let token = DocId::from_bytes([token; 32]).to_string();
            draft.answers.insert(AskKey::Token, token);
        })
    };
    let first = send(&office, &support(1), 3);
    let again = send(&office, &support(1), 4);
    let other = send(&office, &support(2), 5);
    let survey = submission(SubmissionKind::Survey, |draft| {
        draft.about = Some("survey:s-1".parse().unwrap());
        let token = DocId::from_bytes([7; 32]).to_string();
        draft.answers.insert(AskKey::Token, token);
        let question = records::Id::new("q1").unwrap();
        draft.survey.insert(question, "打13812341234".to_owned());
    });
    let survey = send(&office, &survey, 6);

    let made = exported(&office, "a.xlsx");
    let mut filling = Filling::open(&made.workbook);
    let mean = filling.of(Sheet::Ratings, low, Column::Mean);
    assert!(mean.starts_with("3.5（2 人，低于 80 分"), "{mean}");
    let taken = imported(&office, &made.workbook);
    assert_eq!((taken.decided, taken.counted, taken.repeated), (0, 5, 1));
    // Low, and nobody says what will be done: said, but no reason to take nothing in.
    assert_eq!(taken.warnings.len(), 1);
    assert_eq!(taken.warnings[0].trouble, Trouble::NoImprovement);
    assert_eq!(taken.warnings[0].column, Some(Column::Improvement));
    let current = decisions::read(&office).unwrap().current();
    assert_eq!(current[&low].state, ReplyStatus::Received);
    assert_eq!(current[&high].state, ReplyStatus::Done);
    let counted = [first, again]
        .iter()
        .filter(|id| current[*id].tally.is_some())
        .count();
    assert_eq!(counted, 1, "one device, one thing, one support");
    assert!(current[&other].tally.is_some());
    let Some(Tally::Survey { answers, token, .. }) = &current[&survey].tally else {
        panic!("{:?}", current[&survey]);
    };
    assert_eq!(*token, Some(DocId::from_bytes([7; 32])));
    assert_eq!(answers.values().next().unwrap(), "打138****1234");

    // A clerk shows the words and says what will be done; the stars stay counted.
    let cells = [
        (Column::State, "已回应"),
        (Column::Shown, "公开"),
        (Column::Reply, "加一个人"),
        (Column::Improvement, "十二月起每周报进度"),
        (Column::Post, "项目专员"),
    ];
    decide(&mut filling, Sheet::Ratings, low, &cells);
    decide(
        &mut filling,
        Sheet::Ratings,
        high,
        &[(Column::State, "已办结"), (Column::Post, "项目专员")],
    );
    let spam = [
        (Column::State, "未采纳"),
        (Column::Reason, "同一张纸重复"),
        (Column::Post, "项目专员"),
    ];
    decide(&mut filling, Sheet::Surveys, survey, &spam);
    let file = office.join("b.xlsx");
    filling.save(&file);
    let taken = imported(&office, &file);
    assert_eq!((taken.decided, taken.counted), (3, 0));
    assert!(taken.warnings.is_empty(), "{:?}", taken.warnings);
    let current = decisions::read(&office).unwrap().current();
    assert!(matches!(
        current[&low].tally,
        Some(Tally::Rating { stars: 3, .. })
    ));
    let entry = current[&low].entry.as_ref().unwrap();
    assert_eq!(entry.answers[&AskKey::Text], "太慢了");
    assert_eq!(entry.answers[&AskKey::Stars], "3");
    // Declined, so not counted; but there, with its reason.
    assert_eq!(current[&survey].tally, None);
    assert!(current[&survey].reason.is_some());
}

/// Types a letter on paper into a sheet.
fn typed(filling: &mut Filling, sheet: Sheet, row: u32, cells: &[(Column, &str)]) {
    for (column, text) in cells {
        filling.put(sheet, row, *column, Cell::text(text));
    }
}

#[test]
fn letters_on_paper_are_typed_twice() {
    let (_keep, office) = office();
    let made = exported(&office, "a.xlsx");
    assert!(Filling::open(&made.workbook).has(Sheet::Second));
    let file = office.join("b.xlsx");
    let text = Column::Answer(AskKey::Text);
    let on_paper = [
        (Column::Paper, "纸-001"),
        (Column::Kind, "预算故事"),
        (Column::Channel, "意见箱"),
        (text, "二号楼门口 积水"),
        (Column::Phone, PHONE),
        (Column::Public, "是"),
    ];
    let mut filling = Filling::open(&made.workbook);
    typed(&mut filling, Sheet::First, 3, &on_paper);
    typed(&mut filling, Sheet::First, 3, &[(Column::Post, "网格员")]);
    filling.save(&file);
    let once = refused(&office, &file);
    assert_eq!(
        once[0].trouble,
        Trouble::TypedOnce {
            lacks: Sheet::Second
        }
    );
    // Typed in another row, with another space, by the same post, and one thing wrong.
    typed(&mut filling, Sheet::Second, 7, &on_paper);
    let slip = [(Column::Post, "网格员"), (text, "三号楼门口　积水")];
    typed(&mut filling, Sheet::Second, 7, &slip);
    filling.save(&file);
    let findings = refused(&office, &file);
    let troubles: Vec<_> = findings
        .iter()
        .map(|finding| (finding.sheet, finding.row, finding.column, &finding.trouble))
        .collect();
    assert!(
        troubles.contains(&(
            Sheet::First,
            Some(3),
            Some(text),
            &Trouble::Differs {
                other_row: 7,
                other: "三号楼门口 积水".to_owned()
            }
        )),
        "{troubles:?}"
    );
    assert!(troubles.contains(&(
        Sheet::Second,
        Some(7),
        Some(Column::Post),
        &Trouble::SamePost
    )));
    let right = [(Column::Post, "志愿者"), (text, "二号楼门口　积水")];
    typed(&mut filling, Sheet::Second, 7, &right);
    filling.save(&file);
    let taken = imported(&office, &file);
    let (paper, code) = taken.papers[0].clone();
    assert_eq!(paper, "纸-001");

    // It is a sealed document like any other, and is not made again.
    let next = exported(&office, "c.xlsx");
    assert_eq!(next.letters, 1);
    let sheet = Filling::open(&next.workbook);
    assert_eq!(
        sheet.shown(Sheet::Letters, 3, Column::Code),
        code.to_string()
    );
    assert_eq!(sheet.shown(Sheet::Letters, 3, Column::Channel), "意见箱");
    assert_eq!(sheet.shown(Sheet::Letters, 3, Column::Phone), PHONE);
    for (path, bytes) in desk_support::everything(&office.join("inbox")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(PHONE), "{}", path.display());
    }
    assert!(imported(&office, &file).papers.is_empty());
    assert_eq!(exported(&office, "d.xlsx").letters, 1);
}

#[test]
fn paper_is_held_to_the_rules_of_the_form() {
    let (_keep, office) = office();
    let made = exported(&office, "a.xlsx");
    let file = office.join("b.xlsx");
    let cases: &[(&[(Column, &str)], Column)] = &[
        (&[(Column::Kind, "选票")], Column::Kind),
        (&[(Column::Kind, "调解申请")], Column::Phone),
        (&[(Column::Channel, "网页")], Column::Channel),
        (&[(Column::About, "路灯")], Column::About),
        (&[(Column::Phone, "没有")], Column::Phone),
        (&[(Column::Relation, "女儿")], Column::Consent),
        (&[(Column::Public, "也许")], Column::Public),
        (&[(Column::Survey, "一")], Column::Survey),
    ];
    for (cells, column) in cases {
        let mut filling = Filling::open(&made.workbook);
        for (sheet, post) in [(Sheet::First, "网格员"), (Sheet::Second, "志愿者")] {
            let base = [
                (Column::Paper, "1"),
                (Column::Kind, "预算故事"),
                (Column::Channel, "意见箱"),
                (Column::Answer(AskKey::Text), "积水"),
                (Column::Post, post),
            ];
            typed(&mut filling, sheet, 3, &base);
            typed(&mut filling, sheet, 3, cells);
        }
        filling.save(&file);
        let findings = refused(&office, &file);
        let found = findings.iter().any(|finding| {
            (finding.sheet, finding.row, finding.column) == (Sheet::First, Some(3), Some(*column))
        });
        assert!(found, "{column:?}: {findings:?}");
    }
}

#[test]
fn letters_that_were_carried_arrive_once() {
    use office::desk::take::take;
    use records::handover::{Parcel, codes};
    let (_keep, office) = office();
    let (photo, blob) = sealed_media(&jpeg(8, 8), MediaType::Jpeg, 1);
    let mut with_photo = story("带照片的");
    with_photo.media = vec![photo];
    let first = sealed(&with_photo, 1, &key(1));
    let second = sealed(&story("扫码的"), 2, &key(1));
    let third = sealed(&story("单个的"), 3, &key(1));
    let mut parcel = Parcel::default();
    parcel.documents.insert(DocId::of(&first), first.clone());
    parcel.media.insert(DocId::of(&blob), blob);
    let file = office.join("pending.ndjson");
    fs::write(&file, parcel.to_text()).unwrap();
    let taken = take(&office, &file).unwrap();
    assert_eq!((taken.new.len(), taken.known.len(), taken.media), (1, 0, 1));
    let taken = take(&office, &file).unwrap();
    assert_eq!((taken.new.len(), taken.known.len()), (0, 1));

    let mut lines = codes(&DocId::of(&second), &second).unwrap();
    lines.reverse();
    let missing = lines.split_off(1);
    let scanned = office.join("scan.txt");
    fs::write(&scanned, lines.join("\n")).unwrap();
    let taken = take(&office, &scanned).unwrap();
    assert_eq!((taken.new.len(), taken.unfinished), (0, 1));
    fs::write(&scanned, [lines, missing].concat().join("\n")).unwrap();
    assert_eq!(
        take(&office, &scanned).unwrap().new,
        [DocId::of(&second).code()]
    );

    let single = office.join("one.json");
    fs::write(&single, &third).unwrap();
    assert_eq!(take(&office, &single).unwrap().new.len(), 1);
    fs::write(&single, "{\"v\":1}").unwrap();
    assert!(take(&office, &single).is_err());
    let made = exported(&office, "a.xlsx");
    assert_eq!((made.letters, made.files), (3, 1));
    assert!(made.spoilt.is_empty() && made.shut.is_empty());
}

fn mingbai(arguments: &[&str]) -> (i32, String, serde_json::Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_mingbai"))
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let json = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code().unwrap(), said, json)
}

fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn the_program_opens_with_the_passphrase_and_says_what_it_did() {
    let (keep, office) = office();
    let [passphrase, recovery] = ["office.txt", "recovery.txt"].map(|name| keep.path().join(name));
    fs::write(&passphrase, "three-blind-mice\n").unwrap();
    fs::write(&recovery, "see-how-they-run\n").unwrap();
    let (code, said, _) = mingbai(&[
        "keys",
        "new",
        shown(&office),
        "--work",
        "2",
        "--passphrase-file",
        shown(&passphrase),
        "--recovery-passphrase-file",
        shown(&recovery),
    ]);
    assert_eq!(code, 0, "{said}");
    // A letter sealed to the keys that the program made.
    let public = office::keys::PublicKeys::read(&office).unwrap().unwrap();
    let to: Vec<_> = public.current().map(|entry| entry.key.clone()).collect();
    let story = story("路灯坏了");
    let nonce = [5; 16];
    let hex = records::envelope::hex(&nonce);
    let context = sealing::Context {
        community: "xinglinli",
        kind: "story",
        nonce: &hex,
    };
    let json = story.to_json();
    let mut rng = desk_support::chance(5);
    let boxed = sealing::seal(json.as_bytes(), &to, &context, &mut rng).unwrap();
    let document = records::envelope::write(
        SubmissionKind::Story,
        &desk_support::community(),
        &nonce,
        &[],
        records::envelope::Holding::Sealed(&records::envelope::Sealed::from(&boxed)),
    )
    .unwrap();
    let id = put(
        &office.join("inbox"),
        What::Document(SubmissionKind::Story),
        &document,
    );

    let book = office.join("a.xlsx");
    let export = |passphrase: &Path| {
        mingbai(&[
            "inbox",
            "export",
            shown(&office),
            "--out",
            shown(&book),
            "--passphrase-file",
            shown(passphrase),
            "--json",
        ])
    };
    let (code, said, _) = export(&recovery);
    assert_eq!(code, 2, "{said}");
    assert!(!book.exists());
    let (code, said, json) = export(&passphrase);
    assert_eq!(code, 0, "{said}");
    assert_eq!(
        (&json["letters"], &json["undecided"]),
        (&1.into(), &1.into())
    );
    assert!(!json.to_string().contains(PHONE));
    let (code, _, _) = export(&passphrase);
    assert_eq!(code, 2, "what is there is left alone");

    let mut filling = Filling::open(&book);
    filling.set(Sheet::Letters, id, Column::State, "已回应");
    let file = office.join("b.xlsx");
    filling.save(&file);
    let import = |file: &Path| {
        mingbai(&[
            "inbox",
            "import",
            shown(&office),
            shown(file),
            "--passphrase-file",
            shown(&passphrase),
        ])
    };
    let (code, said, _) = import(&file);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("“来件”第 3 行") && said.contains("一件也没有收"),
        "{said}"
    );
    filling.set(Sheet::Letters, id, Column::Reply, "下周换");
    filling.set(Sheet::Letters, id, Column::Post, "社区书记");
    filling.save(&file);
    let (code, said, _) = import(&file);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("收下 1 条决定"), "{said}");
    assert!(matches!(
        decisions::read(&office).unwrap().current()[&id].state,
        ReplyStatus::Answered
    ));
    let (code, said, _) = mingbai(&["inbox", "list", shown(&office)]);
    assert_eq!(code, 0);
    assert!(said.contains("预算故事 1 件：已回应 1"), "{said}");

    // The check looks at the decisions too.
    let (code, said, json) = mingbai(&["check", shown(&office), "--json"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(json["inbox"]["kinds"]["story"]["states"]["answered"], 1);
    assert_eq!(json["inbox"]["overdue"], 0);
    assert_eq!(json["decisions"]["documents"], 1);
    assert_eq!(json["decisions"]["shown"], 0);
    let (_, said, _) = mingbai(&["check", shown(&office)]);
    assert!(said.contains("办过 1 件，公开 0 件"), "{said}");
    fs::write(office.join("decisions/0002.json"), "{}").unwrap();
    let (code, said, _) = mingbai(&["check", shown(&office)]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("0002.json"), "{said}");
    let (code, _, json) = mingbai(&["check", shown(&office), "--json"]);
    assert_eq!(code, 1, "{json}");
    assert_eq!(json["errors"], 0);
    assert_eq!(json["heard"]["error"]["kind"], "decisions", "{json}");
}

#[test]
fn without_its_key_an_office_decides_nothing() {
    let (_keep, office) = office();
    let id = send(&office, &story("路灯坏了"), 1);
    let made = exported(&office, "a.xlsx");
    let mut filling = Filling::open(&made.workbook);
    let cells = [(Column::State, "审核中"), (Column::Post, "社区书记")];
    decide(&mut filling, Sheet::Letters, id, &cells);
    let file = office.join("b.xlsx");
    filling.save(&file);
    let (code, said, _) = mingbai(&["inbox", "import", shown(&office), shown(&file)]);
    assert_eq!(code, 1, "{said}");
    assert!(matches!(outcome(&office, &file), Outcome::Done(_)));
}

#[test]
fn marks_of_a_proposals_review_come_back_in() {
    let (_keep, office) = office();
    let proposal = submission(SubmissionKind::Proposal, |draft| {
        draft.answers.insert(AskKey::Problem, "车棚漏雨".to_owned());
        draft.answers.insert(AskKey::Measure, "换顶".to_owned());
        draft.public = true;
    });
    let proposal = send(&office, &proposal, 1);
    let lamp = send(&office, &story("路灯坏了"), 2);
    let made = exported(&office, "a.xlsx");
    // A list to choose from for each of the three marks.
    let marks = [Column::Reasonable, Column::Feasible, Column::Novel];
    let mut filling = Filling::open(&made.workbook);
    for column in marks {
        assert_eq!(filling.of(Sheet::Letters, proposal, column), "");
    }
    assert!(
        validations(&made.workbook, "来件") >= marks.len() + 2,
        "marks, what was decided, and whether it is shown"
    );

    // No decision, no word of the list, and a story: pointed at.
    let file = office.join("b.xlsx");
    filling.set(Sheet::Letters, proposal, Column::Feasible, "是");
    filling.save(&file);
    let amiss = refused(&office, &file);
    assert_eq!(
        (amiss[0].column, &amiss[0].trouble),
        (Some(Column::State), &Trouble::Undecided)
    );
    let reviewed = [(Column::State, "审核中"), (Column::Post, "社区书记")];
    decide(&mut filling, Sheet::Letters, proposal, &reviewed);
    filling.set(Sheet::Letters, proposal, Column::Novel, "也许");
    filling.save(&file);
    let amiss = refused(&office, &file);
    let allowed = vec!["是", "否"];
    let seen = "也许".to_owned();
    assert_eq!(
        (amiss[0].column, &amiss[0].trouble),
        (Some(Column::Novel), &Trouble::NotInList { seen, allowed })
    );
    filling.set(Sheet::Letters, proposal, Column::Novel, "");
    decide(&mut filling, Sheet::Letters, lamp, &reviewed);
    filling.set(Sheet::Letters, lamp, Column::Novel, "是");
    filling.save(&file);
    let amiss = refused(&office, &file);
    assert_eq!(
        (amiss[0].column, &amiss[0].trouble),
        (Some(Column::Reasonable), &Trouble::NotHere)
    );
    filling.set(Sheet::Letters, lamp, Column::Novel, "");
    filling.set(Sheet::Letters, proposal, Column::Reasonable, "否");
    filling.save(&file);
    assert_eq!(imported(&office, &file).decided, 2);
    let current = decisions::read(&office).unwrap().current();
    let review = current[&proposal].review.unwrap();
    assert_eq!(review.marks(), [Some(YesNo::No), Some(YesNo::Yes), None]);
    assert_eq!(current[&lamp].review, None);

    // They stand in the next workbook, and another mark is another decision.
    let next = exported(&office, "c.xlsx");
    assert_eq!(imported(&office, &next.workbook).decided, 0);
    let mut filling = Filling::open(&next.workbook);
    let shown = marks.map(|column| filling.of(Sheet::Letters, proposal, column));
    assert_eq!(shown, ["否", "是", ""]);
    filling.set(Sheet::Letters, proposal, Column::Novel, "否");
    filling.save(&file);
    assert_eq!(imported(&office, &file).decided, 1);
}

/// How many columns of a sheet have a list to choose from.
fn validations(workbook: &Path, sheet: &str) -> usize {
    let mut zip = zip::ZipArchive::new(fs::File::open(workbook).unwrap()).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        zip.by_name(name)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        text
    };
    let book = read("xl/workbook.xml");
    let number = book
        .split("<sheet ")
        .skip(1)
        .position(|of| of.contains(&format!("name=\"{sheet}\"")))
        .unwrap();
    let text = read(&format!("xl/worksheets/sheet{}.xml", number + 1));
    text.matches("type=\"list\"").count()
}

#[test]
fn a_letter_on_paper_that_is_typed_later_runs_from_its_day() {
    let (_keep, office) = office();
    let made = exported(&office, "a.xlsx");
    let file = office.join("b.xlsx");
    let today = records::clock::day_of(desk_support::now());
    let ago = |days| today - chrono::Days::new(days);
    let fill = |received: [&str; 2]| {
        let mut filling = Filling::open(&made.workbook);
        let posts = [(Sheet::First, "网格员"), (Sheet::Second, "志愿者")];
        for ((sheet, post), received) in posts.into_iter().zip(received) {
            let cells = [
                (Column::Paper, "纸-007"),
                (Column::Kind, "质询"),
                (Column::Channel, "意见箱"),
                (Column::About, "page:/budget/"),
                (Column::Answer(AskKey::Text), "这笔钱花在哪里？"),
                (Column::Post, post),
                (Column::Received, received),
            ];
            typed(&mut filling, sheet, 3, &cells);
        }
        filling.save(&file);
    };
    let tomorrow = (today + chrono::Days::new(1)).to_string();
    let old = ago(10);
    let seen = "上个月".to_owned();
    for (received, trouble) in [
        ([tomorrow.as_str(); 2], Trouble::InFuture),
        ([seen.as_str(); 2], Trouble::NotADay { seen: seen.clone() }),
        (
            [&old.to_string(), ""],
            Trouble::Differs {
                other_row: 3,
                other: String::new(),
            },
        ),
    ] {
        fill(received);
        let findings = refused(&office, &file);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!(
            (findings[0].column, &findings[0].trouble),
            (Some(Column::Received), &trouble)
        );
        assert!(!office.join("papers.jsonl").exists());
    }
    // The same day, written by each in their own way.
    let other_way = old.format("%Y年%-m月%-d日").to_string();
    fill([&old.to_string(), &other_way]);
    let taken = imported(&office, &file);
    let id = document_of_paper(&office);
    assert_eq!(taken.papers[0].1, id.code());

    let counts = office::desk::list::list(&office, desk_support::now()).unwrap();
    assert_eq!((counts.total, counts.overdue, counts.undated), (1, 1, 0));
    let next = exported(&office, "c.xlsx");
    let mut sheet = Filling::open(&next.workbook);
    let cell = |column| sheet.of(Sheet::Letters, id, column);
    assert_eq!(cell(Column::Arrived), old.to_string());
    let due = ago(8).to_string();
    assert!(cell(Column::Due).contains(&due), "{}", cell(Column::Due));
    // It may have been answered before it was typed, but not before it came.
    let answered = [
        (Column::State, "已回应"),
        (Column::Reply, "花在路灯上"),
        (Column::Post, "社区书记"),
    ];
    decide(&mut sheet, Sheet::Letters, id, &answered);
    sheet.set(Sheet::Letters, id, Column::Day, &ago(11).to_string());
    sheet.save(&file);
    assert_eq!(
        refused(&office, &file)[0].trouble,
        Trouble::BeforeArrival { arrived: old }
    );
    sheet.set(Sheet::Letters, id, Column::Day, &ago(9).to_string());
    sheet.save(&file);
    assert_eq!(imported(&office, &file).decided, 1);

    // A line of before there were days, and one that was cut off, are no trouble.
    let place = office.join("papers.jsonl");
    let line = fs::read_to_string(&place).unwrap();
    let earlier = line.replace(&format!(",\"day\":\"{old}\""), "");
    assert_ne!(line, earlier);
    fs::write(&place, format!("{earlier}\n{{\"paper\":\"纸-0")).unwrap();
    assert!(office::desk::papers::days(&office).unwrap().is_empty());
    let next = exported(&office, "d.xlsx");
    let sheet = Filling::open(&next.workbook);
    let arrived = sheet.of(Sheet::Letters, id, Column::Arrived);
    assert!(arrived.starts_with(&today.to_string()), "{arrived}");
}

/// The one document that was made of a letter on paper.
fn document_of_paper(office: &Path) -> DocId {
    let days = office::desk::papers::days(office).unwrap();
    assert_eq!(days.len(), 1);
    *days.keys().next().unwrap()
}
