//! Playing a demonstration.

use std::net::SocketAddr;

use super::scene::{Stage, shown};
use super::script::script;
use crate::ops::report::{DemoReport, DemoStep};
use crate::ops::serving::{self, Serve, Tell};
use crate::ops::{Face, OpsError, Unattended};

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Ends after the last step.
    pub once: bool,
    /// Sensitive values are not masked.
    pub show_sensitive: bool,
}

/// Does it; each step is told when it is done. Without `once` the systems stay up, each with a console on its workspace.
///
/// # Errors
/// When a simulated system cannot be started.
pub async fn run(
    options: Options,
    face: &Face<'_>,
    tell: &(dyn Fn(&DemoStep) + Sync),
    console: (&Serve, Tell<'_>),
) -> Result<DemoReport, OpsError> {
    let script = script()?;
    let quiet = Face { progress: face.progress, consent: &Unattended, stop: face.stop.clone() };
    let (mut steps, mut notes, mut stages) = (Vec::new(), Vec::new(), Vec::new());
    for scene in &script.scenes {
        let stage = Stage::open(scene)?;
        for step in &scene.steps {
            let report = stage.step(step, options, &quiet).await?;
            if !step.expect.holds(&report) {
                notes.push(format!("{}: something else came than should", step.title));
            }
            let told =
                DemoStep { title: step.title.clone(), text: step.text.clone(), report: Some(shown(step.show, report)) };
            tell(&told);
            steps.push(told);
        }
        stages.push(stage);
    }
    let expected = notes.is_empty();
    if !options.once {
        let text = "The systems stay up, each with a console; Ctrl-C ends them.".to_owned();
        tell(&DemoStep { title: "Try it yourself".into(), text, report: None });
        let (serve, tell) = console;
        let consoles = stages.iter().map(|stage| {
            let workspace = stage.folder().to_owned();
            let listen = SocketAddr::from(([127, 0, 0, 1], 0));
            serve(serving::Options { workspace, listen, tls: None, behind_proxy: false }, &face.stop, tell)
        });
        futures_util::future::try_join_all(consoles).await?;
    }
    Ok(DemoReport { steps, expected, notes })
}
