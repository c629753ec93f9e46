//! What is remembered of a job for its report: stages with evidence, the transcript, and the first reason of failure.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::failure::Failure;
use crate::report::{Findings, Learned, Outcome, StageResult, Verdict};
use crate::wire::queue_id::queue_id;
use crate::wire::reply::{Reply, clean};
use crate::wire::{Certificate, Stage};

/// The most lines of a transcript: so many from its beginning, and so many from its end.
const FIRST_LINES: usize = 900;
const LAST_LINES: usize = 100;

/// The most characters of one line, and of one piece of evidence.
const LONGEST_LINE: usize = 1000;

/// The most pieces of evidence for one stage.
const MOST_EVIDENCE: usize = 100;

#[derive(Debug, Default)]
pub(super) struct Record {
    began: u64,
    stages: Vec<StageResult>,
    transcript: Vec<String>,
    certificates: Vec<Certificate>,
    queue_id: Option<String>,
    /// The first reason, and where it arose.
    failure: Option<(Stage, Failure)>,
    /// A refusal after which the session tries another way. It is the reason where nothing but silence follows.
    passed_over: Option<(Stage, Failure)>,
    /// The reason is a refusal after which another way was tried, and nobody answered.
    is_cut_off: bool,
    /// What follows only tidies up, and is no stage of the job.
    is_leaving: bool,
}

impl Record {
    pub(super) fn begin(&mut self, now: u64) {
        self.began = now;
    }

    pub(super) fn tick(&mut self, now: u64) {
        if let Some(stage) = self.stages.last_mut()
            && !self.is_leaving
        {
            stage.ended_ms = now.saturating_sub(self.began);
        }
    }

    /// A stage begins, unless it is the one under way.
    pub(super) fn enter(&mut self, stage: Stage, now: u64) {
        let is_under_way = self.stages.last().is_some_and(|last| last.stage == stage);
        if self.is_leaving || is_under_way {
            return;
        }
        let at = now.saturating_sub(self.began);
        self.stages.push(StageResult {
            stage,
            verdict: Verdict::Passed,
            started_ms: at,
            ended_ms: at,
            evidence: Vec::new(),
        });
    }

    /// The stage under way turns out to be another one.
    pub(super) fn rename_stage(&mut self, stage: Stage) {
        if let Some(last) = self.stages.last_mut() {
            last.stage = stage;
        }
    }

    pub(super) fn evidence(&mut self, text: impl Into<String>) {
        if let Some(stage) = self.stages.last_mut()
            && !self.is_leaving
            && stage.evidence.len() < MOST_EVIDENCE
        {
            let text = cut(&text.into());
            if !text.is_empty() {
                stage.evidence.push(text);
            }
        }
    }

    pub(super) fn certificates(&mut self, chain: Vec<Certificate>) {
        self.certificates = chain;
    }

    // ---- the transcript

    pub(super) fn client(&mut self, line: &str) {
        self.line(&format!("C: {line}"));
    }

    /// A reply goes into the transcript, and is evidence of its stage, unless a shorter form of it is.
    pub(super) fn server(&mut self, reply: &Reply, is_evidence: bool) {
        for line in reply.to_lines() {
            self.line(&format!("S: {line}"));
            if is_evidence {
                self.evidence(line);
            }
        }
    }

    /// A line of what is not a whole reply.
    pub(super) fn server_line(&mut self, line: &str) {
        self.line(&format!("S: {line}"));
        self.evidence(line);
    }

    /// Something that is neither command nor reply.
    pub(super) fn note(&mut self, text: &str) {
        self.line(&format!("* {text}"));
    }

    fn line(&mut self, line: &str) {
        if self.transcript.len() == FIRST_LINES + LAST_LINES {
            self.transcript
                .insert(FIRST_LINES, "* (lines are left out here)".to_string());
        }
        if self.transcript.len() > FIRST_LINES + LAST_LINES {
            self.transcript.remove(FIRST_LINES + 1);
        }
        self.transcript.push(cut(line));
    }

    /// The same, also as evidence of the stage under way.
    pub(super) fn observe(&mut self, text: &str) {
        self.note(text);
        self.evidence(text);
    }

    // ---- success and failure

    /// The server took the message.
    pub(super) fn accepted(&mut self, reply: &Reply) {
        self.queue_id = self.queue_id.take().or_else(|| queue_id(reply));
    }

    /// The stage under way failed.
    pub(super) fn fail_stage(&mut self) {
        if let Some(stage) = self.stages.last_mut()
            && !self.is_leaving
        {
            stage.verdict = Verdict::Failed;
        }
    }

    /// The stage under way failed for this reason, and the job with it. Only the first reason counts.
    pub(super) fn fail(&mut self, failure: Failure) {
        if self.is_leaving || self.failure.is_some() {
            return;
        }
        if let Failure::Io(failure) = &failure
            && !failure.chain.is_empty()
        {
            self.certificates.clone_from(&failure.chain);
        }
        if let Some(text) = failure.evidence() {
            self.observe(&text);
        }
        match self.passed_over.take() {
            Some((stage, refusal)) if failure.is_silence() => {
                self.is_cut_off = true;
                self.fail_stage();
                self.explain_at(stage, refusal);
            }
            _ => self.fail_as_told(failure),
        }
    }

    /// The server refused, and there is another way to try.
    pub(super) fn pass_over(&mut self, refusal: Failure) {
        let stage = self.stages.last().map_or(Stage::Connect, |last| last.stage);
        self.passed_over = Some((stage, refusal));
    }

    /// Another way than the refused one led on.
    pub(super) fn other_way_worked(&mut self) {
        self.passed_over = None;
    }

    /// The same where the record has it in words already.
    pub(super) fn fail_as_told(&mut self, failure: Failure) {
        self.fail_stage();
        let stage = self.stages.last().map_or(Stage::Connect, |last| last.stage);
        self.failure.get_or_insert((stage, failure));
    }

    /// This reply, seen earlier at `stage`, is the reason.
    pub(super) fn explain_at(&mut self, stage: Stage, failure: Failure) {
        if let Some(found) = self.stages.iter_mut().rev().find(|one| one.stage == stage) {
            found.verdict = Verdict::Failed;
        }
        self.failure.get_or_insert((stage, failure));
    }

    /// What follows is a goodbye: it is in the transcript, and no stage.
    pub(super) fn leave(&mut self) {
        self.is_leaving = true;
    }

    /// What is remembered; the rest is the session's.
    pub(super) fn findings(&self, outcome: Outcome) -> Findings {
        let failure = self.failure.as_ref();
        Findings {
            outcome,
            stages: self.stages.clone(),
            not_reached: Vec::new(),
            recipients: Vec::new(),
            failure: failure.map(|(stage, failure)| (Some(*stage), failure.clone())),
            is_cut_off: self.is_cut_off,
            queue_id: self.queue_id.clone(),
            is_test: false,
            sender: None,
            warnings: Vec::new(),
            capabilities: Vec::new(),
            learned: Learned::default(),
            certificates: self.certificates.clone(),
            transcript: self.transcript.clone(),
        }
    }

    /// The stage that was reached last.
    pub(super) fn stage(&self) -> Option<Stage> {
        self.stages.last().map(|result| result.stage)
    }

    /// Whether it ended because the server had gone.
    pub(super) fn is_server_gone(&self) -> bool {
        match &self.failure {
            Some((_, Failure::Closed | Failure::Io(_))) => true,
            Some((_, Failure::Reply(reply))) => reply.code == 421,
            _ => false,
        }
    }

    /// The stages that were reached.
    pub(super) fn stages(&self) -> &[StageResult] {
        &self.stages
    }
}

/// The text without controls, and not longer than a person reads.
fn cut(text: &str) -> String {
    let text = clean(text);
    match text.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
