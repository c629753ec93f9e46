//! A message that takes several transactions: whatever breaks and wherever, nobody gets it twice, and the report says who has it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod simulation;

use centerscape_smtp_core::message::{Content, Draft, Message, Stamp, Words};
use centerscape_smtp_core::session::{Job, Outcome, Session};
use centerscape_smtp_core::settings::Settings;
use proptest::prelude::*;
use simulation::{BREAKS, Model, Plan, Run, run};

const MOST_TRANSACTIONS: usize = 50;

fn settings() -> Settings {
    Settings {
        hostname: "model.example".into(),
        port: 587,
        from_address: "alice@example.com".into(),
        ..Settings::default()
    }
}

/// Sends to so many recipients; `no` is in the name of those whom the model refuses.
fn send(count: usize, is_refused: impl Fn(usize) -> bool, model: &Model, plan: Plan) -> Run {
    let name = |index| {
        let kind = if is_refused(index) { "no" } else { "r" };
        format!("{kind}{index}@example.com")
    };
    let draft = Draft {
        to: (0..count).map(name).collect(),
        content: Content::Words(Words {
            subject: "Several".into(),
            text: Some("Text\n".into()),
            ..Words::default()
        }),
        ..Draft::default()
    };
    let stamp = Stamp {
        unix_seconds: 1_795_321_560,
        offset_minutes: 60,
        entropy: [7; 32],
        domain: "example.com".into(),
    };
    let message = Message::build(&settings(), draft, &stamp).unwrap();
    let session = Session::new(settings(), [9; 32]).unwrap();
    run(session, Job::Send(message), model.clone(), plan)
}

fn model(keywords: &[&'static str], most: usize) -> Model {
    Model {
        keywords: keywords.to_vec(),
        refused: vec!["<no"],
        most_recipients: Some(most),
        ..Model::default()
    }
}

/// What is reported of each recipient is what the server did.
fn check(run: &Run, what: &str) {
    for recipient in &run.report.recipients {
        let line = format!("RCPT TO:<{}>", recipient.address);
        let deliveries = run.server.deliveries.iter().flatten();
        let copies = deliveries.filter(|named| **named == line).count();
        let fits = match recipient.outcome {
            Outcome::Accepted => copies == 1,
            Outcome::Refused | Outcome::NotSent => copies == 0,
            _ => copies <= 1,
        };
        let has_reason = recipient.diagnosis.is_some() == (recipient.outcome != Outcome::Accepted);
        assert!(
            fits && has_reason,
            "{what}: {copies} copies, {recipient:?}\n{:#?}",
            run.report.transcript
        );
    }
}

#[test]
fn every_cut_between_and_within_transactions() {
    let refused = |index| index == 1;
    let mut uncertain = 0;
    for (keywords, deliveries) in [
        (&[][..], 2),
        (&["PIPELINING"], 2),
        (&["PIPELINING", "LIMITS RCPTMAX=2"], 3),
        // Of one group all are refused, so that a RSET or a lone dot lies between two transactions.
        (&["LIMITS RCPTMAX=1"], 4),
        (&["PIPELINING", "LIMITS RCPTMAX=1"], 4),
    ] {
        let model = model(keywords, 2);
        let whole = send(5, refused, &model, Plan::default());
        assert_eq!(whole.server.deliveries.len(), deliveries);
        check(&whole, "whole");
        let mut try_plan = |plan: Plan| {
            let run = send(5, refused, &model, plan);
            check(&run, &format!("{keywords:?} {plan:?}"));
            uncertain += usize::from(run.report.outcome == Outcome::Uncertain);
        };
        for how in BREAKS {
            for at in 0..=whole.server.output.len() {
                try_plan(Plan {
                    read: Some((at, how)),
                    chunk: at % 3,
                    ..Plan::default()
                });
            }
            for at in 0..whole.handed_out.len() {
                try_plan(Plan {
                    write: Some((at, how)),
                    ..Plan::default()
                });
            }
            for at in 1..=whole.actions {
                try_plan(Plan {
                    action: Some((at, how)),
                    ..Plan::default()
                });
                try_plan(Plan {
                    late: Some((at, how)),
                    ..Plan::default()
                });
            }
        }
    }
    assert!(uncertain > 100, "{uncertain}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn everybody_gets_it_once_in_bounded_transactions(
        count in 1_usize..220,
        most in 1_usize..120,
        refused_every in 2_usize..9,
        pipelining: bool,
        splits_beforehand: bool,
    ) {
        let mut keywords = Vec::new();
        keywords.extend(pipelining.then_some("PIPELINING"));
        keywords.extend(splits_beforehand.then_some("LIMITS RCPTMAX=10"));
        let is_refused = |index: usize| index.is_multiple_of(refused_every);
        let run = send(count, is_refused, &model(&keywords, most), Plan::default());
        check(&run, "whole");
        let report = &run.report;
        let of = |outcome| report.recipients.iter().filter(|one| one.outcome == outcome).count();
        let valid = (0..count).filter(|index| !is_refused(*index)).count();
        let transactions = String::from_utf8_lossy(&run.handed_out).matches("MAIL FROM").count();
        prop_assert!(transactions <= MOST_TRANSACTIONS, "{transactions}");
        if transactions < MOST_TRANSACTIONS {
            prop_assert_eq!(of(Outcome::Accepted), valid, "{:#?}", report.transcript);
            prop_assert_eq!(of(Outcome::Refused), count - valid);
        }
    }
}
