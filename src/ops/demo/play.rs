//! Playing a demonstration.

use super::scene::{Stage, shown};
use super::script::script;
use crate::ops::report::{DemoReport, DemoStep};
use crate::ops::{Face, OpsError, Unattended};

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Ends after the last step.
    pub once: bool,
    /// Sensitive values are not masked.
    pub show_sensitive: bool,
}

/// Does it; each step is told when it is done.
///
/// # Errors
/// When a simulated system cannot be started.
pub async fn run(options: Options, face: &Face<'_>, tell: &(dyn Fn(&DemoStep) + Sync)) -> Result<DemoReport, OpsError> {
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
        let folders: Vec<String> = stages.iter().map(|stage| stage.folder().display().to_string()).collect();
        let text = format!("The systems stay up; the workspaces are {}. Ctrl-C ends them.", folders.join(" and "));
        tell(&DemoStep { title: "Try it yourself".into(), text, report: None });
        face.stop.wait().await;
    }
    Ok(DemoReport { steps, expected, notes })
}
