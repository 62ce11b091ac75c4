//! What an inbox's answer means, and when something is tried again: pure rules.

/// How long the first wait after a failure may be, in milliseconds.
const FIRST_WAIT: f64 = 2_000.0;
/// The longest wait after a failure.
const LONGEST_WAIT: f64 = 15.0 * 60.0 * 1000.0;
/// The longest wait that an inbox may ask for. Also what tells a clock that was set wrong: nothing
/// is ever due later than this.
const LONGEST_ASKED: f64 = 24.0 * 3600.0 * 1000.0;
/// When something that was sent and stands on no list is sent again.
const AGAIN_AFTER: f64 = 24.0 * 3600.0 * 1000.0;

/// What a `409` means at an inbox, as `/config.json` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConflictMeans {
    /// Two wrote at once: try again.
    Retry,
    /// The name is there already.
    Exists,
}

/// What came back from an inbox.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reply {
    /// An answer.
    Status {
        /// Its status.
        code: u16,
        /// Its `Retry-After`, in milliseconds.
        retry_after: Option<f64>,
    },
    /// None: no network, no such host, or not in time.
    Unreachable,
}

/// What a reply means for what was sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// It is stored.
    Delivered,
    /// This document will not be taken anywhere: tell the person, keep the text.
    NotThisDocument(u16),
    /// This inbox takes nothing that way; another one may.
    NotThisInbox(u16),
    /// Later, perhaps.
    Later {
        /// The status, if there was an answer.
        code: Option<u16>,
        /// Not before so many milliseconds from now.
        after: Option<f64>,
    },
}

/// The contract's table.
pub fn verdict(reply: Reply, conflict: ConflictMeans) -> Verdict {
    let Reply::Status { code, retry_after } = reply else {
        return Verdict::Later {
            code: None,
            after: None,
        };
    };
    match code {
        200 | 201 | 204 | 412 => Verdict::Delivered,
        409 if conflict == ConflictMeans::Exists => Verdict::Delivered,
        400 | 413 | 422 => Verdict::NotThisDocument(code),
        404 | 405 | 411 | 415 => Verdict::NotThisInbox(code),
        // Also what the contract does not name (a gateway's 403, a portal's 302): nothing is given
        // up for it.
        _ => Verdict::Later {
            code: Some(code),
            after: retry_after
                .filter(|after| after.is_finite() && *after > 0.0)
                .map(|after| after.min(LONGEST_ASKED)),
        },
    }
}

/// How long to wait after the `tries`th failure: exponential with full jitter. `chance` is from 0
/// to 1.
pub fn back_off(tries: u32, chance: f64) -> f64 {
    let doubled =
        FIRST_WAIT * 2_f64.powi(i32::try_from(tries.saturating_sub(1).min(30)).unwrap_or(30));
    doubled.min(LONGEST_WAIT) * chance.clamp(0.0, 1.0)
}

/// What makes the outbox run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A timer: what is due.
    Due,
    /// The network has come or the page is seen again: waits after failures are over.
    Woken,
    /// A person asks: what was refused is tried as well.
    Button,
}

impl Reason {
    /// The reason that the app names.
    pub fn of(word: &str) -> Reason {
        match word {
            "button" => Reason::Button,
            "woken" => Reason::Woken,
            _ => Reason::Due,
        }
    }
}

/// How far an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// On this device alone.
    Waiting,
    /// Stored by an inbox.
    Sent,
    /// Taken by none.
    Refused,
}

impl State {
    /// The word that the app knows it by.
    pub fn word(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Sent => "sent",
            State::Refused => "refused",
        }
    }
}

/// What has happened to an item so far. Times are milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Progress {
    /// Rounds that failed.
    pub tries: u32,
    /// Not before.
    pub next_try: Option<f64>,
    /// An inbox asked for this wait: a person's impatience does not shorten it.
    pub is_asked: bool,
    /// The last status.
    pub status: Option<u16>,
    /// Inboxes that take nothing that way.
    pub refused_by: Vec<String>,
    /// Taken by none.
    pub refused: bool,
    /// When it was stored last.
    pub sent: Option<f64>,
}

impl Progress {
    /// How far it is.
    pub fn state(&self) -> State {
        match (self.refused, self.sent) {
            (true, _) => State::Refused,
            (false, Some(_)) => State::Sent,
            (false, None) => State::Waiting,
        }
    }

    /// Whether it is tried now.
    pub fn is_due(&self, now: f64, reason: Reason) -> bool {
        // A time beyond every wait was written by a clock that was wrong.
        let waits = |until: f64| until > now && until - now <= LONGEST_ASKED;
        match self.state() {
            State::Refused => reason == Reason::Button,
            State::Sent => {
                self.sent.is_some_and(|sent| !waits(sent + AGAIN_AFTER))
                    && !self.next_try.is_some_and(waits)
            }
            State::Waiting => match self.next_try {
                None => true,
                Some(until) => !waits(until) || (reason != Reason::Due && !self.is_asked),
            },
        }
    }

    /// Begins a round: what a person asks for is tried everywhere again.
    pub fn begin(&mut self, reason: Reason) {
        if reason == Reason::Button {
            self.refused = false;
            self.refused_by.clear();
        }
    }

    /// Whether this inbox is asked.
    pub fn may_ask(&self, inbox: &str) -> bool {
        !self.refused_by.iter().any(|other| other == inbox)
    }

    /// Takes note of a round: what each inbox that was asked answered. `inboxes` are all there are.
    pub fn end(&mut self, round: &[(String, Verdict)], inboxes: &[String], now: f64, chance: f64) {
        let mut delivered = false;
        let mut soonest: Option<(f64, bool)> = None;
        let wait = back_off(self.tries.saturating_add(1), chance);
        for (inbox, verdict) in round {
            match *verdict {
                Verdict::Delivered => delivered = true,
                Verdict::NotThisDocument(code) => {
                    self.status = Some(code);
                    self.refused = true;
                }
                Verdict::NotThisInbox(code) => {
                    self.status = Some(code);
                    self.refused_by.push(inbox.clone());
                }
                Verdict::Later { code, after } => {
                    self.status = code;
                    let candidate = after.map_or((wait, false), |after| (after.max(wait), true));
                    if soonest.is_none_or(|(least, _)| candidate.0 < least) {
                        soonest = Some(candidate);
                    }
                }
            }
        }
        if delivered {
            *self = Progress {
                sent: Some(now),
                tries: self.tries,
                ..Progress::default()
            };
            return;
        }
        if self.sent.is_some() {
            // An inbox had it once: whatever is answered now, that stands.
            self.refused = false;
            self.refused_by.clear();
        }
        self.tries = self.tries.saturating_add(1);
        if !inboxes.is_empty() && inboxes.iter().all(|inbox| !self.may_ask(inbox)) {
            self.refused = true;
        }
        let (wait, is_asked) = soonest.unwrap_or((wait, false));
        self.next_try = (!self.refused).then_some(now + wait);
        self.is_asked = is_asked && !self.refused;
    }

    /// Puts it off as another item was: the same inboxes would say the same.
    pub fn put_off(&mut self, like: &Progress) {
        if self.state() == State::Waiting {
            self.next_try = like.next_try;
            self.is_asked = like.is_asked;
        }
    }
}

/// Whether a round's outcome says something about the inboxes, so that the rest need not be tried
/// now: none was reached, or all ask to wait.
pub fn ends_the_run(round: &[(String, Verdict)]) -> bool {
    round.iter().all(|(_, verdict)| {
        matches!(
            verdict,
            Verdict::Later {
                code: None | Some(429 | 503 | 507),
                ..
            }
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: f64 = 1_800_000_000_000.0;

    fn answer(code: u16) -> Reply {
        Reply::Status {
            code,
            retry_after: None,
        }
    }

    fn inboxes(count: usize) -> Vec<String> {
        (0..count).map(|n| format!("/inbox/v{n}")).collect()
    }

    fn after(progress: &Progress, verdicts: &[Verdict]) -> Progress {
        let all = inboxes(verdicts.len());
        let round: Vec<_> = all.iter().cloned().zip(verdicts.iter().copied()).collect();
        let mut progress = progress.clone();
        progress.end(&round, &all, NOW, 0.5);
        progress
    }

    const LATER: Verdict = Verdict::Later {
        code: Some(500),
        after: None,
    };

    #[test]
    fn every_status_of_the_contract_means_what_it_says() {
        use ConflictMeans::{Exists, Retry};
        for code in [200, 201, 204, 412] {
            assert_eq!(verdict(answer(code), Retry), Verdict::Delivered, "{code}");
        }
        for code in [400, 413, 422] {
            let refused = Verdict::NotThisDocument(code);
            assert_eq!(verdict(answer(code), Exists), refused, "{code}");
        }
        for code in [404, 405, 411, 415] {
            let refused = Verdict::NotThisInbox(code);
            assert_eq!(verdict(answer(code), Exists), refused, "{code}");
        }
        for code in [202, 302, 401, 403, 408, 429, 500, 502, 503, 507] {
            assert!(
                matches!(verdict(answer(code), Exists), Verdict::Later { .. }),
                "{code}"
            );
        }
        assert_eq!(verdict(answer(409), Exists), Verdict::Delivered);
        assert!(matches!(verdict(answer(409), Retry), Verdict::Later { .. }));
        let nothing = Verdict::Later {
            code: None,
            after: None,
        };
        assert_eq!(verdict(Reply::Unreachable, Exists), nothing);
    }

    #[test]
    fn what_an_inbox_asks_for_is_kept_to_within_reason() {
        let asked = |retry_after| {
            let reply = Reply::Status {
                code: 429,
                retry_after: Some(retry_after),
            };
            match verdict(reply, ConflictMeans::Retry) {
                Verdict::Later { after, .. } => after,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(asked(30_000.0), Some(30_000.0));
        assert_eq!(asked(1e15), Some(LONGEST_ASKED));
        for nonsense in [-5.0, 0.0, f64::NAN, f64::INFINITY] {
            assert_eq!(asked(nonsense), None);
        }
        let busy = Verdict::Later {
            code: Some(429),
            after: Some(60_000.0),
        };
        let waiting = after(&Progress::default(), &[busy]);
        assert_eq!(waiting.next_try, Some(NOW + 60_000.0));
        for reason in [Reason::Due, Reason::Woken, Reason::Button] {
            assert!(!waiting.is_due(NOW + 59_999.0, reason), "{reason:?}");
            assert!(waiting.is_due(NOW + 60_000.0, reason), "{reason:?}");
        }
    }

    #[test]
    fn a_failure_waits_until_the_network_comes_or_a_person_asks() {
        let failed = after(&Progress::default(), &[LATER]);
        assert_eq!(failed.state(), State::Waiting);
        assert_eq!(failed.next_try, Some(NOW + 1000.0));
        assert!(!failed.is_due(NOW, Reason::Due));
        assert!(failed.is_due(NOW, Reason::Woken));
        assert!(failed.is_due(NOW + 1000.0, Reason::Due));
        // A phone's clock that was set back does not keep it for years.
        assert!(failed.is_due(NOW - 1e12, Reason::Due));
    }

    #[test]
    fn one_inbox_that_has_it_is_enough() {
        for verdicts in [
            [LATER, Verdict::Delivered],
            [Verdict::Delivered, LATER],
            [Verdict::NotThisInbox(404), Verdict::Delivered],
            [Verdict::NotThisDocument(422), Verdict::Delivered],
        ] {
            let sent = after(&Progress::default(), &verdicts);
            assert_eq!(sent.state(), State::Sent, "{verdicts:?}");
            assert_eq!(sent.sent, Some(NOW));
        }
    }

    #[test]
    fn what_was_refused_is_not_tried_again_by_itself() {
        let refused = after(
            &Progress::default(),
            &[Verdict::NotThisDocument(413), LATER],
        );
        assert_eq!(
            (refused.state(), refused.status),
            (State::Refused, Some(500))
        );
        let all = [Verdict::NotThisInbox(404), Verdict::NotThisInbox(405)];
        let nowhere = after(&Progress::default(), &all);
        for refused in [refused, nowhere] {
            assert_eq!(refused.state(), State::Refused);
            assert_eq!(refused.next_try, None);
            assert!(!refused.is_due(NOW + 1e9, Reason::Due));
            assert!(!refused.is_due(NOW + 1e9, Reason::Woken));
            assert!(refused.is_due(NOW, Reason::Button));
            let mut again = refused.clone();
            again.begin(Reason::Button);
            assert_eq!(again.state(), State::Waiting);
            assert!(again.may_ask("/inbox/v0"));
        }
    }

    #[test]
    fn an_inbox_that_takes_nothing_is_left_alone_while_the_other_is_tried() {
        let half = after(&Progress::default(), &[Verdict::NotThisInbox(404), LATER]);
        assert_eq!(half.state(), State::Waiting);
        assert!(!half.may_ask("/inbox/v0"));
        assert!(half.may_ask("/inbox/v1"));
    }

    #[test]
    fn what_was_sent_is_sent_again_after_a_day_unless_it_is_listed() {
        let sent = after(&Progress::default(), &[Verdict::Delivered]);
        assert!(!sent.is_due(NOW + AGAIN_AFTER - 1.0, Reason::Woken));
        assert!(!sent.is_due(NOW + AGAIN_AFTER - 1.0, Reason::Button));
        assert!(sent.is_due(NOW + AGAIN_AFTER, Reason::Due));
        // Failing then leaves it sent: an inbox has said that it has it.
        for verdict in [LATER, Verdict::NotThisDocument(422)] {
            let again = after(&sent, &[verdict]);
            assert_eq!(again.state(), State::Sent);
            let then = NOW + AGAIN_AFTER;
            let mut waiting = sent.clone();
            waiting.end(&[(String::new(), verdict)], &[], then, 0.5);
            assert!(!waiting.is_due(then, Reason::Due), "{verdict:?}");
            assert!(waiting.is_due(then + LONGEST_WAIT, Reason::Due));
        }
    }

    #[test]
    fn a_run_ends_early_only_if_every_inbox_is_out_of_reach_or_busy() {
        let round = |verdicts: &[Verdict]| -> Vec<(String, Verdict)> {
            inboxes(verdicts.len())
                .into_iter()
                .zip(verdicts.iter().copied())
                .collect()
        };
        let gone = Verdict::Later {
            code: None,
            after: None,
        };
        let busy = Verdict::Later {
            code: Some(429),
            after: None,
        };
        assert!(ends_the_run(&round(&[gone])));
        assert!(ends_the_run(&round(&[gone, busy])));
        assert!(!ends_the_run(&round(&[gone, LATER])));
        assert!(!ends_the_run(&round(&[gone, Verdict::Delivered])));
        assert!(!ends_the_run(&round(&[Verdict::NotThisDocument(422)])));
        let first = after(&Progress::default(), &[busy]);
        let mut other = Progress::default();
        other.put_off(&first);
        assert_eq!(other.next_try, first.next_try);
        assert_eq!(other.tries, 0);
    }

    fn any_verdict() -> impl Strategy<Value = Verdict> {
        prop_oneof![
            Just(Verdict::Delivered),
            (400_u16..430).prop_map(Verdict::NotThisDocument),
            (400_u16..430).prop_map(Verdict::NotThisInbox),
            (
                prop::option::of(200_u16..600),
                prop::option::of(1.0..LONGEST_ASKED)
            )
                .prop_map(|(code, after)| Verdict::Later { code, after }),
        ]
    }

    proptest! {
        #[test]
        fn waits_grow_and_end(tries in 1_u32..1000, chance in 0.0..1.0_f64) {
            let wait = back_off(tries, chance);
            prop_assert!((0.0..=LONGEST_WAIT).contains(&wait));
            prop_assert!(back_off(tries, 1.0) <= back_off(tries + 1, 1.0));
        }

        /// Whatever inboxes answer: what was delivered counts as sent for ever after, unless a
        /// person asks and is refused; what is not sent is either refused or will be tried.
        #[test]
        fn nothing_is_ever_forgotten(rounds in prop::collection::vec(
            (prop::collection::vec(any_verdict(), 1..3), any::<bool>()), 1..12,
        )) {
            let mut progress = Progress::default();
            for (verdicts, button) in rounds {
                let reason = if button { Reason::Button } else { Reason::Woken };
                progress.begin(reason);
                let all = inboxes(2);
                let round: Vec<_> = all
                    .iter()
                    .filter(|inbox| progress.may_ask(inbox))
                    .cloned()
                    .zip(verdicts)
                    .collect();
                progress.end(&round, &all, NOW, 0.7);
                match progress.state() {
                    State::Sent => prop_assert!(progress.is_due(NOW + AGAIN_AFTER, Reason::Due)),
                    State::Refused => prop_assert!(progress.is_due(NOW, Reason::Button)),
                    State::Waiting => {
                        let next = progress.next_try.expect("a time");
                        prop_assert!((NOW..=NOW + LONGEST_ASKED).contains(&next));
                        prop_assert!(progress.is_due(next, Reason::Due));
                    }
                }
            }
        }
    }
}
