//! A diagnosis as text.

use anstream::println;
use centerscape_smtp_host::types::{Diagnosis, Retry};

use super::{BOLD, DIM, PLAIN, paint, print_behind, reply_line};

/// A diagnosis: what happened, what it means, what to do.
pub fn diagnosis(diagnosis: &Diagnosis) {
    print_behind("", 0, BOLD, &diagnosis.title);
    print_behind("", 0, PLAIN, &diagnosis.meaning);
    for (index, step) in diagnosis.steps.iter().enumerate() {
        print_behind(&format!("{:>3}. ", index + 1), 5, PLAIN, step);
    }
    println!(
        "Who: {}. Again: {}. {}",
        diagnosis.who.replace('-', " "),
        retry(diagnosis.retry),
        paint(DIM, &format!("[{}]", diagnosis.cause))
    );
    if let Some(link) = &diagnosis.link {
        println!("More: {link}");
    }
    if let Some(reply) = &diagnosis.reply {
        print_behind("The server said: ", 17, DIM, &reply_line(reply));
    }
}

fn retry(retry: Retry) -> &'static str {
    match retry {
        Retry::NoNeed => "there is no need",
        Retry::Later => "the same message can pass later",
        Retry::AfterChange => "after something was changed",
        Retry::MayDuplicate => "it may arrive twice",
    }
}
