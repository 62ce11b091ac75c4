//! How fast documents may come: so many at once and so many a second, from each sender and from
//! all together.
//!
//! Senders are told apart by their address, which is kept in memory only, for as long as it takes
//! to know that it may send again. A household's addresses count as one: of an IPv6 address the
//! first half is the line's.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many senders are told apart; those above are held to the common rate alone. A few megabytes
/// of memory.
const SENDERS: usize = 65_536;

/// So many at once, and then one more each so often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many may come at once.
    pub burst: u32,
    /// After how long one more may come.
    pub each: Duration,
}

/// What one sender may take, and all together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// For each sender. Many households may share one address, and so may everybody in a hall.
    pub sender: Rate,
    /// For all together.
    pub all: Rate,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            sender: Rate {
                burst: 120,
                each: Duration::from_secs(1),
            },
            all: Rate {
                burst: 2_000,
                each: Duration::from_millis(2),
            },
        }
    }
}

/// Who sends, as far as rates are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sender {
    /// A program on this machine, such as the desk's: never told to slow down.
    Here,
    /// A line somewhere.
    Line(u64),
}

impl From<IpAddr> for Sender {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            address if address.is_loopback() => Sender::Here,
            IpAddr::V4(four) => Sender::Line(u64::from(four.to_bits())),
            IpAddr::V6(six) => Sender::Line(u64::try_from(six.to_bits() >> 64).unwrap_or(u64::MAX)),
        }
    }
}

/// When the next ones would be due if everybody came evenly (the «theoretical arrival time» of
/// the generic cell rate algorithm, ITU-T I.371). One time says as much as a bucket of tokens.
#[derive(Debug, Default)]
struct Due {
    all: Duration,
    lines: HashMap<u64, Duration>,
    cleared: Duration,
}

/// The gate that documents pass.
#[derive(Debug)]
pub(super) struct Gate {
    rates: Rates,
    began: Instant,
    due: Mutex<Due>,
}

impl Gate {
    pub fn new(rates: Rates) -> Self {
        Self {
            rates,
            began: Instant::now(),
            due: Mutex::default(),
        }
    }

    /// Lets one through, or says after how long to try again.
    pub fn pass(&self, sender: Sender) -> Result<(), Duration> {
        self.pass_at(sender, self.began.elapsed())
    }

    fn pass_at(&self, sender: Sender, now: Duration) -> Result<(), Duration> {
        let Sender::Line(line) = sender else {
            return Ok(());
        };
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        due.clear(now);
        let is_known = due.lines.contains_key(&line) || due.lines.len() < SENDERS;
        let own = due.lines.get(&line).copied().unwrap_or_default();
        let own = self.rates.sender.take(own, now)?;
        // Whoever is too fast alone takes nothing from the others.
        due.all = self.rates.all.take(due.all, now)?;
        if is_known {
            due.lines.insert(line, own);
        }
        Ok(())
    }
}

impl Rate {
    fn take(self, due: Duration, now: Duration) -> Result<Duration, Duration> {
        let next = due.max(now) + self.each;
        let earliest = next.saturating_sub(self.each * self.burst);
        match earliest.saturating_sub(now) {
            Duration::ZERO => Ok(next),
            wait => Err(wait),
        }
    }
}

impl Due {
    /// Forgets those who may send as if they never had; once a second at most.
    fn clear(&mut self, now: Duration) {
        if now.saturating_sub(self.cleared) >= Duration::from_secs(1) {
            self.cleared = now;
            self.lines.retain(|_, due| *due > now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATES: Rates = Rates {
        sender: Rate {
            burst: 3,
            each: Duration::from_secs(10),
        },
        all: Rate {
            burst: 5,
            each: Duration::from_secs(1),
        },
    };

    fn line(text: &str) -> Sender {
        Sender::from(text.parse::<IpAddr>().unwrap())
    }

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_sender_may_send_a_few_at_once_and_then_one_by_one() {
        let gate = Gate::new(RATES);
        let one = line("198.51.100.7");
        for _ in 0..3 {
            assert_eq!(gate.pass_at(one, at(100)), Ok(()));
        }
        assert_eq!(gate.pass_at(one, at(100)), Err(at(10)));
        assert_eq!(gate.pass_at(one, at(104)), Err(at(6)));
        assert_eq!(gate.pass_at(one, at(110)), Ok(()));
        assert_eq!(gate.pass_at(one, at(110)), Err(at(10)));
        // After a long rest, as many at once as at first, and no more.
        for _ in 0..3 {
            assert_eq!(gate.pass_at(one, at(1_000)), Ok(()));
        }
        assert!(gate.pass_at(one, at(1_000)).is_err());
    }

    #[test]
    fn all_together_are_held_back_and_one_who_is_too_fast_takes_nothing_from_them() {
        let gate = Gate::new(RATES);
        let fast = line("198.51.100.7");
        for _ in 0..50 {
            let _too_fast = gate.pass_at(fast, at(0));
        }
        // Three of five are taken.
        assert_eq!(gate.pass_at(line("203.0.113.1"), at(0)), Ok(()));
        assert_eq!(gate.pass_at(line("203.0.113.2"), at(0)), Ok(()));
        assert_eq!(gate.pass_at(line("203.0.113.3"), at(0)), Err(at(1)));
        assert_eq!(gate.pass_at(line("203.0.113.3"), at(1)), Ok(()));
    }

    #[test]
    fn this_machine_is_never_held_back() {
        let gate = Gate::new(RATES);
        for _ in 0..100 {
            for here in ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"] {
                assert_eq!(gate.pass_at(line(here), at(0)), Ok(()));
            }
        }
    }

    #[test]
    fn one_line_is_one_sender() {
        assert_eq!(line("2001:db8::1"), line("2001:db8::ffff:2"));
        assert_ne!(line("2001:db8::1"), line("2001:db8:0:1::1"));
        assert_eq!(line("::ffff:198.51.100.7"), line("198.51.100.7"));
    }

    #[test]
    fn senders_who_may_send_again_are_forgotten_and_too_many_are_not_remembered() {
        let gate = Gate::new(Rates {
            all: Rate {
                burst: u32::MAX,
                each: Duration::from_nanos(1),
            },
            ..RATES
        });
        for line in 0..=u64::try_from(SENDERS).unwrap() {
            assert_eq!(gate.pass_at(Sender::Line(line), at(5)), Ok(()));
        }
        assert_eq!(gate.due.lock().unwrap().lines.len(), SENDERS);
        assert_eq!(gate.pass_at(Sender::Line(1), at(60)), Ok(()));
        assert_eq!(gate.due.lock().unwrap().lines.len(), 1);
    }
}
