//! Finding settings.

use super::entry::natives;
use crate::objects::Handle;
use crate::operations::detection;

natives! {
    fn detection_new(env, input: String, ports: String, base: Handle) -> Handle {
        detection::new(&input, &ports, base)?
    }

    fn detection_lookups(env, detection: Handle) -> String {
        detection::lookups(detection)?
    }

    fn detection_add_records(env, detection: Handle, name: String, records: String) {
        detection::add_records(detection, &name, &records)?;
    }

    fn detection_next(env, detection: Handle) -> Handle {
        detection::next(detection)?
    }

    fn detection_add(env, detection: Handle, session: Handle) {
        detection::add(detection, session)?;
    }

    fn detection_recommendation(env, detection: Handle) -> String {
        detection::recommendation(detection)?
    }
}
