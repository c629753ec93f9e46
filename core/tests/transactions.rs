//! A message that takes several transactions: whatever breaks and wherever, nobody gets it twice, and the report says who has it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod simulation;

use centerscape_smtp_core::message::{Content, CustomContent, Draft, Message, Stamp};
use centerscape_smtp_core::session::{Job, Outcome, SendOptions, Session};
use centerscape_smtp_core::settings::Settings;
use proptest::prelude::*;
use simulation::{BREAKS, Break, Model, Plan, Run, run};

const MOST_TRANSACTIONS: usize = 50;

fn settings() -> Settings {
    Settings {
        hostname: "model.example".into(),
        port: 587,
        from_address: "alice@example.com".into(),
        ..Settings::default()
    }
}

/// A message to so many recipients; `no` is in the name of those whom the model refuses.
fn message(count: usize, is_refused: impl Fn(usize) -> bool) -> Message {
    let name = |index| {
        let kind = if is_refused(index) { "no" } else { "r" };
        format!("{kind}{index}@example.com")
    };
    let draft = Draft {
        to: (0..count).map(name).collect(),
        content: Content::Custom(CustomContent {
            subject: "Several".into(),
            text: Some("Text\n".into()),
            ..CustomContent::default()
        }),
        ..Draft::default()
    };
    let stamp = Stamp {
        unix_seconds: 1_795_321_560,
        offset_minutes: 60,
        entropy: [7; 32],
        domain: "example.com".into(),
    };
    Message::build(&settings(), draft, &stamp).unwrap()
}

fn send(count: usize, is_refused: impl Fn(usize) -> bool, model: &Model, plan: Plan) -> Run {
    let session = Session::new(settings(), [9; 32]).unwrap();
    let job = Job::Send(message(count, is_refused), SendOptions::default());
    run(session, job, model.clone(), plan)
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
            for confirms in [false, true] {
                let run = send(5, refused, &model, Plan { confirms, ..plan });
                check(&run, &format!("{keywords:?} confirms {confirms} {plan:?}"));
                uncertain += usize::from(run.report.outcome == Outcome::Uncertain);
            }
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
            // Each transaction has one action more where the host is asked.
            for at in 1..=whole.actions + deliveries {
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

/// Cancelled at each question in turn: what was accepted before it stands, and the rest was not sent.
#[test]
fn a_cancel_in_place_of_a_confirmation_leaves_the_rest() {
    let model = model(&["PIPELINING"], 2);
    let confirms = Plan {
        confirms: true,
        ..Plan::default()
    };
    let whole = send(5, |_| false, &model, confirms);
    assert_eq!(whole.confirmed.len(), 3);
    let mut cancelled = 0;
    for at in 1..=whole.actions {
        for how in [Break::Cancelled, Break::DeadlineExceeded, Break::TimedOut] {
            let run = send(
                5,
                |_| false,
                &model,
                Plan {
                    action: Some((at, how)),
                    ..confirms
                },
            );
            check(&run, &format!("{how:?} at {at}"));
            let accepted = run.server.deliveries.len();
            let is_at_question = run.confirmed.len() == accepted && accepted > 0 && accepted < 3;
            if is_at_question && run.report.outcome == Outcome::PartlyAccepted {
                let cause = run.report.recipients[4]
                    .diagnosis
                    .as_ref()
                    .unwrap()
                    .cause
                    .clone();
                let own = if how == Break::Cancelled {
                    "cancelled"
                } else {
                    "deadline-exceeded"
                };
                cancelled += usize::from(cause == own);
            }
        }
    }
    assert!(cancelled >= 6, "{cancelled}");
}

/// Sends to so many recipients, of whom those in `to` are wanted.
fn send_with(count: usize, options: SendOptions, model: &Model) -> Run {
    let session = Session::new(settings(), [9; 32]).unwrap();
    let job = Job::Send(message(count, |index| index == 1), options);
    run(session, job, model.clone(), Plan::default())
}

#[test]
fn all_or_nothing_says_data_only_after_every_recipient_was_taken() {
    let all = SendOptions {
        all_or_nothing: true,
        ..SendOptions::default()
    };
    for keywords in [
        &[][..],
        &["PIPELINING"],
        &["PIPELINING", "LIMITS RCPTMAX=2"],
    ] {
        let run = send_with(4, all.clone(), &model(keywords, 9));
        check(&run, "one refused");
        let said = String::from_utf8_lossy(&run.handed_out).into_owned();
        assert!(
            !said.contains("DATA") && said.ends_with("RSET\r\n"),
            "{said}"
        );
        assert_eq!(said.matches("RCPT").count(), 4);
        let outcomes = run.report.recipients.iter().map(|one| one.outcome.name());
        assert!(outcomes.eq(["not-sent", "refused", "not-sent", "not-sent"]));
        assert!(run.reached_idle);

        let run = send_with(1, all.clone(), &model(keywords, 9));
        assert_eq!(run.report.outcome, Outcome::Accepted);

        // A limit splits nothing: one too many is one that was not taken.
        let run = send_with(1, all.clone(), &model(keywords, 0));
        assert_eq!(run.report.outcome, Outcome::Refused);
        assert!(run.server.deliveries.is_empty());
    }
}

#[test]
fn a_message_goes_to_the_named_part_of_its_envelope() {
    let to = |names: &[&str]| SendOptions {
        recipients: Some(names.iter().map(ToString::to_string).collect()),
        ..SendOptions::default()
    };
    let wanted = ["r3@example.com", "r0@example.com"];
    let run = send_with(5, to(&wanted), &model(&["PIPELINING"], 1));
    check(&run, "part");
    assert_eq!(run.report.outcome, Outcome::Accepted);
    let named = run.report.recipients.iter().map(|one| one.address.as_str());
    assert!(
        named.eq(["r0@example.com", "r3@example.com"]),
        "in the order of the envelope"
    );
    assert_eq!(
        run.server.deliveries.concat(),
        ["RCPT TO:<r0@example.com>", "RCPT TO:<r3@example.com>"]
    );
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
