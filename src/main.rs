//! Starts the command line, and hands it the console.

#![forbid(unsafe_code)]

use std::io::Write;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => {
            let code = runtime.block_on(crosswalk::cli::run(std::env::args_os(), &|options, stop, tell| {
                Box::pin(crosswalk::web::run(options, stop, tell))
            }));
            runtime.shutdown_background();
            ExitCode::from(code)
        }
        Err(error) => {
            // Without stderr there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "error: the program cannot start its threads: {error}");
            ExitCode::from(2)
        }
    }
}
