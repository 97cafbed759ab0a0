//! `unhunch check`: prompts, configuration and database, with what was found in each.

use std::process::ExitCode;

use crate::config::CheckArgs;
use crate::store::Store;

/// Prints what was found; fails when something is wrong.
///
/// # Errors
/// The runtime cannot start.
pub fn check(args: CheckArgs) -> anyhow::Result<ExitCode> {
    let prompts = prompts_are_well(&args);
    let store = super::runtime()?.block_on(store_is_well(args.database.as_deref()));
    Ok(if prompts && store { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn prompts_are_well(args: &CheckArgs) -> bool {
    let found = crate::prompts::check(args.prompts.prompts.as_deref(), time::OffsetDateTime::now_utc().date());
    for line in &found.found {
        println!("prompts: {line}");
    }
    for warning in &found.warnings {
        println!("warning: {warning}");
    }
    for problem in &found.problems {
        println!("{problem}");
    }
    match found.problems.len() {
        0 => true,
        many => {
            println!("prompts: {many} mistakes");
            false
        }
    }
}

async fn store_is_well(database: Option<&str>) -> bool {
    let Some(url) = database else {
        println!("database: none set; `run` would use a SQLite file in this folder");
        return true;
    };
    match Store::open(url).await {
        Ok(store) => {
            println!("database: opened, tables up to date");
            store.close().await;
            true
        }
        Err(error) => {
            println!("database: {error:#}");
            false
        }
    }
}
