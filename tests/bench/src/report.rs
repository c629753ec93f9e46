//! The results as tables, with the targets, and as JSON.

use serde_json::{Value, json};

use crate::explain::Explained;
use crate::guest::Cost;
use crate::race::Score;
use crate::table::{Table, duration, ratio, size};

/// All that was measured.
pub struct Results {
    pub environment: Vec<(&'static str, String)>,
    pub mails: Vec<MailResult>,
    pub explained: Explained,
    /// What components cost, the empty one first.
    pub costs: Vec<(&'static str, Cost)>,
}

/// What the contenders took for one mail.
pub struct MailResult {
    pub name: &'static str,
    /// The size of the attachment.
    pub file_length: Option<usize>,
    pub scores: Vec<(&'static str, Score)>,
}

impl MailResult {
    fn score(&self, contender: &str) -> Option<&Score> {
        let mut scores = self.scores.iter();
        Some(&scores.find(|(name, _)| *name == contender)?.1)
    }

    /// How many times the time of `other` a contender took.
    fn times(&self, contender: &str, other: &str) -> f64 {
        let time = |name| self.score(name).map_or(f64::NAN, |score| score.nanoseconds);
        time(contender) / time(other)
    }

    /// The peak of a contender as a multiple of the attachment.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a ratio is shown with three digits"
    )]
    fn peak(&self, contender: &str) -> Option<f64> {
        let peak = self.score(contender)?.usage.peak;
        Some(peak as f64 / self.file_length? as f64)
    }
}

/// The mail that an explanation is measured against.
const ALERT: &str = "alert, 1 KB of words";

/// A target of the project and what was reached.
struct Target {
    measure: &'static str,
    limit: f64,
    reached: f64,
    show: fn(f64) -> String,
}

impl Target {
    fn is_met(&self) -> bool {
        self.reached <= self.limit
    }
}

impl Results {
    #[expect(
        clippy::cast_precision_loss,
        reason = "sizes of files are far below 2^52"
    )]
    fn targets(&self) -> Vec<Target> {
        let mail = |name: &str| self.mails.iter().find(|mail| mail.name == name);
        let times = |name, contender, other| {
            mail(name).map_or(f64::NAN, |mail| mail.times(contender, other))
        };
        let peak = mail("attachment, 25 MB").and_then(|mail| mail.peak("core"));
        let cost = |name, value: fn(&Cost) -> f64| {
            let mut costs = self.costs.iter();
            costs
                .find(|cost| cost.0 == name)
                .map_or(f64::NAN, |(_, cost)| value(cost))
        };
        let target = |measure, limit, reached, show| Target {
            measure,
            limit,
            reached,
            show,
        };
        let kilobytes: fn(f64) -> String = |bytes| format!("{:.1} KB", bytes / 1e3);
        let instantiate = |name| cost(name, |cost| cost.instantiate);
        vec![
            target(
                "alert, 1 KB of words: core to mail-builder",
                2.0,
                times("alert, 1 KB of words", "core", "mail-builder"),
                ratio,
            ),
            target(
                "text + HTML, 8 KB: core to mail-builder",
                1.5,
                times("text + HTML, 8 KB", "core", "mail-builder"),
                ratio,
            ),
            target(
                "attachment, 25 MB: core to mail-builder",
                1.5,
                times("attachment, 25 MB", "core", "mail-builder"),
                ratio,
            ),
            target(
                "attachment, 25 MB: peak of core to the attachment",
                1.1,
                peak.unwrap_or(f64::NAN),
                ratio,
            ),
            target(
                "alert, 1 KB of words: component to core",
                1.5,
                times("alert, 1 KB of words", "component", "core"),
                ratio,
            ),
            target(
                "explain, median of the corpus: to core's alert, 1 KB of words",
                3.0,
                self.to_alert(self.explained.median),
                ratio,
            ),
            target(
                "engine.wasm",
                500e3,
                cost("engine", |cost| cost.bytes as f64),
                kilobytes,
            ),
            target(
                "engine.wasm, gzip",
                200e3,
                cost("engine", |cost| cost.gzip_bytes as f64),
                kilobytes,
            ),
            target(
                "instantiate: engine to an empty component",
                2.0,
                instantiate("engine") / instantiate("empty"),
                ratio,
            ),
        ]
    }

    /// How many times what core takes to build the alert.
    fn to_alert(&self, nanoseconds: f64) -> f64 {
        let alert = self.mails.iter().find(|mail| mail.name == ALERT);
        let alert = alert.and_then(|mail| mail.score("core"));
        nanoseconds / alert.map_or(f64::NAN, |score| score.nanoseconds)
    }

    /// The tables, in the order in which they are read.
    pub fn tables(&self) -> [Table; 4] {
        [
            self.target_table(),
            self.mail_table(),
            self.explain_table(),
            self.cost_table(),
        ]
    }

    fn explain_table(&self) -> Table {
        let explained = &self.explained;
        let row = |what: String, time| vec![what, duration(time), ratio(self.to_alert(time))];
        let replies = explained.replies;
        Table {
            title: "Explaining a reply",
            header: vec!["core explains", "time", "to core's alert"],
            rows: vec![
                row(format!("median of {replies} replies"), explained.median),
                row(
                    format!("slowest: {}", explained.slowest_reply),
                    explained.slowest,
                ),
            ],
        }
    }

    fn target_table(&self) -> Table {
        let row = |target: &Target| {
            let verdict = if target.is_met() { "met" } else { "NOT MET" };
            vec![
                target.measure.to_owned(),
                (target.show)(target.limit),
                (target.show)(target.reached),
                verdict.to_owned(),
            ]
        };
        Table {
            title: "Targets",
            header: vec!["measure", "at most", "reached", ""],
            rows: self.targets().iter().map(row).collect(),
        }
    }

    fn mail_table(&self) -> Table {
        let mut rows = Vec::new();
        for mail in &self.mails {
            for (contender, score) in &mail.scores {
                let peak = mail.peak(contender).map_or_else(String::new, ratio);
                let what = match (*contender, mail.file_length) {
                    ("limit", None) => "limit (memcpy)",
                    ("limit", Some(_)) => "limit (base64-simd)",
                    (name, _) => name,
                };
                let mut row = vec![
                    format!("{}: {what}", mail.name),
                    duration(score.nanoseconds),
                    ratio(mail.times(contender, "mail-builder")),
                    score.usage.allocations.to_string(),
                    size(score.usage.peak),
                    peak,
                ];
                if *contender == "limit" {
                    // It holds no mail of its own.
                    row.truncate(3);
                    row.resize(6, String::new());
                }
                rows.push(row);
            }
        }
        Table {
            title: "Building a mail",
            header: vec![
                "mail: built by",
                "time",
                "to mail-builder",
                "allocations",
                "peak",
                "to the file",
            ],
            rows,
        }
    }

    fn cost_table(&self) -> Table {
        let empty = self.costs.first().map(|(_, cost)| *cost);
        let row = |(name, cost): &(&'static str, Cost)| {
            let times = |value: fn(&Cost) -> f64| {
                let other = empty.as_ref().map_or(f64::NAN, value);
                format!("{} ({})", duration(value(cost)), ratio(value(cost) / other))
            };
            vec![
                (*name).to_owned(),
                size(cost.bytes),
                size(cost.gzip_bytes),
                times(|cost| cost.compile),
                times(|cost| cost.load),
                times(|cost| cost.instantiate),
            ]
        };
        Table {
            title: "Having a component",
            header: vec![
                "component",
                "size",
                "gzip",
                "compile",
                "load precompiled",
                "instantiate",
            ],
            rows: self.costs.iter().map(row).collect(),
        }
    }

    /// All of it for a machine: times in nanoseconds, sizes in bytes.
    pub fn json(&self) -> Value {
        let score = |mail: &MailResult, (name, score): &(&'static str, Score)| {
            json!({
                "contender": name, "nanoseconds": score.nanoseconds,
                "to_mail_builder": mail.times(name, "mail-builder"),
                "allocations": score.usage.allocations, "peak_bytes": score.usage.peak,
            })
        };
        let mail = |mail: &MailResult| {
            let scores: Vec<_> = mail.scores.iter().map(|it| score(mail, it)).collect();
            json!({"mail": mail.name, "file_bytes": mail.file_length, "scores": scores})
        };
        let cost = |(name, cost): &(&'static str, Cost)| {
            json!({
                "component": name, "bytes": cost.bytes, "gzip_bytes": cost.gzip_bytes, "compile_ns": cost.compile,
                "load_ns": cost.load, "instantiate_ns": cost.instantiate,
            })
        };
        let target = |it: &Target| json!({"measure": it.measure, "limit": it.limit, "reached": it.reached, "met": it.is_met()});
        let environment = self.environment.iter();
        json!({
            "environment": environment.map(|(name, value)| ((*name).to_owned(), json!(value)))
                .collect::<serde_json::Map<_, _>>(),
            "targets": self.targets().iter().map(target).collect::<Vec<_>>(),
            "mails": self.mails.iter().map(mail).collect::<Vec<_>>(),
            "explained": {
                "replies": self.explained.replies, "median_ns": self.explained.median, "slowest_ns": self.explained.slowest,
                "slowest": self.explained.slowest_reply,
            },
            "components": self.costs.iter().map(cost).collect::<Vec<_>>(),
        })
    }
}
