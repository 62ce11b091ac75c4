//! On which line of a Pabulib file its rows stand.

/// Line numbers of rows, counted from 1, by section.
#[derive(Debug, Default)]
pub struct Lines {
    /// Of META.
    pub meta: Vec<u64>,
    /// Of PROJECTS, its header first.
    pub projects: Vec<u64>,
    /// Of VOTES, its header first.
    pub votes: Vec<u64>,
}

impl Lines {
    /// Of a file that was read without a fault.
    pub fn of(text: &str) -> Lines {
        let mut lines = Lines::default();
        let mut section = None;
        let mut is_quoted = false;
        for (line, number) in text.lines().zip(1_u64..) {
            let begins = !is_quoted;
            // A cell in quotation marks may hold line ends; doubled marks inside it change nothing.
            is_quoted ^= line.matches('"').count() % 2 == 1;
            let title = line
                .trim_start_matches('\u{feff}')
                .trim()
                .trim_end_matches(';');
            if !begins || title.is_empty() {
                continue;
            }
            if ["META", "PROJECTS", "VOTES"]
                .iter()
                .any(|known| title.eq_ignore_ascii_case(known))
            {
                section = Some(title.to_ascii_uppercase());
                continue;
            }
            match section.as_deref() {
                Some("META") => lines.meta.push(number),
                Some("PROJECTS") => lines.projects.push(number),
                Some("VOTES") => lines.votes.push(number),
                _ => {}
            }
        }
        // A header is no row of META's, which is looked up by key.
        if !lines.meta.is_empty() {
            lines.meta.remove(0);
        }
        lines
    }
}
