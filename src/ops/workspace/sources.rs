//! Where the values behind `{ env: … }` and `{ file: … }` come from.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// No secret is longer; a bigger file is most likely the wrong one.
const LONGEST: u64 = 64 * 1024;

/// Environment and files, as an argument.
pub trait Sources {
    /// An environment variable; none when it is not set or no text.
    fn env(&self, name: &str) -> Option<String>;
    /// A file's text; the path is as the workspace gives it.
    ///
    /// # Errors
    /// When it cannot be read, is too long or no text.
    fn file(&self, path: &str) -> io::Result<String>;
}

/// The real ones. Relative paths are relative to the workspace folder.
#[derive(Debug, Clone)]
pub struct Machine {
    folder: PathBuf,
}

impl Machine {
    /// For a workspace folder.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }
}

impl Sources for Machine {
    fn env(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn file(&self, path: &str) -> io::Result<String> {
        let mut text = String::new();
        let path = self.folder.join(path);
        // A pipe without a writer would be waited for for ever.
        if !std::fs::metadata(&path)?.is_file() {
            return Err(io::Error::other("it is no ordinary file"));
        }
        let file = std::fs::File::open(path)?;
        file.take(LONGEST + 1).read_to_string(&mut text)?;
        if text.len() as u64 > LONGEST {
            return Err(io::Error::other("it is longer than 64 KiB"));
        }
        Ok(text)
    }
}
