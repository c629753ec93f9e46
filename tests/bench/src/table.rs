//! Tables, for a terminal and for Markdown. The first column is text, the others are numbers.

use std::fmt::Write;

/// A table with a line above it.
pub struct Table {
    pub title: &'static str,
    pub header: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// In columns.
    pub fn terminal(&self) -> String {
        let widths = self.widths();
        let line = |cells: &mut dyn Iterator<Item = &str>| {
            let cells: Vec<_> = cells
                .zip(&widths)
                .enumerate()
                .map(|(column, (cell, width))| pad(cell, *width, column > 0))
                .collect();
            cells.join("  ").trim_end().to_owned()
        };
        let mut out = format!(
            "{}\n\n{}\n",
            self.title,
            line(&mut self.header.iter().copied())
        );
        for row in &self.rows {
            out += &line(&mut row.iter().map(String::as_str));
            out.push('\n');
        }
        out
    }

    /// As GitHub has it.
    pub fn markdown(&self) -> String {
        let mut out = format!(
            "### {}\n\n| {} |\n|---|",
            self.title,
            self.header.join(" | ")
        );
        out += &"---:|".repeat(self.header.len().saturating_sub(1));
        out.push('\n');
        for row in &self.rows {
            // Writing to memory cannot fail.
            let _ = writeln!(out, "| {} |", row.join(" | "));
        }
        out
    }

    /// The width of each column, in characters.
    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<_> = self
            .header
            .iter()
            .map(|cell| cell.chars().count())
            .collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        widths
    }
}

fn pad(cell: &str, width: usize, right: bool) -> String {
    let blanks = " ".repeat(width.saturating_sub(cell.chars().count()));
    if right {
        blanks + cell
    } else {
        cell.to_owned() + &blanks
    }
}

/// `1.23`, with the digits that count.
pub fn ratio(value: f64) -> String {
    let digits = match value {
        v if v < 0.1 => 3,
        v if v < 100.0 => 2,
        _ => 0,
    };
    format!("{value:.digits$} ×")
}

/// Nanoseconds in the unit that suits them.
pub fn duration(nanoseconds: f64) -> String {
    let (value, unit) = match nanoseconds {
        n if n < 1e3 => (n, "ns"),
        n if n < 1e6 => (n / 1e3, "µs"),
        n => (n / 1e6, "ms"),
    };
    let digits = usize::from(value < 100.0);
    format!("{value:.digits$} {unit}")
}

/// Bytes in the unit that suits them; 1 KB is 1000 bytes.
pub fn size(bytes: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let bytes = bytes as f64;
    match bytes {
        b if b < 1e3 => format!("{b:.0} B"),
        b if b < 1e6 => format!("{:.1} KB", b / 1e3),
        b => format!("{:.1} MB", b / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let table = Table {
            title: "Title",
            header: vec!["mail", "time"],
            rows: vec![
                vec!["an alert".to_owned(), duration(1834.0)],
                vec!["none".to_owned(), duration(123_456_789.0)],
            ],
        };
        assert_eq!(
            table.terminal(),
            "Title\n\nmail        time\nan alert  1.8 µs\nnone      123 ms\n"
        );
        assert_eq!(
            table.markdown(),
            "### Title\n\n| mail | time |\n|---|---:|\n| an alert | 1.8 µs |\n| none | 123 ms |\n"
        );
    }

    #[test]
    fn values_have_their_units() {
        assert_eq!(duration(18.4), "18.4 ns");
        assert_eq!(ratio(0.016), "0.016 ×");
        assert_eq!(ratio(1.239), "1.24 ×");
        assert_eq!(ratio(2006.03), "2006 ×");
        assert_eq!(size(999), "999 B");
        assert_eq!(size(577_157), "577.2 KB");
    }
}
