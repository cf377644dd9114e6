//! Whether zone-level authenticated origin pulls are on.

use serde_json::json;

use super::Call;
use crate::{
    envelope::{Answer, Failure},
    history::{Change, notes},
    validate::Fields,
};

pub(crate) fn get(mut call: Call<'_>) -> Result<Answer, Failure> {
    Ok(Answer::ok(json!({ "enabled": call.zone()?.enabled })))
}

pub(crate) fn update(mut call: Call<'_>) -> Result<Answer, Failure> {
    let mut fields = Fields::of(call.body, "")?;
    let enabled = fields.boolean("enabled");
    fields.finish()?;
    call.zone()?.enabled = enabled;
    call.notes.push(notes::zone_setting(call.scope.place(), enabled, Change::Updated));
    Ok(Answer::ok(json!({ "enabled": enabled })))
}
