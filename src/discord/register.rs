//! Registers the slash commands, and only when what Discord has differs from what the bot brings. From `discord.rs`, once a start.

use anyhow::Context as _;
use serde_json::Value;
use serenity::all::{CreateCommand, Http};

/// Replaces all global commands by `ours` unless Discord has the same already. Returns whether it did.
///
/// # Errors
/// Discord could not be asked or refused a command.
pub async fn register(http: &Http, ours: &[CreateCommand]) -> anyhow::Result<bool> {
    let ours = serde_json::to_value(ours).context("cannot write the commands as JSON")?;
    let theirs = http.get_global_commands().await.context("cannot read the registered commands")?;
    let theirs = serde_json::to_value(theirs).context("cannot read the registered commands")?;
    if same_commands(&ours, &theirs) {
        return Ok(false);
    }
    http.create_global_commands(&ours).await.context("Discord refused the commands")?;
    Ok(true)
}

/// Whether both lists hold the same commands; Discord adds ids and defaults of its own, which do not count.
fn same_commands(ours: &Value, theirs: &Value) -> bool {
    let (Some(ours), Some(theirs)) = (ours.as_array(), theirs.as_array()) else { return false };
    ours.len() == theirs.len() && ours.iter().all(|mine| theirs.iter().any(|other| covers(mine, other)))
}

/// Whether `theirs` says all that `mine` says. A default that one side leaves out counts as said.
fn covers(mine: &Value, theirs: &Value) -> bool {
    match (mine, theirs) {
        (Value::Object(mine), Value::Object(theirs)) => {
            mine.iter().all(|(key, value)| covers(value, theirs.get(key).unwrap_or(&Value::Null)))
        }
        (Value::Array(mine), Value::Array(theirs)) => {
            mine.len() == theirs.len() && mine.iter().zip(theirs).all(|(mine, theirs)| covers(mine, theirs))
        }
        _ => mine == theirs || (is_default(mine) && is_default(theirs)),
    }
}

fn is_default(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn discords_own_additions_are_no_change() {
        let ours = json!([{"name": "help", "description": "d", "options": [], "nsfw": false}]);
        let theirs = json!([{"id": "1", "version": "2", "name": "help", "description": "d"}]);
        assert!(same_commands(&ours, &theirs));
    }

    #[test]
    fn a_new_description_is_a_change() {
        let ours = json!([{"name": "help", "description": "new"}]);
        assert!(!same_commands(&ours, &json!([{"name": "help", "description": "old"}])));
    }

    #[test]
    fn a_command_that_went_away_is_a_change() {
        let theirs = json!([{"name": "help"}, {"name": "old"}]);
        assert!(!same_commands(&json!([{"name": "help"}]), &theirs));
    }
}
