//! What the component is asked, as functions of its instance. `wit/*.wit` says what each means.

use wasmtime::component::ResourceAny;

use crate::bindings::delivery::{BeginError, DeliveryReport, Detail, Event, Job, Misuse, Step};
use crate::bindings::detection::Recommendation;
use crate::bindings::host::Host_ as World;
use crate::bindings::message::{Attachment, Draft};
use crate::bindings::oauth::{Answer, Configuration, Secrets, Token, TokenRequest};
use crate::bindings::pasted::Findings;
use crate::bindings::settings::{Merged, Provider};
use crate::bindings::types::{Diagnosis, Outcome, Problem, Settings, Stamp};
use crate::component::Instance;
use crate::error::Error;

/// What a call gives that may find problems.
type Judged<T> = Result<T, Vec<Problem>>;

/// Functions that pass a call on: `name = interface[/resource]: call(arguments) -> answer`.
macro_rules! questions {
    ($($name:ident = $interface:ident$(/$resource:ident)?: $call:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        impl Instance<World> {
            $(
                #[doc = concat!("Asks the component by `", stringify!($call), "` of `", stringify!($interface), "`.")]
                ///
                /// # Errors
                /// The component failed.
                pub fn $name(&mut self, $($argument: $type),*) -> Result<$answer, Error> {
                    self.call(|world, store| world.$interface()$(.$resource())?.$call(store, $($argument),*))
                }
            )*
        }
    };
}

questions! {
    default_settings = centerscape_smtp_settings: call_defaults() -> Settings;
    parse_settings = centerscape_smtp_settings: call_parse(json: &str) -> Judged<Settings>;
    settings_to_json = centerscape_smtp_settings: call_to_json(settings: &Settings) -> String;
    validate = centerscape_smtp_settings: call_validate(settings: &Settings) -> Vec<Problem>;
    validate_json = centerscape_smtp_settings: call_validate_json(form: &str) -> Vec<Problem>;
    apply_json = centerscape_smtp_settings: call_apply_json(stored: &Settings, form: &str) -> Merged;
    providers = centerscape_smtp_settings: call_providers() -> Vec<Provider>;

    parse_draft = centerscape_smtp_message: call_parse_draft(json: &str, attachments: &[Attachment]) -> Judged<Draft>;
    parse_stamp = centerscape_smtp_message: call_parse_stamp(json: &str) -> Judged<Stamp>;
    build = centerscape_smtp_message/message: call_build(settings: &Settings, draft: &Draft, stamp: &Stamp) -> Judged<ResourceAny>;
    size = centerscape_smtp_message/message: call_size(message: ResourceAny) -> u64;
    warnings = centerscape_smtp_message/message: call_warnings(message: ResourceAny) -> Vec<Problem>;
    next_chunk = centerscape_smtp_message/message: call_next_chunk(message: ResourceAny, max: u32) -> Vec<u8>;

    session = centerscape_smtp_delivery/session: call_constructor(settings: &Settings, entropy: &[u8]) -> Judged<ResourceAny>;
    restrict_to = centerscape_smtp_delivery/session: call_restrict_to(session: ResourceAny, destinations: &str) -> Judged<()>;
    confirm_transactions = centerscape_smtp_delivery/session: call_confirm_transactions(session: ResourceAny) -> ();
    begin = centerscape_smtp_delivery/session: call_begin(session: ResourceAny, job: &Job) -> Result<(), BeginError>;
    advance = centerscape_smtp_delivery/session: call_advance(session: ResourceAny, event: &Event, now_ms: u64) -> Result<Step, Misuse>;
    outcome = centerscape_smtp_delivery/session: call_outcome(session: ResourceAny) -> Outcome;
    report = centerscape_smtp_delivery/session: call_report(session: ResourceAny, detail: Detail) -> DeliveryReport;
    client_fault = centerscape_smtp_delivery: call_client_fault(last: Outcome, text: &str) -> DeliveryReport;
    report_to_json = centerscape_smtp_delivery: call_to_json(report: &DeliveryReport) -> String;

    detection = centerscape_smtp_detection/detection: call_constructor(input: &str, ports: &str, base: &Settings) -> Judged<ResourceAny>;
    next_probe = centerscape_smtp_detection/detection: call_next(detection: ResourceAny) -> Option<Settings>;
    add_probe = centerscape_smtp_detection/detection: call_add(detection: ResourceAny, report: &DeliveryReport) -> ();
    recommendation = centerscape_smtp_detection/detection: call_recommendation(detection: ResourceAny) -> Recommendation;
    recommendation_to_json = centerscape_smtp_detection/detection: call_to_json(detection: ResourceAny) -> String;

    explain = centerscape_smtp_diagnosis: call_explain(reply: &str, stage: Option<&str>, settings: Option<&Settings>) -> Diagnosis;
    diagnosis_to_json = centerscape_smtp_diagnosis: call_to_json(diagnosis: &Diagnosis) -> String;
    problems_to_json = centerscape_smtp_diagnosis: call_problems_to_json(problems: &[Problem]) -> String;
    explain_pasted = centerscape_smtp_pasted: call_explain(text: &str, settings: Option<&Settings>) -> Findings;
    findings_to_json = centerscape_smtp_pasted: call_to_json(found: &Findings) -> String;

    oauth_configuration = centerscape_smtp_oauth: call_parse(configuration: &str) -> Judged<Configuration>;
    is_for = centerscape_smtp_oauth: call_is_for(configuration: &str, hostname: &str) -> Judged<bool>;
    token_request = centerscape_smtp_oauth: call_request(configuration: &str, secrets: &Secrets) -> Judged<TokenRequest>;
    read_answer = centerscape_smtp_oauth: call_read_answer(configuration: &str, secrets: &Secrets, answer: &Answer) -> Judged<Token>;
}
